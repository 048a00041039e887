/** What stands at the top level of a file that need not be finished: enough to insert without breaking it. */
export interface Outline {
  /** The text with everything nested, quoted or commented out as blanks; offsets and line ends stay. */
  readonly top: string;
  /** How deep brackets are open before each offset; −1 inside a string, template or comment. */
  readonly depth: Int32Array;
}

type Frame = '{' | '`' | '${';

/** Reads TypeScript or JavaScript, JSX included, character by character. Never throws. */
export function outlineOf(text: string): Outline {
  const depth = new Int32Array(text.length + 1);
  const top = Array.from({ length: text.length }, (_, i): string => (text[i] === '\n' || text[i] === '\r' ? text[i] : ' '));
  const frames: Frame[] = [];
  let level = 0;
  let before = '';
  let i = 0;
  const quoted = (end: number) => {
    depth.fill(-1, i + 1, end);
    i = end;
  };
  while (i < text.length) {
    const c = text[i]!;
    const inTemplate = frames.at(-1) === '`';
    depth[i] = inTemplate ? -1 : level;
    if (inTemplate) {
      if (c === '\\') i++;
      else if (c === '`') frames.pop();
      else if (c === '$' && text[i + 1] === '{') {
        frames.push('${');
        level++;
        i++;
      }
      i++;
      if (i < text.length) depth[i] = frames.at(-1) === '`' ? -1 : level;
      continue;
    }
    if (c === '/' && (text[i + 1] === '/' || text[i + 1] === '*')) {
      const end = text[i + 1] === '/' ? /$/m : /\*\//;
      const found = end.exec(text.slice(i + 2));
      quoted(found === null ? text.length : i + 2 + found.index + found[0].length);
      continue;
    }
    if (c === '"' || c === "'" || (c === '/' && startsPattern(before))) {
      const pattern = c === '/' ? /^\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\//.exec(text.slice(i)) : /^(["'])(?:\\[\s\S]|(?!\1)[^\\\n])*\1?/.exec(text.slice(i));
      if (pattern !== null) {
        if (level === 0) top.fill('"', i, i + pattern[0].length);
        quoted(i + pattern[0].length);
        before = '"';
        continue;
      }
    }
    if (c === '`') frames.push('`');
    else if ('([{'.includes(c)) {
      if (level === 0) top[i] = c;
      if (c === '{') frames.push('{');
      level++;
    } else if (')]}'.includes(c)) {
      level = Math.max(0, level - 1);
      if (level === 0) top[i] = c;
      if (c === '}') frames.pop();
    } else if (level === 0) top[i] = c;
    if (!/\s/.test(c)) before = /[\w$]/.test(c) && /[\w$]/.test(text[i - 1] ?? '') ? before + c : c;
    i++;
  }
  depth[text.length] = frames.at(-1) === '`' ? -1 : level;
  return { top: top.join(''), depth };
}

/** After an operator or a keyword a slash opens a regular expression, after a value it divides. */
const startsPattern = (before: string) => before === '' || /^[([{,;=:!&|?+\-*%~^<>]$/.test(before) || /^(?:return|typeof|case|in|of|delete|void|throw|new|await|yield)$/.test(before);

/** Names that a file declares or imports at its top level. */
export function topLevelNames(text: string): ReadonlySet<string> {
  const { top } = outlineOf(text);
  const names = new Set<string>();
  for (const [, name = ''] of top.matchAll(/(?:^|[\s;}])(?:function\s*\*?|class|interface|type|enum|namespace|const|let|var)\s+([\p{L}_$][\p{L}\p{N}_$]*)/gu)) names.add(name);
  // Names in braces are nested, so they are read from the text itself.
  for (const [, kind = '', list = ''] of text.matchAll(/^[ \t]*(import|(?:export\s+)?(?:const|let|var))\s+(?:type\s+)?(?:[\w$]+\s*,\s*)?[{[]([^}\]]*)[}\]]/gm)) {
    const renamed = kind === 'import' ? /^(?:type\s+)?[\w$]+\s+as\s+([\w$]+)$/ : /^[\w$]+\s*:\s*([\w$]+)/;
    for (const part of list.split(',')) {
      const one = part.trim();
      names.add(renamed.exec(one)?.[1] ?? /^(?:\.\.\.|type\s+)?([\w$]+)/.exec(one)?.[1] ?? '');
    }
  }
  for (const [, name = ''] of text.matchAll(/^[ \t]*import\s+(?:type\s+)?(?:\*\s+as\s+)?([\w$]+)\s*(?:,|from)/gm)) names.add(name);
  names.delete('');
  return names;
}

/** Where whole declarations may be inserted. */
export interface Place {
  readonly offset: number;
  /** A line of its own has to be opened first. */
  readonly opensLine: boolean;
}

/** The cursor itself where nothing is open and nothing stands before it on its line; else the end of the statement around it. */
export function placeFor(text: string, cursor: number): Place {
  const { depth } = outlineOf(text);
  const lineStart = text.lastIndexOf('\n', cursor - 1) + 1;
  if (depth[cursor] === 0 && text.slice(lineStart, cursor).trim() === '' && !continues(text, lineStart)) return { offset: cursor, opensLine: false };
  for (let end = lineEnd(text, cursor); ; end = lineEnd(text, end + 1)) {
    if (end >= text.length) return { offset: text.length, opensLine: true };
    const next = text.indexOf('\n', end) + 1;
    if (depth[end] === 0 && !continues(text, next)) return { offset: end, opensLine: true };
  }
}

/** Offset of the end of the line, before its `\r\n` or `\n`. */
function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  if (end < 0) return text.length;
  return text[end - 1] === '\r' && end > from ? end - 1 : end;
}

/** Whether the line that starts here goes on with what the line before it began. */
function continues(text: string, lineStart: number): boolean {
  const last = /\S+\s*$/.exec(text.slice(0, lineStart))?.[0].trim() ?? '';
  const next = /^\s*(\S*)/.exec(text.slice(lineStart))?.[1] ?? '';
  return /(?:[=,(+\-*/%&|^?:<.]|=>|\b(?:return|extends|implements|const|let|var|export|default|async|from|import))$/.test(last) && !last.endsWith('*/')
    || /^(?:[.)\]}?:,*%&|^]|\+(?!\+)|-(?!-)|=)/.test(next);
}
