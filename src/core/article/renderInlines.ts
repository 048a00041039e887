import { plainText, type Inline } from './article.ts';
import { tidyChinese } from './chinese.ts';
import { attributes, escapeHtml } from './html.ts';
import { checkCardId, mathOf, regionKey, type Page } from './page.ts';
import { checkKey } from './renderContext.ts';

/** Inlines as HTML; with `bare`, links and numbers are plain text, for places that act as a whole. */
export function renderInlines(inlines: readonly Inline[], page: Page, bare = false): string {
  const tidy = page.article.language === 'zh-cn' ? tidyChinese(inlines) : inlines;
  let taken = 0;
  return tidy.map((inline, index) => {
    const shown = taken > 0 && inline.kind === 'text' ? { ...inline, text: inline.text.slice(taken) } : inline;
    taken = 0;
    const html = renderInline(shown, page, bare);
    const next = tidy[index + 1];
    const mark = isBox(inline) && next?.kind === 'text' ? closing.exec(next.text)?.[0] : undefined;
    if (mark === undefined) return html;
    taken = mark.length;
    return `<span class="keep">${html}${escapeHtml(mark)}</span>`;
  }).join('');
}

/** Punctuation that no line may start with. */
const closing = /^[,.;:!?)\]，。；：、！？）」』】]+/u;
const longestKept = 40;

/** Browsers break lines after a formula or a button even when a comma follows; a short one is kept together with it. */
function isBox(inline: Inline): boolean {
  return inline.kind === 'check' || inline.kind === 'ref' || (inline.kind === 'math' && inline.latex.length <= longestKept);
}

function renderInline(inline: Inline, page: Page, bare: boolean): string {
  switch (inline.kind) {
    case 'text': return escapeHtml(inline.text);
    case 'code': return `<code>${escapeHtml(inline.text)}</code>`;
    case 'math': return mathOf(page, inline.latex, false).html;
    case 'break': return inline.hard ? '<br>' : ' ';
    case 'emphasis': return `<em>${renderInlines(inline.children, page, bare)}</em>`;
    case 'strong': return `<strong>${renderInlines(inline.children, page, bare)}</strong>`;
    case 'strike': return `<s>${renderInlines(inline.children, page, bare)}</s>`;
    case 'link':
      if (bare) return renderInlines(inline.children, page, bare);
      return `<a${attributes({ href: inline.href, rel: 'noopener noreferrer' })}>${renderInlines(inline.children, page, true)}</a>`;
    case 'ref': return renderRef(inline, page, bare);
    case 'topic':
      if (bare) return renderInlines(inline.children, page, bare);
      return `<a${attributes({ href: `#${inline.topic}`, 'data-topic': inline.topic, 'data-step': inline.target })}>${renderInlines(inline.children, page, true)}</a>`;
    case 'check': return renderCheck(inline, page, bare);
    case 'region': return renderRegionLink(inline, page, bare);
  }
}

function renderRef(ref: Extract<Inline, { kind: 'ref' }>, page: Page, bare: boolean): string {
  const inner = renderInlines(ref.children, page, true);
  if (bare) return inner;
  const step = page.steps.get(ref.target);
  const isNumber = step !== undefined && plainText(ref.children).trim() === String(step.number);
  if (isNumber) return stepRef(step.id, step.number, page);
  return `<a${attributes({ href: `#${ref.target}`, 'data-ref': ref.target })}>${inner}</a>`;
}

/** A step's number as a link to it. */
export function stepRef(id: string, number: number, page: Page): string {
  return `<a${attributes({ class: 'ref', href: `#${id}`, 'data-ref': id, 'aria-label': page.say.step(number) })}>${number}</a>`;
}

function renderCheck(check: Extract<Inline, { kind: 'check' }>, page: Page, bare: boolean): string {
  const shown = escapeHtml(check.shown);
  if (bare) return shown;
  const result = page.context.checks.get(checkKey(check.template, check.check));
  if (result === undefined) return `<span class="check is-broken">${shown}</span>`;
  return `<button${attributes({
    class: result.holds ? 'check' : 'check is-broken', type: 'button', 'data-check': checkKey(check.template, check.check),
    popovertarget: checkCardId(check.template, check.check), 'aria-expanded': 'false',
  })}>${shown}</button>`;
}

function renderRegionLink(link: Extract<Inline, { kind: 'region' }>, page: Page, bare: boolean): string {
  const inner = renderInlines(link.children, page, true);
  if (bare) return inner;
  const id = page.shownRegions.get(regionKey(link));
  if (id !== undefined) return `<a${attributes({ href: `#${id}` })}>${inner}</a>`;
  return `<button${attributes({
    class: 'tool open', type: 'button', 'data-action': 'open', 'data-template': link.template, 'data-region': link.region,
  })}>${inner}</button>`;
}

/** Escapes a text and makes the arXiv numbers in it links. */
export function withArxivLinks(inlines: readonly Inline[], page: Page): string {
  return inlines.map((inline) => {
    if (inline.kind !== 'text') return renderInlines([inline], page);
    let out = '';
    let at = 0;
    for (const match of inline.text.matchAll(/arXiv[: ]\s*(\d{4}\.\d{4,5}(?:v\d+)?)/g)) {
      out += escapeHtml(inline.text.slice(at, match.index));
      out += `<a${attributes({ href: `https://arxiv.org/abs/${match[1] ?? ''}`, rel: 'noopener noreferrer' })}>${escapeHtml(match[0])}</a>`;
      at = match.index + match[0].length;
    }
    return out + escapeHtml(inline.text.slice(at));
  }).join('');
}
