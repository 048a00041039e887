import * as vscode from 'vscode';
import { taskTypes } from '../../contributions.ts';
import type { RunRequest } from './runner.ts';

/** A program that runs JavaScript as Node does. */
export interface NodeProgram {
  readonly path: string;
  /** Electron runs as Node only when the environment tells it to. */
  readonly electron: boolean;
}

/** The task that runs a template: a process of its own without a shell, so that no path needs quoting. */
export function templateTask(request: RunRequest, node: NodeProgram, runner: vscode.Uri): vscode.Task {
  const env: Record<string, string> = {
    GRADUS_LANG: request.language,
    // Flags meant for the reader's own programs (loaders, inspectors) must not change what a template prints.
    NODE_OPTIONS: '',
    ...(node.electron ? { ELECTRON_RUN_AS_NODE: '1' } : {}),
  };
  const task = new vscode.Task(
    { type: taskTypes.template, template: request.template },
    vscode.workspace.workspaceFolders ? vscode.TaskScope.Workspace : vscode.TaskScope.Global,
    request.template,
    'Gradus',
    new vscode.ProcessExecution(node.path, [runner.fsPath, request.file.fsPath], { env }),
  );
  task.presentationOptions = {
    reveal: vscode.TaskRevealKind.Always,
    panel: vscode.TaskPanelKind.Dedicated,
    clear: true,
    echo: false,
    focus: false,
    showReuseMessage: false,
  };
  return task;
}

/** The template that a task runs; `undefined` for a task of others. */
export function templateOf(task: vscode.Task): string | undefined {
  const { type, template } = task.definition as { readonly type: string; readonly template?: unknown };
  return type === taskTypes.template && typeof template === 'string' ? template : undefined;
}
