import * as vscode from 'vscode';
import type { Scaffold } from '../../core/model.ts';
import { commands } from '../../contributions.ts';
import { codeColumn } from '../open/codeColumn.ts';
import { pickRegion, pickTemplate } from '../pick/pickTemplate.ts';
import type { Services } from '../services.ts';
import { idArgument, templateArgument } from '../support/commandArguments.ts';
import { Disposable } from '../support/disposable.ts';
import { UserError } from '../support/errors.ts';
import { ReadersEditor } from './readersEditor.ts';

/** The command that puts a region, with everything it uses, into the reader's file. */
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
  }

  async #insert(first: unknown, second: unknown): Promise<void> {
    // Whoever chooses from a list takes the focus away; the place to insert at is the one before that.
    const target = this.#editor.current;
    const scaffold = await this.#choose(first, second);
    if (!scaffold) return;
    const body = scaffold.body[this.#services.articleLanguageOf(scaffold.template.split('/', 1)[0] ?? '')];
    const editor = await (target ? focus(target) : newDocument());
    if (!(await editor.insertSnippet(new vscode.SnippetString(body)))) {
      throw new UserError(vscode.l10n.t('The editor did not take the insertion. The file may be read-only; try another one.'));
    }
  }

  async #choose(first: unknown, second: unknown): Promise<Scaffold | undefined> {
    const { content, settings } = this.#services;
    const key = templateArgument(first) ?? (await pickTemplate(content, settings, vscode.l10n.t('Insert from which template?')));
    if (key === undefined) return undefined;
    const { topic, template } = await content.template(key);
    const region = idArgument(first, 'region', typeof first === 'string' ? second : undefined) ?? (await pickRegion(template))?.id;
    if (region === undefined) return undefined;
    const scaffold = (await content.scaffolds(topic.id)).find((candidate) => candidate.template === key && candidate.region === region);
    if (!scaffold) throw new UserError(vscode.l10n.t('The template {0} has no part “{1}”.', key, region));
    return scaffold;
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
