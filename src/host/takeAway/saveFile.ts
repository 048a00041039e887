import * as vscode from 'vscode';

/** Asks for a file; suggests one in the first folder of the workspace. `undefined` if the reader leaves the question. */
export function askForFile(name: string, kind: string, extension: string): Thenable<vscode.Uri | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  return vscode.window.showSaveDialog({ filters: { [kind]: [extension] }, ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, name) } : {}) });
}
