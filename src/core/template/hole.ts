import type { LineRange } from '../model.ts';
import type { Mark } from './template.ts';
import { readSource, TokenType, type Source, type SourceToken } from './source.ts';

/** What stands in an exercise where the hole's lines were. */
const thrown = (id: string) => `throw new Error('hole: ${id}');`;
const thrownValue = (id: string) => `(() => { ${thrown(id)} })()`;

/**
 * The file with one hole to fill: its lines are gone and running there throws `hole: id`. What the lines declared for later ones stays
 * declared, a loop or condition keeps its frame, a property its name, so that the rest still compiles under `strict`.
 */
export function emptyHole(text: string, hole: Mark): string {
  const source = readSource(text);
  const shape = shapeOf(source, hole);
  const indent = ' '.repeat(shape.indent);
  switch (shape.kind) {
    case 'statements': {
      const kept = declarations(source, hole, () => thrownValue(hole.id));
      return replaceLines(source, hole, (kept.length > 0 ? kept : [thrown(hole.id)]).map((line) => indent + line));
    }
    case 'header':
      return replaceLines(source, hole, [indent + emptyHeader(source, hole)]);
    case 'value':
      return replaceLines(source, hole, [`${indent}${shape.before}${thrownValue(hole.id)}${shape.after}`]);
  }
}

/**
 * The file without the hole's lines, as a reader leaves it who did not see that something is needed there: the mutant that a check must
 * notice. A number that is needed is 0, a condition false; a function gives 0; where nothing stands for the lines (a loop's frame), it throws.
 */
export function removeHole(text: string, hole: Mark): string {
  const source = readSource(text);
  const shape = shapeOf(source, hole);
  if (shape.kind === 'header') return emptyHole(text, hole);
  if (shape.kind === 'value') return replaceLines(source, hole, [`${' '.repeat(shape.indent)}${shape.before}0${shape.after}`]);
  const idle = (type: string) => ({ number: '0', boolean: 'false' })[type] ?? (type.includes('=>') ? '() => 0' : thrownValue(hole.id));
  const kept = declarations(source, hole, idle);
  return replaceLines(source, hole, kept.map((line) => ' '.repeat(shape.indent) + line));
}

/**
 * The file with other lines where the hole's were, at their indent: a planted mistake, or what a reader wrote.
 * @param lines indented together or not at all
 */
export function fillHole(text: string, hole: Mark, lines: string): string {
  const source = readSource(text);
  const given = lines.replace(/\s+$/, '').split('\n');
  const depth = (line: string) => line.length - line.trimStart().length;
  const common = Math.min(...given.filter((line) => line.trim() !== '').map(depth));
  const indent = ' '.repeat(Math.max(0, (tokensOf(source, hole)[0]?.column ?? 1) - 1));
  return replaceLines(source, hole, given.map((line) => (line.trim() === '' ? '' : indent + line.slice(common))));
}

/** The lines that `emptyHole` writes, and which lines of the file they stand for. */
export function emptiedLines(text: string, hole: Mark): { readonly lines: LineRange; readonly text: string } {
  const lines = { first: Math.min(hole.line, hole.lines.first), last: hole.lines.last };
  const [before, after] = [text.split('\n'), emptyHole(text, hole).split('\n')];
  const count = after.length - (before.length - (lines.last - lines.first + 1));
  return { lines, text: after.slice(lines.first - 1, lines.first - 1 + count).join('\n') };
}

type Shape =
  | { readonly kind: 'statements'; readonly indent: number }
  | { readonly kind: 'header'; readonly indent: number }
  | { readonly kind: 'value'; readonly indent: number; readonly before: string; readonly after: string };

function tokensOf(source: Source, hole: Mark): readonly SourceToken[] {
  return source.tokens.filter((token) => token.line >= hole.lines.first && token.line <= hole.lines.last);
}

/** Whole statements, the opening line of a block, or a value inside a longer expression. */
function shapeOf(source: Source, hole: Mark): Shape {
  const inside = tokensOf(source, hole);
  const [first, last] = [inside[0], inside.at(-1)];
  const indent = (first?.column ?? 1) - 1;
  if (first === undefined || last === undefined) return { kind: 'statements', indent };
  const depth = inside.reduce((sum, token) => sum + depthChange(token), 0);
  if (depth > 0 && last.type === TokenType.braceL) return { kind: 'header', indent };
  const before = source.tokens[source.tokens.indexOf(first) - 1]?.type;
  const startsStatement = statementStarts.has(first.type) || before === undefined || before === TokenType.semi || before === TokenType.braceR || before === TokenType.parenR
    || (before === TokenType.braceL && last.type !== TokenType.comma);
  const endsStatement = last.type === TokenType.semi || last.type === TokenType.braceR;
  if (depth === 0 && startsStatement && endsStatement) return { kind: 'statements', indent };
  const key = inside[1]?.type === TokenType.colon ? source.text.slice(first.start, inside[1].end) + ' ' : '';
  const closes = last.type === TokenType.comma || last.type === TokenType.semi ? last.text : '';
  return { kind: 'value', indent, before: key, after: closes };
}

