import { copyLatex, setLanguage, toggleSymbols, type ActionParts } from './actions.ts';
import type { Cards } from './cards.ts';

export interface KeyboardParts extends ActionParts {
  readonly cards: Cards;
  readonly steps: readonly HTMLElement[];
  /** Goes to a step as a link would. */
  readonly goTo: (id: string) => void;
  readonly visible: () => readonly HTMLElement[];
}

type Key = (event: KeyboardEvent, parts: KeyboardParts) => boolean;

/** What a single key does. `true`: done, the browser shall not act on it too. */
const keys: Readonly<Record<string, Key>> = {
  ...Object.fromEntries([1, 2, 3, 4].map((number): [string, Key] => [String(number), (_, { review }) => review.grade(number)])),
  j: (_, parts) => move(1, parts),
  k: (_, parts) => move(-1, parts),
  ' ': ({ target, shiftKey }, { reveal, visible }) => {
    const step = shiftKey || isControl(target) ? undefined : reveal.next(visible());
    if (step) reveal.show(step);
    return step !== undefined;
  },
  Enter: ({ target }, parts) => {
    if (isControl(target)) return false;
    const button = activeStep(parts)?.querySelector<HTMLElement>('.equation [data-action="to-code"]');
    button?.click();
    return button !== undefined && button !== null;
  },
  r: (_, parts) => {
    const step = activeStep(parts);
    if (step) parts.disclosure.toggleAll(step);
    return step !== undefined;
  },
  s: () => {
    const button = document.querySelector<HTMLElement>('.bar [data-action="symbols"]');
    if (button) toggleSymbols(button);
    return button !== null;
  },
  o: () => {
    const outline = document.getElementById('outline');
    if (!outline) return false;
    const asColumn = getComputedStyle(outline).position === 'sticky';
    if (outline.matches(':popover-open')) outline.hidePopover();
    else {
      if (!asColumn) outline.showPopover();
      (outline.querySelector<HTMLElement>('a[aria-current]') ?? outline.querySelector<HTMLElement>('a'))?.focus();
    }
    return true;
  },
  l: (_, parts) => {
    setLanguage(parts.memory.state.language === 'en' ? 'zh-cn' : 'en', parts);
    return true;
  },
  c: (_, parts) => {
    if (window.getSelection()?.isCollapsed === false) return false;
    copyLatex(activeStep(parts) ?? null, parts.host);
    return true;
  },
  ArrowRight: ({ target }, { cards }) => walk(target, 1, cards),
  ArrowLeft: ({ target }, { cards }) => walk(target, -1, cards),
};

/** The reader's keys. None acts while something is being written or a modifier is held. */
export function listenToKeys(parts: KeyboardParts): void {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || isWriting(event.target)) return;
    if (event.altKey) {
      // The editor's own key bindings lead back and forward, across articles; the frame must not leave its page.
      if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') event.preventDefault();
      return;
    }
    const act = Object.hasOwn(keys, event.key) ? keys[event.key] : undefined;
    if (act?.(event, parts) === true) event.preventDefault();
  });
}

function move(direction: 1 | -1, { place, steps, goTo }: KeyboardParts): boolean {
  const { current } = place;
  const from = current === undefined ? -1 : steps.indexOf(current);
  // Between steps (a heading, an exercise) the next one in the document counts.
  const follows = (step: HTMLElement) =>
    current === undefined || Boolean(current.compareDocumentPosition(step) & Node.DOCUMENT_POSITION_FOLLOWING);
  const next = from >= 0 ? steps[from + direction] : direction > 0 ? steps.find(follows) : steps.findLast((step) => !follows(step));
  if (next) goTo(next.id);
  return true;
}

function walk(target: EventTarget | null, direction: 1 | -1, cards: Cards): boolean {
  return target instanceof HTMLElement && target.matches('.math') && cards.walk(target, direction);
}

function activeStep({ place: { current } }: KeyboardParts): HTMLElement | undefined {
  return current?.matches('.step') === true && !current.matches('.is-later') ? current : undefined;
}

function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));
}

/** Whether a key on this element already means something to the browser. */
function isControl(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('a[href], button, summary, input, textarea, select');
}
