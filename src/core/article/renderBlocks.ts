import { plainText, type Aside, type Block, type Figure, type Table } from './article.ts';
import { attributes, escapeHtml } from './html.ts';
import { mathOf, nextOf, type Page } from './page.ts';
import { renderFence, renderRegion } from './renderCode.ts';
import { renderInlines } from './renderInlines.ts';
import { inlineSvg } from './svg.ts';

/** Blocks as HTML. `owner` is the id of the step, exercise or section around them; `label` names the formulas. */
export function renderBlocks(blocks: readonly Block[], owner: string, label: string, page: Page): string {
  return blocks.map((block) => renderBlock(block, owner, label, page)).join('\n');
}

export function renderBlock(block: Block, owner: string, label: string, page: Page): string {
  switch (block.kind) {
    case 'paragraph': return `<p>${renderInlines(block.children, page)}</p>`;
    case 'math': return mathBox(mathOf(page, block.latex, true, page.index).html, label);
    case 'fence': return renderFence(block, page);
    case 'list': {
      const items = block.items.map((item) => `<li>${item.map((one, index) => (
        // The first paragraph of an item needs no box of its own.
        index === 0 && one.kind === 'paragraph' ? renderInlines(one.children, page) : renderBlock(one, owner, label, page)
      )).join('\n')}</li>`).join('\n');
      const start = block.ordered && block.start !== 1 ? block.start : undefined;
      return block.ordered ? `<ol${attributes({ start })}>${items}</ol>` : `<ul>${items}</ul>`;
    }
    case 'quote': return `<blockquote>${renderBlocks(block.blocks, owner, label, page)}</blockquote>`;
    case 'table': return renderTable(block, page);
    case 'rule': return '<hr>';
    case 'aside': return renderAside(block, owner, page);
    case 'region': return renderRegion(block, page);
    case 'figure': return renderFigure(block, page);
    case 'reason': {
      const rule = `<p class="rule"><b>${page.say.reason}</b>${renderInlines(block.rule, page)}</p>`;
      return `<div class="reason">${rule}<p>${renderInlines(block.text, page)}</p></div>`;
    }
    case 'heading': return `<p><strong>${renderInlines(block.children, page)}</strong></p>`;
  }
}

/** A display formula in a box that scrolls, takes the focus and has a name. */
export function mathBox(html: string, label: string): string {
  return `<div${attributes({ class: 'math', tabindex: 0, role: 'group', 'aria-label': label })}>${html}</div>`;
}

export function renderAside(aside: Omit<Aside, 'kind'>, owner: string, page: Page, more: Readonly<Record<string, string>> = {}): string {
  const key = `${owner}.aside.${nextOf(page, `${owner}.aside`)}`;
  const summary = renderInlines(aside.summary, page, true);
  return `<details${attributes({ class: 'why', 'data-key': key, ...more })}><summary>${summary}</summary>${
    renderBlocks(aside.blocks, owner, plainText(aside.summary), page)}</details>`;
}

/** The box around every table: it scrolls, takes the focus and has a name. */
export function tableBox(label: string, inner: string, id?: string): string {
  return `<div${attributes({ class: 'table', tabindex: 0, role: 'region', 'aria-label': label, id })}>${inner}</div>`;
}

function renderTable(table: Table, page: Page): string {
  const right = (index: number) => (table.align[index] === 'right' ? 'figure-cell' : undefined);
  const head = table.head.map((cell, index) => (
    `<th${attributes({ scope: 'col', class: right(index) })}>${renderInlines(cell, page)}</th>`)).join('');
  const rows = table.rows.map((row) => `<tr>${row.map((cell, index) => (
    `<td${attributes({ class: right(index) })}>${renderInlines(cell, page)}</td>`)).join('')}</tr>`).join('\n');
  const label = table.head.map((cell) => plainText(cell)).filter((name) => name !== '').join(', ');
  return tableBox(label === '' ? page.say.table : label, `<table><thead><tr>${head}</tr></thead><tbody>\n${rows}\n</tbody></table>`);
}

function renderFigure(figure: Figure, page: Page): string {
  const text = page.context.figures.get(figure.id);
  const picture = text === undefined ? undefined : inlineSvg(text, figure.alt, `figure-${figure.id}`);
  // Without a picture its description takes the place.
  const shown = picture !== undefined && 'html' in picture ? picture.html : `<p class="says">${escapeHtml(figure.alt)}</p>`;
  return `<figure${attributes({ class: 'figure', 'data-figure': figure.id, 'aria-label': figure.caption })}>
${shown}
<figcaption>${escapeHtml(figure.caption)}</figcaption>
</figure>`;
}
