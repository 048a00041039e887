import * as vscode from 'vscode';
import { assemble, codeKindOf } from '../../core/scaffold/assemble.ts';
import { placeFor, topLevelNames } from '../../core/scaffold/outline.ts';
import type { ScaffoldEntry, ScaffoldFile } from '../../core/scaffold/scaffoldFile.ts';
import { commands } from '../../contributions.ts';
import { codeColumn } from '../open/codeColumn.ts';
import { pickRegion, pickTemplate } from '../pick/pickTemplate.ts';
import type { Services } from '../services.ts';
import { idArgument, templateArgument } from '../support/commandArguments.ts';
import { Disposable } from '../support/disposable.ts';
import { UserError } from '../support/errors.ts';
import { ReadersEditor } from './readersEditor.ts';
import { ScaffoldCompletions } from './scaffoldCompletions.ts';

/** A region, with everything it uses, into the reader's file: by command, and by its prefix while they type. */
export function registerScaffold(services: Services): vscode.Disposable {
  return new ScaffoldSupport(services);
}

class ScaffoldSupport extends Disposable {
  readonly #services: Services;
  readonly #editor: ReadersEditor;

  constructor(services: Services) {
    super();
    this.#services = services;
    this.#editor = this._register(new ReadersEditor(services.extensionUri));
    this._register(services.commands.register(commands.insertTemplate, (template, region) => this.#insert(template, region)));
    const languages = ['typescript', 'typescriptreact', 'javascript', 'javascriptreact'].map((language) => ({ language }));
    this._register(vscode.languages.registerCompletionItemProvider(languages, new ScaffoldCompletions(services), '-'));
  }

  async #insert(first: unknown, second: unknown): Promise<void> {
    // Whoever chooses from a list takes the focus away; the place to insert at is the one before that.
    const target = this.#editor.current;
    const chosen = await this.#choose(first, second);
    if (!chosen) return;
    const { file, entry } = chosen;
    const { document, selection } = target ?? { document: undefined, selection: undefined };
    const cursors = target?.selections.length ?? 1;
    const text = document?.getText() ?? '';
    const snippet = assemble(file, entry, {
      // A document of another kind gets what the reader sees in the article.
      kind: codeKindOf(document?.languageId ?? 'typescript') ?? 'ts', exercise: false, names: topLevelNames(text),
      language: this.#services.articleLanguageOf(entry.template.split('/', 1)[0] ?? ''),
    });
    if (snippet === undefined) {
      void vscode.window.showInformationMessage(vscode.l10n.t('Everything in {0} is already in this file.', entry.name));
      return;
    }
    const place = document && selection ? placeFor(text, document.offsetAt(selection.active)) : { offset: 0, opensLine: false };
    const editor = await (target ? focus(target) : newDocument());
    const at = editor.document.positionAt(place.offset);
    if (!(await editor.insertSnippet(new vscode.SnippetString(place.opensLine ? `\n\n${snippet}` : snippet), at))) {
      throw new UserError(vscode.l10n.t('The editor did not take the insertion. The file may be read-only; try another one.'));
    }
    // What is inserted are whole declarations, and one may stand in a file once.
    if (cursors > 1) void vscode.window.showInformationMessage(vscode.l10n.t('{0} was inserted once, at the first of {1} cursors: a declaration may stand in a file only once.', entry.name, cursors));
  }

  async #choose(first: unknown, second: unknown): Promise<{ readonly file: ScaffoldFile; readonly entry: ScaffoldEntry } | undefined> {
    const { content, settings } = this.#services;
    const key = templateArgument(first) ?? (await pickTemplate(content, settings, vscode.l10n.t('Insert from which template?')));
    if (key === undefined) return undefined;
    const { topic, template } = await content.template(key);
    const region = idArgument(first, 'region', typeof first === 'string' ? second : undefined) ?? (await pickRegion(template))?.id;
    if (region === undefined) return undefined;
    const file = await content.scaffolds(topic.id);
    const entry = file.scaffolds.find((candidate) => candidate.template === key && candidate.region === region);
    if (!entry) throw new UserError(vscode.l10n.t('The template {0} has no part “{1}”.', key, region));
    return { file, entry };
  }
}

/** Brings the reader's editor to the front, cursor where it was: tab stops need the focus. */
async function focus({ document, viewColumn, selection }: vscode.TextEditor): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(document, { selection, ...(viewColumn === undefined ? {} : { viewColumn }) });
}

async function newDocument(): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument({ language: 'typescript' });
  return vscode.window.showTextDocument(document, { viewColumn: codeColumn() });
}
