import * as vscode from 'vscode';
import { markedBlocks } from '../../core/links/markedText.ts';
import { regionOfBlock } from '../../core/links/regionOfBlock.ts';
import { commands } from '../../contributions.ts';
import type { Services } from '../services.ts';
import { Disposable } from '../support/disposable.ts';
import type { Equations } from './equations.ts';

/** Above each marked function: the steps it carries out, running it, and its exercise. */
export class EquationLenses extends Disposable implements vscode.CodeLensProvider {
  readonly #equations: Equations;
  readonly #services: Services;
  readonly #changed = this._register(new vscode.EventEmitter<void>());
  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(equations: Equations, services: Services) {
    super();
    this.#equations = equations;
    this.#services = services;
    this._register(services.content.onDidRefresh(() => this.#changed.fire()));
  }

  async provideCodeLenses(document: vscode.TextDocument, token: vscode.CancellationToken): Promise<vscode.CodeLens[]> {
    const { topic, marks } = await this.#equations.file(document);
    if (topic === undefined || token.isCancellationRequested) return [];
    const index = await this.#equations.index();
    const entry = await this.#services.content.topic(topic);
    const shipped = entry.templateEntries.find((one) => this.#isShipped(document, one.file));
    const language = this.#services.articleLanguageOf(topic);
    const blocks = markedBlocks(document.getText(), marks);
    return blocks.flatMap((block, i) => {
      const range = new vscode.Range(block.line - 1, 0, block.line - 1, 0);
      const ids = [...new Set(block.marks.filter(({ kind }) => kind === 'eq').map(({ id }) => id))];
      const steps = ids.flatMap((id) => index.find(topic, id) ?? []).sort((a, b) => a.step.number - b.step.number);
      const text = document.getText(new vscode.Range(block.line - 1, 0, (blocks[i + 1]?.line ?? document.lineCount + 1) - 1, 0));
      const origin = regionOfBlock(entry, ids, text);
      const template = shipped ?? origin?.template;
      const holes = entry.exercises.filter((exercise) => block.marks.some((mark) => mark.kind === 'hole' && mark.id === exercise.id)
        || (!shipped && origin && exercise.template === `${topic}/${origin.template.id}` && exercise.region === origin.region.id));
      const lenses = steps.map(({ step }, place) => new vscode.CodeLens(range, {
        title: place === 0 ? `$(book) ${vscode.l10n.t('Derivation {0}', step.number)}` : `${step.number}`,
        tooltip: step.title[language], command: commands.openStep, arguments: [topic, step.id],
      }));
      if (template && lenses.length > 0) {
        const key = `${topic}/${template.id}`;
        lenses.push(new vscode.CodeLens(range, shipped ? {
          title: `$(play) ${vscode.l10n.t('Run')}`, tooltip: vscode.l10n.t('Run the template {0}', key), command: commands.runTemplate, arguments: [key],
        } : {
          title: `$(play) ${vscode.l10n.t('Run')}`, tooltip: vscode.l10n.t('Run this file'), command: commands.runFile, arguments: [document.uri],
        }));
      }
      for (const hole of holes) {
        lenses.push(new vscode.CodeLens(range, {
          title: `$(mortar-board) ${vscode.l10n.t('Exercise')}`, tooltip: hole.title[language], command: commands.openStep, arguments: [topic, `hole-${hole.id}`],
        }));
      }
      return lenses;
    });
  }

  #isShipped(document: vscode.TextDocument, file: string): boolean {
    return document.uri.path === vscode.Uri.joinPath(this.#services.extensionUri, file).path;
  }
}
