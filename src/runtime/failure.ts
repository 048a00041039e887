import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Frame {
  /** `at update`, without the place. */
  readonly call: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The calls of a stack that lie in files outside `ownFolder`, innermost first; Node's own are left out. */
export function frames(stack: string, ownFolder: string): readonly Frame[] {
  return stack.split('\n').flatMap((text) => {
    const place = /^\s*(at (?:.*? )?)\(?((?:file:\/\/|\/|[A-Za-z]:[\\/]).*?):(\d+):(\d+)\)?$/.exec(text);
    if (place === null || text.includes('node:')) return [];
    const file = toPath(place[2]!);
    if (file.startsWith(ownFolder + sep)) return [];
    return [{ call: place[1]!.trim(), file, line: Number(place[3]), column: Number(place[4]) }];
  });
}

/** Where V8 says that a script cannot be parsed: its stack opens with `file:line`, the line, and carets below. */
function syntaxPlace(stack: string): { file: string; line: number; column: number } | undefined {
  const header = /^((?:file:\/\/|\/|[A-Za-z]:[\\/]).*):(\d+)\n(?:.*\n)+?( *)\^/.exec(stack);
  return header === null ? undefined : { file: toPath(header[1]!), line: Number(header[2]), column: header[3]!.length + 1 };
}

/**
 * What a crash prints: `file:line:column: error: Kind: message` first, in the form that problem matchers read,
 * then the calls that led there.
 * @param folder paths inside it are printed relative to it; `undefined` for whole paths, as the editor wants them
 * @param ownFolder where the runner lies, whose calls concern nobody
 */
export function describeFailure(error: unknown, folder: string | undefined, ownFolder: string): string {
  if (!(error instanceof Error)) return `error: ${String(error)}`;
  const stack = error.stack ?? '';
  const syntax = syntaxPlace(stack);
  const calls = syntax === undefined ? frames(stack, ownFolder) : [];
  const place = syntax ?? calls[0];
  const short = (file: string) => {
    if (folder === undefined) return file;
    const path = relative(folder, file);
    return path.startsWith('..') ? file : path;
  };
  const where = (at: { file: string; line: number; column: number }) => `${short(at.file)}:${at.line}:${at.column}`;
  const what = `error: ${error.name}: ${error.message}`;
  if (place === undefined) return what;
  return [`${where(place)}: ${what}`, ...calls.slice(0, 8).map((frame) => `    ${frame.call} ${where(frame)}`)].join('\n');
}

const toPath = (place: string) => (place.startsWith('file:') ? fileURLToPath(place) : place);
