import * as vscode from 'vscode';
import { Disposable } from './disposable.ts';
import type { Log } from './log.ts';

/** The part of the editor's memory that is needed here; `setKeysForSync` is there for `globalState` only. */
export type ReaderMemory = vscode.Memento & { setKeysForSync?(keys: readonly string[]): void };

/** How a state is stored. */
export interface Storage<T> {
  readonly key: string;
  /** Where versions before 1 kept it. */
  readonly formerKey?: string;
  /** What the log calls it. */
  readonly name: string;
  /** The state from what storage holds, `undefined` for nothing; `damage` says why what is there cannot be used. */
  readonly read: (stored: unknown) => { readonly value: T; readonly damage: 'corrupt' | 'newer' | undefined };
}

type Change<T> = (value: T) => T;

/** A value that changes by functions and is kept by the editor for all windows. What cannot be read is set aside, never overwritten. */
export class KeptState<T> extends Disposable {
  readonly #memory: ReaderMemory;
  readonly #log: Log;
  readonly #storage: Storage<T>;
  readonly #changed = this._register(new vscode.EventEmitter<void>());
  readonly onDidChange = this.#changed.event;
  #writing: Promise<void> = Promise.resolve();
  /** Made, but not written yet. */
  #pending: readonly Change<T>[] = [];

  constructor(memory: ReaderMemory, log: Log, storage: Storage<T>) {
    super();
    this.#memory = memory;
    this.#log = log;
    this.#storage = storage;
  }

  get key(): string {
    return this.#storage.key;
  }

  get current(): T {
    return this.#pending.reduce((value, change) => change(value), this.#read().value);
  }

  /** Changes follow one another, so that none overwrites another. Never throws: reading goes on when nothing can be kept. */
  update(change: Change<T>): Promise<void> {
    const before = this.current;
    if (change(before) === before) return this.#writing;
    this.#pending = [...this.#pending, change];
    this.#writing = this.#writing.then(() => this.#write(change));
    this.#changed.fire();
    return this.#writing;
  }

  async #write(change: Change<T>): Promise<void> {
    const { key, formerKey, name } = this.#storage;
    try {
      // Another window may have written since: the change is made on what is there now.
      const { value, damage, stored } = this.#read();
      if (damage !== undefined) await this.#setAside(stored, damage);
      const next = change(value);
      if (next !== value) await this.#memory.update(key, next);
      if (formerKey !== undefined && this.#memory.get(formerKey) !== undefined) await this.#memory.update(formerKey, undefined);
    } catch (error) {
      this.#log.error(`Could not keep ${name}`, error);
    } finally {
      this.#pending = this.#pending.filter((one) => one !== change);
    }
  }

  #read() {
    const { key, formerKey, read } = this.#storage;
    const now = this.#memory.get<unknown>(key);
    const stored = now === undefined && formerKey !== undefined ? this.#memory.get<unknown>(formerKey) : now;
    try {
      return { ...read(stored), stored };
    } catch {
      return { value: read(undefined).value, damage: 'corrupt' as const, stored };
    }
  }

  /** What cannot be read stays in the editor's memory under another name. */
  async #setAside(stored: unknown, damage: string): Promise<void> {
    const { key, name } = this.#storage;
    const aside = `${key}.setAside`;
    this.#log.warn(`Stored ${name}: ${damage}; it is kept as ${aside}, and a new one is begun`);
    const earlier = this.#memory.get<unknown>(aside);
    await this.#memory.update(aside, [...(Array.isArray(earlier) ? earlier : []), stored]);
  }
}

/** Settings Sync carries these states, and no others, to the reader's other machines. */
export function carryAlong(memory: ReaderMemory, states: readonly { readonly key: string }[]): void {
  memory.setKeysForSync?.(states.map(({ key }) => key));
}
