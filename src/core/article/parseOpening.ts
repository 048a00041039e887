import type { Language } from '../model.ts';
import { plainText, type Block, type Inline, type SymbolRow, type Table } from './article.ts';
import { trimStart } from './parseReason.ts';
import type { ProblemList } from './problems.ts';

export interface Opening {
  readonly lead: readonly Block[];
  readonly sources: readonly (readonly Inline[])[];
  readonly sourcesLine: number | undefined;
  readonly symbols: readonly SymbolRow[];
  readonly symbolsLine: number | undefined;
  readonly symbolHead: readonly (readonly Inline[])[];
}

const sourcesWord: Readonly<Record<Language, RegExp>> = { en: /^Sources:\s/, 'zh-cn': /^来源：/ };
const sourcesForm: Readonly<Record<Language, string>> = {
  en: 'Sources: Dao et al. 2022 (arXiv 2205.14135), …', 'zh-cn': '来源：Dao 等 2022（arXiv 2205.14135），…',
};
const symbolForm: Readonly<Record<Language, string>> = {
  en: '| Symbol | Meaning | Shape | In code | with the symbol as $…$', 'zh-cn': '| 符号 | 含义 | 形状 | 代码中 |，符号写作 $…$',
};

/** What stands between the title and the first section. */
export function parseOpening(blocks: readonly Block[], titleLine: number, language: Language, list: ProblemList): Opening {
  const lead: Block[] = [];
  let sources: { block: Extract<Block, { kind: 'paragraph' }>; items: Inline[][] } | undefined;
  let table: Table | undefined;
  for (const block of blocks) {
    const first = block.kind === 'paragraph' ? block.children[0] : undefined;
    if (block.kind === 'paragraph' && first?.kind === 'text' && sourcesWord[language].test(`${first.text} `)) {
      const cut = sourcesWord[language].exec(`${first.text} `)?.[0].length ?? 0;
      sources = { block, items: cutSources([{ ...first, text: first.text.slice(cut) }, ...block.children.slice(1)]) };
    } else if (block.kind === 'table' && table === undefined) {
      table = block;
    } else {
      lead.push(block);
    }
  }
  const missing = (what: string, expected: string) => list.report({ line: titleLine, column: 1 }, `no ${what} before the first section`, expected);
  if (lead.length === 0) missing('text', 'paragraphs: what is usual, what we show, what is needed');
  if (sources === undefined) missing('line of sources', sourcesForm[language]);
  if (table === undefined) missing('symbol table', symbolForm[language]);
  return {
    lead,
    sources: sources?.items ?? [],
    sourcesLine: sources?.block.line,
    symbols: table === undefined ? [] : symbolRows(table, language, list),
    symbolsLine: table?.line,
    symbolHead: table?.head ?? [],
  };
}

/** Cuts the line at commas outside brackets, or at semicolons if it has any; the full stop at the end goes. */
function cutSources(inlines: readonly Inline[]): Inline[][] {
  const separator = inlines.some((inline) => inline.kind === 'text' && /[;；]/.test(inline.text)) ? /[;；]/ : /[,，]/;
  const items: Inline[][] = [[]];
  let depth = 0;
  for (const inline of inlines) {
    if (inline.kind !== 'text') {
      items.at(-1)?.push(inline);
      continue;
    }
    let start = 0;
    const keep = (end: number) => {
      if (end === start) return;
      const place = { ...inline.place, column: inline.place.column + start };
      items.at(-1)?.push({ ...inline, text: inline.text.slice(start, end), place });
    };
    for (let at = 0; at < inline.text.length; at++) {
      const char = inline.text.charAt(at);
      if ('(（'.includes(char)) depth++;
      if (')）'.includes(char)) depth--;
      if (depth > 0 || !separator.test(char)) continue;
      keep(at);
      start = at + 1;
      items.push([]);
    }
    keep(inline.text.length);
  }
  const trimmed = items.map((item) => trimStart(item)).filter((item) => item.length > 0);
  const last = trimmed.at(-1);
  const end = last?.at(-1);
  if (last !== undefined && end?.kind === 'text') {
    const text = end.text.replace(/[.。]\s*$/, '');
    last.splice(-1, 1, ...(text === '' ? [] : [{ ...end, text }]));
  }
  return trimmed.filter((item) => item.length > 0);
}

function symbolRows(table: Table, language: Language, list: ProblemList): SymbolRow[] {
  const form = symbolForm[language];
  if (table.head.length !== 4) {
    list.report({ line: table.line, column: 1 }, `the symbol table has ${table.head.length} columns`, form);
    return [];
  }
  if (table.rows.length === 0) list.report({ line: table.line, column: 1 }, 'the symbol table has no rows', form);
  return table.rows.map((cells, index) => {
    const line = table.rowLines[index] ?? table.line;
    const [symbol = [], meaning = [], shape = [], code = []] = cells;
    const latex = symbol.flatMap((inline) => (inline.kind === 'math' ? cutAtCommas(inline.latex) : []));
    if (latex.length === 0) list.report({ line, column: 1 }, 'a row of the symbol table without a formula in its first cell', form);
    if (plainText(meaning).trim() === '') list.report({ line, column: 1 }, 'a row of the symbol table without a meaning', form);
    const names = code.flatMap((inline) => (inline.kind === 'code' ? [inline.text] : []));
    if (names.length === 0 && !/^[–—-]?$/.test(plainText(code).trim())) {
      list.report({ line, column: 1 }, 'a name in code that is not between backticks', '`name`, or – for none');
    }
    return { latex, symbol, meaning, shape, code: names, line };
  });
}

/** `Q, K, V` gives three; commas inside brackets do not cut. */
function cutAtCommas(latex: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const char of latex) {
    if ('([{'.includes(char)) depth++;
    if (')]}'.includes(char)) depth--;
    if (char === ',' && depth === 0) parts.push('');
    else parts.push((parts.pop() ?? '') + char);
  }
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}
