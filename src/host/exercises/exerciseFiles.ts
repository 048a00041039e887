import * as vscode from 'vscode';
import type { ExerciseDetail } from '../../core/exercise/exercise.ts';
import { holeLine } from '../../core/exercise/holeLine.ts';
import type { Language } from '../../core/model.ts';
import { importClosure } from '../../core/template/importClosure.ts';
import { exists, readText, writeMissing } from '../files/files.ts';
import type { ReaderFolder } from '../files/readerFolder.ts';
import type { ContentStore } from '../support/contentStore.ts';
import { UserError } from '../support/errors.ts';

/** An exercise by name. */
export interface ExerciseId {
  readonly topic: string;
  readonly exercise: string;
}

/** The files in which readers solve exercises: made once, and never written to again. */
export class ExerciseFiles {
  readonly #extension: vscode.Uri;
  readonly #folder: ReaderFolder;
  readonly #content: ContentStore;

  constructor(extension: vscode.Uri, folder: ReaderFolder, content: ContentStore) {
    this.#extension = extension;
    this.#folder = folder;
    this.#content = content;
  }

  /** Throws a UserError if there is no such exercise. */
  async detail({ topic, exercise }: ExerciseId): Promise<ExerciseDetail> {
    await this.#content.topic(topic);
    const details = await this.#content.exercises(topic);
    const detail = Object.hasOwn(details, exercise) ? details[exercise] : undefined;
    if (detail === undefined) throw new UserError(vscode.l10n.t('The topic {0} has no exercise “{1}”.', topic, exercise));
    return detail;
  }

  /** Where the exercise's file is or will be. Throws a UserError if the setting names a folder that cannot be used. */
  uriOf(detail: ExerciseDetail): vscode.Uri {
    return vscode.Uri.joinPath(this.#folder.uri, 'exercises', `${detail.template}.${detail.id}.ts`);
  }

  async isStarted(detail: ExerciseDetail): Promise<boolean> {
    return exists(this.uriOf(detail));
  }

  /** Makes the file, with everything that it imports beside it, unless it is there already. */
  async start(detail: ExerciseDetail, language: Language): Promise<vscode.Uri> {
    const uri = this.uriOf(detail);
    if (await exists(uri)) return uri;
    const path = `snippets/${detail.template}.ts`;
    const { exerciseText } = await import('../../core/exercise/exerciseFile.ts');
    const texts = await importClosure(path, (file) => readText(vscode.Uri.joinPath(this.#extension, file)));
    await this.#folder.prepare();
    const target = (file: string) => vscode.Uri.joinPath(this.#folder.uri, 'exercises', ...file.split('/').slice(1));
    for (const [file, text] of texts) if (file !== path) await writeMissing(target(file), text);
    await writeMissing(uri, exerciseText(texts.get(path) ?? '', detail, language));
    return uri;
  }

  /** Line and column 0-based where the reader writes; the top of the file if its mark is gone. */
  async placeOf(detail: ExerciseDetail): Promise<vscode.Position> {
    const uri = this.uriOf(detail);
    // What the editor remembers of a file may be older than the file, unless the reader has changed it there.
    const changed = vscode.workspace.textDocuments.find((document) => document.isDirty && document.uri.toString() === uri.toString());
    const text = changed?.getText() ?? (await readText(uri)) ?? '';
    const line = holeLine(text, detail.id);
    const written = line === undefined ? undefined : text.split(/\r?\n/)[line - 1];
    if (line === undefined || written === undefined) return new vscode.Position(0, 0);
    return new vscode.Position(line - 1, written.length - written.trimStart().length);
  }

  /** Moves the reader's file out of the way, under a name that says so; `undefined` if there was none. */
  async setAside(detail: ExerciseDetail): Promise<vscode.Uri | undefined> {
    const uri = this.uriOf(detail);
    if (!(await exists(uri))) return undefined;
    await vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString())?.save();
    for (let n = 1; ; n++) {
      const kept = uri.with({ path: uri.path.replace(/\.ts$/, `.kept-${n}.ts`) });
      if (await exists(kept)) continue;
      await vscode.workspace.fs.rename(uri, kept, { overwrite: false });
      return kept;
    }
  }
}
