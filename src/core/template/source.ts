import { parse } from 'sucrase/dist/parser/index.js';
import { IdentifierRole, type Token } from 'sucrase/dist/parser/tokenizer/index.js';
import { TokenType } from 'sucrase/dist/parser/tokenizer/types.js';

export { TokenType };

/** What a name does where it stands. */
export type Role = 'reference' | 'declaration' | 'shorthand' | 'shorthand-declaration' | 'key' | 'none';

/** A token of TypeScript; comments are not tokens. Lines and columns count from 1, offsets from 0. */
export interface SourceToken {
  readonly text: string;
  readonly type: TokenType;
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly column: number;
  readonly role: Role;
  /** Declared at the top level of the file. */
  readonly topLevel: boolean;
  /** A reference that a local declaration of the same name answers. */
  readonly local: boolean;
}

export interface Comment {
  /** With its delimiters. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly column: number;
  /** Nothing but blanks stands before it on its line. */
  readonly own: boolean;
  readonly block: boolean;
}

export interface Source {
  readonly text: string;
  readonly lines: readonly string[];
  readonly tokens: readonly SourceToken[];
  readonly comments: readonly Comment[];
}

/** The text is no TypeScript. */
export class SourceError extends Error {
  readonly line: number;
  readonly column: number;

  constructor(message: string, line: number, column: number) {
    super(message);
    this.line = line;
    this.column = column;
  }
}

/** Tokens and comments of a TypeScript file. Throws `SourceError` with the place where it stops being TypeScript. */
export function readSource(text: string): Source {
  const place = lineFinder(text);
  const { tokens, scopes } = parseModule(text);
  const declared = scopes.map((scope) => ({ ...scope, names: new Set<string>() }));
  const innermost = (index: number) =>
    declared.reduce<(typeof declared)[number] | undefined>((best, scope) => {
      const inside = scope.startTokenIndex <= index && index < scope.endTokenIndex;
      return inside && (best === undefined || width(scope) < width(best)) ? scope : best;
    }, undefined);
  tokens.forEach((token, index) => {
    if (localDeclarations.has(token.identifierRole ?? -1)) innermost(index)?.names.add(text.slice(token.start, token.end));
  });

  const result = tokens.slice(0, -1).map((token, index): SourceToken => {
    const name = text.slice(token.start, token.end);
    const role = roleOf(token, tokens[index - 1]);
    const used = role === 'reference' || role === 'shorthand';
    const local = used && declared.some((scope) => scope.startTokenIndex <= index && index < scope.endTokenIndex && scope.names.has(name));
    const topLevel = topLevelDeclarations.has(token.identifierRole ?? -1);
    return { text: name, type: token.type, start: token.start, end: token.end, ...place(token.start), role, topLevel, local };
  });
  return { text, lines: text.split('\n'), tokens: result, comments: findComments(text, result, place) };
}

const topLevelDeclarations: ReadonlySet<number> = new Set([
  IdentifierRole.TopLevelDeclaration, IdentifierRole.ObjectShorthandTopLevelDeclaration,
]);
const shorthandDeclarations: ReadonlySet<number> = new Set([
  IdentifierRole.ObjectShorthandTopLevelDeclaration, IdentifierRole.ObjectShorthandFunctionScopedDeclaration,
  IdentifierRole.ObjectShorthandBlockScopedDeclaration,
]);
const localDeclarations: ReadonlySet<number> = new Set([
  IdentifierRole.FunctionScopedDeclaration, IdentifierRole.BlockScopedDeclaration,
  IdentifierRole.ObjectShorthandFunctionScopedDeclaration, IdentifierRole.ObjectShorthandBlockScopedDeclaration,
]);
const declarations: ReadonlySet<number> = new Set([...topLevelDeclarations, ...localDeclarations, IdentifierRole.ImportDeclaration]);
const references: ReadonlySet<number> = new Set([IdentifierRole.Access, IdentifierRole.ExportAccess, IdentifierRole.ImportAccess]);

const width = (scope: { startTokenIndex: number; endTokenIndex: number }) => scope.endTokenIndex - scope.startTokenIndex;

function roleOf(token: Token, before: Token | undefined): Role {
  const role = token.identifierRole ?? -1;
  if (references.has(role)) return 'reference';
  if (role === IdentifierRole.ObjectShorthand) return 'shorthand';
  if (shorthandDeclarations.has(role)) return 'shorthand-declaration';
  if (declarations.has(role)) return 'declaration';
  if (role === IdentifierRole.ObjectKey) return 'key';
  // A type's name carries no role; after a dot it is a member.
  if (token.isType && token.type === TokenType.name && before?.type !== TokenType.dot) return 'reference';
  return 'none';
}

function parseModule(text: string): ReturnType<typeof parse> {
  try {
    return parse(text, false, true, false);
  } catch (error) {
    const loc: unknown = error instanceof Error && 'loc' in error ? error.loc : undefined;
    const has = (key: 'line' | 'column') =>
      typeof loc === 'object' && loc !== null && key in loc ? Number(Reflect.get(loc, key)) : 1;
    const message = error instanceof Error ? error.message.replace(/ \(\d+:\d+\)$/, '') : String(error);
    throw new SourceError(message, has('line'), has('column'));
  }
}

/** Line and column, from 1, of an offset. */
function lineFinder(text: string): (offset: number) => { line: number; column: number } {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}

/** Comments are what stands between tokens besides blanks; a template literal is made of tokens, so none is found in it. */
function findComments(text: string, tokens: readonly SourceToken[], place: ReturnType<typeof lineFinder>): Comment[] {
  const comments: Comment[] = [];
  let end = 0;
  for (const next of [...tokens, { start: text.length, end: text.length }]) {
    for (const match of text.slice(end, next.start).matchAll(/\/\/[^\n]*|\/\*[\s\S]*?\*\//g)) {
      const start = end + match.index;
      const { line, column } = place(start);
      const own = text.slice(start - column + 1, start).trim() === '';
      comments.push({ text: match[0].trimEnd(), start, end: start + match[0].trimEnd().length, line, column, own, block: match[0].startsWith('/*') });
    }
    end = next.end;
  }
  return comments;
}
