import type { Language } from '../../core/model.ts';
import { codeOf } from './codeOf.ts';
import type { Disclosure } from './disclosure.ts';
import type { Host } from './host.ts';
import { latexOf } from './latex.ts';
import type { Memory } from './memory.ts';
import type { Place } from './place.ts';
import type { Reveal } from './reveal.ts';
import type { ReviewBar } from './review.ts';

export interface ActionParts {
  readonly host: Host;
  readonly memory: Memory;
  readonly place: Place;
  readonly reveal: Reveal;
  readonly disclosure: Disclosure;
  readonly review: ReviewBar;
}

type Act = (data: DOMStringMap, button: HTMLElement, parts: ActionParts) => void;

/** What each `data-action` of the page does. */
const acts: Readonly<Record<string, Act>> = {
  run: ({ template = '' }, _, { host }) => host.send({ type: 'run', template }),
  insert: ({ template = '', region = '' }, _, { host }) => host.send({ type: 'insert', template, region }),
  open: ({ template = '', region }, _, { host }) => host.send({ type: 'open', template, region, line: undefined }),
  'to-code': ({ equation = '' }, _, { host }) => host.send({ type: 'openEquation', equation }),
  'copy-code': (_, button, { host }) => host.send({ type: 'copy', text: codeOf(button.closest('figure')), what: 'code' }),
  'copy-latex': ({ equation = '' }, _, { host }) => copyLatex(document.getElementById(equation), host),
  'copy-link': ({ step = '' }, _, { host }) => host.send({ type: 'copyLink', step }),
  'copy-message': ({ text = '' }, _, { host }) => host.send({ type: 'copy', text, what: 'message' }),
  note: ({ step = '' }, _, { host }) => host.send({ type: 'note', step }),
  'start-exercise': ({ exercise = '' }, _, { host }) => host.send({ type: 'startExercise', exercise }),
  'check-exercise': ({ exercise = '' }, _, { host }) => host.send({ type: 'checkExercise', exercise }),
  'compare-exercise': ({ exercise = '' }, _, { host }) => host.send({ type: 'compareExercise', exercise }),
  'open-file': ({ file = '', line, column }, _, { host }) =>
    host.send({ type: 'openFile', file, line: Number(line), column: Number(column) }),
  'show-log': (_, __, { host }) => host.send({ type: 'showLog' }),
  unfold: (_, button, { disclosure }) => disclosure.fold(button),
  mode: ({ mode }, _, { reveal }) => reveal.setMode(mode === 'all' ? 'all' : 'steps'),
  language: ({ language }, _, parts) => setLanguage(language === 'zh-cn' ? 'zh-cn' : 'en', parts),
  symbols: (_, button) => toggleSymbols(button),
  grade: ({ grade }, _, { review }) => void review.grade(Number(grade)),
  'stop-review': (_, __, { host }) => host.send({ type: 'reviewStopped' }),
  'show-asked': (_, __, { reveal }) => {
    if (reveal.asked) reveal.show(reveal.asked);
  },
  'show-step': (_, button, { reveal }) => {
    const step = button.closest<HTMLElement>('.step');
    if (step) reveal.show(step);
  },
};

/** Wires all buttons of the page by one listener. */
export function listenToActions(parts: ActionParts): void {
  document.addEventListener('click', ({ target }) => {
    const button = target instanceof Element ? target.closest<HTMLElement>('[data-action]') : null;
    const action = button?.dataset['action'];
    if (button && action !== undefined && Object.hasOwn(acts, action)) acts[action]?.(button.dataset, button, parts);
  });
}

/** Asks for the article in another language; the place is told first, so that the new page stands where this one did. */
export function setLanguage(language: Language, { host, memory, place }: ActionParts): void {
  if (language === memory.state.language) return;
  const { anchor } = place;
  memory.change({ anchor });
  memory.tell();
  host.send({ type: 'setLanguage', language, anchor });
}

/** Copies the LaTeX of a step's equation, if it has one. */
export function copyLatex(step: Element | null, host: Host): void {
  const text = step === null ? undefined : latexOf(step);
  if (text !== undefined) host.send({ type: 'copy', text, what: 'latex' });
}

/** Opens or closes the list of symbols, a copy of the article's table made when it is first asked for. */
export function toggleSymbols(button: HTMLElement): void {
  const [card, table] = [document.getElementById('card-symbols'), document.querySelector('#symbols table')];
  if (!card || !table) return;
  if (card.childElementCount === 0) {
    const copy = document.createElement('div');
    copy.className = 'table';
    copy.tabIndex = 0;
    copy.setAttribute('role', 'region');
    copy.setAttribute('aria-label', card.getAttribute('aria-label') ?? '');
    copy.append(table.cloneNode(true));
    card.append(copy);
  }
  if (card.matches(':popover-open')) card.hidePopover();
  else {
    card.showPopover({ source: button });
    card.querySelector<HTMLElement>('.table')?.focus({ preventScroll: true });
  }
}
