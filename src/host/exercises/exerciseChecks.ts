import * as vscode from 'vscode';
import type { ExerciseDetail } from '../../core/exercise/exercise.ts';
import type { Verdict } from '../../core/exercise/verdict.ts';
import { addAttempt } from '../../core/progress/progress.ts';
import type { ArticlePanels } from '../article/articlePanels.ts';
import type { Services } from '../services.ts';
import { Disposable } from '../support/disposable.ts';
import type { ExerciseFiles, ExerciseId } from './exerciseFiles.ts';
import type { Examiner } from './examiner.ts';

/** An exercise that the reader has had a go at. */
export interface CheckedExercise extends ExerciseId {
  readonly passed: boolean;
}

/** Checks the reader's file of an exercise, keeps the attempt, and tells the open article. */
export class ExerciseChecks extends Disposable {
  readonly #services: Services;
  readonly #files: ExerciseFiles;
  readonly #examiner: Examiner;
  readonly #panels: Pick<ArticlePanels, 'find'>;

  readonly #checked = this._register(new vscode.EventEmitter<CheckedExercise>());
  /** An attempt was judged. */
  readonly onDidCheck = this.#checked.event;

  constructor(services: Services, files: ExerciseFiles, examiner: Examiner, panels: Pick<ArticlePanels, 'find'>) {
    super();
    this.#services = services;
    this.#files = files;
    this.#examiner = examiner;
    this.#panels = panels;
  }

  /** The file as it stands in the editor: it is saved first. An untouched hole is no attempt. */
  async check({ topic, exercise }: ExerciseId, detail: ExerciseDetail, token: vscode.CancellationToken): Promise<Verdict> {
    const uri = this.#files.uriOf(detail);
    const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
    if (open?.isDirty === true) await open.save();
    const [examination, { judge }] = await Promise.all([this.#examiner.examine(uri, token), import('../../core/exercise/verdict.ts')]);
    const verdict = judge(detail, examination, this.#services.articleLanguageOf(topic));
    if (verdict.kind !== 'empty') {
      await this.#services.progress.update((progress) => addAttempt(progress, topic, exercise, verdict.passed, Date.now()));
      this.#checked.fire({ topic, exercise, passed: verdict.passed });
    }
    this.#panels.find(topic)?.sendExercise(exercise, verdict.passed ? undefined : verdict.message);
    return verdict;
  }

  /** Runs the file under the debugger and waits for its end. */
  async debug({ topic }: ExerciseId, detail: ExerciseDetail, token: vscode.CancellationToken): Promise<void> {
    const ended = new Promise<void>((resolve) => {
      let first: string | undefined;
      const listeners = vscode.Disposable.from(
        vscode.debug.onDidStartDebugSession((session) => { first ??= session.parentSession === undefined ? session.id : undefined; }),
        vscode.debug.onDidTerminateDebugSession((session) => { if (session.id === first) done(); }),
        token.onCancellationRequested(() => {
          void vscode.debug.stopDebugging();
          done();
        }),
      );
      const done = () => {
        listeners.dispose();
        resolve();
      };
    });
    await this.#services.runner.debug({ template: undefined, file: this.#files.uriOf(detail).fsPath, language: this.#services.articleLanguageOf(topic) });
    await ended;
  }
}
