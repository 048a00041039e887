import assert from 'node:assert/strict';
import * as vscode from 'vscode';

export async function extension(): Promise<vscode.Extension<unknown>> {
  const found = vscode.extensions.getExtension('gradus.gradus');
  assert.ok(found, 'the extension is installed');
  await found.activate();
  return found;
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

/** Closes every editor, changed or not. */
export async function closeAll(): Promise<void> {
  while (vscode.window.activeTextEditor?.document.isDirty) {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await until('no editor is open', () => vscode.window.tabGroups.all.every((group) => group.tabs.length === 0));
  // The next untitled file gets the name of a closed one, and its text and language too where the editor has not let go of that yet.
  await until('no untitled file is left', () => vscode.workspace.textDocuments.every(({ isUntitled }) => !isUntitled));
}

export async function settled(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 200));
}
