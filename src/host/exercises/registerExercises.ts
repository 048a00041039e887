import * as vscode from 'vscode';
import { exerciseOf, ExerciseTests } from './exerciseTests.ts';
import { addGivingUp, addHint, exerciseRecord, resetExercise, topicProgress } from '../../core/progress/progress.ts';
import { commands, settings as settingIds } from '../../contributions.ts';
import type { ArticlePanels } from '../article/articlePanels.ts';
import type { ReaderFolder } from '../files/readerFolder.ts';
import { codeColumn } from '../open/codeColumn.ts';
import type { Services } from '../services.ts';
import { exerciseArgument, topicArgument } from '../support/commandArguments.ts';
import { Disposable } from '../support/disposable.ts';
import type { Examiner } from './examiner.ts';
import { ExerciseChecks, type CheckedExercise } from './exerciseChecks.ts';
import { ExerciseFiles, type ExerciseId } from './exerciseFiles.ts';
import { pickExercise, pickReset } from './pickExercise.ts';

/** What other features hear of exercises. */
export interface Exercises extends vscode.Disposable {
  readonly onDidCheck: vscode.Event<CheckedExercise>;
}

/** Exercises: their files, their checks in the Test Explorer, hints, comparison and reset. */
export function registerExercises(services: Services, panels: ArticlePanels, examiner: Examiner, folder: ReaderFolder): Exercises {
  return new ExerciseSupport(services, panels, examiner, folder);
}

class ExerciseSupport extends Disposable implements Exercises {
  readonly #services: Services;
  readonly #panels: ArticlePanels;
  readonly #files: ExerciseFiles;
  readonly #tests: ExerciseTests;
  readonly onDidCheck: vscode.Event<CheckedExercise>;

