import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assemble, codeKindOf } from '../../../src/core/scaffold/assemble.ts';
import { makeScaffoldFile } from '../../../src/core/scaffold/makeScaffoldFile.ts';
import { isScaffoldFile } from '../../../src/core/scaffold/scaffoldFile.ts';
import { splitDeclarations } from '../../../src/core/scaffold/splitDeclarations.ts';
import { parseTemplate } from '../../../src/core/template/parseTemplate.ts';
import { transform } from '../../../src/runtime/sucrase.ts';

const kit = `// #region mat
/** A matrix. 矩阵。 */
export type Mat = Float64Array;
// #endregion

// #region dot
/** A product. 点积。 */
export function dot(a: Mat, b: Mat): number {
  return a[0]! * b[0]!;
}

/** Its root. 平方根。 */
export const norm = (a: Mat): number => Math.sqrt(dot(a, a));
// #endregion
`;
const top = `/** Head. 头。 */
import { norm, type Mat } from '../kit/matrix.ts';

// #region top
/** What it takes. 参数。 */
export interface Options { readonly scale?: number }

/** The whole. 整体。 */
export function top(x: Mat, { scale = 2 }: Options = {}): number {
  let y = norm(x);
  y *= scale; // eq: scaling | hole: scale
  return y;
}
// #endregion
export function demo(): void {}
`;
const snippets = new Map([['snippets/kit/matrix.ts', kit], ['snippets/t/top.ts', top]].map(([file, text]) => [file!, parseTemplate(file!, text!).template]));
const file = makeScaffoldFile(snippets, [snippets.get('snippets/t/top.ts')!], (text) => transform(text, false), () => ({ en: 'Twice?', 'zh-cn': '两倍？' }));
const [entry] = file.scaffolds;
const wish = { kind: 'ts', language: 'en', exercise: false, names: new Set<string>() } as const;
/** The snippet as it is inserted with its defaults. */
const plain = (snippet: string) => snippet.replace(/\$\{\d+:((?:\\.|[^}\\])*)\}/g, '$1').replace(/\$\d/g, '').replace(/\\([\\$}])/g, '$1').replaceAll('\t', '  ');

test('everything that is needed stands above, once, with tabs for the indent', () => {
  const snippet = assemble(file, entry!, wish)!;
  assert.equal(snippet, '/** A matrix. */\nexport type Mat = Float64Array;\n\n/** A product. */\nexport function dot(a: Mat, b: Mat): number {\n\treturn a[0]! * b[0]!;\n\\}\n\n'
    + '/** Its root. */\nexport const norm = (a: Mat): number => Math.sqrt(dot(a, a));\n\n'
    + '/** What it takes. */\nexport interface Options { readonly scale?: number \\}\n\n'
    + '/** The whole. */\nexport function ${1:top}(x: Mat, { scale = ${2:2} \\}: Options = {\\}): number {\n\tlet y = norm(x);\n\ty *= scale; // eq: scaling\n\treturn y;\n\\}\n$0');
});

test('what the file has already is not repeated, declaration by declaration', () => {
  const some = plain(assemble(file, entry!, { ...wish, names: new Set(['Mat', 'dot']) })!);
  assert.ok(!some.includes('type Mat') && !some.includes('function dot') && some.includes('const norm') && some.includes('function top'), some);
  const own = plain(assemble(file, entry!, { ...wish, names: new Set(['Options']) })!);
  assert.ok(!own.includes('interface Options') && own.includes('function top'), own);
  assert.equal(assemble(file, entry!, { ...wish, names: new Set(['Mat', 'dot', 'norm', 'Options', 'top']) }), undefined);
});

test('JavaScript has no types and nothing of what was only types', () => {
  const text = plain(assemble(file, entry!, { ...wish, kind: 'js', language: 'zh-cn' })!);
  assert.equal(text, '/** 点积。 */\nexport function dot(a, b) {\n  return a[0] * b[0];\n}\n\n/** 平方根。 */\nexport const norm = (a) => Math.sqrt(dot(a, a));\n\n'
    + '/** 整体。 */\nexport function top(x, { scale = 2 } = {}) {\n  let y = norm(x);\n  y *= scale; // eq: scaling\n  return y;\n}\n');
});

test('the exercise has a placeholder for the hole, its hint and its equation above', () => {
  const snippet = assemble(file, entry!, { ...wish, exercise: true })!;
  assert.ok(snippet.includes("\t// Twice?\n\t// eq: scaling\n\t${3:throw new Error('hole: scale');}\n"), snippet);
  assert.ok(assemble(file, entry!, { ...wish, exercise: true, kind: 'js', language: 'zh-cn' })!.includes('// 两倍？'));
});

test('declarations are split at blank lines of the top level only', () => {
  const parts = splitDeclarations('/** A.\n *\n * b */\nfunction f() {\n  g();\n\n  h(`a\n\nb`);\n}\n\n\n// alone\n\nconst x = [\n\n  1,\n];');
  assert.deepEqual(parts.map(({ declares, code }) => [declares, code]), [[['f'], true], [[], false], [['x'], true]]);
});

test('a file of another form is refused; languages that take no code take none', () => {
  assert.equal(isScaffoldFile(JSON.parse(JSON.stringify(file))), true);
  for (const value of [null, [], {}, { pieces: {}, scaffolds: [{}] }, { pieces: 1, scaffolds: 2 }]) assert.equal(isScaffoldFile(value), false);
  assert.deepEqual(['typescript', 'typescriptreact', 'javascript', 'javascriptreact', 'python'].map(codeKindOf), ['ts', 'ts', 'js', 'js', undefined]);
});
