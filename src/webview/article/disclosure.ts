import type { BarStrings } from '../../core/article/barStrings.ts';
import { fill } from '../../protocol/fill.ts';
import { element, icon } from './dom.ts';
import type { Host } from './host.ts';
import type { Memory } from './memory.ts';

/** Asides, folds of code and hints: remembers what the reader opened or closed, and lets hints open one by one. */
export class Disclosure {
  readonly #memory: Memory;
  readonly #host: Host;

  constructor(main: HTMLElement, memory: Memory, host: Host, say: BarStrings) {
    this.#memory = memory;
    this.#host = host;
    for (const aside of main.querySelectorAll<HTMLDetailsElement>('details[data-key]')) this.#follow(aside);
    for (const fold of main.querySelectorAll<HTMLElement>('[data-action="unfold"]')) {
      if (memory.wasToggled(fold.dataset['key'] ?? '') === true) open(fold, true);
    }
    for (const list of main.querySelectorAll('.hints')) {
      this.#lock([...list.querySelectorAll<HTMLDetailsElement>('details[data-hint]')], say);
    }
  }

  /** Opens or closes the lines behind a fold's button. */
  fold(button: HTMLElement): void {
    const opened = button.getAttribute('aria-expanded') !== 'true';
    open(button, opened);
    this.#memory.toggle(button.dataset['key'] ?? '', opened, false);
  }

  /** Opens all asides of a step, or closes them if all are open. */
  toggleAll(step: HTMLElement): void {
    const asides = [...step.querySelectorAll<HTMLDetailsElement>('details[data-key]')];
    const opened = asides.some((aside) => !aside.open);
    for (const aside of asides) aside.open = opened;
  }

  #follow(aside: HTMLDetailsElement): void {
    const key = aside.dataset['key'] ?? '';
    const openInArticle = aside.open;
    aside.open = this.#memory.wasToggled(key) ?? openInArticle;
    aside.addEventListener('toggle', () => this.#memory.toggle(key, aside.open, openInArticle));
  }

  /** A hint can be opened once the one before has been. */
  #lock(hints: readonly HTMLDetailsElement[], say: BarStrings): void {
    for (const [index, hint] of hints.entries()) {
      const exercise = hint.closest<HTMLElement>('.exercise')?.dataset['exercise'];
      if (index > 0 && this.#memory.wasToggled(unlockKey(hint)) !== true) {
        hint.hidden = true;
        const name = hint.querySelector('summary')?.textContent ?? '';
        hint.before(element('span', { class: 'locked' }, icon('lock'), `${name} · ${fill(say.opensAfter, index)}`));
      }
      hint.addEventListener('toggle', () => {
        if (!hint.open) return;
        if (exercise !== undefined) this.#host.send({ type: 'hintRevealed', exercise, hint: index + 1 });
        const next = hints[index + 1];
        if (next?.hidden !== true) return;
        next.hidden = false;
        next.parentElement?.querySelector('.locked')?.remove();
        this.#memory.toggle(unlockKey(next), true, false);
      });
    }
  }
}

function unlockKey(hint: HTMLElement): string {
  return `${hint.dataset['key'] ?? ''}.unlocked`;
}

function open(fold: HTMLElement, opened: boolean): void {
  fold.setAttribute('aria-expanded', String(opened));
  const lines = document.getElementById(fold.getAttribute('aria-controls') ?? '');
  if (lines) lines.hidden = !opened;
}
