import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { outlineOf, placeFor, topLevelNames } from '../../../src/core/scaffold/outline.ts';
import { readSource } from '../../../src/core/template/source.ts';

const code = `import a, { b as c, type D } from './x.ts';
import * as all from "y"; // import { no } from 'z';
export const { p, q: r } = { p: 1, q: '}' };
/* function nor() {} */
export async function f(x: number): Promise<string> {
  const inner = /[/'"{]/.test(\`\${ { k: '}' }.k } function nested() {\`);
  return inner ? "it's" : 'x / y';
}
interface I { g(): void }
type T = { h: 1 };
class K<U> extends Array<U> { m() { return 4 / 2; } }
let s = 1, t = s
  / 2;
export default f;
`;

test('names at the top level are found, nested, quoted and commented ones are not', () => {
  assert.deepEqual([...topLevelNames(code)].sort(), ['D', 'I', 'K', 'T', 'a', 'all', 'c', 'f', 'p', 'r', 's'].sort());
});

test('a cursor on an empty line between statements is taken as it is', () => {
  for (const [text, cursor] of [['', 0], ['const a = 1;\n', 13], ['first();\n\nsecond();\n', 9], ['first();\nsecond();\n', 9]] as const) {
    assert.deepEqual(placeFor(text, cursor), { offset: cursor, opensLine: false }, text);
  }
});

test('inside of something, the place is after it', () => {
  const inside = (marked: string) => {
    const at = marked.indexOf('¦');
    const text = marked.replace('¦', '');
    const { offset, opensLine } = placeFor(text, at);
    return `${text.slice(0, offset)}${opensLine ? '↵' : ''}¦${text.slice(offset)}`;
  };
  assert.equal(inside('function f() {\n  ¦\n}\ng();\n'), 'function f() {\n  \n}↵¦\ng();\n');
  assert.equal(inside('function f() {\r\n  ¦\r\n}\r\ng();\r\n'), 'function f() {\r\n  \r\n}↵¦\r\ng();\r\n');
  assert.equal(inside('const a = 1;¦ // why\nb();\n'), 'const a = 1; // why↵¦\nb();\n');
  assert.equal(inside('const a =¦\n  5;\n'), 'const a =\n  5;↵¦\n');
  assert.equal(inside('const a =\n¦\n  5;\n'), 'const a =\n\n  5;↵¦\n');
  assert.equal(inside('x\n¦\n  .then(f);\n'), 'x\n\n  .then(f);↵¦\n');
  assert.equal(inside('/*\n¦\n*/\nf();\n'), '/*\n\n*/↵¦\nf();\n');
  assert.equal(inside('const s = `\n¦\n`;\n'), 'const s = `\n\n`;↵¦\n');
  assert.equal(inside('if (a) {\n  ¦'), 'if (a) {\n  ↵¦');
});

/** Statements of many kinds, to be put together in any order. */
const statements = [
  'const a1 = 1;', 'function f1() {\n  return {\n    x: [1, 2],\n  };\n}', 'call(\n  1,\n\n  2,\n);', 'const s1 = `a\n\n${ { k: `}` }.k }\nb`;',
  '// a comment with ( and {', '/* one\n\ntwo ` */', "const q1 = 'it\\'s { ' + \"\\\"(\";", 'const r1 = /[{(/`]+"/.test(x);', 'const d1 = a / b / c;',
  'export class K1 {\n  m() {\n\n    if (a) {\n      b();\n    }\n  }\n}', 'const t1 = a\n  ? b\n  : c;', 'export interface I1 {\n  readonly g: (x: string) => void;\n}',
  'type U1 =\n  | { kind: 1 }\n  | { kind: 2 };', 'const o1 = list\n  .map((x) => x)\n  .filter(Boolean);',
];

test('a declaration put in at any place of a sound file leaves it sound, and is at the top level', () => {
  fc.assert(fc.property(fc.subarray(statements, { minLength: 1 }), fc.constantFrom('\n', '\n\n'), fc.nat(), (list, between, seed) => {
    const text = `${list.join(between)}\n`;
    const { offset, opensLine } = placeFor(text, seed % (text.length + 1));
    const whole = `${text.slice(0, offset)}${opensLine ? '\n\n' : ''}export function inserted(): number {\n  return 1;\n}\n${text.slice(offset)}`;
    const { tokens } = readSource(whole);
    assert.ok(tokens.some((token) => token.text === 'inserted' && token.topLevel), whole);
    assert.ok(topLevelNames(whole).has('inserted'), whole);
  }), { numRuns: 500 });
});

test('no text makes it throw, and offsets stay', () => {
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...'`${}()[]/*\'"\\\n\r ab;=<>.') }), fc.nat(), (text, seed) => {
    const { top, depth } = outlineOf(text);
    assert.deepEqual([top.length, depth.length], [text.length, text.length + 1]);
    topLevelNames(text);
    const { offset } = placeFor(text, seed % (text.length + 1));
    assert.ok(offset >= 0 && offset <= text.length);
  }), { numRuns: 2000 });
});
