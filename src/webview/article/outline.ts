import type { BarStrings } from '../../core/article/barStrings.ts';
import { fill } from '../../protocol/fill.ts';

/** The outline's marks and the bar's stairs: where the reader is, what is read, what is still hidden. */
export class Outline {
  readonly #say: BarStrings;
  readonly #links: readonly HTMLAnchorElement[];
  readonly #bars: readonly SVGElement[];
  readonly #read: Set<string>;
  #current: string | undefined;

  constructor(say: BarStrings, read: readonly string[]) {
    this.#say = say;
    this.#links = [...document.querySelectorAll<HTMLAnchorElement>('#outline a[href^="#"]')];
    this.#bars = [...document.querySelectorAll<SVGElement>('.stairs [data-step]')];
    this.#read = new Set(read);
    this.#draw();
  }

  /** Marks a step as read; `false` if it was already. */
  addRead(step: string): boolean {
    if (this.#read.has(step)) return false;
    this.#read.add(step);
    this.#draw();
    return true;
  }

  setRead(steps: readonly string[]): void {
    this.#read.clear();
    for (const step of steps) this.#read.add(step);
    this.#draw();
  }

  setCurrent(id: string | undefined): void {
    this.#current = id;
    this.#draw();
    const link = this.#links.find((each) => idOf(each) === id);
    if (!link) return;
    // Not scrollIntoView: that would scroll the article as well.
    const list = link.closest<HTMLElement>('.outline');
    if (!list) return;
    const place = link.getBoundingClientRect();
    const frame = list.getBoundingClientRect();
    if (place.top < frame.top || place.bottom > frame.bottom) list.scrollTop += place.top - frame.top - frame.height / 3;
  }

  /** Redraws after steps were shown or hidden. */
  refresh(): void {
    this.#draw();
  }

  #draw(): void {
    const later = new Set([...document.querySelectorAll('.step.is-later')].map(({ id }) => id));
    for (const link of this.#links) {
      const id = idOf(link);
      const current = id === this.#current;
      const done = this.#read.has(id);
      if (current) link.setAttribute('aria-current', link.dataset['step'] === undefined ? 'location' : 'step');
      else link.removeAttribute('aria-current');
      link.classList.toggle('later', later.has(id));
      const [mark, spoken] = [link.querySelector('.mark'), link.querySelector('.away')];
      if (mark) mark.textContent = done ? '✓' : '';
      const state = [current && this.#say.here, done && this.#say.read, later.has(id) && this.#say.later].filter((part) => part !== false);
      if (spoken) spoken.textContent = state.length === 0 ? '' : ` ${state.join(', ')}`;
    }
    for (const bar of this.#bars) {
      const id = bar.dataset['step'] ?? '';
      bar.setAttribute('class', id === this.#current ? 'now' : this.#read.has(id) ? 'done' : '');
    }
    const done = this.#bars.filter((bar) => this.#read.has(bar.dataset['step'] ?? '')).length;
    for (const [kind, sentence] of [['short', this.#say.progress], ['long', this.#say.progressRead]] as const) {
      const place = document.querySelector(`[data-progress="${kind}"]`);
      if (place) place.textContent = fill(sentence, done, this.#bars.length);
    }
  }
}

function idOf(link: HTMLAnchorElement): string {
  return decodeURIComponent(link.hash.slice(1));
}
