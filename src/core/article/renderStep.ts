import type { CodePlace } from '../model.ts';
import type { Exercise, Step } from './article.ts';
import { attributes, escapeHtml } from './html.ts';
import { icon, mathOf, type Page } from './page.ts';
import { mathBox, renderAside, renderBlock, renderBlocks } from './renderBlocks.ts';
import { renderInlines } from './renderInlines.ts';

/** A step: head with number and tools, equation with its way to the code, reason, and the rest in the order of the text. */
export function renderStep(step: Step, page: Page): string {
  const { say } = page;
  const label = say.step(step.number);
  const equation = step.blocks.find((block) => block.kind === 'math');
  const body = step.blocks.map((block) => (
    block === equation ? renderEquation(step, page) : renderBlock(block, step.id, label, page))).join('\n');
  const starName = { role: 'img', 'aria-label': say.starred, title: say.starred };
  const star = step.star ? `<span${attributes({ class: 'star', ...starName })}>★</span>` : '';
  const tool = (action: string, name: string, picture: string, data: Record<string, string>) =>
    `<button${attributes({
      class: 'tool quiet', type: 'button', 'data-action': action, ...data, 'aria-label': name, title: name,
    })}>${icon(picture)}</button>`;
  const tools = [
    step.latex === undefined ? '' : tool('copy-latex', say.copyEquation(step.number), 'copy', { 'data-equation': step.id }),
    tool('note', say.writeNote(step.number), 'pen', { 'data-step': step.id }),
    tool('copy-link', say.copyLink(step.number), 'link', { 'data-step': step.id }),
  ].join('');
  return `<section${attributes({ class: 'step', id: step.id, 'data-number': step.number, 'aria-labelledby': `${step.id}-t` })}>
<div class="head"><a${attributes({ class: 'number', href: `#${step.id}`, 'aria-label': label })}>${step.number}</a><h3${
  attributes({ id: `${step.id}-t` })}>${renderInlines(step.title, page, true)}${star}</h3><div class="tools">${tools}</div></div>
${body}
</section>`;
}

function renderEquation(step: Step, page: Page): string {
  const { html, symbols } = mathOf(page, step.latex ?? '', true, page.index);
  for (const row of symbols) if (!page.firstSeen.has(row)) page.firstSeen.set(row, step.id);
  const math = mathBox(html, page.say.step(step.number));
  return `<div${attributes({ class: 'equation', 'data-equation': step.id })}>${math}${toCode(step, page)}</div>`;
}

function toCode(step: Step, page: Page): string {
  const places = page.context.places.get(step.id) ?? [];
  if (places.length === 0) return '';
  const names = [...new Set(places.map((place) => placeName(place, page)))].join(', ');
  const sentence = escapeHtml(page.say.showCode(step.number, names));
  return `<div class="tools"><button${attributes({
    class: 'tool to-code', type: 'button', 'data-action': 'to-code', 'data-equation': step.id, title: names,
  })}>${icon('arrow')}<span>${page.say.code(places.length)}</span><span class="away"> ${sentence}</span></button></div>`;
}

function placeName(place: CodePlace, page: Page): string {
  const region = page.context.code.get(place.template)?.regions.find(({ id }) => id === place.region);
  return region?.name ?? place.region ?? place.template;
}

/** An exercise: task, its buttons and three hints; state and message are filled by the page's script. */
export function renderExercise(exercise: Exercise, page: Page): string {
  const { say } = page;
  const id = `hole-${exercise.id}`;
  const button = (action: string, name: string, main: boolean, picture = '') => `<button${attributes({
    class: main ? 'button main' : 'button', type: 'button', 'data-action': action, 'data-exercise': exercise.id,
  })}>${picture}${name}</button>`;
  const hints = exercise.hints.map((hint, index) => (
    `<li>${renderAside(hint, id, page, { 'data-hint': String(index + 1) })}</li>`)).join('');
  return `<section${attributes({ class: 'exercise', id, 'data-exercise': exercise.id, 'aria-labelledby': `${id}-t` })}>
<div class="head"><h3${attributes({ id: `${id}-t` })}>${renderInlines(exercise.title, page, true)}</h3><span class="state"></span></div>
${renderBlocks(exercise.blocks, id, say.formula, page)}
<p class="fails" role="status" hidden></p>
<div class="does">${button('start-exercise', say.start, true)}${button('check-exercise', say.check, false, icon('run'))}${
  button('compare-exercise', say.compare, false)}</div>
<ol class="hints">${hints}</ol>
</section>`;
}
