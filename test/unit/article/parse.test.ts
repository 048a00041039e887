import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exercisesOf, plainText, stepsOf } from '../../../src/core/article/article.ts';
import { chinese, english, parse } from './articleFixture.ts';

test('an article without faults gives no problems', () => {
  assert.deepEqual(parse(english).problems, []);
  assert.deepEqual(parse(chinese, 'zh-cn').problems, []);
});

test('opening: title, lead, sources and symbols', () => {
  const { article } = parse(english);
  assert.equal(article.title, 'Softmax: one pass less');
  assert.equal(article.lead.length, 1);
  assert.deepEqual(article.sources.map(plainText), ['Milakov & Gimelshein 2018 (arXiv 1805.02867)', 'Zihao Ye 2023']);
  assert.deepEqual(article.symbols.map((row) => row.latex), [['x_i'], ['m_i'], ["d'_i"], ['Q', 'K']]);
  assert.deepEqual(article.symbols.map((row) => row.code), [['xi'], ['m', 'mNew'], [], ['Q', 'K']]);
  assert.equal(plainText(article.symbols[1]?.meaning ?? []), 'largest of $x_1,\\dots,x_i$');
  assert.equal(article.symbolsLine, 8);
  assert.equal(article.symbols[0]?.line, 10);
});

test('steps: id, number, star, title, equation and reason', () => {
  const [first, second] = stepsOf(parse(english).article);
  assert.equal(first?.id, 'surrogate');
  assert.equal(second?.number, 2);
  assert.equal(second?.star, true);
  assert.equal(plainText(second?.title ?? []), 'The new sum follows from the old one');
  assert.equal(second?.latex, "d'_i = d'_{i-1}\\,e^{m_{i-1}-m_i} + e^{x_i-m_i}");
  assert.equal(english.split('\n')[(second?.latexLine ?? 0) - 1], second?.latex);
  assert.equal(plainText(second?.reason?.rule ?? []), '1, algebra (one factor)');
  assert.equal(plainText(second?.reason?.text ?? []), 'Split the last term off. See the paper.');
  assert.deepEqual(second?.reason?.refs, ['surrogate']);
  assert.deepEqual(second?.blocks.map((block) => block.kind), ['math', 'reason', 'aside', 'paragraph', 'figure', 'region']);
});

test('Chinese reason and sources', () => {
  const { article } = parse(chinese, 'zh-cn');
  const [step] = stepsOf(article);
  assert.equal(plainText(step?.reason?.rule ?? []), '定义');
  assert.equal(plainText(step?.reason?.text ?? []), '$m_i$ 在第 $i$ 步已知。');
  assert.deepEqual(article.sources.map(plainText), ['Milakov 与 Gimelshein 2018（arXiv 1805.02867）', 'Zihao Ye 2023']);
});

test('section ids: the anchor, else exercises, else the number', () => {
  assert.deepEqual(parse(english).article.sections.map((section) => section.id), ['one-pass', 'exercises', 'numbers']);
  assert.deepEqual(parse(chinese, 'zh-cn').article.sections.map((section) => section.id), ['section-1']);
});

test('exercises: task and three hints', () => {
  const [exercise] = exercisesOf(parse(english).article);
  assert.equal(exercise?.id, 'rescale');
  assert.equal(exercise?.blocks.length, 1);
  assert.deepEqual(exercise?.hints.map((hint) => plainText(hint.summary)), ['Hint 1', 'Hint 2', 'Hint 3']);
});

test('lists hold every mark with its owner and its place', () => {
  const { article } = parse(english);
  const at = ({ line, column }: { line: number; column: number }) => (english.split('\n')[line - 1] ?? '').slice(column - 1);
  assert.deepEqual(article.checks.map(({ owner, template, check, shown }) => [owner, template, check, shown]), [
    ['recurrence', 'softmax/online-softmax', 'ramp', '1.5814460128'], ['hole-rescale', 'softmax/online-softmax', 'ramp', '1.5814460128'],
  ]);
  for (const check of article.checks) assert.ok(at(check).startsWith('[1.5814460128]'));
  assert.deepEqual(article.refs.map(({ owner, target, shown, inReason }) => [owner, target, shown, inReason]), [
    ['recurrence', 'surrogate', '1', true], ['recurrence', 'recurrence', '2', false], ['hole-rescale', 'recurrence', '2', false],
  ]);
  for (const ref of article.refs) assert.ok(at(ref).startsWith(`[${ref.shown}](#${ref.target})`));
  assert.deepEqual(article.regionLinks.map(({ standsAlone, name }) => [standsAlone, name]), [[false, 'onlineSoftmax'], [true, 'onlineSoftmax']]);
  for (const link of article.regionLinks) assert.ok(at(link).startsWith('[`onlineSoftmax`]'));
  assert.deepEqual(article.figures.map(({ id, file, alt, caption }) => [id, file, alt, caption]), [
    ['recurrence', 'figures/recurrence.svg', 'Bars of scores.', 'The sum shrinks.'],
  ]);
  assert.equal(article.fences.length, 2);
  for (const formula of article.formulas) assert.ok(at(formula).startsWith(`$${formula.latex}$`), formula.latex);
  assert.equal(article.asides, 4);
});

test('Windows line ends and a byte order mark change nothing', () => {
  const { article, problems } = parse(`\uFEFF${english.replaceAll('\n', '\r\n')}`);
  assert.deepEqual(problems, []);
  assert.deepEqual(article, parse(english).article);
});
