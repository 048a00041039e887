import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseReport, type ReportMessage } from '../../protocol/report.ts';
import { endLeftBehind } from './endLeftBehind.ts';
import type { Log } from '../support/log.ts';

/** A line longer than this is not ours; in characters. */
const longestLine = 2 ** 27;

/**
 * Where running files report to: a socket that only this user can reach (a folder with rights for them alone; on Windows a name
 * that nobody can guess). A process keeps its connection for as long as it runs, and ends itself when the connection is lost.
 */
export class ReportServer {
  readonly #log: Log;
  readonly #hear: (process: number, message: ReportMessage) => void;
  readonly #sockets = new Map<Socket, number | undefined>();
  #server: Server | undefined;
  #folder: string | undefined;
  #address = '';

  constructor(log: Log, hear: (process: number, message: ReportMessage) => void) {
    this.#log = log;
    this.#hear = hear;
  }

  /** Listens from the first question on. */
  get address(): string {
    if (this.#server === undefined) {
      if (process.platform === 'win32') {
        this.#address = `\\\\.\\pipe\\gradus-${randomUUID()}`;
      } else {
        this.#folder = mkdtempSync(join(tmpdir(), 'gradus-'));
        this.#address = join(this.#folder, 'report');
      }
      this.#server = createServer((socket) => this.#accept(socket));
      this.#server.on('error', (error) => this.#log.error('Figures of running files cannot be received', error));
      this.#server.listen(this.#address);
    }
    return this.#address;
  }

  dispose(): void {
    this.#server?.close();
    for (const socket of this.#sockets.keys()) socket.destroy();
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
  }

  #accept(socket: Socket): void {
    this.#sockets.set(socket, undefined);
    let pieces: string[] = [];
    let length = 0;
    socket.setEncoding('utf8').on('data', (text: string) => {
      const lines = text.split('\n');
      const rest = lines.pop() ?? '';
      const [first, ...others] = lines;
      if (first !== undefined) {
        this.#take(socket, pieces.join('') + first);
        for (const line of others) this.#take(socket, line);
        pieces = [];
        length = 0;
      }
      pieces.push(rest);
      length += rest.length;
      if (length > longestLine) socket.destroy();
    });
    socket.on('error', (error) => this.#log.warn(`A run's connection broke: ${error.message}`));
    socket.on('close', () => {
      const process = this.#sockets.get(socket);
      this.#sockets.delete(socket);
      // The process has ended, or is about to: nothing else closes its connection.
      if (process !== undefined) endLeftBehind(process);
    });
  }

  #take(socket: Socket, line: string): void {
    const message = parseReport(line);
    const known = this.#sockets.get(socket);
    if (message === undefined || (known === undefined) !== (message.type === 'start')) {
      this.#log.warn(`Dropped a line from a run: ${line.slice(0, 200)}`);
      return;
    }
    const process = message.type === 'start' ? message.process : known!;
    this.#sockets.set(socket, process);
    this.#hear(process, message);
  }
}
