import type { Language } from '../model.ts';
import { codeIn } from '../template/language.ts';
import { SourceError } from '../template/source.ts';
import type { CodeFile, CodeMark, CodeRegion } from './renderContext.ts';

/** A line of code as the article shows it. */
export interface CodeRow {
  readonly text: string;
  /** Line in the file, from 1; `undefined` for a comment line that a language's choice has changed. */
  readonly line: number | undefined;
  /** Equations that the line carries out. */
  readonly equations: readonly string[];
  /** Those of them whose lines begin here. */
  readonly begins: readonly string[];
  /** Exercises whose lines begin here. */
  readonly holes: readonly string[];
  /** The mark that was taken from the line's end, with marks on lines of their own above it: what a copy has to bring back. */
  readonly mark: string;
  readonly above: readonly string[];
}

const mark = /\s*\/\/ (?:eq|hole):.*$/;
const regionMark = /^\s*\/\/ #(?:end)?region\b/;
const commentLine = /^\s*(?:\/\*|\*|\/\/)/;

/** The text of a region in one language, marks included: what a reader copies. */
export function regionText(file: CodeFile, region: CodeRegion, language: Language): string {
  const text = numberedLines(file, region).map(({ text: line }) => line).join('\n');
  try {
    return codeIn(text, language);
  } catch (error) {
    // A region that is no module of its own is shown in both languages.
    if (error instanceof SourceError) return text;
    throw error;
  }
}

/** The lines of a region in one language; marks have gone from the text into the fields. */
export function codeRows(file: CodeFile, region: CodeRegion, language: Language): CodeRow[] {
  const original = numberedLines(file, region);
  const shown = alignLines(regionText(file, region, language).split('\n'), original);
  const begun = new Set<CodeMark>();
  const rows: CodeRow[] = [];
  let above: string[] = [];
  for (const { text: marked, line } of shown) {
    const text = marked.replace(mark, '');
    if (text.trim() === '' && marked.trim() !== '') {
      above.push(marked);
      continue;
    }
    const on = (marks: readonly CodeMark[]) =>
      marks.filter(({ lines }) => line !== undefined && lines.first <= line && line <= lines.last);
    const starting = (marks: readonly CodeMark[]) => marks.filter((one) => !begun.has(one));
    const equations = on(file.equations);
    const holes = on(file.holes);
    const ids = (marks: readonly CodeMark[]) => [...new Set(marks.map(({ id }) => id))];
    rows.push({ text, line, equations: ids(equations), begins: ids(starting(equations)), holes: ids(starting(holes)), mark: marked.slice(text.length), above });
    above = [];
    for (const one of [...equations, ...holes]) begun.add(one);
  }
  return rows;
}

interface Line { readonly text: string; readonly line: number }

function numberedLines(file: CodeFile, region: CodeRegion): Line[] {
  const { first, last } = region.lines;
  return file.text.split('\n').slice(first - 1, last)
    .map((text, index) => ({ text: text.trimEnd(), line: first + index }))
    .filter(({ text }) => !regionMark.test(text));
}

/**
 * Finds each shown line among the original ones. Choosing a language only drops or rewrites comments, so every line of code is
 * there, in order, perhaps without the comment at its end.
 */
function alignLines(shown: readonly string[], original: readonly Line[]): { text: string; line: number | undefined }[] {
  let next = 0;
  return shown.map((text) => {
    for (let at = next; at < original.length; at++) {
      const candidate = original[at];
      if (candidate === undefined) break;
      const rest = candidate.text.startsWith(text) ? candidate.text.slice(text.length).trim() : undefined;
      if (rest === '' || (rest !== undefined && text.trim() !== '' && /^\/[/*]/.test(rest))) {
        next = at + 1;
        return { text, line: candidate.line };
      }
      // Only comment lines may be passed over.
      if (!commentLine.test(candidate.text)) break;
    }
    return { text, line: undefined };
  });
}

/** Rows, or a run of rows far from every mark that is folded at first. */
export type Fold = { readonly folded: boolean; readonly rows: readonly CodeRow[] };

const longest = 30;
const smallestFold = 3;

/** Code of more than thirty lines with marks shows the declaration, the marked lines with one line around them, and its end. */
export function foldRows(rows: readonly CodeRow[]): Fold[] {
  if (rows.length <= longest || rows.every((row) => row.equations.length === 0 && row.holes.length === 0)) return [{ folded: false, rows }];
  const keep = new Set([rows.length - 2, rows.length - 1, rows.findIndex((row) => row.text.startsWith('export '))]);
  rows.forEach((row, index) => {
    if (row.equations.length > 0 || row.holes.length > 0) [index - 1, index, index + 1].forEach((near) => keep.add(near));
  });
  const runs: { folded: boolean; rows: CodeRow[] }[] = [];
  rows.forEach((row, index) => {
    const folded = !keep.has(index);
    const last = runs.at(-1);
    if (last?.folded === folded) last.rows.push(row);
    else runs.push({ folded, rows: [row] });
  });
  const merged: { folded: boolean; rows: CodeRow[] }[] = [];
  for (const run of runs) {
    const folded = run.folded && run.rows.length >= smallestFold;
    const last = merged.at(-1);
    if (last?.folded === folded) last.rows.push(...run.rows);
    else merged.push({ folded, rows: [...run.rows] });
  }
  return merged;
}
