import type { Anchor } from '../../protocol/article.ts';

/** What a reader can be at: the opening, a section's heading, a step, an exercise. */
const landmarks = '.opening, .section > h2[id], .step[id], .exercise[id]';
/** The opening has no id of its own; the page has one that no step can take. */
const openingId = 'article';

export interface PlaceEvents {
  /** Another landmark is being read; `undefined` at the opening. */
  readonly moved: (current: HTMLElement | undefined) => void;
  /** The reader has stopped scrolling; `visible` are the landmarks on the screen. */
  readonly rested: (visible: readonly HTMLElement[]) => void;
}

/** Where the reader is: follows the scroll, jumps, and puts the view back after a reload. */
export class Place {
  readonly #events: PlaceEvents;
  readonly #visible = new Set<Element>();
  #current: HTMLElement | undefined;
  /** A jump or mark holds the current landmark until the reader scrolls. */
  #held = false;
  #jumping = 0;
  #restTimer: number | undefined;
  #frame = 0;
  /** Aborted when the view is to be put back no longer. */
  #restoring = new AbortController();

  constructor(main: HTMLElement, events: PlaceEvents) {
    this.#events = events;
    const observer = new IntersectionObserver((entries) => {
      for (const entry of entries) {
        if (entry.isIntersecting) this.#visible.add(entry.target);
        else this.#visible.delete(entry.target);
      }
      this.#follow();
    });
    for (const landmark of main.querySelectorAll(landmarks)) observer.observe(landmark);
    window.addEventListener('scroll', () => {
      if (performance.now() > this.#jumping) this.#held = false;
      this.#follow();
    }, { passive: true });
  }

  get current(): HTMLElement | undefined {
    return this.#current;
  }

  /** The place of the view, for `restore`. */
  get anchor(): Anchor | undefined {
    const current = this.#current !== undefined && this.#visible.has(this.#current) ? this.#current : this.#reached() ?? this.#inOrder()[0];
    if (current === undefined) return undefined;
    const box = current.getBoundingClientRect();
    return { id: current.id || openingId, offset: (viewTop() - box.top) / Math.max(1, box.height) };
  }

  /**
   * Puts the view back. Sections get their real height only when they are near, so it looks again until the place holds, or until the
   * reader moves.
   */
  restore(anchor: Anchor): void {
    const target = landmark(anchor.id);
    if (target === undefined) return;
    this.#become(asCurrent(target));
    this.#restoring.abort();
    const moved = untilMoved();
    this.#restoring = moved;
    const settle = (rounds: number): void => {
      if (moved.signal.aborted) return;
      const off = distanceTo(anchor, target);
      this.#holdFor(300);
      if (Math.abs(off) > 1) window.scrollBy({ top: off, behavior: 'instant' });
      if (rounds > 0) requestAnimationFrame(() => settle(rounds - 1));
    };
    settle(12);
    // Fonts that come late change the height of what stands above.
    void document.fonts.ready.then(() => settle(2));
  }

  /** Goes to the element with this id and makes its landmark the current one. `false` if there is none. */
  goTo(id: string, focus: boolean): boolean {
    const target = id === openingId ? landmark(id) ?? null : document.getElementById(id);
    if (target === null) return false;
    for (let outer = target.closest('details'); outer; outer = outer.parentElement?.closest('details') ?? null) outer.open = true;
    this.#jump(target);
    if (focus) {
      if (target.tabIndex < 0) target.tabIndex = -1;
      target.focus({ preventScroll: true });
    }
    return true;
  }

  /** Makes a step the current one where it stands; brings it into view only if it is out of it and `reveal` is set. */
  hold(target: HTMLElement, reveal: boolean): void {
    if (reveal && !this.#visible.has(target)) this.#jump(target);
    this.#holdFor(0);
    this.#become(asCurrent(target.closest<HTMLElement>(landmarks)));
  }

  #jump(target: HTMLElement): void {
    this.#restoring.abort();
    this.#holdFor(1200);
    // The behaviour is CSS's: smooth, or at once where motion is reduced.
    target.scrollIntoView();
    window.addEventListener('scrollend', () => this.#correct(target), { once: true });
    this.#become(asCurrent(target.closest<HTMLElement>(landmarks)));
  }

  /** A smooth scroll aims at where the target was; sections rendered on the way have moved it since. */
  #correct(target: HTMLElement): void {
    const padding = parseFloat(getComputedStyle(document.documentElement).scrollPaddingBlockStart) || 0;
    const off = target.getBoundingClientRect().top - padding;
    const end = document.documentElement.scrollHeight - window.innerHeight - window.scrollY;
    if (performance.now() < this.#jumping && Math.abs(off) > 4 && (off < 0 || end > 4)) {
      window.scrollBy({ top: off, behavior: 'instant' });
    }
  }

  #holdFor(milliseconds: number): void {
    this.#held = true;
    this.#jumping = Math.max(this.#jumping, performance.now() + milliseconds);
  }

  #follow(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => {
      if (!this.#held) {
        const reached = this.#reached();
        if (reached !== undefined) this.#become(asCurrent(reached));
      }
      window.clearTimeout(this.#restTimer);
      this.#restTimer = window.setTimeout(() => this.#events.rested(this.#inOrder()), 250);
    });
  }

  /** The last landmark that has come up to where one reads: a third of the way down. */
  #reached(): HTMLElement | undefined {
    const line = window.innerHeight * 0.3;
    return this.#inOrder().filter((element) => element.getBoundingClientRect().top <= line).at(-1);
  }

  #become(current: HTMLElement | undefined): void {
    if (current === this.#current) return;
    this.#current = current;
    this.#events.moved(current);
  }

  #inOrder(): HTMLElement[] {
    return [...this.#visible].filter((element) => element instanceof HTMLElement)
      .sort((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
  }
}

/** Scrolls to a place as far as the page has it, before there is a `Place`. */
export function stand(anchor: Anchor): void {
  const target = landmark(anchor.id);
  if (target !== undefined) window.scrollBy({ top: distanceTo(anchor, target), behavior: 'instant' });
}

/** Is aborted as soon as the reader moves by hand; whoever no longer asks aborts it too. */
export function untilMoved(): AbortController {
  const moved = new AbortController();
  for (const type of ['wheel', 'touchmove', 'keydown', 'pointerdown']) {
    window.addEventListener(type, () => moved.abort(), { passive: true, signal: moved.signal });
  }
  return moved;
}

/** How far the view is from the place, in pixels. */
function distanceTo(anchor: Anchor, target: HTMLElement): number {
  const box = target.getBoundingClientRect();
  return box.top + anchor.offset * box.height - viewTop();
}

/** The opening is where a reader is before any place of the outline. */
function asCurrent(reached: HTMLElement | null): HTMLElement | undefined {
  return reached === null || reached.matches('.opening') ? undefined : reached;
}

function landmark(id: string): HTMLElement | undefined {
  return (id === openingId ? document.querySelector<HTMLElement>('.opening') : document.getElementById(id)) ?? undefined;
}

/** Where reading begins: the lower edge of the bar. */
function viewTop(): number {
  return document.querySelector('.bar')?.getBoundingClientRect().bottom ?? 0;
}
