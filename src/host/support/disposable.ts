import type * as vscode from 'vscode';

/** Base of everything that subscribes: what is registered is disposed with it, at once if it has already gone. */
export abstract class Disposable {
  #disposed = false;
  readonly #owned = new Set<vscode.Disposable>();

  protected get disposed(): boolean {
    return this.#disposed;
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    for (const owned of [...this.#owned].reverse()) owned.dispose();
    this.#owned.clear();
  }

  protected _register<T extends vscode.Disposable>(owned: T): T {
    if (this.#disposed) owned.dispose();
    else this.#owned.add(owned);
    return owned;
  }
}
