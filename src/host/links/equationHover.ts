import * as vscode from 'vscode';
import { equationsOfLine } from '../../core/links/markedText.ts';
import type { EquationPicture, Language } from '../../core/model.ts';
import { commands } from '../../contributions.ts';
import type { Services } from '../services.ts';
import { plainMarkdown } from '../support/markdownText.ts';
import type { Equations } from './equations.ts';

/** Shows the equation that a line carries out: picture, title, reason, and the way to its derivation. */
export class EquationHover implements vscode.HoverProvider {
  readonly #equations: Equations;
  readonly #services: Services;

  constructor(equations: Equations, services: Services) {
    this.#equations = equations;
    this.#services = services;
  }

  async provideHover(document: vscode.TextDocument, position: vscode.Position, token: vscode.CancellationToken): Promise<vscode.Hover | undefined> {
    const ids = equationsOfLine(this.#equations.marks(document), position.line + 1);
    if (ids.length === 0) return undefined;
    const { topic } = await this.#equations.file(document);
    if (topic === undefined || token.isCancellationRequested) return undefined;
    const language = this.#services.articleLanguageOf(topic);
    const texts = await Promise.all(ids.map((id) => this.#describe(topic, id, language)));
    const known = texts.filter((text) => text !== undefined);
    return known.length === 0 || token.isCancellationRequested ? undefined : new vscode.Hover(known);
  }

  async #describe(topic: string, id: string, language: Language): Promise<vscode.MarkdownString | undefined> {
    const known = await this.#equations.find(topic, id);
    if (!known) return undefined;
    const { step } = known;
    const detail = (await this.#equations.details(topic))[id];
    const text = new vscode.MarkdownString(undefined, true);
    // Only these two commands, with arguments that are ids of our own catalogue.
    text.isTrusted = { enabledCommands: [commands.openStep, commands.openEquationCode] };
    text.appendMarkdown(`**${step.number}.** `).appendMarkdown(`${plainMarkdown(step.title[language])}\n\n`);
    if (detail?.picture) text.appendMarkdown(`${picture(detail.picture, detail.formula)}\n\n`);
    if (detail && detail.reason[language] !== '') {
      text.appendMarkdown(`*${plainMarkdown(detail.rule[language])}* · ${plainMarkdown(detail.reason[language])}\n\n`);
    }
    const command = (name: string) => `command:${name}?${encodeURIComponent(JSON.stringify([topic, id]))}`;
    text.appendMarkdown(`[$(book) ${vscode.l10n.t('Derivation')}](${command(commands.openStep)})`);
    if (step.code.length > 1) text.appendMarkdown(` · [$(code) ${vscode.l10n.t('All places in code')}](${command(commands.openEquationCode)})`);
    return text;
  }
}

/** Ink for a picture on the hover's ground; an image cannot ask the theme. */
function ink(kind: vscode.ColorThemeKind): string {
  switch (kind) {
    case vscode.ColorThemeKind.Light: return '#2b2b2b';
    case vscode.ColorThemeKind.HighContrastLight: return '#000000';
    case vscode.ColorThemeKind.HighContrast: return '#ffffff';
    default: return '#d8d8d8';
  }
}

/** Markdown for an equation drawn in the ink of the present theme, with the formula in words for those who cannot see it. */
export function picture({ svg, width, height }: EquationPicture, words: string): string {
  const drawn = svg.replaceAll('currentColor', ink(vscode.window.activeColorTheme.kind));
  const data = btoa(String.fromCharCode(...new TextEncoder().encode(drawn)));
  const alt = words.replace(/[[\]\\]/g, '').replace(/\s+/g, ' ');
  return `![${alt}](data:image/svg+xml;base64,${data}|width=${width},height=${height})`;
}
