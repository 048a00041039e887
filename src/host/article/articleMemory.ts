import type * as vscode from 'vscode';
import { parsePanelState, type PanelState } from '../../protocol/article.ts';
import type { Log } from '../support/log.ts';

const placesKey = 'gradus.places';

/** What outlives an article's panel: the place in each topic, kept per workspace. What was read is progress. */
export class ArticleMemory {
  readonly #workspace: vscode.Memento;
  readonly #log: Log;

  constructor(workspace: vscode.Memento, log: Log) {
    this.#workspace = workspace;
    this.#log = log;
  }

  /** Where the topic was left, if it was ever open. */
  place(topic: string): PanelState | undefined {
    const state = parsePanelState(record(this.#workspace.get(placesKey))[topic]);
    return state?.topic === topic ? state : undefined;
  }

  savePlace(state: PanelState): Promise<void> {
    return this.#update({ ...record(this.#workspace.get(placesKey)), [state.topic]: state });
  }

  // A full disk or a closing window must not disturb reading: the place is a convenience.
  async #update(places: unknown): Promise<void> {
    try {
      await this.#workspace.update(placesKey, places);
    } catch (error) {
      this.#log.error(`Could not keep ${placesKey}`, error);
    }
  }
}

/** The stored object; anything else that may be found there counts as nothing stored. */
function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Record<string, unknown> : {};
}
