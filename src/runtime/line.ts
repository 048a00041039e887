import { Worker } from 'node:worker_threads';
import { lineState, type LineData } from './lineData.ts';

/** Characters on their way before the file has to wait, and the longest wait in milliseconds. */
const most = 2 ** 24;
const patience = 2000;

/** A line of text to the editor, held by a thread of its own. It never fails: without an editor at the other end nothing is sent. */
export class Line {
  readonly #state: Int32Array;
  readonly #worker: Worker;
  /** Lengths of the texts that have not been written yet, oldest first. */
  readonly #sizes: number[] = [];
  #onTheWay = 0;
  #written = 0;
  #broken = false;

  constructor(address: string) {
    const data: LineData = { address, shared: new SharedArrayBuffer(8) };
    this.#state = new Int32Array(data.shared);
    const own = import.meta.url.endsWith('.ts') ? './reportWorker.ts' : './reportWorker.cjs';
    this.#worker = new Worker(new URL(own, import.meta.url), { workerData: data, execArgv: [], stdout: false, stderr: true });
    this.#worker.on('error', () => { this.#broken = true; });
    this.#worker.unref();
  }

  /** Sends whole lines. Waits when the editor cannot follow, and gives up when it takes nothing for two seconds. */
  send(text: string): void {
    this.#count();
    if (this.#onTheWay > most) this.#wait(most / 2, patience);
    if (this.#broken) return;
    this.#sizes.push(text.length);
    this.#onTheWay += text.length;
    this.#worker.postMessage(text);
  }

  /** Waits until all has been written, but no longer than `milliseconds`. */
  flush(milliseconds: number): void {
    this.#count();
    this.#wait(0, milliseconds);
  }

  #wait(limit: number, milliseconds: number): void {
    let end = performance.now() + milliseconds;
    while (this.#onTheWay > limit && !this.#broken) {
      const before = this.#written;
      Atomics.wait(this.#state, lineState.written, this.#written | 0, Math.max(0, end - performance.now()));
      this.#count();
      if (this.#written !== before) end = performance.now() + milliseconds;
      else if (performance.now() >= end) this.#broken = true;
    }
  }

  #count(): void {
    const written = Atomics.load(this.#state, lineState.written);
    for (; this.#written < written; this.#written++) this.#onTheWay -= this.#sizes.shift() ?? 0;
    if (Atomics.load(this.#state, lineState.broken) === 1) this.#broken = true;
  }
}
