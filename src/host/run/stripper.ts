import { Worker } from 'node:worker_threads';
import type { Log } from '../support/log.ts';

/**
 * Takes the types from files before the process that runs them asks for it, in a thread that stays: loading the stripper takes longer than
 * all else at the start of a run.
 */
export class Stripper {
  readonly #script: string;
  readonly #cache: string;
  readonly #log: Log;
  #worker: Worker | undefined;

  /** @param script path of `dist/stripWorker.mjs`; @param cache the folder where the runner looks */
  constructor(script: string, cache: string, log: Log) {
    this.#script = script;
    this.#cache = cache;
    this.#log = log;
  }

  /** The thread lives: a file of the reader's has been run. */
  get isWarm(): boolean {
    return this.#worker !== undefined;
  }

  strip(file: string): void {
    if (!/\.[cm]?ts$/.test(file)) return;
    this.#worker ??= this.#start();
    this.#worker.postMessage(file);
  }

  dispose(): void {
    void this.#worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(this.#script, { workerData: this.#cache });
    // Runs do without: the runner strips by itself.
    worker.on('error', (error) => this.#log.warn(`Types are taken away without the thread for it: ${error.message}`));
    worker.unref();
    return worker;
  }
}
