import * as vscode from 'vscode';

/** Where code opens so that it does not cover an article: in a column that shows text already, else beside. */
export function codeColumn(): vscode.ViewColumn {
  if (vscode.window.activeTextEditor) return vscode.ViewColumn.Active;
  const active = vscode.window.tabGroups.activeTabGroup;
  if (!(active.activeTab?.input instanceof vscode.TabInputWebview)) return vscode.ViewColumn.Active;
  const other = vscode.window.visibleTextEditors.find((editor) => editor.viewColumn !== undefined && editor.viewColumn !== active.viewColumn);
  return other?.viewColumn ?? vscode.ViewColumn.Beside;
}
