import * as vscode from 'vscode';
import { Disposable } from '../support/disposable.ts';

/** The editor in which the reader writes: the last one that had the focus and shows a file that is theirs and may be written. */
export class ReadersEditor extends Disposable {
  readonly #extension: vscode.Uri;
  #last: vscode.TextEditor | undefined;

  constructor(extension: vscode.Uri) {
    super();
    this.#extension = extension;
    this.#last = this.#own(vscode.window.activeTextEditor);
    this._register(vscode.window.onDidChangeActiveTextEditor((editor) => {
      this.#last = this.#own(editor) ?? this.#last;
    }));
  }

  /** `undefined` if no editor of the reader's can be seen. */
  get current(): vscode.TextEditor | undefined {
    const visible = vscode.window.visibleTextEditors;
    // The panel takes the focus away from the editor, and a closed editor must not be written to.
    return this.#own(vscode.window.activeTextEditor)
      ?? visible.find((editor) => editor === this.#last)
      ?? visible.find((editor) => editor.document === this.#last?.document)
      ?? visible.find((editor) => this.#own(editor));
  }

  /** Templates and other files of the extension are not the reader's, nor are outputs and comparisons. */
  #own(editor: vscode.TextEditor | undefined): vscode.TextEditor | undefined {
    const uri = editor?.document.uri;
    if (!editor || !uri) return undefined;
    if (uri.scheme === this.#extension.scheme && uri.path.startsWith(`${this.#extension.path}/`)) return undefined;
    return uri.scheme === 'untitled' || vscode.workspace.fs.isWritableFileSystem(uri.scheme) === true ? editor : undefined;
  }
}
