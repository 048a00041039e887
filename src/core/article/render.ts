import type { RenderedArticle } from '../model.ts';
import type { Article, Exercise, Inline, Section } from './article.ts';
import { attributes } from './html.ts';
import { createPage, type Page } from './page.ts';
import { renderBlocks } from './renderBlocks.ts';
import { renderCheckCards, renderNumbers } from './renderChecks.ts';
import type { RenderContext } from './renderContext.ts';
import { renderInlines } from './renderInlines.ts';
import { renderOpening, renderStepCards, renderSymbolCards, renderSymbols } from './renderOpening.ts';
import { renderExercise, renderStep } from './renderStep.ts';

/** The section with this id gets the table of all quoted checks. */
const numbersId = 'numbers';

/** An article as HTML that is complete without a script. What the context lacks is left out; the pack's validation reports it. */
export function renderArticle(article: Article, context: RenderContext): RenderedArticle {
  const page = createPage(article, context);
  const opening = renderOpening(page);
  const symbols = renderSymbols(page);
  const sections = article.sections.map((section) => renderSection(section, page));
  const cards = [renderStepCards(page), renderSymbolCards(page), renderCheckCards(page)].filter((part) => part !== '');
  return { title: article.title, language: article.language, opening, symbols, sections, cards: cards.join('\n'), outline: renderOutline(page) };
}

/** The hints of an exercise as HTML, for the catalogue. */
export function renderHints(exercise: Exercise, article: Article, context: RenderContext): string[] {
  const page = createPage(article, context);
  return exercise.hints.map((hint) => renderBlocks(hint.blocks, `hole-${exercise.id}`, page.say.formula, page));
}

function renderSection(section: Section, page: Page): string {
  const parts = [
    renderBlocks(section.blocks, section.id, page.say.formula, page),
    ...section.steps.map((step) => renderStep(step, page)),
    ...section.exercises.map((exercise) => renderExercise(exercise, page)),
    section.id === numbersId ? renderNumbers(page) : '',
  ].filter((part) => part !== '');
  return `<section${attributes({ class: 'section', 'aria-labelledby': section.id })}>
<h2${attributes({ id: section.id })}>${renderInlines(section.title, page, true)}</h2>
${parts.join('\n')}
</section>`;
}

function renderOutline(page: Page): string {
  const entry = (href: string, data: Record<string, string>, sign: string | number, inlines: readonly Inline[]) => {
    const title = renderInlines(inlines, page, true);
    const states = '<span class="mark"></span><span class="away"></span>';
    return `<li><a${attributes({ href: `#${href}`, ...data })}><span class="n">${sign}</span><span>${title}</span>${states}</a></li>`;
  };
  const sections = page.article.sections.map((section) => {
    const entries = [
      ...section.steps.map((step) => entry(step.id, { 'data-step': step.id }, step.number, step.title)),
      ...section.exercises.map((exercise) => entry(`hole-${exercise.id}`, { 'data-exercise': exercise.id }, '✎', exercise.title)),
    ].join('');
    const title = renderInlines(section.title, page, true);
    return `<li><a${attributes({ href: `#${section.id}` })}>${title}</a>${entries === '' ? '' : `<ol>${entries}</ol>`}</li>`;
  });
  return `<ol>\n${sections.join('\n')}\n</ol>`;
}
