import * as vscode from 'vscode';

/** Where code opens so that it does not cover an article: in a column that shows text already, else beside. */
export function codeColumn(): vscode.ViewColumn {
  const { activeTextEditor, visibleTextEditors, tabGroups } = vscode.window;
  // A column by its number: just after a panel took the focus, the active editor may still be the one before it.
  const text = activeTextEditor?.viewColumn ?? visibleTextEditors.find((editor) => editor.viewColumn !== undefined)?.viewColumn;
  if (text !== undefined) return text;
  return tabGroups.activeTabGroup.activeTab?.input instanceof vscode.TabInputWebview ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
}
