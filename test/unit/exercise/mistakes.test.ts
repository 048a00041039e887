import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMistakes, validateMistakes } from '../../../src/core/exercise/mistakes.ts';
import { emptiedLines, fillHole } from '../../../src/core/template/hole.ts';
import { parseTemplate } from '../../../src/core/template/parseTemplate.ts';
import { mistakes, template } from '../pack/samplePack.ts';

const file = 'media/topics/sums/mistakes.json';
const add = parseTemplate('snippets/sums/add.ts', template).template;

test('reads what an author wrote', () => {
  const { mistakes: read, problems } = parseMistakes(file, mistakes);
  assert.deepEqual(problems, []);
  assert.deepEqual(read['add']?.['step']?.map(({ replace }) => replace), ['s -= xi;', 's = xi;']);
  assert.deepEqual(validateMistakes(file, read, [add]), []);
});

test('says at which place the file is wrong, and keeps the rest', () => {
  const cases: readonly [text: string, message: RegExp][] = [
    ['{', /not JSON/],
    ['[]', /no object/],
    ['{"add": 3}', /“add” holds no object/],
    ['{"add": {"step": {}}}', /“step” holds no list/],
    ['{"add": {"step": [{"why": ["a", "甲"]}]}}', /“replace” is no text/],
    ['{"add": {"step": [{"replace": "x", "why": ["only English"]}]}}', /one English and one Chinese/],
    ['{"add": {"step": [{"replace": "x", "why": ["中文", "English"]}]}}', /English first/],
  ];
  for (const [text, message] of cases) {
    const { problems } = parseMistakes(file, text);
    assert.equal(problems.length, 1, text);
    assert.match(problems[0]!.message, message);
    assert.ok(problems[0]!.expected);
  }
  assert.equal(parseMistakes(file, '{\n  "add": {\n    "step": [3]\n  }\n}').problems[0]?.line, 3);
});

test('asks for two mistakes a hole, and for names that exist', () => {
  const messages = (text: string) => validateMistakes(file, parseMistakes(file, text).mistakes, [add]).map(({ message }) => message);
  assert.deepEqual(messages('{}'), ['hole step has 0 planted mistakes']);
  assert.match(messages('{"ad": {}}').join(), /unknown template “ad”/);
  assert.match(messages('{"add": {"stop": []}}').join(), /unknown hole “stop”/);
});

test('lines that fill a hole take its indent, whatever theirs', () => {
  const hole = add.holes[0]!;
  for (const lines of ['if (xi > 0) {\n  s += xi;\n}', '      if (xi > 0) {\n        s += xi;\n      }\n']) {
    assert.ok(fillHole(template, hole, lines).includes('\n    if (xi > 0) {\n      s += xi;\n    }\n  }\n'), lines);
  }
});

test('the empty hole is told as lines to replace', () => {
  const { lines, text } = emptiedLines(template, add.holes[0]!);
  assert.deepEqual(lines, { first: 12, last: 12 });
  assert.equal(text, "    throw new Error('hole: step');");
});
