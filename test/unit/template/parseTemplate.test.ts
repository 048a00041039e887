import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseTemplate } from '../../../src/core/template/parseTemplate.ts';

const head = '/**\n * Adds two numbers. More of it.\n * 两数相加。其余从略。\n */\n';
const tail = "\nexport function demo({ check }: Report): void {\n  check('sum', 'a + b', 'own', 3, add(1, 2));\n}\n\nrun(import.meta, demo);\n";
const imports = "import { run, type Report } from '../kit/demo.ts';\n\n";
const region = '// #region add\n/** The sum. 和。 */\nexport function add(a: number, b: number): number {\n  return a + b; // eq: sum | hole: plus\n}\n// #endregion\n';
const whole = head + imports + region + tail;

const parse = (text: string, file = 'snippets/arithmetic/add.ts') => parseTemplate(file, text);
const messages = (text: string) => parse(text).problems.map(({ line, column, message }) => `${line}:${column} ${message}`);

describe('parseTemplate', () => {
  it('reads head, region, marks, checks, imports and demo of a sound template', () => {
    const { template, problems } = parse(whole);
    assert.deepEqual(problems, []);
    assert.equal(template.key, 'arithmetic/add');
    assert.deepEqual(template.title, { en: 'Adds two numbers', 'zh-cn': '两数相加' });
    assert.deepEqual(template.regions.map(({ id, name, exports, lines }) => ({ id, name, exports, lines })), [
      { id: 'add', name: 'add', exports: ['add'], lines: { first: 8, last: 11 } },
    ]);
    assert.deepEqual(template.equations.map(({ id, lines, region: around }) => ({ id, lines, around })), [
      { id: 'sum', lines: { first: 10, last: 10 }, around: 'add' },
    ]);
    assert.deepEqual(template.holes.map(({ id, lines }) => ({ id, lines })), [{ id: 'plus', lines: { first: 10, last: 10 } }]);
    assert.deepEqual(template.checks.map(({ id }) => id), ['sum']);
    assert.deepEqual(template.imports.map(({ name, file }) => [name, file]), [['run', 'snippets/kit/demo.ts'], ['Report', 'snippets/kit/demo.ts']]);
    assert.ok(template.hasDemo);
  });

  it('takes the export named like the region for its name, else the first function, else the first export', () => {
    const named = (id: string) => parse(`// #region ${id}\n/** T. 类型。 */\nexport interface Opts { a: number }\n/** F. 函数。 */\nexport function other() {}\n/** G. 函数。 */\nexport function onlineSoftmax() {}\n// #endregion\n`).template.regions[0]?.name;
    assert.equal(named('online-softmax'), 'onlineSoftmax');
    assert.equal(named('anything'), 'other');
    assert.equal(parse('// #region a\n/** T. 类型。 */\nexport type B = number;\n// #endregion\n').template.regions[0]?.name, 'B');
  });

  it('finds names from outside a region, but not local ones, properties, strings and comments', () => {
    const text = '// #region a\n/** A. 甲。 */\nexport function a(x: Mat, o = { scale: 1 }) {\n  const helper = 1; // other\n'
      + '  return x.map((add) => add + helper + o.scale + outer(`${inTemplate} notThis`, "norThis"));\n}\n// #endregion\n';
    const uses = parse(text).template.regions[0]?.uses.map((use) => use.name);
    assert.deepEqual(uses, ['Mat', 'outer', 'inTemplate']);
  });

  it('counts a shadowed name as local inside its block only', () => {
    const text = '// #region a\n/** A. 甲。 */\nexport function a() {\n  { const dot = 1; void dot; }\n  return dot;\n}\n// #endregion\n';
    assert.deepEqual(parse(text).template.regions[0]?.uses.map((use) => `${use.name}:${use.line}`), ['dot:5']);
  });

  it('lets a mark on its own line reach to the next blank line, a smaller indent, or the end of the region', () => {
    const text = '// #region a\n/** A. 甲。 */\nexport function a() {\n  // eq: to-blank\n  f(1);\n  f(2);\n\n  {\n    // eq: to-indent\n    f(3);\n  }\n}\n// eq: to-end\nf(4);\nf(5);\n// #endregion\n';
    assert.deepEqual(parse(text).template.equations.map(({ id, lines }) => [id, lines.first, lines.last]), [
      ['to-blank', 5, 6], ['to-indent', 10, 10], ['to-end', 14, 15],
    ]);
  });

  it('reads several ids in one mark, and two marks above one another', () => {
    const text = 'f(1); // eq: a, b\n// eq: c\n// eq: d\nf(2);\n';
    assert.deepEqual(parse(text).template.equations.map(({ id, lines }) => [id, lines.first, lines.last]), [
      ['a', 1, 1], ['b', 1, 1], ['c', 4, 4], ['d', 4, 4],
    ]);
  });

  it('reads no mark in a string, a template literal or a block comment', () => {
    assert.deepEqual(parse('f("// eq: a", `// eq: b`); /* eq: c */\n').template.equations, []);
  });

  for (const [what, text, expected] of [
    ['an unclosed region', whole.replace('// #endregion\n', ''), /^7:1 region add has no end$/],
    ['an #endregion alone', whole.replace('// #region add\n', ''), /^11:1 #endregion without a #region/],
    ['a nested region', whole.replace('// #region add', '// #region out\n// #region add'), /^8:1 region add begins inside region out$/],
    ['a region twice', whole.replace(region, region + region.replaceAll('add', 'add')), /^13:1 region add is there twice$/],
    ['a region without a name', whole.replace('// #region add', '// #region'), /^7:1 a region without a name$/],
    ['an indented region', whole.replace('// #region add', '  // #region add'), /^7:3 #region is not alone/],
    ['a bad equation id', whole.replace('eq: sum', 'eq: Sum 1'), /^10:17 “Sum 1” is not the id of an equation$/],
    ['a misspelt mark', whole.replace('eq: sum', 'eqs: sum'), /^10:17 “eqs: sum” is not a mark$/],
    ['a mark inside a sentence', whole.replace('eq: sum', 'the sum, eq: sum'), /^10:17 a mark inside another comment is not read$/],
    ['a mark above nothing', whole.replace('  return a', '  // eq: sum\n\n  return a'), /^10:3 the mark stands above no code$/],
    ['a hole outside regions', whole.replace('check(', '// hole: out\n  check('), /^15:3 hole out lies in no region$/],
    ['a hole twice', whole.replace('  return a + b', '  f(); // hole: plus\n  return a + b'), /^11:17 hole plus is there twice$/],
    ['a check twice', whole.replace("  check('sum'", "  check('sum', 'x', 'y', 1, 1);\n  check('sum'"), /^16:9 check sum is there twice$/],
    ['no head', whole.replace(head, ''), /^1:1 the file has no head$/],
    ['a head in English only', whole.replace(' * 两数相加。其余从略。\n', ''), /^1:1 the head has no Chinese sentence$/],
    ['a comment in English only', whole.replace(' 和。', ''), /^8:1 the comment of add has no Chinese line$/],
    ['a comment in Chinese only', whole.replace('The sum. 和。', '两数之和。'), /^8:1 the comment of add has no English sentence$/],
    ['an export without a comment', whole.replace('/** The sum. 和。 */\n', ''), /^8:17 add has no doc comment$/],
    ['no demo', whole.replace('export function demo', 'export function show'), /^19:1 the template has no demo$/],
    ['a demo that is not run', whole.replace('run(import.meta, demo);\n', ''), /the template does not end by running its demo$/],
    ['a region that ends inside a function', whole.replace('  return a + b;', '// #endregion\n  return a + b;').replace('}\n// #endregion', '}'), /^9:52 region add is no TypeScript by itself: /],
    ['no TypeScript', whole.replace('return a + b;', 'return a + ;'), /^10:14 not TypeScript: Unexpected token$/],
  ] as const) {
    it(`says where ${what} is`, () => {
      assert.notEqual(text, whole);
      const found = messages(text);
      assert.ok(found.some((message) => expected.test(message)), `${expected} is not among ${JSON.stringify(found)}`);
    });
  }

  it('asks of the kit neither head nor demo', () => {
    assert.deepEqual(parse(region.replace(' // eq: sum | hole: plus', ''), 'snippets/kit/add.ts').problems, []);
  });
});
