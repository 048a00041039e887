import type { Memento } from 'vscode';

/** A Memento that keeps what JSON keeps. */
export class FakeMemento implements Memento {
  readonly #values = new Map<string, string>();

  keys(): readonly string[] {
    return [...this.#values.keys()];
  }

  get<T>(key: string): T | undefined;
  get<T>(key: string, fallback: T): T;
  get<T>(key: string, fallback?: T): T | undefined {
    const text = this.#values.get(key);
    return text === undefined ? fallback : JSON.parse(text) as T;
  }

  async update(key: string, value: unknown): Promise<void> {
    const text = JSON.stringify(value);
    if (text === undefined) this.#values.delete(key);
    else this.#values.set(key, text);
  }
}
