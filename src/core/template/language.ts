import type { Language } from '../model.ts';
import { readSource, type Comment } from './source.ts';

const han = /\p{Script=Han}/u;
const abbreviation = /(?:\b(?:al|cf|e\.g|i\.e|vs|Eq|Fig|No|Alg|Sec|Thm)|\b[A-Z])\.$/;

export const hasHan = (text: string): boolean => han.test(text);

/**
 * The English and the Chinese part of one line of a comment. A line without Han characters is English; a line with some is Chinese
 * from its first Han character on, or, when an English sentence ends before that character, from the end of that sentence on:
 * so `… of P. P 的块` parts before the second `P`, and `FlashAttention-2 前向` stays whole.
 */
export function splitLine(line: string): { en: string; zh: string } {
  const first = line.search(han);
  if (first < 0) return { en: line, zh: '' };
  const tag = /^@(?:param\s+[\w$.]+|\w+)\s*/.exec(line)?.[0] ?? '';
  if (tag !== '' && tag.length <= first) {
    const head = line.slice(0, first).trimEnd();
    return { en: head === tag.trim() ? '' : head, zh: `${tag.trimEnd()} ${line.slice(first)}` };
  }
  for (const end of [...line.slice(0, first).matchAll(/[.!?:;](?=\s)/g)].reverse()) {
    const cut = end.index + 1;
    if (!abbreviation.test(line.slice(0, cut))) return { en: line.slice(0, cut), zh: line.slice(cut).trim() };
  }
  return { en: '', zh: line };
}

/**
 * The lines of one comment in one language. English lines that no Chinese line follows in their paragraph (shapes, sources) belong to both.
 * A tag such as `@param` or a blank line starts a paragraph.
 */
export function linesIn(lines: readonly string[], language: Language): string[] {
  const paragraphs: string[][] = [];
  for (const line of lines) {
    const last = paragraphs.at(-1);
    if (last === undefined || line === '' || line.startsWith('@') || last[0] === '') paragraphs.push([line]);
    else last.push(line);
  }
  return paragraphs.flatMap((paragraph) => {
    if (!paragraph.some(hasHan)) return paragraph;
    const parts = paragraph.map(splitLine);
    const kept = language === 'en' ? parts.map((part) => part.en) : parts.map((part) => part.zh);
    return kept.filter((line) => line !== '');
  });
}

/** Whether a line of a comment is a mark for machines, which every language keeps. */
const isMark = (line: string) => /^(?:eq|hole):|^#(?:end)?region\b/.test(line);

/** The code with the comments of one language: the other language's lines and halves of lines are gone. */
export function codeIn(text: string, language: Language): string {
  const groups = groupComments(readSource(text).comments);
  let result = '';
  let at = 0;
  for (const group of groups) {
    const first = group[0];
    const last = group.at(-1);
    if (first === undefined || last === undefined || !group.some((comment) => hasHan(comment.text))) continue;
    const indent = ' '.repeat(first.column - 1);
    const shown = first.block ? block(first, indent, language) : lineComments(group, indent, language);
    let start = first.start;
    let end = last.end;
    if (shown === '') {
      start -= first.own ? first.column - 1 : blanksBefore(text, start);
      if (first.own && text[end] === '\n') end++;
    }
    result += text.slice(at, start) + shown;
    at = end;
  }
  return result + text.slice(at);
}

const blanksBefore = (text: string, at: number) => at - text.slice(0, at).trimEnd().length;

/** `//` comments on lines of their own that follow one another speak together. */
function groupComments(comments: readonly Comment[]): Comment[][] {
  const groups: Comment[][] = [];
  for (const comment of comments) {
    const last = groups.at(-1)?.at(-1);
    const joins = last !== undefined && !comment.block && !last.block && comment.own && last.own && comment.line === last.line + 1 && comment.column === last.column;
    if (joins) groups.at(-1)?.push(comment);
    else groups.push([comment]);
  }
  return groups;
}

function lineComments(group: readonly Comment[], indent: string, language: Language): string {
  const runs: { mark: boolean; lines: string[] }[] = [];
  for (const comment of group) {
    const line = comment.text.slice(2).trim();
    const mark = isMark(line);
    if (runs.at(-1)?.mark === mark) runs.at(-1)?.lines.push(line);
    else runs.push({ mark, lines: [line] });
  }
  const lines = runs.flatMap((run) => (run.mark ? run.lines : linesIn(run.lines, language)));
  return lines.map((line) => `// ${line}`.trimEnd()).join(`\n${indent}`);
}

function block(comment: Comment, indent: string, language: Language): string {
  const open = comment.text.startsWith('/**') ? '/**' : '/*';
  const inner = comment.text.slice(open.length, -2);
  const lines = inner.split('\n').map((line, i) => (i === 0 ? line.trim() : line.replace(/^\s*\*\s?/, '').trimEnd()));
  while (lines.length > 0 && lines[0] === '') lines.shift();
  while (lines.length > 0 && lines.at(-1) === '') lines.pop();
  const kept = linesIn(lines, language);
  while (kept.length > 0 && kept[0] === '') kept.shift();
  while (kept.length > 0 && kept.at(-1) === '') kept.pop();
  if (kept.length === 0) return '';
  const single = `${open} ${kept[0]} */`;
  if (kept.length === 1 && indent.length + single.length <= 140) return single;
  return `${open}\n${kept.map((line) => `${indent} * ${line}`.trimEnd()).join('\n')}\n${indent} */`;
}
