/** The script of the article panel: makes the parts and joins them. */

import { mountFigures } from '../figures/figures.ts';
import { parsePanelState, type InitialPage, type ToArticle } from '../../protocol/article.ts';
import { listenToActions, type ActionParts } from './actions.ts';
import { Cards } from './cards.ts';
import { completeArticle } from './completeArticle.ts';
import { copyEquation, drawEquation } from './drawEquation.ts';
import { Disclosure } from './disclosure.ts';
import { Host } from './host.ts';
import { listenToKeys } from './keyboard.ts';
import { Memory } from './memory.ts';
import { Notes } from './notes.ts';
import { Outline } from './outline.ts';
import { Place } from './place.ts';
import { Reveal } from './reveal.ts';
import { ReviewBar } from './review.ts';
import { Runs } from './runs.ts';

/** Milliseconds that a step is on the screen before it counts as read. */
const readingTime = 1500;

async function start(initial: InitialPage): Promise<void> {
  const main = document.getElementById('article');
  const state = parsePanelState(initial.state);
  if (!main || !state) throw new Error('The page lacks its article or its state');
  const host = new Host(state.topic);
  reportErrors(host);
  const memory = new Memory(host, state);
  const { strings } = initial;
  const hasMoved = main.hasAttribute('aria-busy') && await completeArticle(main, host, memory.state);
  const { anchor } = memory.state;
  const steps = [...main.querySelectorAll<HTMLElement>('.step[id]')];
  const outline = new Outline(strings, initial.read);
  const cards = new Cards();
  const runs = new Runs(strings);
  const reveal = new Reveal(steps, memory, strings, () => outline.refresh());
  const disclosure = new Disclosure(main, memory, host, strings);
  let visible: readonly HTMLElement[] = [];
  let told: number | undefined;
  let reading: number | undefined;

  const place = new Place(main, {
    moved: (current) => {
      const step = current?.matches('.step') === true ? current.id : undefined;
      mark(step === undefined ? [] : [step]);
      outline.setCurrent(current?.id);
      window.clearTimeout(told);
      if (step !== undefined) told = window.setTimeout(() => host.send({ type: 'stepChanged', step }), 150);
    },
    rested: (now) => {
      visible = now;
      memory.change({ anchor: place.anchor });
      window.clearTimeout(reading);
      reading = window.setTimeout(() => {
        for (const step of now.filter(isReadToItsEnd)) if (outline.addRead(step.id)) host.send({ type: 'stepRead', step: step.id });
      }, readingTime);
    },
  });
  const notes = new Notes(strings);
  for (const step of steps) {
    // What the editor's menu over a step hands to its commands.
    step.dataset['vscodeContext'] = JSON.stringify({ webviewSection: 'step', topic: state.topic, step: step.id });
  }
  const goTo = (id: string, focus = true, jumped = true): void => {
    const step = document.getElementById(id)?.closest<HTMLElement>('.step.is-later');
    // A step that is only moved to keeps its equation hidden; what lies inside of one cannot be reached without.
    if (step && step.id !== id) reveal.show(step);
    cards.hide();
    hidePopovers();
    const from = place.current?.id || 'article';
    if (place.goTo(id, focus) && jumped) host.send({ type: 'jumped', from, to: id });
  };
  const review = new ReviewBar(host, reveal, strings, state.language);
  const parts: ActionParts = { host, memory, place, reveal, disclosure, review };
  listenToActions(parts);
  listenToKeys({ ...parts, cards, steps, goTo, visible: () => visible });
  listenToLinks(goTo, host);
  main.addEventListener('click', ({ target }) => {
    const step = target instanceof Element ? target.closest<HTMLElement>('.step[id]') : null;
    if (step) place.hold(step, false);
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') memory.change({ anchor: place.anchor });
  });
  // Another width sets the lines anew; while a tab covers the panel, the editor makes it small.
  let width = window.innerWidth;
  window.addEventListener('resize', () => {
    if (window.innerWidth === width) return;
    width = window.innerWidth;
    if (memory.state.anchor) place.restore(memory.state.anchor);
  });
  mountFigures(main, state.language);
  if (anchor && !hasMoved) place.restore(anchor);

  const hear = (message: ToArticle): void => {
    switch (message.type) {
      case 'rest': return;
      case 'goToStep': {
        const step = document.getElementById(message.step);
        if (step?.matches('.step.is-later') === true) reveal.show(step);
        goTo(message.step, message.focus, false);
        return;
      }
      case 'markEquation': {
        const step = steps.find(({ id }) => message.equations.includes(id));
        if (!step) return;
        place.hold(step, !document.hasFocus());
        mark(message.equations);
        return;
      }
      case 'notes': return notes.show(message.notes);
      case 'drawEquation':
        void drawEquation(message).then((png) => host.send({ type: 'equationDrawn', step: message.step, png }));
        return;
      case 'copyEquation':
        void copyEquation(message).then((copied) => host.send({ type: 'equationCopied', step: message.step, copied }));
        return;
      case 'runStarted': return runs.started(message.template);
      case 'runFinished': return runs.finished(message);
      case 'progress': return outline.setRead(message.read);
      case 'review':
        if (review.ask(message)) goTo(message.step, true, false);
        return;
      case 'reviewEnded': return review.end();
      case 'exerciseState': return runs.attempted(message);
    }
  };
  host.listen(hear);
  host.send({ type: 'ready' });
}

/** Shows which steps are active, and all lines of code that carry their equations out. */
function mark(ids: readonly string[]): void {
  for (const active of document.querySelectorAll('.is-active')) active.classList.remove('is-active');
  for (const id of ids) {
    document.getElementById(id)?.classList.add('is-active');
    for (const row of document.querySelectorAll(`.row[data-eq~="${CSS.escape(id)}"]`)) row.classList.add('is-active');
  }
}

function isReadToItsEnd(element: HTMLElement): boolean {
  return element.matches('.step:not(.is-later)') && element.getBoundingClientRect().bottom <= window.innerHeight + 1;
}

function hidePopovers(): void {
  for (const open of document.querySelectorAll<HTMLElement>(':popover-open')) open.hidePopover();
}

/** Links inside the article and to other topics; the editor itself opens those to the web. */
function listenToLinks(goTo: (id: string) => void, host: Host): void {
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[href^="#"]') : null;
    if (!link) return;
    // The editor's own handler would scroll as well.
    event.preventDefault();
    event.stopPropagation();
    const { topic } = link.dataset;
    if (topic === undefined) goTo(decodeURIComponent(link.hash.slice(1)));
    else host.send({ type: 'openTopic', target: topic, step: link.dataset['step'] });
  }, true);
}

function reportErrors(host: Host): void {
  const report = (error: unknown): void => {
    host.send({ type: 'failed', message: error instanceof Error ? error.stack ?? error.message : String(error) });
  };
  window.addEventListener('error', ({ error, message }) => report(error ?? message));
  window.addEventListener('unhandledrejection', ({ reason }) => report(reason));
}

void start(JSON.parse(document.body.dataset['initial'] ?? 'null') as InitialPage);
