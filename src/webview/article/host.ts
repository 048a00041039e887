import { parseToArticle, protocolVersion, type FromArticle, type ToArticle } from '../../protocol/article.ts';

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

type WithoutEnvelope<M> = M extends FromArticle ? Omit<M, 'version' | 'topic'> : never;
/** A message as the page writes it; version and topic are added on the way. */
export type Outgoing = WithoutEnvelope<FromArticle>;

/** The editor on the other side of the page. Made once: VS Code hands out its interface a single time. */
export class Host {
  readonly #api = acquireVsCodeApi();
  readonly #topic: string;

  constructor(topic: string) {
    this.#topic = topic;
  }

  /** What the page kept before its last reload, unchecked. */
  get kept(): unknown {
    return this.#api.getState();
  }

  keep(state: unknown): void {
    this.#api.setState(state);
  }

  send(message: Outgoing): void {
    this.#api.postMessage({ version: protocolVersion, topic: this.#topic, ...message });
  }

  /** Calls `hear` for each message of this topic, until `signal` ends it; anything else is dropped. */
  listen(hear: (message: ToArticle) => void, signal?: AbortSignal): void {
    window.addEventListener('message', (event) => {
      const message = parseToArticle(event.data);
      if (message?.topic === this.#topic) hear(message);
    }, signal === undefined ? {} : { signal });
  }
}