const statementStarts: ReadonlySet<TokenType> = new Set([
  TokenType._return, TokenType._throw, TokenType._const, TokenType._let, TokenType._if, TokenType._for, TokenType._while, TokenType._continue, TokenType._break,
]);

function depthChange(token: SourceToken): number {
  const { type } = token;
  if (type === TokenType.braceL || type === TokenType.parenL || type === TokenType.bracketL || type === TokenType.dollarBraceL) return 1;
  return type === TokenType.braceR || type === TokenType.parenR || type === TokenType.bracketR ? -1 : 0;
}

/** `for (let j = …; …; …) {` → the same loop over nothing known; `if (…) {` and `while (…) {` → a condition that throws. */
function emptyHeader(source: Source, hole: Mark): string {
  const inside = tokensOf(source, hole);
  const text = source.text.slice(inside[0]?.start, inside.at(-1)?.end);
  const loop = /^for \((let|const) (\w+) = /.exec(text);
  if (loop !== null) return `for (let ${loop[2]}: number = ${thrownValue(hole.id)}; ; ) {`;
  const over = /^for \((const|let) ([\s\S]+?) of /.exec(text);
  if (over !== null) return `for (${over[1]} ${over[2]} of ${thrownValue(hole.id)}) {`;
  const condition = /^((?:\} else )?(?:if|while) \()/.exec(text);
  if (condition !== null) return `${condition[1]}${thrownValue(hole.id)}) {`;
  // A function's head: it stays, and its body throws first.
  return `${text} ${thrown(hole.id)}`;
}

/** `const` and `let` of the hole whose names later lines use, declared again with the value that `fill` gives for their type. */
function declarations(source: Source, hole: Mark, fill: (type: string) => string): string[] {
  const inside = tokensOf(source, hole);
  const later = new Set(source.tokens.filter((token) => token.line > hole.lines.last && token.role !== 'key').map((token) => token.text));
  const kept: string[] = [];
  let depth = 0;
  let keyword = '';
  inside.forEach((token, i) => {
    if (depth === 0 && (token.type === TokenType._const || token.type === TokenType._let)) keyword = token.text;
    depth += depthChange(token);
    if (token.type === TokenType.semi && depth === 0) keyword = '';
    const declares = token.role === 'declaration' || token.role === 'shorthand-declaration';
    const inPattern = depth === 1 && inside.slice(0, i).findLast((one) => one.type === TokenType.braceL || one.type === TokenType.bracketL) !== undefined;
    if (keyword === '' || !declares || !later.has(token.text) || (depth > 0 && !inPattern)) return;
    const type = typeOf(source, inside, i);
    kept.push(`${keyword} ${token.text}: ${type} = ${fill(type)};`);
  });
  return kept;
}

/** The written type of a declared name, or the one its value shows: a constructed class, a string, a condition; else a number. */
function typeOf(source: Source, inside: readonly SourceToken[], at: number): string {
  const next = inside[at + 1];
  if (next?.type === TokenType.colon) {
    const end = inside.findIndex((token, i) => i > at && token.type === TokenType.eq);
    return source.text.slice(next.end, inside[end]?.start).trim();
  }
  const value = inside.slice(at + 2);
  if (value[0]?.type === TokenType._new) {
    const open = value.findIndex((token) => token.type === TokenType.parenL);
    return source.text.slice(value[1]?.start, value[open]?.start);
  }
  if (value[0]?.type === TokenType.string || value[0]?.type === TokenType.backQuote) return 'string';
  if (value[0]?.type === TokenType.bracketL) return 'number[]';
  const statement = value.slice(0, value.findIndex((token) => token.type === TokenType.semi));
  const arrow = statement.findIndex((token) => token.type === TokenType.arrow);
  if (arrow >= 0 && value[0]?.type === TokenType.parenL) {
    return `${source.text.slice(value[0].start, statement[arrow]?.start).trim()} => number`;
  }
  const condition = statement.some((token) => token.type === TokenType.equality || token.type === TokenType.relationalOrEqual || token.type === TokenType.bang);
  const asked = statement.some((token) => token.type === TokenType.question);
  return condition && !asked ? 'boolean' : 'number';
}

function replaceLines(source: Source, hole: Mark, lines: readonly string[]): string {
  const first = hole.line < hole.lines.first ? hole.line : hole.lines.first;
  const kept = [...source.lines];
  kept.splice(first - 1, hole.lines.last - first + 1, ...lines);
  return kept.join('\n');
}
