import * as vscode from 'vscode';
import type { Services } from '../services.ts';
import { templateArgument } from '../support/commandArguments.ts';
import { UserError } from '../support/errors.ts';
import type { RunRequest } from './runner.ts';

const runnable = /\.[cm]?[jt]sx?$/;

/** The run of a shipped template. */
export async function templateTarget({ content, articleLanguageOf }: Services, key: string): Promise<RunRequest> {
  const { topic, file } = await content.template(key);
  return { template: key, file: file.fsPath, language: articleLanguageOf(topic.id) };
}

/**
 * The run of a file, saved first: what an editor's title passes (an address), else the file in the active editor.
 * A shipped template is run as such. Throws a UserError for what cannot be run.
 */
export async function fileTarget(services: Services, argument: unknown): Promise<RunRequest | undefined> {
  const uri = argument instanceof vscode.Uri ? argument : vscode.window.activeTextEditor?.document.uri;
  if (uri === undefined) throw new UserError(vscode.l10n.t('No file is open. Open the TypeScript or JavaScript file to run.'));
  const document = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri.toString());
  if (document?.isUntitled === true) {
    const saved = await vscode.workspace.save(uri);
    return saved === undefined ? undefined : fileTarget(services, saved);
  }
  if (uri.scheme !== 'file') throw new UserError(vscode.l10n.t('{0} is not on this machine’s disk. Save a copy there to run it.', uri.toString(true)));
  if (!runnable.test(uri.path)) throw new UserError(vscode.l10n.t('{0} is neither TypeScript nor JavaScript.', uri.fsPath));
  const key = templateOf(services.extensionUri, uri);
  if (key !== undefined) return templateTarget(services, key);
  if (document?.isDirty === true && !(await document.save())) {
    throw new UserError(vscode.l10n.t('{0} could not be saved, so it was not run.', uri.fsPath));
  }
  return { template: undefined, file: uri.fsPath, language: services.settings.articleLanguage };
}

/** What a command of both kinds is asked to run: a template from tree, panel or lens; else a file. */
export async function anyTarget(services: Services, argument: unknown): Promise<RunRequest | undefined> {
  if (argument === undefined || argument instanceof vscode.Uri) return fileTarget(services, argument);
  return templateTarget(services, templateArgument(argument) ?? '');
}

function templateOf(extension: vscode.Uri, uri: vscode.Uri): string | undefined {
  const folder = `${extension.path}/snippets/`;
  return uri.scheme === extension.scheme && uri.path.startsWith(folder)
    ? /^((?!kit\/)[\w.-]+\/[\w.-]+)\.ts$/.exec(uri.path.slice(folder.length))?.[1] : undefined;
}
