import type { LineRange } from '../model.ts';
import { findMarks } from '../template/marks.ts';
import type { Comment, Source } from '../template/source.ts';
import type { Mark } from '../template/template.ts';

/** The marked lines of one top-level declaration: where a lens belongs. */
export interface MarkedBlock {
  /** First line of the declaration, its doc comment included. */
  readonly line: number;
  readonly marks: readonly Mark[];
}

/** A file with more marks than this was not written by hand; looking at each would hold up the editor. */
const mostMarks = 1000;

/**
 * The `eq:` and `hole:` marks of any file, whatever its language and however unfinished: a template's text is parsed,
 * a reader's file is only looked through, line by line. A mark inside a string would be read too; nobody writes one there.
 */
export function marksInText(text: string): readonly Mark[] {
  const count = text.match(/\/\/ *(?:eq|hole): /g)?.length ?? 0;
  if (count === 0 || count > mostMarks) return [];
  return findMarks(lineComments(text), [], () => undefined);
}

function lineComments(text: string): Source {
  const lines = text.split(/\r?\n/);
  const comments = lines.flatMap((content, i): Comment[] => {
    const at = content.search(/\/\/ *(?:eq|hole): |^\s*\/\//);
    if (at < 0) return [];
    const start = content.indexOf('//', at);
    return [{ text: content.slice(start).trimEnd(), start: 0, end: 0, line: i + 1, column: start + 1, own: content.slice(0, start).trim() === '', block: false }];
  });
  return { text, lines, tokens: [], comments };
}

/** Equations that the line carries out, in the order of their marks. */
export function equationsOfLine(marks: readonly Mark[], line: number): readonly string[] {
  const here = marks.filter((mark) => mark.kind === 'eq' && (mark.line === line || (mark.lines.first <= line && line <= mark.lines.last)));
  return [...new Set(here.map((mark) => mark.id))];
}

/** Lines that carry out an equation. */
export function linesOfEquation(marks: readonly Mark[], id: string): readonly LineRange[] {
  return marks.filter((mark) => mark.kind === 'eq' && mark.id === id).map((mark) => mark.lines);
}

/** Where the id of a mark stands in its line, counted from 0; ids that only contain it do not count. */
export function columnOfId(line: string, { id, column }: Pick<Mark, 'id' | 'column'>): number {
  for (let at = line.indexOf(id, column - 1); at >= 0; at = line.indexOf(id, at + 1)) {
    if (!/[\w-]/.test(line[at - 1] ?? ' ') && !/[\w-]/.test(line[at + id.length] ?? ' ')) return at;
  }
  return column - 1;
}

/** Marks by the top-level declaration around them. */
export function markedBlocks(text: string, marks: readonly Mark[]): readonly MarkedBlock[] {
  const lines = text.split(/\r?\n/);
  const blocks = new Map<number, Mark[]>();
  // By line: the declaration's first line at or above it, found in one walk, since a file may have a thousand marks.
  let opened = 1;
  const openedAt = lines.map((line, i) => (opensDeclaration(line) ? (opened = i + 1) : opened));
  for (const mark of marks) {
    let top = openedAt[mark.line - 1] ?? 1;
    while (top > 1 && /^(?:\s\*|\/\*\*|\/\/)/.test(lines[top - 2] ?? '') && !/^\/\/ *#/.test(lines[top - 2] ?? '')) top--;
    blocks.set(top, [...(blocks.get(top) ?? []), mark]);
  }
  return [...blocks].map(([line, inside]) => ({ line, marks: inside })).sort((a, b) => a.line - b.line);
}

const opensDeclaration = (line: string) => /^[A-Za-z_$@]/.test(line);
