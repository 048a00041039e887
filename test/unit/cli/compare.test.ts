import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compare, expectedError, isExpectedError, reviveNumbers } from '../../../src/cli/fixtures/compare.ts';

test('an error is relative to the expected number where that is larger than one, absolute below', () => {
  assert.equal(compare(101, 100).error, 0.01);
  assert.equal(compare(0.02, 0.01).error, 0.01);
  assert.equal(compare(-3, -3).error, 0);
  assert.equal(compare(-0, 0).error, 0);
});

test('the largest error of all is told with its place', () => {
  const { error, worst } = compare({ o: [[1, 2], [3, 4.5]], l: 1.1 }, { o: [[1, 2], [3, 4]], l: 1 });
  assert.equal(error, 0.125);
  assert.equal(worst, 'o[1][1] is 4.5, expected 4');
});

test('infinite numbers and NaN equal only themselves', () => {
  assert.equal(compare(Infinity, Infinity).error, 0);
  assert.equal(compare(NaN, NaN).error, 0);
  assert.equal(compare(-Infinity, Infinity).error, Infinity);
  assert.equal(compare(1e308, Infinity).error, Infinity);
  assert.equal(compare(Infinity, 1).error, Infinity);
  assert.equal(compare(NaN, 1).error, Infinity);
  assert.equal(compare(1, NaN).error, Infinity);
});

test('typed arrays are lists, and lists have one length', () => {
  assert.equal(compare({ x: Float64Array.of(1, 2) }, { x: [1, 2] }).error, 0);
  assert.equal(compare(BigInt64Array.of(7n), [7]).error, 0);
  assert.deepEqual(compare([1], [1, 2]), { error: Infinity, worst: 'the result has 1 elements, expected 2' });
  assert.deepEqual(compare([1, 2], [1]), { error: Infinity, worst: 'the result has 2 elements, expected 1' });
  assert.equal(compare({ 0: 1, length: 1 }, [1]).error, Infinity);
});

test('only the expected fields are asked for, and each must be there', () => {
  assert.equal(compare({ a: 1, more: 2 }, { a: 1 }).error, 0);
  assert.equal(compare({ b: 1 }, { a: 1 }).worst, 'a is undefined, expected 1');
  assert.equal(compare([1], { 0: 1 }).error, Infinity);
  assert.equal(compare(null, { a: 1 }).error, Infinity);
});

test('null, booleans and texts are equal or not', () => {
  assert.equal(compare({ a: undefined, b: null }, { a: null, b: null }).error, 0);
  assert.equal(compare(0, null).error, Infinity);
  assert.equal(compare(1, true).error, Infinity);
  assert.equal(compare('hit', 'hit').error, 0);
  assert.equal(compare('1', 1).error, Infinity);
});

test('numbers that JSON cannot hold come back from their names, at any depth', () => {
  assert.deepEqual(reviveNumbers({ a: ['Infinity', { b: '-Infinity' }], c: 'NaN', d: 'hit', e: null }),
    { a: [Infinity, { b: -Infinity }], c: NaN, d: 'hit', e: null });
});

test('a case may ask for an error, by code or by a part of its message', () => {
  assert.equal(expectedError({ error: 'CHM_NAN' }), 'CHM_NAN');
  assert.equal(expectedError({ throws: true, messageIncludes: 'beta' }), 'beta');
  assert.equal(expectedError({ error: 0.5 }), undefined);
  assert.equal(expectedError({ error: 'x', value: 1 }), undefined);
  assert.equal(expectedError(7), undefined);
  assert.ok(isExpectedError(Object.assign(new Error('bad token'), { code: 'CHM_NAN' }), 'CHM_NAN'));
  assert.ok(isExpectedError(new RangeError('Beta must lie below 1'), 'beta'));
  assert.ok(!isExpectedError(new RangeError('sigma'), 'beta'));
  assert.ok(!isExpectedError('beta', 'beta'));
});
