import type { Catalogue, StepEntry, TopicEntry } from '../model.ts';
import { closest } from './closest.ts';

/** A step found by its id. */
export interface KnownStep {
  readonly topic: TopicEntry;
  readonly step: StepEntry;
}

/** Steps of all topics by id. Ids repeat between topics (`mask`), so a file's topic has to be told or guessed. */
export class EquationIndex {
  readonly #byId = new Map<string, KnownStep[]>();
  /** Topics that have steps, in the catalogue's order. */
  readonly topics: readonly string[];

  constructor({ topics }: Catalogue) {
    this.topics = topics.filter((topic) => topic.sections.length > 0).map((topic) => topic.id);
    for (const topic of topics) {
      for (const step of topic.sections.flatMap((section) => section.steps)) {
        this.#byId.set(step.id, [...(this.#byId.get(step.id) ?? []), { topic, step }]);
      }
    }
  }

  /**
   * The topic that a file's marks speak of: that of its path for a template or a copy (`…/<topic>/<template>.ts`),
   * else the one that knows most of the ids, the earlier one of equals; `undefined` if none knows any.
   */
  topicOf(path: string, ids: readonly string[]): string | undefined {
    const votes = new Map<string, number>();
    for (const id of ids) {
      for (const { topic } of this.#byId.get(id) ?? []) votes.set(topic.id, (votes.get(topic.id) ?? 0) + 1);
    }
    const folder = path.split(/[\\/]/).at(-2) ?? '';
    if (votes.has(folder)) return folder;
    return [...votes].sort((a, b) => b[1] - a[1])[0]?.[0];
  }

  find(topic: string, id: string): KnownStep | undefined {
    return this.#byId.get(id)?.find((known) => known.topic.id === topic);
  }

  /** The id that was probably meant, among those of the topic. */
  closest(topic: string, id: string): string | undefined {
    return closest(id, [...this.#byId].filter(([, known]) => known.some((one) => one.topic.id === topic)).map(([known]) => known));
  }
}
