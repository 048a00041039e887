import * as vscode from 'vscode';
import { insertNote, readNotes, type StepNote } from '../../core/notes/notesFile.ts';
import { settings as settingIds } from '../../contributions.ts';
import { Disposable } from '../support/disposable.ts';
import type { Settings } from '../support/settings.ts';

/** Milliseconds after the last key before the notes are read again. */
const delay = 300;

/** The reader's own Markdown file of notes: read when it is there, written only by an insertion that they asked for. */
export class NotesFile extends Disposable {
  readonly #settings: Settings;
  readonly #changed = this._register(new vscode.EventEmitter<void>());
  /** The file, or which file it is, has changed. */
  readonly onDidChange = this.#changed.event;
  #watcher: vscode.FileSystemWatcher | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(settings: Settings) {
    super();
    this.#settings = settings;
    this._register(settings.onDidChange(settingIds.notesFile, () => this.#watch()));
    this._register(vscode.workspace.onDidChangeWorkspaceFolders(() => this.#watch()));
    this._register(vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document.uri.toString() === this.uri?.toString()) this.#soon();
    }));
    this.#watch();
  }

  override dispose(): void {
    clearTimeout(this.#timer);
    this.#watcher?.dispose();
    super.dispose();
  }

  /** The file that the setting names; `undefined` if it names none, or a relative one without a folder being open. */
  get uri(): vscode.Uri | undefined {
    const path = this.#settings.notesFile;
    if (path === '') return undefined;
    if (/^[a-z][a-z0-9+.-]+:\/\//i.test(path)) return vscode.Uri.parse(path, true);
    if (/^(?:\/|[A-Za-z]:[\\/]|\\\\)/.test(path)) return vscode.Uri.file(path);
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    return folder && vscode.Uri.joinPath(folder, ...path.split(/[\\/]/));
  }

  /** The notes, as they stand in an open editor or else in the file; none if there is no file. */
  async read(): Promise<readonly StepNote[]> {
    const { uri } = this;
    if (!uri) return [];
    const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString() && !document.isClosed);
    if (open) return readNotes(open.getText());
    try {
      return readNotes(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)));
    } catch (error) {
      if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return [];
      throw error;
    }
  }

  /**
   * Opens a file at the note of a step; puts a heading there first if it has none. An unsaved file stays unsaved.
   * @param title shown in the heading
   */
  async open(uri: vscode.Uri, topic: string, step: string, title: string, address: string, column: vscode.ViewColumn): Promise<void> {
    const create = new vscode.WorkspaceEdit();
    create.createFile(uri, { ignoreIfExists: true });
    await vscode.workspace.applyEdit(create);
    const document = await vscode.workspace.openTextDocument(uri);
    const editor = await vscode.window.showTextDocument(document, { viewColumn: column });
    await caughtUp(document);
    const note = readNotes(document.getText()).find((one) => one.topic === topic && one.step === step);
    let line = note === undefined ? 0 : Math.min(note.line + 2, Math.max(note.line, note.end - 1));
    if (note === undefined) {
      const wasDirty = document.isDirty;
      const { line: at, text, cursor } = insertNote(document.getText(), topic, title, address);
      const insert = new vscode.WorkspaceEdit();
      insert.insert(uri, at < document.lineCount ? new vscode.Position(at, 0) : end(document), text);
      await vscode.workspace.applyEdit(insert);
      if (!wasDirty) await document.save();
      line = cursor;
    }
    const place = new vscode.Position(line, 0);
    editor.selection = new vscode.Selection(place, place);
    editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }

  #watch(): void {
    this.#watcher?.dispose();
    this.#watcher = undefined;
    const { uri } = this;
    if (uri) {
      const [folder, name] = [vscode.Uri.joinPath(uri, '..'), uri.path.split('/').at(-1) ?? ''];
      this.#watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, name));
      for (const listen of [this.#watcher.onDidChange, this.#watcher.onDidCreate, this.#watcher.onDidDelete]) listen(() => this.#soon());
    }
    this.#soon();
  }

  #soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#changed.fire(), delay);
  }
}

function end(document: vscode.TextDocument): vscode.Position {
  return document.lineAt(document.lineCount - 1).range.end;
}

/**
 * Waits until a document that was not changed here says what its file says: one that was open before is shown as it was then,
 * and only read again behind that.
 */
async function caughtUp(document: vscode.TextDocument): Promise<void> {
  const lines = (text: string) => text.replace(/^\ufeff/, '').replace(/\r\n/g, '\n');
  const patience = Date.now() + 3000;
  while (!document.isDirty && Date.now() < patience) {
    const saved = new TextDecoder().decode(await vscode.workspace.fs.readFile(document.uri));
    if (lines(saved) === lines(document.getText())) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
