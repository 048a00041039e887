import type { LineRange, Problem } from '../model.ts';
import type { Mark, Region } from './template.ts';
import type { Comment, Source } from './source.ts';

const idPattern = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

export const isId = (text: string): boolean => idPattern.test(text);

/** A region's frame: its id and the lines between its marks. */
export interface RegionFrame {
  readonly id: string;
  readonly lines: LineRange;
}

type Report = (comment: Pick<Comment, 'line' | 'column'>, message: string, expected?: string) => void;

/** Reports into `problems`, with the file's name. */
export const reporter = (file: string, problems: Problem[]): Report => ({ line, column }, message, expected) => {
  problems.push({ file, line, column, message, ...(expected === undefined ? {} : { expected }) });
};

/** `// #region id` … `// #endregion`, which neither nest nor repeat an id. */
export function findRegions(source: Source, report: Report): RegionFrame[] {
  const frames: RegionFrame[] = [];
  let open: { id: string; comment: Comment } | undefined;
  for (const comment of source.comments) {
    const match = comment.block ? null : /^\/\/\s*#(region|endregion)\b\s*(.*)$/i.exec(comment.text);
    if (match === null) continue;
    const id = (match[2] ?? '').trim();
    if (!comment.own || comment.column !== 1) report(comment, `#${match[1]} is not alone at the start of its line`, 'a line of its own, not indented');
    if (match[1]?.toLowerCase() === 'endregion') {
      if (open === undefined) report(comment, '#endregion without a #region before it', '// #region id above it');
      else frames.push({ id: open.id, lines: { first: open.comment.line + 1, last: comment.line - 1 } });
      open = undefined;
      continue;
    }
    if (open !== undefined) report(comment, `region ${id} begins inside region ${open.id}`, '// #endregion before it');
    if (!isId(id)) report(comment, id === '' ? 'a region without a name' : `“${id}” is not the name of a region`, '// #region lower-case-words');
    if (frames.some((frame) => frame.id === id)) report(comment, `region ${id} is there twice`, 'one region of each name in a file');
    open = { id, comment };
  }
  if (open !== undefined) report(open.comment, `region ${open.id} has no end`, '// #endregion after its last line');
  return frames;
}

/** `// eq: id, id | hole: id`, each id with the lines it speaks of. */
export function findMarks(source: Source, regions: readonly Pick<Region, 'id' | 'lines'>[], report: Report): Mark[] {
  const marks: Mark[] = [];
  const isMarkLine = new Set(source.comments.filter((comment) => comment.own && !comment.block).map((comment) => comment.line));
  for (const comment of source.comments) {
    if (comment.block) continue;
    const text = comment.text.slice(2).trim();
    if (!/^(?:eqs?|eqn|equations?|holes?)\s*:/i.test(text)) {
      if (/(?:^|\s)(?:eq|hole): ?[a-z]/.test(text)) report(comment, 'a mark inside another comment is not read', '// eq: id in a comment of its own');
      continue;
    }
    const lines = comment.own ? reachBelow(source, comment, regions, isMarkLine) : { first: comment.line, last: comment.line };
    if (lines === undefined) {
      report(comment, 'the mark stands above no code', 'code in the next line, or the mark behind the line it speaks of');
      continue;
    }
    const region = regions.find((one) => one.lines.first <= lines.first && lines.last <= one.lines.last)?.id;
    for (const part of text.split('|')) {
      const match = /^\s*(eq|hole): *(.*?)\s*$/.exec(part);
      if (match === null) {
        report(comment, `“${part.trim()}” is not a mark`, '// eq: id, id2 or // hole: id, and both with | between them');
        continue;
      }
      const kind = match[1] === 'eq' ? 'eq' : 'hole';
      const ids = (match[2] ?? '').split(',').map((id) => id.trim());
      if (kind === 'hole' && ids.length > 1) report(comment, 'a hole has one name', '// hole: id');
      for (const id of ids) {
        if (!isId(id)) report(comment, `“${id}” is not the id of ${kind === 'eq' ? 'an equation' : 'a hole'}`, 'lower-case words with hyphens');
        else marks.push({ kind, id, lines, region, line: comment.line, column: comment.column });
      }
    }
  }
  return marks;
}

/** From the line after the mark to the next blank line, smaller indent, or end of the region; comments at its start are not counted. */
function reachBelow(
  source: Source, mark: Comment, regions: readonly Pick<Region, 'lines'>[], commentLines: ReadonlySet<number>,
): LineRange | undefined {
  const around = regions.find(({ lines }) => lines.first <= mark.line && mark.line <= lines.last);
  const end = around?.lines.last ?? source.lines.length;
  const indent = mark.column - 1;
  let first = mark.line + 1;
  while (commentLines.has(first) && first <= end) first++;
  let last = first - 1;
  while (last + 1 <= end) {
    const line = source.lines[last] ?? '';
    if (line.trim() === '' || line.length - line.trimStart().length < indent || line.startsWith('// #')) break;
    last++;
  }
  return last < first ? undefined : { first, last };
}
