import * as vscode from 'vscode';
import type { SettingId } from '../../contributions.ts';
import type { Log } from './log.ts';

/** Something the reader can do about an error: the text of the button, and what it does. */
export interface WayOut {
  readonly label: string;
  readonly run: () => unknown;
}

/** Opens a setting in the settings editor. */
export function settingWayOut(id: SettingId): WayOut {
  return { label: vscode.l10n.t('Open Setting'), run: () => vscode.commands.executeCommand('workbench.action.openSettings', id) };
}

/** An error that is told to the reader as it stands: a localized sentence, and ways out. */
export class UserError extends Error {
  readonly waysOut: readonly WayOut[];

  constructor(message: string, waysOut: readonly WayOut[] = [], options?: ErrorOptions) {
    super(message, options);
    this.name = 'UserError';
    this.waysOut = waysOut;
  }
}

/** The one place where errors reach the reader. Each error is logged and shown once, however many catches it passes. */
export class ErrorReporter {
  readonly #log: Log;
  readonly #reported = new WeakSet<Error>();

  constructor(log: Log) {
    this.#log = log;
  }

  /** Returns when the message is on the screen, not when it is answered. */
  report(error: unknown): void {
    if (error instanceof vscode.CancellationError) return;
    if (error instanceof Error) {
      if (this.#reported.has(error)) return;
      this.#reported.add(error);
    }
    if (error instanceof UserError) {
      this.#log.error(error.message, error.cause);
      this.tell(error.message, error.waysOut);
    } else {
      this.#log.error('Unexpected error', error);
      this.tell(vscode.l10n.t('Gradus could not do this. The log says why.'));
    }
  }

  /** Shows a failure that is no error of ours, such as the exit code of a template. */
  tell(message: string, waysOut: readonly WayOut[] = []): void {
    const ways = [...waysOut, { label: vscode.l10n.t('Show Log'), run: () => this.#log.show() }];
    void vscode.window.showErrorMessage(message, ...ways.map((way) => way.label)).then(async (label) => {
      try {
        await ways.find((way) => way.label === label)?.run();
      } catch (error) {
        this.report(error);
      }
    });
  }
}
