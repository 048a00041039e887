import * as vscode from 'vscode';
import { type CommandId, type ContextKey } from '../../contributions.ts';
import type { ErrorReporter } from './errors.ts';

/** Registers commands whose failures reach the reader through the reporter, and never the caller. */
export class CommandRegistry {
  readonly #reporter: ErrorReporter;

  constructor(reporter: ErrorReporter) {
    this.#reporter = reporter;
  }

  /** `run` takes whatever a caller passes (tree node, string, nothing) and must check it. */
  register(id: CommandId, run: (...args: readonly unknown[]) => unknown): vscode.Disposable {
    return vscode.commands.registerCommand(id, async (...args: readonly unknown[]) => {
      try {
        return await run(...args);
      } catch (error) {
        this.#reporter.report(error);
        return undefined;
      }
    });
  }
}

/** Sets a key that `when` clauses of the manifest read. */
export function setContext(key: ContextKey, value: boolean): void {
  void vscode.commands.executeCommand('setContext', key, value);
}
