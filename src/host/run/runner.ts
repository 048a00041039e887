import type * as vscode from 'vscode';
import type { Language } from '../../core/model.ts';

export interface RunRequest {
  /** `<topic>/<template>`. */
  readonly template: string;
  readonly file: vscode.Uri;
  /** The language of the report. */
  readonly language: Language;
}

export interface RunEnd {
  readonly template: string;
  /** `stopped`: by the reader or by a newer run; `notLaunched`: there was no process. */
  readonly outcome: 'exited' | 'stopped' | 'notLaunched';
  /** Of the process, where it exited by itself. */
  readonly exitCode: number | undefined;
  readonly milliseconds: number;
}

/** Runs templates where the reader sees their output. */
export interface Runner extends vscode.Disposable {
  /** The key of the template whose process has started. */
  readonly onDidStart: vscode.Event<string>;
  readonly onDidEnd: vscode.Event<RunEnd>;
  /**
   * Ends a former run of the same template, then starts this one. Resolves when it has been started;
   * throws a UserError when it cannot be.
   */
  run(request: RunRequest): Promise<void>;
  /** The same run as a task that the reader may start from the editor's list; `undefined` where there are no tasks. */
  readonly task: ((request: RunRequest) => vscode.Task) | undefined;
}
