import * as vscode from 'vscode';
import { taskTypes } from '../../contributions.ts';
import { nameOf, type RunRequest } from './runner.ts';

/** A program that runs JavaScript as Node does. */
export interface NodeProgram {
  readonly path: string;
  /** Electron runs as Node only when the environment tells it to. */
  readonly electron: boolean;
}

/** What every run is started with. */
export interface Launch {
  readonly node: NodeProgram;
  /** Path of `dist/runner.mjs`. */
  readonly runner: string;
  /** Where the process reports to. Its connection also tells it that the editor is still there. */
  readonly report: string;
  /** Folder for code that has lost its types, by the hash of its source. */
  readonly cache: string;
}

/** Of a task in tasks.json: a template or a file, and what it is run with. */
export interface RunDefinition extends vscode.TaskDefinition {
  readonly template?: string;
  readonly file?: string;
  readonly args?: readonly string[];
  readonly seed?: number;
}

/** The environment of a run. */
export function runEnvironment({ template, language, seed }: RunRequest, { node, report, cache }: Launch): Record<string, string> {
  return {
    GRADUS_LANG: language,
    GRADUS_REPORT: report,
    GRADUS_STRIPPED: cache,
    ...(seed === undefined ? {} : { GRADUS_SEED: String(seed) }),
    // Flags meant for the reader's own programs (loaders, inspectors) must not change what a template prints.
    ...(template === undefined ? {} : { NODE_OPTIONS: '' }),
    ...(node.electron ? { ELECTRON_RUN_AS_NODE: '1' } : {}),
  };
}

/** The task of a run: a process of its own without a shell, so that no path needs quoting. */
export function runTask(request: RunRequest, launch: Launch): vscode.Task {
  const { template, file, args = [], seed } = request;
  const definition: RunDefinition = {
    type: taskTypes.run,
    ...(template === undefined ? { file } : { template }),
    ...(args.length === 0 ? {} : { args: [...args] }),
    ...(seed === undefined ? {} : { seed }),
  };
  const cwd = template === undefined ? folderOf(file) : undefined;
  const task = new vscode.Task(
    definition,
    vscode.workspace.workspaceFolders ? vscode.TaskScope.Workspace : vscode.TaskScope.Global,
    nameOf(request),
    'Gradus',
    new vscode.ProcessExecution(launch.node.path, [launch.runner, file, ...args], {
      env: runEnvironment(request, launch), ...(cwd === undefined ? {} : { cwd }),
    }),
    ['$gradus'],
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

/** The folder that a file of the reader's is run in: its workspace folder, else its own. `undefined` if the path holds variables. */
export function folderOf(file: string): string | undefined {
  if (file.includes('${')) return undefined;
  const uri = vscode.Uri.file(file);
  return (vscode.workspace.getWorkspaceFolder(uri)?.uri ?? vscode.Uri.joinPath(uri, '..')).fsPath;
}

/** A definition from tasks.json, checked; `undefined` for a task of others or one that names nothing to run. */
export function definitionOf(task: vscode.Task): RunDefinition | undefined {
  const { type, template, file, args, seed } = task.definition as Readonly<Record<string, unknown>>;
  if (type !== taskTypes.run) return undefined;
  const what = typeof template === 'string' ? { template } : typeof file === 'string' ? { file } : undefined;
  if (what === undefined) return undefined;
  return {
    type: taskTypes.run, ...what,
    ...(Array.isArray(args) ? { args: args.map(String) } : {}),
    ...(Number.isSafeInteger(seed) ? { seed: Number(seed) } : {}),
  };
}
