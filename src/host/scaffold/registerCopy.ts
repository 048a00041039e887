import * as vscode from 'vscode';
import { importClosure } from '../../core/template/importClosure.ts';
import { commands } from '../../contributions.ts';
import { readText, writeMissing } from '../files/files.ts';
import type { ReaderFolder } from '../files/readerFolder.ts';
import { codeColumn } from '../open/codeColumn.ts';
import { pickTemplate } from '../pick/pickTemplate.ts';
import type { Services } from '../services.ts';
import { templateArgument } from '../support/commandArguments.ts';

/** The command that puts a template, with what it imports, into the reader's folder, as a project of its own that runs and compiles. */
export function registerCopy(services: Services, folder: ReaderFolder): vscode.Disposable {
  return services.commands.register(commands.copyTemplate, (argument) => copyTemplate(services, folder, argument));
}

/** Files that are there already stay; only the template itself is replaced, if the reader says so. */
async function copyTemplate({ content, settings, extensionUri }: Services, folder: ReaderFolder, argument: unknown): Promise<void> {
  const key = templateArgument(argument) ?? (await pickTemplate(content, settings, vscode.l10n.t('Copy which template?')));
  if (key === undefined) return;
  const path = (await content.template(key)).template.file;
  const texts = await importClosure(path, (file) => readText(vscode.Uri.joinPath(extensionUri, file)));
  const target = (file: string) => vscode.Uri.joinPath(folder.uri, ...file.split('/').slice(1));
  const own = target(path);
  const there = await readText(own);
  await folder.prepare();
  for (const [file, text] of texts) await writeMissing(target(file), text);
  if (there !== undefined && there !== texts.get(path) && (await mayReplace(own))) {
    await vscode.workspace.fs.writeFile(own, new TextEncoder().encode(texts.get(path)));
  }
  await vscode.window.showTextDocument(own, { viewColumn: codeColumn(), preview: false });
}

async function mayReplace(file: vscode.Uri): Promise<boolean> {
  const [replace, keep] = [vscode.l10n.t('Replace'), vscode.l10n.t('Keep Mine')];
  const question = vscode.l10n.t('“{0}” is there already and is not what would be written. Replace it?', vscode.workspace.asRelativePath(file));
  return (await vscode.window.showWarningMessage(question, replace, keep)) === replace;
}
