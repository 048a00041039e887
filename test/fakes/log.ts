import type { Log } from '../../src/host/support/log.ts';

/** Keeps the lines of a log. */
export class FakeLog implements Log {
  readonly lines: string[] = [];

  info(message: string): void {
    this.lines.push(`info ${message}`);
  }

  warn(message: string): void {
    this.lines.push(`warn ${message}`);
  }

  error(message: string, cause?: unknown): void {
    this.lines.push(`error ${message} ${String(cause ?? '')}`);
  }

  show(): void {
    this.lines.push('shown');
  }
}
