import * as vscode from 'vscode';
import { equationsOfLine, linesOfEquation } from '../../core/links/markedText.ts';
import type { ArticlePanels } from '../article/articlePanels.ts';
import { Disposable } from '../support/disposable.ts';
import type { Equations } from './equations.ts';

/** Keeps code and article at the same equation: the cursor marks the step, the step marks the code. */
export class CursorSync extends Disposable {
  readonly #equations: Equations;
  readonly #panels: ArticlePanels;
  readonly #mark = this._register(vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor('editor.rangeHighlightBackground'),
    overviewRulerColor: new vscode.ThemeColor('textLink.foreground'),
    overviewRulerLane: vscode.OverviewRulerLane.Left,
    borderWidth: '0 0 0 2px', borderStyle: 'solid', borderColor: new vscode.ThemeColor('textLink.foreground'),
  }));
  /** What the cursor's line last said to which panel, so that moving along a line says nothing again. */
  #said = '';

  constructor(equations: Equations, panels: ArticlePanels) {
    super();
    this.#equations = equations;
    this.#panels = panels;
    this._register(vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => void this.#cursorMoved(textEditor)));
    this._register(vscode.window.onDidChangeVisibleTextEditors(() => void this.#markCode()));
    this._register(panels.onDidChangeStep(() => void this.#markCode()));
  }

  async #cursorMoved(editor: vscode.TextEditor): Promise<void> {
    if (editor !== vscode.window.activeTextEditor || this.#panels.open.length === 0) return;
    const here = equationsOfLine(this.#equations.marks(editor.document), editor.selection.active.line + 1);
    const { topic } = await this.#equations.file(editor.document);
    const panel = topic === undefined ? undefined : this.#panels.find(topic);
    const says = `${topic ?? ''} ${here.join(' ')}`;
    if (!panel || says === this.#said) return;
    this.#said = says;
    panel.send({ type: 'markEquation', equations: [...here] });
  }

  /** Tints the lines of the step that the reader is at, in every editor that can be seen. */
  async #markCode(): Promise<void> {
    for (const editor of vscode.window.visibleTextEditors) {
      const { topic, marks } = await this.#equations.file(editor.document);
      const step = topic === undefined ? undefined : this.#panels.find(topic)?.step;
      const lines = step === undefined ? [] : linesOfEquation(marks, step);
      editor.setDecorations(this.#mark, lines.map(({ first, last }) => new vscode.Range(first - 1, 0, last - 1, 0)));
    }
  }
}
