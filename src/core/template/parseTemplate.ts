import type { Bilingual, Problem } from '../model.ts';
import { codeIn, hasHan, splitLine } from './language.ts';
import { findMarks, findRegions, reporter, type RegionFrame } from './marks.ts';
import { readSource, SourceError, TokenType, type Source, type SourceToken } from './source.ts';
import type { CheckCall, ImportedName, Region, Template, Use } from './template.ts';

/**
 * Reads a file under `snippets/`. What is wrong with it stands in `problems`; the template then holds what could be read all the same.
 * A file of the kit (`snippets/kit/`) needs neither head nor demo.
 */
export function parseTemplate(file: string, text: string): { template: Template; problems: Problem[] } {
  const problems: Problem[] = [];
  const report = reporter(file, problems);
  const [topic = '', name = ''] = file.split('/').slice(-2);
  const id = name.replace(/\.ts$/, '');
  const base = { file, key: `${topic}/${id}`, topic, id, text };
  const source = tryRead(text, report);
  if (source === undefined) {
    return { template: { ...base, ...emptyTemplate }, problems };
  }
  const isKit = topic === 'kit';
  const frames = findRegions(source, report).filter((frame) => isWhole(source, frame, report));
  const marks = findMarks(source, frames, report);
  const regions = frames.map((frame) => readRegion(source, frame, report));
  const holes = marks.filter((mark) => mark.kind === 'hole');
  for (const [i, hole] of holes.entries()) {
    if (hole.region === undefined) report(hole, `hole ${hole.id} lies in no region`, 'a hole inside one #region');
    if (holes.findIndex((other) => other.id === hole.id) < i) report(hole, `hole ${hole.id} is there twice`, 'one hole of each name');
  }
  const inRegion = (line: number) => regions.some(({ lines }) => lines.first <= line && line <= lines.last);
  const { checks, computedChecks } = findChecks(source, report);
  const hasDemo = source.tokens.some((token) => token.topLevel && token.text === 'demo' && isExported(source, token));
  const title = isKit ? { en: id, 'zh-cn': id } : readTitle(source, report);
  if (!isKit) expectDemo(source, hasDemo, report);
  const template: Template = {
    ...base, title, regions, holes, checks, computedChecks, hasDemo,
    equations: marks.filter((mark) => mark.kind === 'eq'),
    imports: findImports(source, file),
    outside: source.tokens.filter((token) => token.topLevel && !inRegion(token.line)).map((token) => token.text),
  };
  return { template, problems };
}

const emptyTemplate = {
  title: { en: '', 'zh-cn': '' }, regions: [], equations: [], holes: [], checks: [], computedChecks: false, imports: [], outside: [], hasDemo: false,
};

type Report = ReturnType<typeof reporter>;

function tryRead(text: string, report: Report): Source | undefined {
  try {
    return readSource(text);
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    report(error, `not TypeScript: ${error.message}`, 'a file that Node runs as it is');
    return undefined;
  }
}

/** A region is inserted as it is, so it has to be TypeScript by itself. */
function isWhole(source: Source, { id, lines }: RegionFrame, report: Report): boolean {
  try {
    readSource(source.lines.slice(lines.first - 1, lines.last).join('\n'));
    return true;
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    const place = { line: Math.min(lines.first + error.line - 1, lines.last + 1), column: error.column };
    report(place, `region ${id} is no TypeScript by itself: ${error.message}`, 'whole declarations between #region and #endregion');
    return false;
  }
}

/** First sentence of the head, in both languages. */
function readTitle(source: Source, report: Report): Bilingual {
  const head = source.comments[0];
  const expected = 'a doc comment at the top: an English sentence, then its Chinese line';
  if (head === undefined || !head.text.startsWith('/**') || head.start > (source.tokens[0]?.start ?? Infinity)) {
    report({ line: 1, column: 1 }, 'the file has no head', expected);
    return { en: '', 'zh-cn': '' };
  }
  const lines = head.text.slice(3, -2).split('\n').map((line) => line.replace(/^\s*\*?\s?/, '').trim());
  const start = lines.findIndex((line) => line !== '');
  const length = lines.slice(start).findIndex((line) => line === '');
  const parts = lines.slice(start, length < 0 ? undefined : start + length).map(splitLine);
  const en = firstSentence(parts.map((part) => part.en).filter(Boolean).join(' '), /^.*?[.!?](?=\s|$)/);
  const zh = firstSentence(parts.map((part) => part.zh).filter(Boolean).join(''), /^.*?[。！？]/);
  if (en === '') report(head, 'the head has no English sentence', expected);
  if (zh === '') report(head, 'the head has no Chinese sentence', expected);
  return { en, 'zh-cn': zh };
}

const firstSentence = (text: string, sentence: RegExp) => (sentence.exec(text)?.[0] ?? text).replace(/[.。]$/, '').trim();

function isExported(source: Source, token: SourceToken): boolean {
  const at = source.tokens.indexOf(token);
  for (let i = at - 1; i >= 0 && i >= at - 6; i--) {
    const before = source.tokens[i];
    if (before === undefined || before.text === ';' || before.text === '}') return false;
    if (before.type === TokenType._export) return true;
  }
  return false;
}

