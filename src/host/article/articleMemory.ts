import type * as vscode from 'vscode';
import { parsePanelState, type PanelState } from '../../protocol/article.ts';
import type { Log } from '../support/log.ts';

const placesKey = 'gradus.places';
const readKey = 'gradus.read';

/** What outlives an article's panel: the place in each topic, kept per workspace, and the steps read, kept for the reader. */
export class ArticleMemory {
  readonly #workspace: vscode.Memento;
  readonly #reader: vscode.Memento;
  readonly #log: Log;

  constructor(workspace: vscode.Memento, reader: vscode.Memento, log: Log) {
    this.#workspace = workspace;
    this.#reader = reader;
    this.#log = log;
  }

  /** Where the topic was left, if it was ever open. */
  place(topic: string): PanelState | undefined {
    const state = parsePanelState(record(this.#workspace.get(placesKey))[topic]);
    return state?.topic === topic ? state : undefined;
  }

  savePlace(state: PanelState): Promise<void> {
    return this.#update(this.#workspace, placesKey, { ...record(this.#workspace.get(placesKey)), [state.topic]: state });
  }

  /** Ids of the steps of a topic that were read. */
  read(topic: string): readonly string[] {
    const ids = record(this.#reader.get(readKey))[topic];
    return Array.isArray(ids) ? ids.filter((id): id is string => typeof id === 'string') : [];
  }

  /** Marks a step as read; false if it was already. */
  async addRead(topic: string, step: string): Promise<boolean> {
    const ids = this.read(topic);
    if (ids.includes(step)) return false;
    await this.#update(this.#reader, readKey, { ...record(this.#reader.get(readKey)), [topic]: [...ids, step] });
    return true;
  }

  // A full disk or a closing window must not disturb reading: the place is a convenience.
  async #update(memento: vscode.Memento, key: string, value: unknown): Promise<void> {
    try {
      await memento.update(key, value);
    } catch (error) {
      this.#log.error(`Could not keep ${key}`, error);
    }
  }
}

/** The stored object; anything else that may be found there counts as nothing stored. */
function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Record<string, unknown> : {};
}
