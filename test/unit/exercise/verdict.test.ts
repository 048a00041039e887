import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ExaminedCheck, Examination, ExerciseDetail } from '../../../src/core/exercise/exercise.ts';
import { failedExamination, isExerciseDetails, parseExamination } from '../../../src/core/exercise/examination.ts';
import { judge } from '../../../src/core/exercise/verdict.ts';

const both = (en: string, zh = '中文') => ({ en, 'zh-cn': zh });
const check = (id: string, published: number, ours: number): ExaminedCheck => ({
  id, claim: both(`claim of ${id}`, `${id} 的论断`), source: both('a paper'), published: String(published), ours: String(ours), holds: published === ours,
});
const ran = (...checks: readonly ExaminedCheck[]): Examination => ({ checks, failure: undefined });
const threw = (message: string, line?: number): Examination => ({ checks: [], failure: { message, line, column: 1 } });

const detail: ExerciseDetail = {
  id: 'step', template: 'sums/add', equations: ['recurrence'], title: both('Write the step'), task: both('Add.'), reason: undefined,
  hints: { en: [], 'zh-cn': [] }, empty: { lines: { first: 1, last: 1 }, text: "throw new Error('hole: step');" },
  symptoms: [
    { why: both('It is taken away.', '被减去了。'), wrong: [{ check: 'a', ours: '-3' }, { check: 'b', ours: '0.5' }], error: undefined },
    { why: both('It is never set.', '没有赋值。'), wrong: [{ check: 'a', ours: 'NaN' }], error: undefined },
    { why: both('It runs over the end.', '越界了。'), wrong: [], error: 'RangeError: no row 8' },
  ],
};

test('every check that holds makes a pass; none at all does not', () => {
  assert.deepEqual(judge(detail, ran(check('a', 3, 3), check('b', 1, 1)), 'en'), {
    passed: true, kind: 'passed', message: 'All 2 checks hold.', first: undefined, line: undefined,
  });
  assert.equal(judge(detail, ran(), 'en').passed, false);
});

test('an error after checks that hold is no pass', () => {
  const verdict = judge(detail, { checks: [check('a', 3, 3)], failure: { message: 'TypeError: x is undefined', line: 7, column: 3 } }, 'en');
  assert.deepEqual([verdict.passed, verdict.kind, verdict.line], [false, 'error', 7]);
  assert.match(verdict.message, /TypeError: x is undefined/);
});

test('the empty hole is told as empty', () => {
  assert.equal(judge(detail, threw('Error: hole: step', 4), 'en').kind, 'empty');
  assert.equal(judge(detail, threw('Error: hole: other', 4), 'en').kind, 'error');
});

test('the numbers of a planted mistake give its own sentence, in either language, rounding apart', () => {
  const verdict = judge(detail, ran(check('a', 3, -3), check('b', 1, 0.5 + 1e-9), check('c', 2, 2)), 'en');
  assert.equal(verdict.kind, 'mistake');
  assert.equal(verdict.message, 'It is taken away.\nclaim of a: expected 3, got -3.');
  assert.match(judge(detail, ran(check('a', 3, NaN)), 'zh-cn').message, /^没有赋值。\na 的论断：应为 3，得到 NaN。$/);
  assert.equal(judge(detail, threw('RangeError: no row 8'), 'en').message, 'It runs over the end.');
});

test('other numbers, or the same and more, are not that mistake', () => {
  for (const examination of [ran(check('a', 3, -3)), ran(check('a', 3, -3), check('b', 1, 0.6)), ran(check('a', 3, -3), check('b', 1, 0.5), check('c', 2, 9))]) {
    assert.equal(judge(detail, examination, 'en').kind, 'wrong');
  }
});

test('an unforeseen mistake is described by its first check and by what relates the numbers', () => {
  const { message, first } = judge(detail, ran(check('a', 3, 3), check('b', -0.25, 0.25), check('c', 7, 1.234)), 'en');
  assert.equal(first?.id, 'b');
  assert.equal(message, 'claim of b: expected -0.25, got 0.25.\nOnly the sign is wrong.\n1 more check does not hold.');
});

test('only what the examiner writes is an examination', () => {
  const sound = ran(check('a', 1, 2));
  assert.deepEqual(parseExamination(JSON.stringify(sound)), JSON.parse(JSON.stringify(sound)));
  for (const text of ['', '{', '[]', 'null', '{"checks":3}', '{"checks":[{"id":"a"}]}']) assert.equal(parseExamination(text), undefined);
  assert.equal(judge(detail, failedExamination('it took too long'), 'en').passed, false);
  assert.equal(isExerciseDetails({ step: detail }), true);
  for (const value of [null, 'x', { step: 3 }, { step: { template: 1 } }]) assert.equal(isExerciseDetails(value), false);
});
