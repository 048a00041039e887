import { exercisesOf, plainText, type SymbolRow } from './article.ts';
import { attributes, escapeHtml } from './html.ts';
import { mathOf, type Page } from './page.ts';
import { mathBox, renderBlock, tableBox } from './renderBlocks.ts';
import { countChecks } from './renderChecks.ts';
import { renderInlines, stepRef, withArxivLinks } from './renderInlines.ts';

/** Counts, title, lead and sources. */
export function renderOpening(page: Page): string {
  const { article, say, context } = page;
  const counts = say.counts(page.steps.size, context.topic.templates.length, countChecks(page), exercisesOf(article).length);
  const lead = article.lead.map((block) => {
    if (block.kind !== 'paragraph') return renderBlock(block, 'opening', say.formula, page);
    return `<p class="lead">${renderInlines(block.children, page)}</p>`;
  });
  const sources = article.sources.map((source) => `<span>${withArxivLinks(source, page)}</span>`).join('');
  const requires = context.requires.map(({ id, title: name }) => (
    `<a${attributes({ href: `#${id}`, 'data-topic': id })}>${escapeHtml(name[article.language])}</a>`)).join('');
  return [`<p class="area">${counts}</p>`,
    `<h1>${title(article.title, say.colon)}</h1>`,
    ...lead,
    ...(sources === '' ? [] : [`<div class="source"><b>${say.sources}</b>${sources}</div>`]),
    ...(requires === '' ? [] : [`<div class="source"><b>${say.requires}</b>${requires}</div>`]),
  ].join('\n');
}

function title(text: string, colon: string): string {
  const at = text.indexOf(colon);
  if (at < 0) return escapeHtml(text);
  const [name, sub] = [text.slice(0, at), text.slice(at + colon.length)];
  return `${escapeHtml(name)}<span class="away">${colon}</span><span class="sub">${escapeHtml(sub)}</span>`;
}

/** The table of symbols; '' where an article has none. */
export function renderSymbols(page: Page): string {
  const { article, say } = page;
  if (article.symbols.length === 0) return '';
  const head = article.symbolHead.map((cell) => `<th scope="col">${renderInlines(cell, page)}</th>`).join('');
  const rows = article.symbols.map((row, index) => {
    const [symbol, meaning, shape] = [row.symbol, row.meaning, row.shape].map((cell) => renderInlines(cell, page));
    return `<tr${attributes({ 'data-symbol-row': index })}><td>${symbol}</td><th scope="row">${meaning}</th><td>${shape}</td><td>${names(row)}</td></tr>`;
  }).join('\n');
  const table = `<table><caption>${say.symbols}</caption><thead><tr>${head}</tr></thead><tbody>\n${rows}\n</tbody></table>`;
  return tableBox(say.symbols, table, 'symbols');
}

function names(row: SymbolRow): string {
  return row.code.length === 0 ? '–' : row.code.map((name) => `<code>${escapeHtml(name)}</code>`).join(', ');
}

/** One card for each row of the symbol table, to be rendered after the steps. */
export function renderSymbolCards(page: Page): string {
  const { article, say } = page;
  return article.symbols.map((row, index) => {
    const first = page.steps.get(page.firstSeen.get(index) ?? '');
    const seen = first === undefined ? '' : `<dt>${say.firstSeen}</dt><dd>${stepRef(first.id, first.number, page)}</dd>`;
    const label = plainText(row.meaning).replaceAll('$', '');
    return `<div${attributes({ class: 'card of-symbol', id: `card-symbol-${index}`, popover: '', role: 'group', 'aria-label': label })}>
<p class="title">${renderInlines(row.symbol, page)} ${renderInlines(row.meaning, page, true)}</p>
<dl><dt>${say.shape}</dt><dd>${renderInlines(row.shape, page)}</dd><dt>${say.inCode}</dt><dd>${names(row)}</dd>${seen}</dl></div>`;
  }).join('\n');
}

/** One card for each step that something refers to. */
export function renderStepCards(page: Page): string {
  const { say } = page;
  return page.referred.flatMap((id) => page.steps.get(id) ?? []).map((step) => {
    const equation = step.latex === undefined ? '' : mathBox(mathOf(page, step.latex, true).html, say.step(step.number));
    const rule = step.reason === undefined ? '' : say.reasonRule + renderInlines(step.reason.rule, page, true);
    const box = attributes({ class: 'card', id: `card-step-${step.id}`, popover: '', role: 'group', 'aria-label': say.preview(step.number) });
    return `<div${box}><p class="title">${step.number} · ${renderInlines(step.title, page, true)}</p>${equation}<div class="does"><span>${rule}</span><a${
      attributes({ class: 'tool', href: `#${step.id}` })}>${say.goToStep(step.number)}</a></div></div>`;
  }).join('\n');
}
