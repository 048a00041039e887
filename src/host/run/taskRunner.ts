import * as vscode from 'vscode';
import { settings as settingIds } from '../../contributions.ts';
import { Disposable } from '../support/disposable.ts';
import { settingWayOut, UserError } from '../support/errors.ts';
import type { Log } from '../support/log.ts';
import type { Settings } from '../support/settings.ts';
import type { Runner, RunEnd, RunRequest } from './runner.ts';
import { templateOf, templateTask, type NodeProgram } from './templateTask.ts';

interface Run {
  readonly startedAt: number;
  execution: vscode.TaskExecution | undefined;
  processSeen: boolean;
  exit: { readonly code: number | undefined } | undefined;
  /** We ended it, to make room for a newer run. */
  replaced: boolean;
}

/** How long a former run may take to end before the new one starts regardless, in milliseconds. */
const patience = 5000;

/** Exit codes of processes ended by a signal, or by Ctrl+C on Windows. */
const stopCodes: readonly number[] = [130, 137, 143, 0xc000013a, 0xc000013a - 2 ** 32];

/** Runs templates as tasks in the integrated terminal. */
export class TaskRunner extends Disposable implements Runner {
  readonly #runner: vscode.Uri;
  readonly #ownNode: NodeProgram;
  readonly #settings: Pick<Settings, 'nodePath'>;
  readonly #log: Log;
  readonly #runs = new Map<string, Run>();
  readonly #started = this._register(new vscode.EventEmitter<string>());
  readonly #ended = this._register(new vscode.EventEmitter<RunEnd>());
  readonly onDidStart = this.#started.event;
  readonly onDidEnd = this.#ended.event;

  readonly task = (request: RunRequest) => templateTask(request, this.#node, this.#runner);

  /** `ownNode` is the program that runs the extension host itself. */
  constructor(extension: vscode.Uri, ownNode: NodeProgram, settings: Pick<Settings, 'nodePath'>, log: Log) {
    super();
    this.#runner = vscode.Uri.joinPath(extension, 'dist', 'runner.mjs');
    this.#ownNode = ownNode;
    this.#settings = settings;
    this.#log = log;
    this._register(vscode.tasks.onDidStartTask(({ execution }) => this.#onStart(execution)));
    this._register(vscode.tasks.onDidStartTaskProcess(({ execution, processId }) => this.#onProcess(execution, processId)));
    this._register(vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => this.#onExit(execution, exitCode)));
    this._register(vscode.tasks.onDidEndTask(({ execution }) => this.#onEnd(execution)));
  }

  async run(request: RunRequest): Promise<void> {
    await this.#check(request);
    await this.#endFormer(request.template);
    this.#log.info(`Running ${request.template} with ${this.#node.path}`);
    await vscode.tasks.executeTask(this.task(request));
  }

  get #node(): NodeProgram {
    const chosen = this.#settings.nodePath;
    return chosen === undefined ? this.#ownNode : { path: chosen, electron: false };
  }

  async #check({ file }: RunRequest): Promise<void> {
    if (!vscode.workspace.isTrusted) {
      // l10n takes a message only as one literal.
      throw new UserError(vscode.l10n.t('Templates run in a terminal, and Restricted Mode opens none. Trust this folder, or use a window without one.'), [
        { label: vscode.l10n.t('Manage Workspace Trust'), run: () => vscode.commands.executeCommand('workbench.trust.manage') },
      ]);
    }
    const { path } = this.#node;
    if (path !== this.#ownNode.path && isAbsolute(path) && !(await exists(vscode.Uri.file(path)))) {
      throw new UserError(
        vscode.l10n.t('There is no program “{0}”. The setting “{1}” names it; leave it empty to use the editor’s own Node.', path, settingIds.nodePath),
        [settingWayOut(settingIds.nodePath)],
      );
    }
    for (const needed of [this.#runner, file]) {
      if (await exists(needed)) continue;
      throw new UserError(
        vscode.l10n.t('The file {0} is missing. Install the extension again; in a checkout, run “npm run build”.', needed.fsPath),
      );
    }
  }

  async #endFormer(template: string): Promise<void> {
    const former = this.#runs.get(template);
    if (!former?.execution) return;
    former.replaced = true;
    const ended = new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        listener.dispose();
        resolve();
      };
      const listener = this.onDidEnd((end) => {
        if (end.template === template) done();
      });
      const timer = setTimeout(done, patience);
    });
    former.execution.terminate();
    await ended;
  }

  #onStart(execution: vscode.TaskExecution): void {
    const template = templateOf(execution.task);
    if (template === undefined) return;
    this.#runs.set(template, { startedAt: Date.now(), execution, processSeen: false, exit: undefined, replaced: false });
  }

  // A program that could not be launched is announced too, but has no process id.
  #onProcess(execution: vscode.TaskExecution, processId: number | undefined): void {
    if (!processId) return;
    const template = templateOf(execution.task);
    const run = template === undefined ? undefined : this.#runs.get(template);
    if (template === undefined || !run) return;
    run.processSeen = true;
    this.#started.fire(template);
  }

  #onExit(execution: vscode.TaskExecution, code: number | undefined): void {
    const run = this.#runs.get(templateOf(execution.task) ?? '');
    if (run) run.exit = { code };
  }

  #onEnd(execution: vscode.TaskExecution): void {
    const template = templateOf(execution.task);
    const run = template === undefined ? undefined : this.#runs.get(template);
    if (template === undefined || !run) return;
    this.#runs.delete(template);
    const exitCode = run.exit?.code;
    const stopped = run.replaced || (run.processSeen && (exitCode === undefined || stopCodes.includes(exitCode)));
    const outcome = stopped ? 'stopped' : run.processSeen || exitCode !== undefined ? 'exited' : 'notLaunched';
    const milliseconds = Date.now() - run.startedAt;
    this.#log.info(`${template}: ${outcome}, exit code ${exitCode ?? 'none'}, ${milliseconds} ms`);
    this.#ended.fire({ template, outcome, exitCode: stopped ? undefined : exitCode, milliseconds });
  }
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return false;
    throw error;
  }
}

/** A bare name such as `node` is looked up on PATH by the terminal; only a full path can be checked before. */
function isAbsolute(path: string): boolean {
  return /^(\/|\\\\|[A-Za-z]:[\\/])/.test(path);
}
