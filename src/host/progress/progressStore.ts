import * as vscode from 'vscode';
import { noProgress, type Progress } from '../../core/progress/progress.ts';
import { readProgress } from '../../core/progress/readProgress.ts';
import { Disposable } from '../support/disposable.ts';
import type { Log } from '../support/log.ts';

const key = 'gradus.progress';
/** Where versions before 1 kept the steps read. */
const formerKey = 'gradus.read';
const asideKey = 'gradus.progress.setAside';

/** The part of the editor's memory that this store needs; `setKeysForSync` is there for `globalState` only. */
export type ReaderMemory = vscode.Memento & { setKeysForSync?(keys: readonly string[]): void };

type Change = (progress: Progress) => Progress;

/** What the reader has done, kept by the editor for all windows and carried to other machines by Settings Sync. */
export class ProgressStore extends Disposable {
  readonly #memory: ReaderMemory;
  readonly #log: Log;
  readonly #changed = this._register(new vscode.EventEmitter<void>());
  readonly onDidChange = this.#changed.event;
  #writing: Promise<void> = Promise.resolve();
  /** Made, but not written yet. */
  #pending: readonly Change[] = [];

  constructor(memory: ReaderMemory, log: Log) {
    super();
    this.#memory = memory;
    this.#log = log;
    memory.setKeysForSync?.([key]);
  }

  get current(): Progress {
    return this.#pending.reduce((progress, change) => change(progress), this.#read().progress);
  }

  /** Changes follow one another, so that none overwrites another. Never throws: reading goes on when nothing can be kept. */
  update(change: Change): Promise<void> {
    const before = this.current;
    if (change(before) === before) return this.#writing;
    this.#pending = [...this.#pending, change];
    this.#writing = this.#writing.then(() => this.#write(change));
    this.#changed.fire();
    return this.#writing;
  }

  async #write(change: Change): Promise<void> {
    try {
      // Another window may have written since: the change is made on what is there now.
      const { progress, damage, stored } = this.#read();
      if (damage !== undefined) await this.#setAside(stored, damage);
      const next = change(progress);
      if (next !== progress) await this.#memory.update(key, next);
      if (this.#memory.get(formerKey) !== undefined) await this.#memory.update(formerKey, undefined);
    } catch (error) {
      this.#log.error('Could not keep what was read and solved', error);
    } finally {
      this.#pending = this.#pending.filter((one) => one !== change);
    }
  }

  #read() {
    const now = this.#memory.get<unknown>(key);
    const stored = now === undefined ? this.#memory.get<unknown>(formerKey) : now;
    return { ...safely(stored), stored };
  }

  /** What cannot be read stays in the editor's memory under another name. */
  async #setAside(stored: unknown, damage: string): Promise<void> {
    this.#log.warn(`The stored progress is ${damage}; it is kept as ${asideKey}, and a new one is begun`);
    const earlier = this.#memory.get<unknown>(asideKey);
    await this.#memory.update(asideKey, [...(Array.isArray(earlier) ? earlier : []), stored]);
  }
}

function safely(stored: unknown): ReturnType<typeof readProgress> {
  try {
    return readProgress(stored);
  } catch {
    return { progress: noProgress, damage: 'corrupt' };
  }
}
