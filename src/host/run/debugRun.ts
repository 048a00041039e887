import * as vscode from 'vscode';
import { UserError } from '../support/errors.ts';
import { nameOf, type RunRequest } from './runner.ts';
import { folderOf, runEnvironment, type Launch } from './runTask.ts';

/** What js-debug is asked for: the runner with the file as its argument; types leave blanks, so that places in TypeScript stay true. */
export function debugConfiguration(request: RunRequest, launch: Launch): vscode.DebugConfiguration {
  const { NODE_OPTIONS: _, ...env } = runEnvironment(request, launch);
  const { file, args = [] } = request;
  return {
    type: 'pwa-node',
    request: 'launch',
    name: nameOf(request),
    runtimeExecutable: launch.node.path,
    program: launch.runner,
    args: [file, ...args],
    cwd: folderOf(file),
    env,
    console: 'integratedTerminal',
    internalConsoleOptions: 'neverOpen',
    // Without these the debugger looks for compiled files, and steps into the runner.
    outFiles: [],
    resolveSourceMapLocations: null,
    skipFiles: ['<node_internals>/**', `${launch.runner.replace(/[\\/][^\\/]+$/, '').replaceAll('\\', '/')}/*`],
  };
}

/** Starts the JavaScript debugger on a file. Throws a UserError if the editor has none or it did not start. */
export async function debugRun(request: RunRequest, launch: Launch): Promise<void> {
  if (vscode.extensions.getExtension('ms-vscode.js-debug') === undefined) {
    throw new UserError(vscode.l10n.t('Debugging needs the editor’s JavaScript debugger, and it is switched off or not there.'), [{
      label: vscode.l10n.t('Show Extension'),
      run: () => vscode.commands.executeCommand('workbench.extensions.search', '@builtin ms-vscode.js-debug'),
    }]);
  }
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(request.file));
  if (!(await vscode.debug.startDebugging(folder, debugConfiguration(request, launch)))) {
    throw new UserError(vscode.l10n.t('The debugger did not start {0}. Its own message or the debug console says why.', nameOf(request)));
  }
}
