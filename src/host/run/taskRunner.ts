import * as vscode from 'vscode';
import { settings as settingIds } from '../../contributions.ts';
import { Disposable } from '../support/disposable.ts';
import { settingWayOut, UserError } from '../support/errors.ts';
import type { Log } from '../support/log.ts';
import type { Settings } from '../support/settings.ts';
import { debugRun } from './debugRun.ts';
import { ReportServer } from './reportServer.ts';
import { nameOf, type Runner, type RunEnd, type RunReport, type RunRequest, type RunSubject } from './runner.ts';
import { Stripper } from './stripper.ts';
import { definitionOf, runTask, type Launch, type NodeProgram } from './runTask.ts';

interface Run extends RunSubject {
  readonly startedAt: number;
  processId: number | undefined;
  exit: { readonly code: number | undefined } | undefined;
  /** We ended it: to make room for a newer run, or because the reader asked. */
  ended: boolean;
}

/** Where runs find what they need, and which program runs them. */
export interface RunPlaces {
  readonly extension: vscode.Uri;
  /** A folder of ours that outlives the session. */
  readonly storage: vscode.Uri;
  /** The program that runs the extension host itself. */
  readonly ownNode: NodeProgram;
}

/** How long a former run may take to end before the new one starts regardless, in milliseconds. */
const patience = 5000;

/** Exit codes of processes ended by a signal, or by Ctrl+C on Windows. */
const stopCodes: readonly number[] = [130, 137, 143, 0xc000013a, 0xc000013a - 2 ** 32];

/** Runs templates and files as tasks in the integrated terminal. */
export class TaskRunner extends Disposable implements Runner {
  readonly #places: RunPlaces;
  readonly #settings: Pick<Settings, 'nodePath' | 'seed'>;
  readonly #log: Log;
  readonly #runs = new Map<vscode.TaskExecution, Run>();
  readonly #started = this._register(new vscode.EventEmitter<RunSubject>());
  readonly #ended = this._register(new vscode.EventEmitter<RunEnd>());
  readonly #reported = this._register(new vscode.EventEmitter<RunReport>());
  readonly #server: ReportServer;
  readonly #stripper: Stripper;
  readonly onDidStart = this.#started.event;
  readonly onDidEnd = this.#ended.event;
  readonly onDidReport = this.#reported.event;

