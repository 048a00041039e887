import type { CheckResult } from '../model.ts';
import type { QuotedCheck } from './article.ts';
import { attributes, escapeHtml } from './html.ts';
import { checkCardId, icon, type Page } from './page.ts';
import { checkKey } from './renderContext.ts';
import { tableBox } from './renderBlocks.ts';
import { stepRef } from './renderInlines.ts';

/** A quoted check with its result, at its first place in the article. */
interface Quoted {
  readonly quote: QuotedCheck;
  readonly result: CheckResult;
}

function quotedChecks(page: Page): Quoted[] {
  const seen = new Map<string, Quoted>();
  for (const quote of page.article.checks) {
    const key = checkKey(quote.template, quote.check);
    const result = page.context.checks.get(key);
    if (result !== undefined && !seen.has(key)) seen.set(key, { quote, result });
  }
  return [...seen.values()];
}

/** How many different checks the article quotes. */
export function countChecks(page: Page): number {
  return new Set(page.article.checks.map(({ template, check }) => checkKey(template, check))).size;
}

/** Eleven digits: more than any article quotes, fewer than where machines differ. */
export function figureText(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(11))) : String(value).replace('Infinity', '∞');
}

/** One card for each quoted check. They stand outside the sections, whose content may be skipped while a card is open. */
export function renderCheckCards(page: Page): string {
  const { say, article } = page;
  return quotedChecks(page).map(({ quote, result }) => {
    const claim = result.claim[article.language];
    const holds = result.holds ? `<span class="holds">✓ ${say.holds}</span>` : `<span class="fails">✗ ${say.fails}</span>`;
    const file = `${quote.template.slice(quote.template.lastIndexOf('/') + 1)}.ts`;
    const id = checkCardId(quote.template, quote.check);
    const source = escapeHtml(result.source[article.language]);
    return `<div${attributes({ class: 'card', id, popover: '', role: 'group', 'aria-label': claim })}>
<p class="title">${escapeHtml(claim)}</p>
<dl><dt>${say.published}</dt><dd>${figureText(result.published)}</dd><dt>${say.source}</dt><dd>${source}</dd><dt>${say.ours}</dt><dd>${figureText(result.ours)} ${holds}</dd></dl>
<div class="does"><span>${escapeHtml(say.computedBy(file))}</span>${runButton('tool', quote.template, say.runAgain, '')}</div></div>`;
  }).join('\n');
}

/** The table of all quoted checks, under the section `numbers`. */
export function renderNumbers(page: Page): string {
  const { say, article } = page;
  const checks = quotedChecks(page);
  if (checks.length === 0) return '';
  const verdict = say.verdict(checks.filter(({ result }) => result.holds).length, checks.length);
  const templates = [...new Set(checks.map(({ quote }) => quote.template))];
  const buttons = templates.map((template) => {
    const name = templates.length === 1 ? say.runAgain : `${say.runAgain} · ${template.slice(template.lastIndexOf('/') + 1)}.ts`;
    return runButton('button', template, name, icon('run'));
  }).join('');
  const rows = checks.map(({ quote, result }) => {
    const step = page.steps.get(quote.owner);
    const mark = result.holds ? { sign: '✓', word: say.holds, name: 'holds' } : { sign: '✗', word: say.fails, name: 'fails' };
    const cells = [
      `<td>${step === undefined ? '' : stepRef(step.id, step.number, page)}</td>`,
      `<th scope="row">${escapeHtml(result.claim[article.language])}</th>`,
      `<td>${escapeHtml(result.source[article.language])}</td>`,
      `<td class="figure-cell">${figureText(result.published)}</td>`,
      `<td class="figure-cell">${figureText(result.ours)}</td>`,
      `<td class="${mark.name}"><span aria-hidden="true">${mark.sign}</span><span class="away">${mark.word}</span></td>`,
    ];
    return `<tr>${cells.join('')}</tr>`;
  }).join('\n');
  const head = [say.stepColumn, say.claim, say.source].map((name) => `<th scope="col">${name}</th>`).join('')
    + [say.published, say.ours].map((name) => `<th scope="col" class="figure-cell">${name}</th>`).join('')
    + `<th scope="col"><span class="away">${say.holds}</span></th>`;
  return `<div class="verdict"><p>${verdict}</p><div class="does">${buttons}</div></div>
${tableBox(say.numbersTable, `<table><thead><tr>${head}</tr></thead><tbody>\n${rows}\n</tbody></table>`)}`;
}

function runButton(className: string, template: string, name: string, picture: string): string {
  const data = { 'data-action': 'run', 'data-template': template };
  return `<button${attributes({ class: className, type: 'button', ...data })}>${picture}${escapeHtml(name)}</button>`;
}
