/** A reader's note on a step, as it stands in their file. */
export interface StepNote {
  readonly topic: string;
  readonly step: string;
  /** Line of its heading, counted from 0. */
  readonly line: number;
  /** First line after it, counted from 0. */
  readonly end: number;
  /** The Markdown between its heading and the next one, without blank lines around it. */
  readonly text: string;
}

/** What to put into the file so that a step has a heading, and where the note is then written. */
export interface Insertion {
  /** Line before which `text` goes, counted from 0; the number of lines for the end of the file. */
  readonly line: number;
  readonly text: string;
  /** Line of the note's first line after the insertion. */
  readonly cursor: number;
}

const heading = /^(#{1,6})\s+(.*)$/;
/** A link to a step, as `stepLink` makes it, whatever the editor's own scheme is. */
const link = /\]\([a-z][a-z0-9+.-]*:\/\/gradus\.gradus\/([\p{L}\p{N}_][\p{L}\p{N}_.-]*)\/([\p{L}\p{N}_][\p{L}\p{N}_.-]*)\)/u;

/**
 * The notes of a Markdown file: each stands below a heading that holds the link of its step and reaches to the next heading
 * of the same or a higher level. Everything else in the file is the reader's and stays unread. A step's second note is read too.
 */
export function readNotes(text: string): readonly StepNote[] {
  const lines = text.split(/\r?\n/);
  const notes: StepNote[] = [];
  let open: { topic: string; step: string; level: number; line: number } | undefined;
  let fence: string | undefined;
  const close = (end: number): void => {
    if (open === undefined) return;
    const { topic, step, line } = open;
    notes.push({ topic, step, line, end, text: lines.slice(line + 1, end).join('\n').replace(/^(?:[ \t]*\n)+|\s+$/g, '') });
    open = undefined;
  };
  lines.forEach((line, i) => {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence !== undefined) {
      if (mark !== undefined && mark.startsWith(fence) && line.trim() === mark) fence = undefined;
      return;
    }
    if (mark !== undefined) {
      fence = mark;
      return;
    }
    const [, marks = '', title = ''] = heading.exec(line) ?? [];
    if (marks === '') return;
    const [, topic, step] = link.exec(title) ?? [];
    if (open && (marks.length <= open.level || topic !== undefined)) close(i);
    if (topic !== undefined && step !== undefined) open = { topic, step, level: marks.length, line: i };
  });
  close(lines.length);
  return notes;
}

/**
 * A heading for a step that has no note yet: after the last note of its topic, else at the end of the file.
 * @param title shown as the link's text; brackets in it are escaped
 */
export function insertNote(text: string, topic: string, title: string, address: string): Insertion {
  const lines = text === '' ? [] : text.split(/\r?\n/);
  const last = readNotes(text).findLast((note) => note.topic === topic);
  const at = last?.end ?? lines.length;
  // What an author ends a file with, a line break or none, is left as it is.
  const atEnd = at >= lines.length;
  const before = lines[at - 1] ?? '';
  const line = atEnd && before === '' && at > 0 ? at - 1 : at;
  const lead = line === 0 ? '' : (lines[line - 1] ?? '').trim() === '' ? '' : '\n';
  const joint = atEnd && line === lines.length && lines.length > 0 ? '\n' : '';
  const shown = title.replace(/\s+/g, ' ').replace(/([\\[\]])/g, '\\$1');
  const body = `${joint}${lead}## [${shown}](${address})\n\n\n`;
  const cursor = line + (lead === '' ? 0 : 1) + 2;
  return { line, text: body, cursor };
}
