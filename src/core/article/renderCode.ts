import { plainText, type Block } from './article.ts';
import { codeRows, foldRows, type CodeRow } from './codeRows.ts';
import { highlightLines, plainLines } from './highlight.ts';
import { attributes, escapeHtml } from './html.ts';
import { icon, nextOf, type Page } from './page.ts';

/** A region of a template with its gutter of equation numbers. */
export function renderRegion(block: Extract<Block, { kind: 'region' }>, page: Page): string {
  const file = page.context.code.get(block.template);
  const region = file?.regions.find(({ id }) => id === block.region);
  if (file === undefined || region === undefined) return `<p><code>${escapeHtml(block.name)}</code></p>`;
  const { say, article } = page;
  const copy = nextOf(page, `code-${region.id}`);
  const id = copy === 1 ? `code-${region.id}` : `code-${region.id}.${copy}`;
  const name = file.file.slice(file.file.lastIndexOf('/') + 1);
  const rows = codeRows(file, region, article.language);
  const html = highlightLines(rows.map(({ text }) => text).join('\n'));
  const where = { 'data-template': block.template, 'data-region': region.id };
  const button = (action: string, label: string, picture: string, more: Record<string, string>, worded = false) =>
    `<button${attributes({
      class: 'tool', type: 'button', 'data-action': action, ...where, 'aria-label': label, title: worded ? undefined : label, ...more,
    })}>${icon(picture)}${worded ? `<span>${label}</span>` : ''}</button>`;
  const buttons = [
    button('run', say.run, 'run', {}, true), button('insert', say.insert, 'insert', {}, true), button('open', say.openBeside, 'beside', {}),
    button('copy-code', say.copy, 'copy', {}),
  ];
  let at = 0;
  const body = foldRows(rows).map((fold, index) => {
    const inner = fold.rows.map((row) => renderRow(row, html[at++] ?? '', page)).join('');
    if (!fold.folded) return inner;
    const foldId = `${id}.fold.${index}`;
    return `<button${attributes({
      class: 'fold', type: 'button', 'data-action': 'unfold', 'data-key': foldId, 'aria-expanded': 'false', 'aria-controls': foldId,
    })}>${say.moreLines(fold.rows.length)}</button><span${attributes({ class: 'folded', id: foldId, hidden: '' })}>${inner}</span>`;
  }).join('');
  return `<figure${attributes({ class: 'code', id, 'aria-label': region.name, ...where })}>
<figcaption><span class="name">${escapeHtml(region.name)}</span><span class="file">${escapeHtml(name)}</span>
${buttons.join('')}</figcaption>
<pre${attributes({ tabindex: 0, role: 'group', 'aria-label': `${region.name}, ${name}` })}><code>${body}</code></pre>
</figure>`;
}

function renderRow(row: CodeRow, html: string, page: Page): string {
  const known = row.equations.filter((id) => page.steps.has(id));
  const begins = row.begins.flatMap((id) => page.steps.get(id) ?? []);
  const numbers = begins.map((step) => `<a${attributes({
    href: `#${step.id}`, 'aria-label': page.say.stepTitle(step.number, plainText(step.title)),
  })}>${step.number}</a>`).join('');
  const gutter = numbers !== '' || known.length === 0 ? numbers : '<span class="more" aria-hidden="true">│</span>';
  const holes = row.holes.filter((id) => page.holes.has(id))
    .map((id) => ` <a${attributes({ class: 'hole', href: `#hole-${id}` })}>${page.say.exercise}</a>`).join('');
  return `<span${attributes({
    class: 'row', 'data-mark': row.mark === '' ? undefined : row.mark, 'data-above': row.above.length > 0 ? row.above.join('\n') : undefined,
    'data-eq': row.equations.length > 0 ? row.equations.join(' ') : undefined, 'data-line': row.line,
  })}><span class="eq">${gutter}</span>${html}${holes}</span>`;
}

/** A fence of the article's own, which no template backs. */
export function renderFence(block: Extract<Block, { kind: 'fence' }>, page: Page): string {
  const text = block.text.replace(/\n$/, '');
  const lines = /^(?:ts|typescript)$/.test(block.info) ? highlightLines(text) : plainLines(text);
  const rows = lines.map((line) => `<span class="row"><span class="eq"></span>${line}</span>`).join('');
  const box = attributes({ tabindex: 0, role: 'group', 'aria-label': page.say.listing });
  return `<figure class="code"><pre${box}><code>${rows}</code></pre></figure>`;
}
