import * as vscode from 'vscode';

export async function exists(uri: vscode.Uri): Promise<boolean> {
  return (await readText(uri)) !== undefined;
}

/** Text of a file; `undefined` if there is none. */
export async function readText(uri: vscode.Uri): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return undefined;
    throw error;
  }
}

/** Writes a file that is not there, its folders with it; an existing one stays. */
export async function writeMissing(uri: vscode.Uri, text: string): Promise<void> {
  if (await exists(uri)) return;
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
}
