import type * as vscode from 'vscode';
import type { Language } from '../../core/model.ts';
import type { ReportMessage } from '../../protocol/report.ts';

/** What is run: a template that ships, or a file of the reader's. */
export interface RunSubject {
  /** `<topic>/<template>`; `undefined` for a file of the reader's. */
  readonly template: string | undefined;
  /** Path of the file; may hold variables such as `${file}` where it comes from tasks.json. */
  readonly file: string;
}

export interface RunRequest extends RunSubject {
  /** The language of the report. */
  readonly language: Language;
  readonly args?: readonly string[] | undefined;
  /** The number that demos start their random numbers from; without one that of the setting, else the demo's own. */
  readonly seed?: number | undefined;
}

export interface RunEnd extends RunSubject {
  /** `stopped`: by the reader or by a newer run; `notLaunched`: there was no process. */
  readonly outcome: 'exited' | 'stopped' | 'notLaunched';
  /** Of the process, where it exited by itself. */
  readonly exitCode: number | undefined;
  readonly milliseconds: number;
}

/** Something that a running process has reported. */
export interface RunReport {
  /** Of the process; the `start` message of the same process says what it runs. */
  readonly process: number;
  readonly message: ReportMessage;
}

/** Runs templates and files where the reader sees their output. */
export interface Runner extends vscode.Disposable {
  /** What is run by a process that has started. */
  readonly onDidStart: vscode.Event<RunSubject>;
  readonly onDidEnd: vscode.Event<RunEnd>;
  /** What processes report while they run, as it comes. */
  readonly onDidReport: vscode.Event<RunReport>;
  /**
   * Ends a former run of the same subject, then starts this one. Resolves when it has been started;
   * throws a UserError when it cannot be.
   */
  run(request: RunRequest): Promise<void>;
  /** Starts the same under the JavaScript debugger. Throws a UserError when it cannot be. */
  debug(request: RunRequest): Promise<void>;
  /** Ends the runs of one file, or all of them; `false` if there was none. */
  stop(file?: string): boolean;
  /** The same run as a task that the reader may start from the editor's list; `undefined` where there are no tasks. */
  readonly task: ((request: RunRequest) => vscode.Task) | undefined;
}

/** How messages call a run: the template's key, or the file's name. */
export function nameOf({ template, file }: RunSubject): string {
  return template ?? file.split(/[\\/]/).at(-1) ?? file;
}
