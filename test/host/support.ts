import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';

export async function extension(): Promise<vscode.Extension<unknown>> {
  const found = vscode.extensions.getExtension('gradus.gradus');
  assert.ok(found, 'the extension is installed');
  await found.activate();
  return found;
}

/** A test of what the language of the interface cannot change: where VS Code speaks another one, it is left out. */
export function testInEnglish(title: string, body: Mocha.AsyncFunc): void {
  if (vscode.env.language === 'en') test(title, body);
}

type Not<T> = T | undefined | false;

/** Waits until `condition` gives something; fails after `limit` milliseconds with what was waited for. */
export async function until<T>(what: string, condition: () => Not<T> | Promise<Not<T>>, limit = 20_000): Promise<T> {
  const end = Date.now() + limit;
  for (;;) {
    const value = await condition();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > end) assert.fail(`waited ${limit} ms for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** The tabs that show an article. */
export function articleTabs(): readonly vscode.Tab[] {
  return vscode.window.tabGroups.all.flatMap((group) => group.tabs)
    .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('gradus.article'));
}

const endings: Readonly<Record<string, string>> = { typescript: 'ts', typescriptreact: 'tsx', javascript: 'js', javascriptreact: 'jsx', markdown: 'md' };

/**
 * A file of the reader's in the suite's folder, open in the first column. Each has a name of its own: the editor may keep a closed untitled
 * file for a while, and the next one of its name then gets its text and language.
 */
export async function openOwn(content: string, language = 'typescript'): Promise<vscode.TextEditor> {
  const [workspace] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(workspace, 'the suite has a folder');
  const uri = vscode.Uri.joinPath(workspace.uri, `own-${randomUUID()}.${endings[language] ?? 'txt'}`);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(content));
  return vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.One, preview: false });
}

/** Closes every editor, changed or not. */
export async function closeAll(): Promise<void> {
  while (vscode.window.activeTextEditor?.document.isDirty) {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await until('no editor is open', () => vscode.window.tabGroups.all.every((group) => group.tabs.length === 0));
}

export async function settled(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 200));
}
