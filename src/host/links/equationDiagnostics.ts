import * as vscode from 'vscode';
import { columnOfId } from '../../core/links/markedText.ts';
import { Disposable } from '../support/disposable.ts';
import { codeLanguages, type Equations } from './equations.ts';
import { replaceWith } from './equationFix.ts';

const delayMs = 400;
/** Hints a file, so that a file of another convention is not painted over. */
const mostHints = 20;

/**
 * One quiet hint for a mark whose id no step has. Only where Gradus is plainly meant: the file names another step of the
 * topic, or the id is a slip of a known one; `// eq:` in other people's comments is left alone.
 */
export class EquationDiagnostics extends Disposable {
  readonly #equations: Equations;
  readonly #found = this._register(vscode.languages.createDiagnosticCollection('gradus'));
  readonly #pending = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(equations: Equations) {
    super();
    this.#equations = equations;
    this._register(vscode.workspace.onDidOpenTextDocument((document) => this.#soon(document)));
    this._register(vscode.workspace.onDidChangeTextDocument(({ document }) => this.#soon(document)));
    this._register(vscode.workspace.onDidCloseTextDocument((document) => {
      this.#found.delete(document.uri);
      clearTimeout(this.#pending.get(document.uri.toString()));
      this.#pending.delete(document.uri.toString());
    }));
    for (const editor of vscode.window.visibleTextEditors) this.#soon(editor.document);
  }

  override dispose(): void {
    for (const timer of this.#pending.values()) clearTimeout(timer);
    super.dispose();
  }

  #soon(document: vscode.TextDocument): void {
    if (!(codeLanguages as readonly string[]).includes(document.languageId)) return;
    const key = document.uri.toString();
    clearTimeout(this.#pending.get(key));
    this.#pending.set(key, setTimeout(() => {
      this.#pending.delete(key);
      // What the catalogue says when it cannot be read is shown where the reader asked for it, not for each key.
      this.#check(document).catch(() => this.#found.delete(document.uri));
    }, delayMs));
  }

  async #check(document: vscode.TextDocument): Promise<void> {
    const version = document.version;
    const { topic, marks } = await this.#equations.file(document);
    if (marks.length === 0) {
      this.#found.delete(document.uri);
      return;
    }
    const index = await this.#equations.index();
    if (document.isClosed || document.version !== version) return;
    const equations = marks.filter(({ kind }) => kind === 'eq');
    const topics = topic === undefined ? (await this.#near([...new Set(equations.map(({ id }) => id))].slice(0, mostHints))) : [topic];
    const [first] = topics;
    const unknown = first === undefined ? [] : equations.filter((mark) => !index.find(first, mark.id)).slice(0, mostHints);
    const hints = unknown.flatMap((mark) => {
      if (first === undefined) return [];
      const meant = index.closest(first, mark.id);
      if (topic === undefined && meant === undefined) return [];
      const line = document.lineAt(mark.line - 1);
      const at = columnOfId(line.text, mark);
      const range = new vscode.Range(line.lineNumber, at, line.lineNumber, at + mark.id.length);
      const what = meant === undefined
        ? vscode.l10n.t('No step of {0} is called “{1}”.', first, mark.id)
        : vscode.l10n.t('No step of {0} is called “{1}”. Did you mean “{2}”?', first, mark.id, meant);
      const hint = new vscode.Diagnostic(range, what, vscode.DiagnosticSeverity.Information);
      hint.source = 'Gradus';
      if (meant !== undefined) hint.code = replaceWith(meant);
      return [hint];
    });
    this.#found.set(document.uri, hints);
  }

  /** Topics that have a step whose name is close to one of these. */
  async #near(ids: readonly string[]): Promise<readonly string[]> {
    const index = await this.#equations.index();
    return index.topics.filter((topic) => ids.some((id) => index.closest(topic, id) !== undefined));
  }
}
