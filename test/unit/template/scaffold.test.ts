import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { dependenciesOf, type Snippets } from '../../../src/core/template/dependencies.ts';
import { makeScaffold, regionText } from '../../../src/core/template/scaffold.ts';
import { escapeSnippet } from '../../../src/core/scaffold/escapeSnippet.ts';
import { snippetBody } from '../../../src/core/template/snippetBody.ts';
import { parseTemplate } from '../../../src/core/template/parseTemplate.ts';

const region = (id: string, text: string) => `// #region ${id}\n/** ${id}. ${id} 的说明。 */\n${text}\n// #endregion\n\n`;

function snippetsOf(files: Readonly<Record<string, string>>): Snippets {
  return new Map(Object.entries(files).map(([file, text]) => [file, parseTemplate(file, text).template]));
}

function find(snippets: Snippets, file: string, id: string) {
  const template = snippets.get(file);
  const found = template?.regions.find((one) => one.id === id);
  assert.ok(template !== undefined && found !== undefined);
  return { template, region: found };
}

const files = {
  'snippets/kit/matrix.ts': region('mat', 'export type Mat = Float64Array;') + region('dot', 'export const dot = (a: Mat, b: Mat): number => a.length * b.length;'),
  'snippets/t/base.ts': "import type { Mat } from '../kit/matrix.ts';\n" + region('norm', 'export const norm = (a: Mat): number => Math.sqrt(dot(a, a));').replace("import", "import"),
  'snippets/t/top.ts': "import { dot, type Mat } from '../kit/matrix.ts';\nimport { helper } from './other.ts';\n"
    + region('pair', 'export interface Pair { readonly a: Mat }')
    + region('top', 'export function top(p: Pair): number {\n  return dot(p.a, p.a) + top2(p) + helper(1);\n}')
    + region('top-2', 'export function top2(p: Pair): number {\n  return p.a.length > 3 ? top(p) : 0;\n}'),
  'snippets/t/other.ts': region('helper', 'export const helper = (x: number): number => x;'),
};

describe('dependenciesOf', () => {
  const snippets = snippetsOf(files);
  const ids = (file: string, id: string) => dependenciesOf(snippets, find(snippets, file, id)).order.map((one) => one.region.id);

  it('puts what is used above, once each, across files, through types and through a circle', () => {
    assert.deepEqual(ids('snippets/t/top.ts', 'top'), ['mat', 'pair', 'dot', 'top-2', 'helper', 'top']);
    assert.deepEqual(ids('snippets/kit/matrix.ts', 'mat'), ['mat']);
  });

  const problemsOf = (text: string, more: Readonly<Record<string, string>> = {}) => {
    const all = snippetsOf({ ...files, ...more, 'snippets/t/x.ts': text });
    return dependenciesOf(all, find(all, 'snippets/t/x.ts', 'x')).problems.map(({ line, message }) => `${line} ${message}`);
  };

  it('says what keeps a region from standing alone', () => {
    assert.deepEqual(problemsOf(`${region('x', 'export const x = () => local();')}function local() { return 1; }\n`), ['3 local lies outside every region, so it is not inserted']);
    assert.deepEqual(problemsOf(`import { readFileSync } from 'node:fs';\n${region('x', 'export const x = () => readFileSync;')}`), ['4 readFileSync comes from “node:fs”; a region stands alone']);
    assert.deepEqual(problemsOf(`import { a } from './none.ts';\n${region('x', 'export const x = () => a;')}`), ['4 snippets/t/none.ts does not exist']);
    assert.deepEqual(problemsOf(`import { dot as d } from '../kit/matrix.ts';\n${region('x', 'export const x = () => d;')}`), ['4 dot is imported under another name']);
    assert.deepEqual(problemsOf(`import { run } from './bare.ts';\n${region('x', 'export const x = () => run;')}`, { 'snippets/t/bare.ts': 'export const run = 1;\n' }), ['4 run lies in no region of snippets/t/bare.ts']);
  });

  it('says when two regions that go together declare the same name', () => {
    const other = region('helper-2', 'export const wrap = (x: number): number => helper(x);\nexport const dot = 1;');
    const found = problemsOf(`import { dot } from '../kit/matrix.ts';\nimport { wrap } from './w.ts';\n${region('x', 'export const x = () => [dot, wrap];')}`, { 'snippets/t/w.ts': other });
    assert.equal(found.length, 1);
    assert.match(found[0] ?? '', /declares dot twice: kit\/matrix#dot and t\/w#helper-2/);
  });
});

describe('makeScaffold', () => {
  it('stands alone in one language, keeps eq marks, and drops hole marks', () => {
    const text = region('s', 'export function s(x: Mat, { causal = false } = {}): number {\n  // hole: first\n  const y = x[0]!; // eq: a | hole: second\n  return causal ? `${y}`.length : y; // hole: third | eq: b\n}');
    const snippets = snippetsOf({ ...files, 'snippets/t/s.ts': `import type { Mat } from '../kit/matrix.ts';\n${text}` });
    const { scaffold, problems } = makeScaffold(snippets, find(snippets, 'snippets/t/s.ts', 's'));
    assert.deepEqual(problems, []);
    assert.equal(scaffold.plain.en, '/** mat. */\nexport type Mat = Float64Array;\n\n/** s. */\nexport function s(x: Mat, { causal = false } = {}): number {\n'
      + '  const y = x[0]!; // eq: a\n  return causal ? `${y}`.length : y; // eq: b\n}\n');
    assert.match(scaffold.plain['zh-cn'], /^\/\*\* mat 的说明。 \*\//);
  });

  it('keeps the blank line before a hole, and what looks like a mark in a string', () => {
    const text = "// #region s\n/** S. 说明。 */\nexport const s = () => {\n  f(1);\n\n  // hole: h\n  f('// hole: x');\n};\n// #endregion\n";
    const snippets = snippetsOf({ 'snippets/t/s.ts': text });
    assert.equal(regionText(find(snippets, 'snippets/t/s.ts', 's')), "/** S. 说明。 */\nexport const s = () => {\n  f(1);\n\n  f('// hole: x');\n};");
  });

  it('makes a choice of a boolean default, and escapes what a snippet would read', () => {
    const body = snippetBody('export function s(x: Mat, { causal = false } = {}): string {\n  return `${x}`;\n}', 's');
    assert.equal(body, 'export function ${1:s}(x: Mat, { causal = ${2|false,true|} \\} = {\\}): string {\n  return `\\${x\\}`;\n\\}');
  });

  it('links every use of the name that is the name itself', () => {
    const body = snippetBody('export function f(n: number): number {\n  const o = { f: 1 };\n  return n > 0 ? f(n - 1) : o.f + (o.size ?? 64);\n}', 'f');
    assert.equal(body, 'export function ${1:f}(n: number): number {\n  const o = { f: 1 \\};\n  return n > 0 ? $1(n - 1) : o.f + (o.size ?? ${2:64});\n\\}');
  });

  it('escapes so that a snippet inserts the text itself', () => {
    fc.assert(fc.property(fc.string(), (text) => {
      const inserted = escapeSnippet(text).replace(/\\([\\$}])/g, '$1');
      return inserted === text && !/(?:^|[^\\])(?:\\\\)*[$}]/.test(escapeSnippet(text));
    }), { seed: 1 });
  });

  it('cuts a region without its marks', () => {
    const snippets = snippetsOf(files);
    assert.equal(regionText(find(snippets, 'snippets/t/other.ts', 'helper')), '/** helper. helper 的说明。 */\nexport const helper = (x: number): number => x;');
  });
});