function readRegion(source: Source, frame: RegionFrame, report: Report): Region {
  const inside = source.tokens.filter((token) => token.line >= frame.lines.first && token.line <= frame.lines.last);
  const declared = inside.filter((token) => token.topLevel);
  const declares = [...new Set(declared.map((token) => token.text))];
  const exported = declared.filter((token) => isExported(source, token));
  const exports = [...new Set(exported.map((token) => token.text))];
  const where = { line: frame.lines.first - 1, column: 1 };
  if (declares.length === 0) report(where, `region ${frame.id} declares nothing`, 'a function, value or type in it');
  const camel = frame.id.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()).toLowerCase();
  const isValue = (token: SourceToken) => !/^(?:interface|type)$/.test(source.tokens[source.tokens.indexOf(token) - 1]?.text ?? '');
  const main = exported.find((token) => token.text.toLowerCase() === camel) ?? exported.find(isValue) ?? exported[0] ?? declared[0];
  const uses: Use[] = [];
  for (const token of inside) {
    if (token.local || (token.role !== 'reference' && token.role !== 'shorthand')) continue;
    if (declares.includes(token.text) || uses.some((use) => use.name === token.text)) continue;
    uses.push({ name: token.text, line: token.line, column: token.column });
  }
  expectBothLanguages(source, exported, report);
  return { id: frame.id, name: main?.text ?? frame.id, exports, declares, uses, lines: frame.lines };
}

/** The doc comment of an exported thing says what it is in both languages, since an insertion keeps only one of them. */
function expectBothLanguages(source: Source, exported: readonly SourceToken[], report: Report): void {
  for (const token of exported) {
    const comment = source.comments.findLast((one) => one.start < token.start);
    const between = comment === undefined ? 'none' : source.text.slice(comment.end, token.start);
    const documents = comment?.text.startsWith('/**') === true && !/[;{}]/.test(between);
    const expected = 'an English sentence and its Chinese line in a doc comment above it';
    if (!documents) {
      // The overloads and the members of one `const { a, b } = …` share the comment of the first.
      if (exported[0] === token) report(token, `${token.text} has no doc comment`, expected);
      continue;
    }
    if (!hasHan(comment.text)) report(comment, `the comment of ${token.text} has no Chinese line`, expected);
    else if (!/[A-Za-z]{2}/.test(codeIn(comment.text, 'en'))) report(comment, `the comment of ${token.text} has no English sentence`, expected);
  }
}

function findChecks(source: Source, report: Report): { checks: CheckCall[]; computedChecks: boolean } {
  const checks: CheckCall[] = [];
  let computedChecks = false;
  source.tokens.forEach((token, i) => {
    const [open, first, after] = source.tokens.slice(i + 1, i + 4);
    if (token.text !== 'check' || open?.type !== TokenType.parenL || (token.role !== 'reference' && token.role !== 'none')) return;
    if (source.tokens[i - 1]?.text === 'function') return;
    if (first?.type !== TokenType.string || after?.type !== TokenType.comma) {
      computedChecks = true;
      return;
    }
    const id = first.text.slice(1, -1);
    if (checks.some((check) => check.id === id)) report(first, `check ${id} is there twice`, 'one check of each id in a file');
    checks.push({ id, line: first.line, column: first.column });
  });
  return { checks, computedChecks };
}

function findImports(source: Source, file: string): ImportedName[] {
  const imports: ImportedName[] = [];
  source.tokens.forEach((token, i) => {
    if (token.type !== TokenType._import || source.tokens[i + 1]?.type === TokenType.parenL || source.tokens[i + 1]?.type === TokenType.dot) return;
    const statement = source.tokens.slice(i, source.tokens.findIndex((other, j) => j > i && other.type === TokenType.string) + 1);
    const from = statement.at(-1)?.text.slice(1, -1) ?? '';
    statement.forEach((name, j) => {
      if (name.role !== 'declaration') return;
      const before = statement[j - 1]?.text;
      const imported = before === 'as' ? (statement[j - 2]?.text ?? '') : name.text;
      imports.push({ name: name.text, imported, from, file: resolve(file, from), line: name.line, column: name.column });
    });
  });
  return imports;
}

function resolve(file: string, from: string): string | undefined {
  if (!from.startsWith('.')) return undefined;
  const path = file.split('/').slice(0, -1);
  for (const part of from.split('/')) {
    if (part === '..') path.pop();
    else if (part !== '.') path.push(part);
  }
  return path.join('/');
}

function expectDemo(source: Source, hasDemo: boolean, report: Report): void {
  const end = { line: source.lines.length, column: 1 };
  if (!hasDemo) report(end, 'the template has no demo', 'export function demo(report: Report): void');
  const last = source.tokens.filter((token) => token.text !== ';').slice(-8).map((token) => token.text).join('');
  const place = source.tokens.at(-1) ?? end;
  if (last !== 'run(import.meta,demo)') report(place, 'the template does not end by running its demo', 'run(import.meta, demo); as its last line');
}