  readonly task = (request: RunRequest) => runTask(this.#withSeed(request), this.#launch);

  constructor(places: RunPlaces, settings: Pick<Settings, 'nodePath' | 'seed'>, log: Log) {
    super();
    this.#places = places;
    this.#settings = settings;
    this.#log = log;
    this.#server = this._register(new ReportServer(log, (process, message) => this.#reported.fire({ process, message })));
    this.#stripper = this._register(new Stripper(vscode.Uri.joinPath(places.extension, 'dist', 'stripWorker.mjs').fsPath, this.#cache, log));
    // Who has run a file of their own runs it again after the next change.
    this._register(vscode.workspace.onDidSaveTextDocument(({ uri }) => {
      if (this.#stripper.isWarm && uri.scheme === 'file') this.#stripper.strip(uri.fsPath);
    }));
    this._register(vscode.tasks.onDidStartTask(({ execution }) => this.#onStart(execution)));
    this._register(vscode.tasks.onDidStartTaskProcess(({ execution, processId }) => this.#onProcess(execution, processId)));
    this._register(vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => this.#onExit(execution, exitCode)));
    this._register(vscode.tasks.onDidEndTask(({ execution }) => this.#onEnd(execution)));
  }

  async run(request: RunRequest): Promise<void> {
    await this.#check(request);
    if (request.template === undefined) this.#stripper.strip(request.file);
    await this.#endFormer(request);
    this.#log.info(`Running ${nameOf(request)} with ${this.#node.path}`);
    await vscode.tasks.executeTask(this.task(request));
  }

  async debug(request: RunRequest): Promise<void> {
    await this.#check(request);
    this.#log.info(`Debugging ${nameOf(request)} with ${this.#node.path}`);
    await debugRun(this.#withSeed(request), this.#launch);
  }

  stop(file?: string): boolean {
    const running = [...this.#runs].filter(([, run]) => file === undefined || run.file === file);
    for (const [execution, run] of running) {
      run.ended = true;
      execution.terminate();
    }
    return running.length > 0;
  }

  get #node(): NodeProgram {
    const chosen = this.#settings.nodePath;
    return chosen === undefined ? this.#places.ownNode : { path: chosen, electron: false };
  }

  get #runnerFile(): vscode.Uri {
    return vscode.Uri.joinPath(this.#places.extension, 'dist', 'runner.mjs');
  }

  get #launch(): Launch {
    return { node: this.#node, runner: this.#runnerFile.fsPath, report: this.#server.address, cache: this.#cache };
  }

  get #cache(): string {
    return vscode.Uri.joinPath(this.#places.storage, 'stripped').fsPath;
  }

  #withSeed(request: RunRequest): RunRequest {
    return { ...request, seed: request.seed ?? this.#settings.seed };
  }

  async #check({ template, file }: RunRequest): Promise<void> {
    if (!vscode.workspace.isTrusted) {
      // l10n takes a message only as one literal.
      throw new UserError(template === undefined
        ? vscode.l10n.t('Code of this folder does not run in Restricted Mode. Trust the folder to run it.')
        : vscode.l10n.t('Templates run in a terminal, and Restricted Mode opens none. Trust this folder, or use a window without one.'), [
        { label: vscode.l10n.t('Manage Workspace Trust'), run: () => vscode.commands.executeCommand('workbench.trust.manage') },
      ]);
    }
    const { path } = this.#node;
    if (path !== this.#places.ownNode.path && isAbsolute(path) && !(await exists(vscode.Uri.file(path)))) {
      throw new UserError(
        vscode.l10n.t('There is no program “{0}”. The setting “{1}” names it; leave it empty to use the editor’s own Node.', path, settingIds.nodePath),
        [settingWayOut(settingIds.nodePath)],
      );
    }
    if (!(await exists(this.#runnerFile)) || (template !== undefined && !(await exists(vscode.Uri.file(file))))) {
      const missing = (await exists(this.#runnerFile)) ? file : this.#runnerFile.fsPath;
      throw new UserError(vscode.l10n.t('The file {0} is missing. Install the extension again; in a checkout, run “npm run build”.', missing));
    }
    if (template === undefined && !(await exists(vscode.Uri.file(file)))) {
      throw new UserError(vscode.l10n.t('The file {0} is not there. Save it, or open the one to run.', file));
    }
  }

  async #endFormer(request: RunSubject): Promise<void> {
    const former = [...this.#runs].filter(([, run]) => isSame(run, request));
    await Promise.all(former.map(async ([execution, run]) => {
      run.ended = true;
      const gone = new Promise<void>((resolve) => {
        const done = () => {
          clearTimeout(timer);
          listener.dispose();
          resolve();
        };
        const listener = this.onDidEnd(() => {
          if (!this.#runs.has(execution)) done();
        });
        const timer = setTimeout(done, patience);
      });
      execution.terminate();
      await gone;
    }));
  }

  #onStart(execution: vscode.TaskExecution): void {
    const definition = definitionOf(execution.task);
    if (definition === undefined) return;
    const { execution: how } = execution.task;
    const started = how instanceof vscode.ProcessExecution ? how.args[1] : undefined;
    this.#runs.set(execution, {
      template: definition.template, file: started ?? definition.file ?? '', startedAt: Date.now(), processId: undefined, exit: undefined, ended: false,
    });
  }

  // A program that could not be launched is announced too, but has no process id.
  #onProcess(execution: vscode.TaskExecution, processId: number | undefined): void {
    const run = this.#runs.get(execution);
    if (!processId || !run) return;
    run.processId = processId;
    this.#started.fire({ template: run.template, file: run.file });
  }

  #onExit(execution: vscode.TaskExecution, code: number | undefined): void {
    const run = this.#runs.get(execution);
    if (run) run.exit = { code };
  }

  #onEnd(execution: vscode.TaskExecution): void {
    const run = this.#runs.get(execution);
    if (!run) return;
    this.#runs.delete(execution);
    const { template, file, processId } = run;
    const exitCode = run.exit?.code;
    const stopped = run.ended || (processId !== undefined && (exitCode === undefined || stopCodes.includes(exitCode)));
    const outcome = stopped ? 'stopped' : processId !== undefined || exitCode !== undefined ? 'exited' : 'notLaunched';
    const milliseconds = Date.now() - run.startedAt;
    this.#log.info(`${nameOf(run)}: ${outcome}, exit code ${exitCode ?? 'none'}, ${milliseconds} ms`);
    this.#ended.fire({ template, file, outcome, exitCode: stopped ? undefined : exitCode, milliseconds });
  }
}

function isSame(a: RunSubject, b: RunSubject): boolean {
  return a.template === undefined || b.template === undefined ? a.file === b.file : a.template === b.template;
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
