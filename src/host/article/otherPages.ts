/** Pages of the panel without an article: a pack with an error, a topic that is not written yet. */

import { barStrings, type BarStrings } from '../../core/article/barStrings.ts';
import type { Problem, Source } from '../../core/model.ts';
import { fill } from '../../protocol/fill.ts';
import { html, type TrustedHtml } from './html.ts';
import { bar, document, type PageFrame } from './page.ts';
import { icon } from './sprite.ts';

export interface ErrorPage extends PageFrame {
  /** What is wrong, at least one entry. */
  readonly problems: readonly Problem[];
  /** Lines around the first problem as they stand in its file; empty when the file cannot be read. */
  readonly excerpt: readonly { readonly number: number; readonly text: string }[];
}

export interface SummaryPage extends PageFrame {
  readonly summary: string;
  readonly sources: readonly Source[];
  /** Topics to read before, titles in the page's language. */
  readonly requires: readonly { readonly id: string; readonly title: string }[];
}

/** What is shown instead of an article that has an error: where, what, what was expected, and the way there. */
export function renderErrorPage(page: ErrorPage): string {
  const say = barStrings[page.language];
  const first = page.problems[0];
  const heading = page.problems.length > 1 ? fill(say.brokenMany, page.problems.length) : say.brokenOne;
  const message = page.problems.map((problem) => `${problem.file}:${problem.line}:${problem.column}: ${problem.message}`).join('\n');
  const body = html`
<div class="layout">
<main id="article" tabindex="-1">
<article class="opening broken">
<div class="head">${icon('cross')}<h1>${heading}</h1></div>
${page.problems.map((problem, index) => paragraph(problem, index === 0, say))}
${first !== undefined && page.excerpt.length > 0 && excerpt(page, first, say.placeOfError)}
<div class="does">
${first !== undefined && html`<button class="button main" type="button" data-action="open-file" data-file="${first.file}"
 data-line="${first.line}" data-column="${first.column}">${fill(say.openFileAt, first.line)}</button>`}
<button class="button" type="button" data-action="copy-message" data-text="${message}">${icon('copy')}${say.copyMessage}</button>
<button class="button" type="button" data-action="show-log">${say.showLog}</button></div>
</article>
</main>
</div>`;
  return document(page, say.brokenTitle, bar(page, undefined, false), body);
}

/** A topic whose article is not there yet: what it is about, its papers, what it builds on. */
export function renderSummaryPage(page: SummaryPage): string {
  const say = barStrings[page.language];
  const [title, ...rest] = page.topic.title.split(/[:：]/);
  const subtitle = rest.join(': ').trim();
  const body = html`
<div class="layout">
<main id="article" tabindex="-1">
<article>
<div class="opening">
<p class="area">${say.areas[page.topic.area]}</p>
<h1>${title}${subtitle !== '' && html`<span class="away">: </span><span class="sub">${subtitle}</span>`}</h1>
<p class="lead">${page.summary}</p>
<div class="source"><b>${say.sources}</b>${page.sources.map(source)}</div>
${page.requires.length > 0 && html`<div class="source"><b>${say.requires}</b>
${page.requires.map((topic) => html`<a href="#${topic.id}" data-topic="${topic.id}">${topic.title}</a>`)}</div>`}
<div class="veil" role="note"><b>${say.notYet}</b><span>${say.notYetMore}</span></div>
</div>
</article>
</main>
</div>`;
  return document(page, page.topic.title, bar(page, undefined, false), body);
}

function paragraph(problem: Problem, isFirst: boolean, say: BarStrings): TrustedHtml {
  const expected = problem.expected !== undefined && html`${say.expected}<code>${problem.expected}</code>`;
  const place = fill(say.line, problem.line, problem.column);
  return html`<p${isFirst && html` role="alert"`}><b>${problem.file}</b>, ${place}: ${problem.message}${expected}</p>`;
}

function source(entry: Source): TrustedHtml {
  const address = entry.arxiv === undefined ? entry.url : `https://arxiv.org/abs/${entry.arxiv}`;
  const name = entry.arxiv === undefined ? entry.title : `arXiv ${entry.arxiv}`;
  const link = address !== undefined && /^https?:\/\//.test(address) ? html`<a href="${address}">${name}</a>` : html`${name}`;
  return html`<span title="${entry.title}">${entry.authors} ${entry.year} (${link})</span>`;
}

function excerpt(page: ErrorPage, first: Problem, name: string): TrustedHtml {
  const file = first.file.split('/').at(-1) ?? first.file;
  const rows = page.excerpt.map(({ number, text }) => {
    const bad = number === first.line;
    const shown = marked(text, bad ? first.column : undefined);
    return html`<span class="row${bad && ' is-bad'}"><span class="eq">${number}</span>${shown}</span>`;
  });
  return html`<figure class="code" aria-label="${name}">
<figcaption><span class="name">${file}:${first.line}:${first.column}</span><span class="file">${first.file}</span></figcaption>
<pre tabindex="0" role="group" aria-label="${first.file}"><code>${rows}</code></pre>
</figure>`;
}

/** The line with a wave from the column to its end. */
function marked(text: string, column: number | undefined): TrustedHtml {
  return column === undefined || column > text.length
    ? html`${text}`
    : html`${text.slice(0, column - 1)}<u>${text.slice(column - 1)}</u>`;
}
