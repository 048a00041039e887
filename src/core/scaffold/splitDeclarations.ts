import { readSource } from '../template/source.ts';

export interface Declaration {
  readonly text: string;
  readonly declares: readonly string[];
  /** Something besides comments stands in it. */
  readonly code: boolean;
}

/** The parts of a text between blank lines at its top level: declarations with their comments. */
export function splitDeclarations(text: string): Declaration[] {
  const source = readSource(text);
  const open = new Uint8Array(source.lines.length + 2);
  let depth = 0;
  for (const [i, token] of source.tokens.entries()) {
    if (/^(?:[([{]|\$\{)$/.test(token.text)) depth++;
    else if (/^[)\]}]$/.test(token.text)) depth--;
    const next = source.tokens[i + 1];
    const last = token.line + (token.text.split('\n').length - 1);
    for (let line = token.line; line < (depth > 0 ? next?.line ?? last : last); line++) open[line] = 1;
  }
  for (const { line, text: comment } of source.comments) for (let k = 0; k < comment.split('\n').length - 1; k++) open[line + k] = 1;

  const parts: { first: number; last: number }[] = [];
  source.lines.forEach((content, i) => {
    const line = i + 1;
    const blank = content.trim() === '' && open[line] === 0 && open[line - 1] === 0;
    const before = parts.at(-1);
    if (blank) return;
    if (before !== undefined && before.last === line - 1) before.last = line;
    else parts.push({ first: line, last: line });
  });
  return parts.map(({ first, last }) => {
    const inside = source.tokens.filter((token) => token.line >= first && token.line <= last);
    return {
      text: source.lines.slice(first - 1, last).join('\n'), code: inside.length > 0,
      declares: [...new Set(inside.filter((token) => token.topLevel).map((token) => token.text))],
    };
  });
}
