import type { BarStrings } from '../../core/article/barStrings.ts';
import type { ReadingMode } from '../../protocol/article.ts';
import { element, icon } from './dom.ts';
import type { Memory } from './memory.ts';

/** Step by step: a step shows its title alone until the reader asks for its equation. */
export class Reveal {
  readonly #steps: readonly HTMLElement[];
  readonly #memory: Memory;
  readonly #veil: HTMLElement;
  readonly #changed: () => void;
  /** The step that a review asks for, until its equation is shown. */
  #asked: HTMLElement | undefined;
  readonly #recalled = new Set<() => void>();

  constructor(steps: readonly HTMLElement[], memory: Memory, say: BarStrings, changed: () => void) {
    this.#steps = steps;
    this.#memory = memory;
    this.#changed = changed;
    this.#veil = element('div', { class: 'veil' },
      element('button', { class: 'button', type: 'button', 'data-action': 'show-step' }, icon('eye'), say.showEquation),
      element('kbd', {}, 'Space'), element('span', {}, say.tryFirst));
    this.#apply();
  }

  get mode(): ReadingMode {
    return this.#memory.state.mode;
  }

  setMode(mode: ReadingMode): void {
    this.#memory.change({ mode });
    this.#apply();
  }

  get asked(): HTMLElement | undefined {
    return this.#asked;
  }

  /** Hides a step, however the article is read, until it is shown; `undefined` asks for none. */
  ask(step: HTMLElement | undefined): void {
    this.#asked = step;
    this.#apply();
  }

  /** Calls `told` when the step that was asked for is shown. */
  onDidRecall(told: () => void): void {
    this.#recalled.add(told);
  }

  /** Shows a step and moves the veil to the next hidden one. */
  show(step: HTMLElement): void {
    const wasAsked = step === this.#asked;
    if (wasAsked) this.#asked = undefined;
    const { shown } = this.#memory.state;
    if (!shown.includes(step.id)) this.#memory.change({ shown: [...shown, step.id] });
    const hadFocus = this.#veil.contains(document.activeElement);
    this.#apply();
    if (wasAsked) for (const told of this.#recalled) told();
    if (!hadFocus) return;
    step.tabIndex = -1;
    step.focus({ preventScroll: true });
  }

  /** The step that a review asks for, else the hidden one on the screen that comes first. */
  next(visible: readonly HTMLElement[]): HTMLElement | undefined {
    return this.#asked ?? visible.find((element_) => element_.matches('.step.is-later'));
  }

  #apply(): void {
    const { mode, shown } = this.#memory.state;
    const hidden: HTMLElement[] = mode === 'all' ? [] : this.#steps.filter((step) => !shown.includes(step.id));
    if (this.#asked !== undefined && !hidden.includes(this.#asked)) hidden.push(this.#asked);
    for (const step of this.#steps) step.classList.toggle('is-later', hidden.includes(step));
    const first = this.#asked ?? hidden[0];
    if (first === undefined) this.#veil.remove();
    else if (this.#veil.parentElement !== first) first.append(this.#veil);
    document.body.dataset['mode'] = mode;
    for (const button of document.querySelectorAll<HTMLElement>('.bar [data-action="mode"]')) {
      button.setAttribute('aria-pressed', String(button.dataset['mode'] === mode));
    }
    this.#changed();
  }
}
