import type { Token } from 'markdown-it';
import { plainText, type Alignment, type Aside, type Block, type Inline, type Place, type Table } from './article.ts';
import { figureTarget } from './linkTarget.ts';
import { headingId } from './markdown.ts';
import { parseInlines, type ParseState } from './parseInlines.ts';
import { parseReason } from './parseReason.ts';
import type { Language } from '../model.ts';

const maxAsideDepth = 4;
const notMarkdown = 'which GitHub does not read as Markdown';

/** The blocks of a whole file; headings are blocks among the others. */
export function parseBlocks(tokens: readonly Token[], language: Language, state: ParseState): Block[] {
  let at = 0;
  const next = () => tokens[at++];
  const lineOf = (token: Token) => (token.map?.[0] ?? 0) + 1;
  const report = (line: number, message: string, expected?: string) => state.list.report({ line, column: 1 }, message, expected);

  const blocks = parseUntil([], 0);
  return blocks;

  /** Blocks up to one of the closing tokens, which is left for the caller; `asides` counts the enclosing `<details>`. */
  function parseUntil(ends: readonly string[], asides: number): Block[] {
    const result: Block[] = [];
    for (let token = tokens[at]; token !== undefined && !ends.includes(token.type); token = tokens[at]) {
      if (token.type.endsWith('_close') && token.type !== 'aside_close' && ends.length > 0) return result;
      at++;
      const block = parseOne(token, asides);
      if (block !== undefined) result.push(block);
    }
    return result;
  }

  function parseOne(token: Token, asides: number): Block | undefined {
    const line = lineOf(token);
    switch (token.type) {
      case 'paragraph_open': return paragraph(line);
      case 'heading_open': {
        const children = inlineOf(next(), line);
        at++;
        return { kind: 'heading', level: Number(token.tag.slice(1)), id: headingId(token), children, place: { line, column: 1 } };
      }
      case 'fence': return fence(token, line);
      case 'code_block': return { kind: 'fence', info: '', text: token.content, line };
      case 'math_block':
        report(line, 'a formula between $$', 'a ```math fence');
        return { kind: 'math', latex: token.content.trim(), line };
      case 'bullet_list_open': case 'ordered_list_open': return listBlock(token, line, asides);
      case 'blockquote_open': {
        const blocks = parseUntil(['blockquote_close'], asides);
        at++;
        return { kind: 'quote', blocks, line };
      }
      case 'table_open': return table(line);
      case 'hr': return { kind: 'rule', line };
      case 'aside_open': return aside(line, asides);
      case 'aside_close':
        report(line, '</details> without <details>');
        return undefined;
      default: return undefined;
    }
  }

  function inlineOf(token: Token | undefined, line: number): Inline[] {
    return token?.type === 'inline' ? parseInlines(token, line, state) : [];
  }

  function paragraph(line: number): Block | undefined {
    const inline = next();
    at++;
    if (inline === undefined) return undefined;
    const picture = inline.children?.length === 1 ? inline.children[0] : undefined;
    if (picture?.type === 'image') return figure(picture, line);
    const children = inlineOf(inline, line);
    const only = children.length === 1 ? children[0] : undefined;
    if (only?.kind === 'region') {
      return { kind: 'region', template: only.template, region: only.region, name: plainText(only.children), place: only.place };
    }
    return parseReason(children, line, language, state.list) ?? { kind: 'paragraph', children, line };
  }

  function figure(token: Token, line: number): Block | undefined {
    const place: Place = { line, column: (state.lines[line - 1] ?? '').indexOf('!') + 1 };
    const target = figureTarget(String(token.attrGet('src') ?? ''));
    const alt = plainText(parseInlines(token, line, state)).trim();
    const caption = String(token.attrGet('title') ?? '').trim();
    const form = '![what is seen](figures/id.svg "caption")';
    if (target === undefined) state.list.report(place, `a picture at ${JSON.stringify(String(token.attrGet('src')).slice(0, 120))}`, form);
    if (alt === '') state.list.report(place, 'a picture without a text that says what is seen', form);
    if (caption === '') state.list.report(place, 'a picture without a caption', form);
    return target === undefined ? undefined : { kind: 'figure', id: target.id, file: target.file, alt, caption, place };
  }

  function fence(token: Token, line: number): Block {
    const last = state.lines[(token.map?.[1] ?? line) - 1] ?? '';
    const closed = last.trimStart().replace(/^(?:>\s?)+/, '').trim();
    if ((token.map?.[1] ?? 0) - line < 1 || !closed.startsWith(token.markup) || /[^`~]/.test(closed)) {
      report(line, 'a code fence that is not closed', `a line with ${token.markup} after it`);
    }
    const info = token.info.trim();
    if (info === 'math') return { kind: 'math', latex: token.content.replace(/\n$/, ''), line: line + 1 };
    return { kind: 'fence', info, text: token.content, line: line + 1 };
  }

  function listBlock(token: Token, line: number, asides: number): Block {
    const items: Block[][] = [];
    const ordered = token.type === 'ordered_list_open';
    while (tokens[at]?.type === 'list_item_open') {
      at++;
      items.push(parseUntil(['list_item_close'], asides));
      at++;
    }
    at++;
    return { kind: 'list', ordered, start: Number(token.attrGet('start') ?? 1), items, line };
  }

  function table(line: number): Table {
    const head: Inline[][] = [];
    const align: Alignment[] = [];
    const rows: Inline[][][] = [];
    const rowLines: number[] = [];
    let rowLine = line;
    for (let token = next(); token !== undefined && token.type !== 'table_close'; token = next()) {
      if (token.type === 'tr_open') {
        rowLine = lineOf(token);
        if (rowLine > line) {
          rows.push([]);
          rowLines.push(rowLine);
        }
      } else if (token.type === 'th_open') {
        const style = String(token.attrGet('style') ?? '');
        align.push(style.endsWith('center') ? 'center' : style.endsWith('right') ? 'right' : style.endsWith('left') ? 'left' : undefined);
        head.push(inlineOf(next(), rowLine));
      } else if (token.type === 'td_open') {
        rows.at(-1)?.push(inlineOf(next(), rowLine));
      }
    }
    return { kind: 'table', align, head, rows, line, rowLines };
  }

  function aside(line: number, asides: number): Aside | undefined {
    const summary = inlineOf(next(), line);
    if ((state.lines[line] ?? '').trim() !== '') report(line + 1, `text right after <details>, ${notMarkdown}`, 'a blank line');
    if (asides >= maxAsideDepth) {
      // Its content is read as if it stood in the enclosing one; the closing line is then one too many, which says the same again.
      report(line, `<details> nested more than ${maxAsideDepth} deep`);
      return undefined;
    }
    const blocks = parseUntil(['aside_close'], asides + 1);
    const end = tokens[at];
    if (end?.type === 'aside_close') {
      at++;
      const last = lineOf(end);
      if ((state.lines[last - 2] ?? '').trim() !== '') report(last, `text right before </details>, ${notMarkdown}`, 'a blank line');
    } else {
      report(line, '<details> is not closed', '</details> on a line of its own, after a blank line');
    }
    return { kind: 'aside', summary, blocks, line };
  }
}
