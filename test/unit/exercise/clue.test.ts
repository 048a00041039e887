import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { clueOf, type Clue } from '../../../src/core/exercise/clue.ts';
import { exerciseStrings } from '../../../src/core/exercise/strings.ts';

const cases: readonly [expected: number, actual: number, clue: Clue | undefined][] = [
  [-0.25, 0.25, { kind: 'sign' }],
  [3, 6, { kind: 'factor', value: 2 }],
  [3, 1.5, { kind: 'factor', value: 0.5 }],
  [3, -6, { kind: 'factor', value: -2 }],
  [0.3, 2.4, { kind: 'factor', value: 8 }],
  [0.5, 4 / 7, { kind: 'count', value: 8 }],
  [4 / 7, 0.5, { kind: 'count', value: 8 }],
  [1.5, 1.5 * Math.sqrt(6), { kind: 'root', value: 6 }],
  [1.5 * Math.sqrt(6), 1.5, { kind: 'root', value: 6 }],
  [36, 37, { kind: 'step', value: 1 }],
  [36, 35, { kind: 'step', value: -1 }],
  [0.7, 0.7 * 2 * Math.PI, { kind: 'pi', value: '2π' }],
  [0.7, 0.7 / Math.sqrt(2 * Math.PI), { kind: 'pi', value: '√(2π)' }],
  [2.5, 0, { kind: 'zero' }],
  [2.5, NaN, { kind: 'nan' }],
  [2.5, -Infinity, { kind: 'infinite' }],
  [2.5, Math.log(2.5), { kind: 'logarithm' }],
  [2.5, Math.exp(2.5), { kind: 'exponential' }],
  [0, 0.37, undefined],
  [2.5, 1.234567, undefined],
  [2.5, 2.5, undefined],
];

test('the relation of a wrong number to the right one is recognised', () => {
  for (const [expected, actual, clue] of cases) assert.deepEqual(clueOf(expected, actual), clue, `${actual} for ${expected}`);
});

test('every clue has a sentence in both languages', () => {
  for (const [, , clue] of cases) {
    if (clue === undefined) continue;
    assert.match(exerciseStrings.en.clue(clue), /^[A-Z].*[.?]$/);
    assert.match(exerciseStrings['zh-cn'].clue(clue), /\p{Script=Han}.*[。？]$/u);
  }
  assert.match(exerciseStrings.en.clue({ kind: 'factor', value: 0.5 }), /1\/2 times/);
  assert.match(exerciseStrings.en.clue({ kind: 'factor', value: -1 / 3 }), /−1\/3 times/);
});

test('a right number gives no clue, and no two numbers make it throw', () => {
  fc.assert(fc.property(fc.double(), fc.double(), (expected, actual) => {
    clueOf(expected, actual);
    if (Number.isFinite(expected)) assert.equal(clueOf(expected, expected), undefined);
  }));
});

test('a factor is found whatever the number', () => {
  fc.assert(fc.property(fc.double({ min: 0.01, max: 100, noNaN: true }), fc.integer({ min: 2, max: 64 }), (expected, k) => {
    if (Number.isInteger(expected)) return;
    assert.deepEqual(clueOf(expected, k * expected), { kind: 'factor', value: k });
  }));
});
