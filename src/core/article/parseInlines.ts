import type { Token } from 'markdown-it';
import { plainText, type Inline, type Place } from './article.ts';
import { linkForms, linkTarget } from './linkTarget.ts';
import { offsetOf } from './markdown.ts';
import type { ProblemList } from './problems.ts';

/** What both halves of the parser share. */
export interface ParseState {
  /** Lines of the file, line ends removed. */
  readonly lines: readonly string[];
  readonly list: ProblemList;
}

const maxDepth = 12;
const rawHtml = /<(?:\/?[A-Za-z][^<>]*>|!--)/g;
const openReference = /\]\[([^\]]*)\]/g;

/** The inlines of one `inline` token; `line` is the first line it may stand on, for tokens without a map (table cells). */
export function parseInlines(token: Token, line: number, state: ParseState): Inline[] {
  const place = placeFinder(token.content, token.map?.[0] ?? line - 1, state.lines);
  const root: Inline[] = [];
  const stack: { readonly children: Inline[]; readonly close: () => void }[] = [{ children: root, close: () => undefined }];
  const add = (inline: Inline) => stack.at(-1)?.children.push(inline);

  for (const child of token.children ?? []) {
    const at = place(offsetOf(child));
    switch (child.type) {
      case 'text':
      case 'text_special':
        if (child.content !== '') addText(stack.at(-1)?.children, child.content, at);
        break;
      case 'softbreak': add({ kind: 'break', hard: false }); break;
      case 'hardbreak': add({ kind: 'break', hard: true }); break;
      case 'code_inline': add({ kind: 'code', text: child.content, place: at }); break;
      case 'math_inline':
        checkDollars(token.content, offsetOf(child), child.content, at, state.list);
        add({ kind: 'math', latex: child.content, place: at });
        break;
      case 'math_block':
        state.list.report(at, 'a formula between $$ inside a sentence', '$…$ in a sentence, or a ```math fence of its own');
        add({ kind: 'math', latex: child.content, place: at });
        break;
      case 'em_open': open('emphasis'); break;
      case 'strong_open': open('strong'); break;
      case 's_open': open('strike'); break;
      case 'link_open': openLink(String(child.attrGet('href') ?? ''), child.markup === 'autolink' ? at : place(offsetOf(child) - 1)); break;
      case 'em_close': case 'strong_close': case 's_close': case 'link_close':
        if (stack.length > 1) stack.pop()?.close();
        break;
      case 'image':
        state.list.report(at, 'a picture inside a sentence', 'a paragraph that is only ![alt](figures/id.svg "caption")');
        addText(stack.at(-1)?.children, child.content, at);
        break;
      default:
        if (child.content !== '') addText(stack.at(-1)?.children, child.content, at);
    }
  }
  while (stack.length > 1) stack.pop()?.close();
  checkTexts(root, state.list);
  return root;

  function push(make: (children: readonly Inline[]) => readonly Inline[]): void {
    const children: Inline[] = [];
    const parent = stack.at(-1)?.children ?? root;
    const deep = stack.length > maxDepth;
    if (stack.length === maxDepth + 1) state.list.report(place(0), `marks nested more than ${maxDepth} deep`);
    // Too deep: the text stays, the mark goes.
    stack.push({ children: deep ? parent : children, close: () => { if (!deep) parent.push(...make(children)); } });
  }

  function open(kind: 'emphasis' | 'strong' | 'strike'): void {
    push((children) => [{ kind, children }]);
  }

  function openLink(href: string, at: Place): void {
    push((children) => {
      const target = linkTarget(href);
      switch (target?.kind) {
        case 'web': return [{ kind: 'link', href: target.href, children, place: at }];
        case 'ref': return [{ kind: 'ref', target: target.id, children, place: at }];
        case 'topic':
          return [{ kind: 'topic', topic: target.topic, language: target.language, target: target.target, children, place: at }];
        case 'region': return [{ kind: 'region', template: target.template, region: target.region, children, place: at }];
        case 'check': {
          if (children.some((child) => child.kind !== 'text')) {
            state.list.report(at, 'a checked number that is not plain text', '[1.58][check-id]');
          }
          return [{ kind: 'check', template: target.template, check: target.check, shown: plainText(children), place: at }];
        }
        default:
          state.list.report(at, `a link to ${JSON.stringify(href.slice(0, 120))}`, linkForms);
          return children;
      }
    });
  }
}

/** Texts side by side are one. */
function addText(children: Inline[] | undefined, text: string, place: Place): void {
  const last = children?.at(-1);
  if (last?.kind === 'text' && last.place.line === place.line) {
    children?.splice(-1, 1, { ...last, text: last.text + text });
  } else {
    children?.push({ kind: 'text', text, place });
  }
}

/** HTML that will be shown as text, links to labels that the file does not define, and dollars that open no formula. */
function checkTexts(inlines: readonly Inline[], list: ProblemList): void {
  for (const inline of inlines) {
    if (inline.kind === 'text') {
      const at = (index: number): Place => ({ line: inline.place.line, column: inline.place.column + index });
      for (const match of inline.text.matchAll(rawHtml)) {
        list.report(at(match.index), `HTML is not allowed: ${match[0].slice(0, 60)}`,
          '<a id="…"></a> at the start of a heading, <details><summary>…</summary> or </details> alone on a line');
      }
      for (const match of inline.text.matchAll(openReference)) {
        const label = (match[1] ?? '').slice(0, 60);
        list.report(at(match.index), `no address is given for the label [${label}]`, '[label]: address at the foot of the file');
      }
      const dollar = inline.text.indexOf('$');
      if (dollar < 0) continue;
      list.report(at(dollar), 'a $ that belongs to no formula', '$…$ with a blank before it and no letter or digit after it');
    } else if ('children' in inline) {
      checkTexts(inline.children, list);
    }
  }
}

/** GitHub reads `$…$` only after a blank and before no letter, and takes Markdown's escapes out of it first. */
function checkDollars(content: string, offset: number, latex: string, place: Place, list: ProblemList): void {
  const before = content[offset - 1];
  const after = content[offset + latex.length + 2];
  const shown = `$${latex.slice(0, 40)}$`;
  if (before !== undefined && !/\s/.test(before)) list.report(place, `no blank before ${shown}`, 'a blank before a formula in a sentence');
  if (after !== undefined && /[\p{L}\p{N}]/u.test(after)) {
    list.report(place, `a letter or digit right after ${shown}`, 'a blank or punctuation after a formula');
  }
  const escaped = /\\[\\{}]|\*/.exec(latex);
  if (escaped !== null) {
    const message = `${escaped[0]} in a formula of a sentence, which GitHub takes for Markdown`;
    list.report(place, message, 'a ```math fence, or \\lbrace, \\rbrace, \\ast');
  }
}

/** From an offset in an inline's content to its place in the file. */
function placeFinder(content: string, firstLine: number, lines: readonly string[]): (offset: number) => Place {
  const parts = content.split('\n');
  const starts: number[] = [];
  const columns: number[] = [];
  let start = 0;
  parts.forEach((part, index) => {
    starts.push(start);
    // What a container, a heading's id or a cell's edge takes off stands before the content on its line.
    columns.push(Math.max(0, (lines[firstLine + index] ?? '').indexOf(part)));
    start += part.length + 1;
  });
  return (offset) => {
    let index = 0;
    let high = starts.length - 1;
    while (index < high) {
      const middle = (index + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) index = middle;
      else high = middle - 1;
    }
    const inLine = Math.max(0, offset - (starts[index] ?? 0));
    return { line: firstLine + index + 1, column: (columns[index] ?? 0) + inLine + 1 };
  };
}
