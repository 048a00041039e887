import { announce } from './dom.ts';

const triggers = '.check[popovertarget], a[data-ref], .katex-html .symbol[data-symbol]';
/** Milliseconds until a card opens under a resting pointer or focus, and until it closes after the pointer has left. */
const [openAfter, closeAfter] = [250, 300];

/** The cards of checked numbers, earlier steps and symbols: under the pointer, on focus, on click; one at a time. */
export class Cards {
  #trigger: HTMLElement | undefined;
  #card: HTMLElement | undefined;
  /** The reader asked for it: it stays when the pointer leaves. */
  #pinned = false;
  #timer: number | undefined;

  constructor() {
    document.addEventListener('pointerover', ({ target, pointerType }) => {
      if (pointerType === 'touch' || !(target instanceof Element)) return;
      this.#pointAt(target);
    });
    document.addEventListener('focusin', ({ target }) => {
      if (!(target instanceof HTMLElement) || !target.matches(':focus-visible')) return;
      const trigger = target.closest<HTMLElement>('a[data-ref]');
      if (trigger && !this.#card?.contains(trigger)) this.#later(() => this.show(trigger, false), openAfter);
      else if (!this.#pinned && !this.#card?.contains(target)) this.#later(() => this.hide(), closeAfter);
    });
    document.addEventListener('click', (event) => this.#click(event), true);
    document.addEventListener('toggle', (event) => this.#toggled(event), true);
    document.addEventListener('beforetoggle', (event) => {
      const closing = event instanceof ToggleEvent && event.newState === 'closed' && event.target === this.#card;
      if (closing && this.#card?.contains(document.activeElement)) this.#trigger?.focus({ preventScroll: true });
    }, true);
  }

  /** Opens the card of a check, reference or symbol beside it. */
  show(trigger: HTMLElement, pinned: boolean): void {
    window.clearTimeout(this.#timer);
    const card = cardOf(trigger);
    if (!card || (card === this.#card && trigger === this.#trigger)) return;
    this.hide();
    this.#open(trigger, card, pinned);
    card.showPopover({ source: trigger });
  }

  hide(): void {
    window.clearTimeout(this.#timer);
    if (this.#card?.matches(':popover-open') === true) this.#card.hidePopover();
    this.#closed();
  }

  /** Goes to the next (1) or previous (-1) symbol of an equation; `false` if it has none. */
  walk(equation: HTMLElement, direction: 1 | -1): boolean {
    const symbols = [...equation.querySelectorAll<HTMLElement>('.katex-html .symbol[data-symbol]')];
    if (symbols.length === 0) return false;
    const at = this.#trigger === undefined ? -1 : symbols.indexOf(this.#trigger);
    const next = symbols[at < 0 ? (direction > 0 ? 0 : symbols.length - 1) : (at + direction + symbols.length) % symbols.length];
    if (!next) return false;
    next.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    this.show(next, true);
    announce(cardOf(next)?.getAttribute('aria-label') ?? '');
    return true;
  }

  #pointAt(target: Element): void {
    const trigger = target.closest<HTMLElement>(triggers);
    if (this.#card?.contains(target) === true || (trigger !== null && trigger === this.#trigger)) window.clearTimeout(this.#timer);
    else if (trigger && !trigger.closest('.card')) this.#later(() => this.show(trigger, false), openAfter);
    else if (!this.#pinned) this.#later(() => this.hide(), closeAfter);
  }

  #click(event: Event): void {
    if (!(event.target instanceof Element)) return;
    const trigger = event.target.closest<HTMLElement>('.check[popovertarget], .katex-html .symbol');
    if (!trigger) return;
    const card = cardOf(trigger);
    if (!card) return;
    if (trigger.matches('.symbol')) {
      this.show(trigger, true);
      this.#pinned = true;
    } else if (card === this.#card && !this.#pinned) {
      // The pointer has opened it already: the click means to keep it, where the browser would close it.
      event.preventDefault();
      this.#pinned = true;
    } else if (card !== this.#card) {
      this.hide();
      this.#open(trigger, card, true);
    }
  }

  #toggled(event: Event): void {
    if (event instanceof ToggleEvent && event.newState === 'closed' && event.target === this.#card) this.#closed();
  }

  #open(trigger: HTMLElement, card: HTMLElement, pinned: boolean): void {
    this.#trigger = trigger;
    this.#card = card;
    this.#pinned = pinned;
    if (trigger.matches('.symbol')) trigger.classList.add('symbol-open');
    else trigger.setAttribute('aria-expanded', 'true');
    if (trigger.matches('a')) trigger.setAttribute('aria-controls', card.id);
  }

  #closed(): void {
    if (this.#trigger?.matches('a') === true) this.#trigger.removeAttribute('aria-expanded');
    else if (this.#trigger?.matches('.symbol') === false) this.#trigger.setAttribute('aria-expanded', 'false');
    this.#trigger?.classList.remove('symbol-open');
    this.#trigger = undefined;
    this.#card = undefined;
    this.#pinned = false;
  }

  #later(what: () => void, milliseconds: number): void {
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(what, milliseconds);
  }
}

function cardOf(trigger: HTMLElement): HTMLElement | null {
  const { ref, symbol } = trigger.dataset;
  const id = trigger.getAttribute('popovertarget') ?? (ref === undefined ? `card-symbol-${symbol ?? ''}` : `card-step-${ref}`);
  return document.getElementById(id);
}
