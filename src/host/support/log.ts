import * as vscode from 'vscode';

/** Where the extension writes what went on; `show` brings it before the reader. */
export interface Log {
  info(message: string): void;
  warn(message: string): void;
  error(message: string, cause?: unknown): void;
  show(): void;
}

/** The log as an output channel; nothing is created before the first line. */
export class ChannelLog implements Log {
  #channel: vscode.LogOutputChannel | undefined;

  info(message: string): void {
    this.#open().info(message);
  }

  warn(message: string): void {
    this.#open().warn(message);
  }

  error(message: string, cause?: unknown): void {
    this.#open().error(cause === undefined ? message : `${message}\n${describe(cause)}`);
  }

  show(): void {
    this.#open().show();
  }

  dispose(): void {
    this.#channel?.dispose();
  }

  #open(): vscode.LogOutputChannel {
    this.#channel ??= vscode.window.createOutputChannel('Gradus', { log: true });
    return this.#channel;
  }
}

/** The error with its stack, and the chain of its causes. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = error.stack ?? `${error.name}: ${error.message}`;
  return error.cause === undefined ? own : `${own}\ncaused by ${describe(error.cause)}`;
}
