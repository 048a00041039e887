import { escapeSnippet } from '../scaffold/escapeSnippet.ts';
import { readSource, TokenType, type Source, type SourceToken } from './source.ts';

const escapeChoice = (text: string) => text.replace(/[\\$},|]/g, '\\$&');

/**
 * The snippet body of a region: the main name is one linked tab stop wherever the region writes it, and each default of an option is
 * another; a boolean default is a choice. What `$`, `}` and `\` mean to a snippet is escaped.
 */
export function snippetBody(text: string, name: string): string {
  const source = readSource(text);
  let stops = 1;
  let body = '';
  let at = 0;
  let named = false;
  source.tokens.forEach((token, i) => {
    const stop = token.text === name && isOwn(token) ? (named ? '$1' : `\${1:${escapeSnippet(name)}}`) : defaultStop(source, i, stops + 1);
    if (stop === undefined) return;
    if (token.text === name) named = true;
    else stops++;
    body += escapeSnippet(text.slice(at, token.start)) + stop;
    at = token.end;
  });
  return body + escapeSnippet(text.slice(at));
}

/** Whether the token is the top-level name itself and not a property or a local variable that is called the same. */
const isOwn = (token: SourceToken) => !token.local && (token.topLevel || token.role === 'reference');

/** `causal = false` and `size = 64` in a pattern or parameter list, `options.size ?? 64` anywhere: the literal is what a reader changes. */
function defaultStop(source: Source, i: number, stop: number): string | undefined {
  const [owner, sign, token] = [source.tokens[i - 2], source.tokens[i - 1], source.tokens[i]];
  if (owner === undefined || sign === undefined || token === undefined) return undefined;
  const inPattern = sign.type === TokenType.eq && owner.role === 'shorthand-declaration' && !owner.topLevel;
  if (!inPattern && sign.type !== TokenType.nullishCoalescing) return undefined;
  const after = source.tokens[i + 1]?.type;
  if (after !== TokenType.comma && after !== TokenType.braceR && after !== TokenType.semi && after !== TokenType.parenR) return undefined;
  if (token.type === TokenType.num) return `\${${stop}:${escapeSnippet(token.text)}}`;
  if (token.type === TokenType._false || token.type === TokenType._true) {
    const other = token.text === 'true' ? 'false' : 'true';
    return `\${${stop}|${[token.text, other].map(escapeChoice).join(',')}|}`;
  }
  return undefined;
}
