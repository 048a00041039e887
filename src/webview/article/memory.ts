import { parsePanelState, type PanelState } from '../../protocol/article.ts';
import type { Host } from './host.ts';

/** What the panel remembers of the reader's place. Kept in the page at once, told to the host when the reader rests. */
export class Memory {
  readonly #host: Host;
  #state: PanelState;
  #told: number | undefined;

  /** Takes what the page kept when it is about the same topic and language, else what the host handed over. */
  constructor(host: Host, handed: PanelState) {
    const kept = parsePanelState(host.kept);
    this.#host = host;
    this.#state = kept?.topic === handed.topic && kept.language === handed.language ? kept : handed;
    host.keep(this.#state);
  }

  get state(): PanelState {
    return this.#state;
  }

  change(part: Partial<Omit<PanelState, 'topic' | 'language'>>): void {
    this.#state = { ...this.#state, ...part };
    this.#host.keep(this.#state);
    window.clearTimeout(this.#told);
    this.#told = window.setTimeout(() => this.tell(), 800);
  }

  /** Tells the host now. */
  tell(): void {
    window.clearTimeout(this.#told);
    this.#host.send({ type: 'saveState', state: this.#state });
  }

  /** Whether `key` was opened or closed against the article's own setting; `undefined` for neither. */
  wasToggled(key: string): boolean | undefined {
    if (this.#state.toggled.includes(`+${key}`)) return true;
    return this.#state.toggled.includes(`-${key}`) ? false : undefined;
  }

  toggle(key: string, open: boolean, openInArticle: boolean): void {
    const others = this.#state.toggled.filter((entry) => entry.slice(1) !== key);
    this.change({ toggled: open === openInArticle ? others : [...others, `${open ? '+' : '-'}${key}`] });
  }
}
