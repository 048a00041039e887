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

  /** Shows a step and moves the veil to the next hidden one. */
  show(step: HTMLElement): void {
    const { shown } = this.#memory.state;
    if (!shown.includes(step.id)) this.#memory.change({ shown: [...shown, step.id] });
    const hadFocus = this.#veil.contains(document.activeElement);
    this.#apply();
    if (!hadFocus) return;
    step.tabIndex = -1;
    step.focus({ preventScroll: true });
  }

  /** The hidden step on the screen that comes first. */
  next(visible: readonly HTMLElement[]): HTMLElement | undefined {
    return visible.find((element_) => element_.matches('.step.is-later'));
  }

  #apply(): void {
    const { mode, shown } = this.#memory.state;
    const hidden = mode === 'all' ? [] : this.#steps.filter((step) => !shown.includes(step.id));
    for (const step of this.#steps) step.classList.toggle('is-later', hidden.includes(step));
    const first = hidden[0];
    if (first === undefined) this.#veil.remove();
    else if (this.#veil.parentElement !== first) first.append(this.#veil);
    document.body.dataset['mode'] = mode;
    for (const button of document.querySelectorAll<HTMLElement>('.bar [data-action="mode"]')) {
      button.setAttribute('aria-pressed', String(button.dataset['mode'] === mode));
    }
    this.#changed();
  }
}