  constructor(services: Services, panels: ArticlePanels, examiner: Examiner, folder: ReaderFolder) {
    super();
    this.#services = services;
    this.#panels = panels;
    this.#files = new ExerciseFiles(services.extensionUri, folder, services.content);
    const checks = this._register(new ExerciseChecks(services, this.#files, examiner, panels));
    this.onDidCheck = checks.onDidCheck;
    this.#tests = this._register(new ExerciseTests(services, this.#files, checks));
    const { commands: registry } = services;
    const register = (command: Parameters<typeof registry.register>[0], act: (id: ExerciseId, third: unknown) => Promise<unknown>) => {
      this._register(registry.register(command, async (first, second, third) => {
        const id = exerciseArgument(first, second) ?? (await pickExercise(services));
        return id && act(id, third);
      }));
    };
    register(commands.startExercise, (id, anew) => this.#start(id, anew === true));
    register(commands.checkExercise, (id) => this.#check(id));
    register(commands.compareExercise, (id, certain) => this.#compare(id, certain === true));
    register(commands.nextHint, (id) => this.#hint(id));
    this._register(registry.register(commands.resetExercises, (first, second) => this.#reset(first, second)));
    this._register(services.settings.onDidChange(settingIds.exercisesFolder, () => void this.#tests.refresh()));
    this._register(services.settings.onDidChange(settingIds.articleLanguage, () => void this.#tests.refresh()));
  }

  /** `anew`: a file that is there is set aside, under another name, and the lines are missing again. */
  async #start(id: ExerciseId, anew = false): Promise<void> {
    const detail = await this.#files.detail(id);
    if (anew) await this.#files.setAside(detail);
    const uri = await this.#files.start(detail, this.#services.articleLanguageOf(id.topic));
    await this.#tests.renew(id);
    const place = await this.#files.placeOf(detail);
    const editor = await vscode.window.showTextDocument(uri, { viewColumn: codeColumn(), preview: false });
    const line = editor.document.lineAt(editor.document.validatePosition(place).line).range;
    editor.selection = new vscode.Selection(place, line.end);
    editor.revealRange(line, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }

  async #check(id: ExerciseId): Promise<void> {
    const detail = await this.#files.detail(id);
    if (!(await this.#files.isStarted(detail))) return this.#start(id);
    const title = detail.title[this.#services.articleLanguageOf(id.topic)];
    const verdict = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Checking “{0}”', title), cancellable: true },
      (_, token) => this.#tests.check(id, token),
    );
    if (verdict === undefined) return;
    const [hint, compare] = [vscode.l10n.t('Next Hint'), vscode.l10n.t('Compare with the Template')];
    const text = `${title}: ${verdict.message.replaceAll('\n', ' ')}`;
    const answer = verdict.passed ? vscode.window.showInformationMessage(text, compare) : vscode.window.showWarningMessage(text, hint, compare);
    this.#follow(answer, { [hint]: () => this.#hint(id), [compare]: () => this.#compare(id, false) });
  }

  /** The template on the left, the reader's file on the right. Who has not passed is asked first, unless `certain`. */
  async #compare(id: ExerciseId, certain: boolean): Promise<void> {
    const { content, progress, articleLanguageOf } = this.#services;
    const detail = await this.#files.detail(id);
    if (!(await this.#files.isStarted(detail))) return this.#start(id);
    const record = exerciseRecord(progress.current, id.topic, id.exercise);
    if (!certain && !record.passed && !record.gaveUp) {
      const show = vscode.l10n.t('Show the Solution');
      const detailText = vscode.l10n.t('You have not passed this exercise yet. A hint may be enough.');
      const chosen = await vscode.window.showWarningMessage(vscode.l10n.t('Compare with the template?'), { modal: true, detail: detailText }, show);
      if (chosen !== show) return;
    }
    await progress.update((now) => addGivingUp(now, id.topic, id.exercise));
    const { file } = await content.template(detail.template);
    const title = detail.title[articleLanguageOf(id.topic)];
    const place = await this.#files.placeOf(detail);
    await vscode.commands.executeCommand('vscode.diff', file, this.#files.uriOf(detail), vscode.l10n.t('{0} (template ↔ yours)', title), {
      viewColumn: codeColumn(), preview: true, selection: new vscode.Range(place, place),
    });
    const [step] = detail.equations;
    if (step === undefined) return;
    const why = vscode.l10n.t('Why It Works');
    const reason = detail.reason?.[articleLanguageOf(id.topic)] ?? '';
    this.#follow(vscode.window.showInformationMessage(reason === '' ? title : reason, why), {
      [why]: () => vscode.commands.executeCommand(commands.openStep, id.topic, step),
    });
  }

  /** One hint more than were seen; the last one again when there are no more. */
  async #hint(id: ExerciseId): Promise<void> {
    const { progress, articleLanguageOf } = this.#services;
    const detail = await this.#files.detail(id);
    const hints = detail.hints[articleLanguageOf(id.topic)];
    const number = Math.min(exerciseRecord(progress.current, id.topic, id.exercise).hints + 1, hints.length);
    if (number === 0) return;
    await progress.update((now) => addHint(now, id.topic, id.exercise, number));
    const more = vscode.l10n.t('Next Hint');
    const text = vscode.l10n.t('Hint {0} of {1}: {2}', number, hints.length, hints[number - 1] ?? '');
    const answer = number < hints.length ? vscode.window.showInformationMessage(text, more) : vscode.window.showInformationMessage(text);
    this.#follow(answer, { [more]: () => this.#hint(id) });
  }

  /** Of one exercise, a topic, or all: attempts are forgotten, files are kept under another name. */
  async #reset(first: unknown, second: unknown): Promise<void> {
    const { content, progress } = this.#services;
    const one = isTopicOnly(first) ? undefined : exerciseArgument(first, second);
    const topic = one === undefined ? topicArgument(isTopicOnly(first) ? topicOf(first) : undefined) : undefined;
    const chosen = one !== undefined ? [one] : topic !== undefined ? (await exercisesIn(this.#services, topic)) : await pickReset(this.#services);
    if (chosen === undefined) return;
    const kept: string[] = [];
    for (const id of chosen) {
      const detail = await this.#files.detail(id);
      const aside = await this.#files.setAside(detail);
      if (aside !== undefined) {
        kept.push(vscode.workspace.asRelativePath(aside));
        await this.#tests.renew(id);
      }
      await progress.update((now) => resetExercise(now, id.topic, id.exercise));
      this.#panels.find(id.topic)?.sendExercise(id.exercise, undefined);
    }
    // Attempts at exercises that the content no longer holds go with their topic.
    const { topics } = await content.catalogue();
    for (const { id, exercises } of topics.filter((entry) => entry.id === topic)) {
      const left = Object.keys(topicProgress(progress.current, id).exercises).filter((hole) => !exercises.some((exercise) => exercise.id === hole));
      for (const hole of left) await progress.update((now) => resetExercise(now, id, hole));
    }
    void vscode.window.showInformationMessage(kept.length === 0
      ? vscode.l10n.t('The attempts are forgotten.')
      : vscode.l10n.t('The attempts are forgotten. Your files are kept: {0}', kept.join(', ')));
  }

  #follow(answer: Thenable<string | undefined>, ways: Readonly<Record<string, () => unknown>>): void {
    void answer.then(async (label) => {
      try {
        if (label !== undefined && Object.hasOwn(ways, label)) await ways[label]?.();
      } catch (error) {
        this.#services.reporter.report(error);
      }
    });
  }
}

/** A topic by its id, as a row of the tree or as an item of the Test Explorer, and not one of its exercises. */
function isTopicOnly(argument: unknown): boolean {
  return topicOf(argument) !== undefined;
}

function topicOf(argument: unknown): string | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  const { kind, topic, id } = argument as { readonly kind?: unknown; readonly topic?: unknown; readonly id?: unknown };
  if (typeof topic === 'string') return kind === 'topic' || kind === 'exercises' ? topic : undefined;
  return typeof id === 'string' && exerciseOf(id) === undefined ? id.split('/', 1)[0] : undefined;
}

async function exercisesIn({ content }: Services, topic: string): Promise<ExerciseId[]> {
  return (await content.topic(topic)).exercises.map(({ id }) => ({ topic, exercise: id }));
}
