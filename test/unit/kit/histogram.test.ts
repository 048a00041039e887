import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { histogram } from '../../../snippets/kit/histogram.ts';
import { normals } from '../../../snippets/kit/random.ts';

const sum = (counts: readonly number[]) => counts.reduce((a, b) => a + b, 0);

test('every finite value is counted once, in as many bins as asked for', () => {
  fc.assert(fc.property(fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 }), fc.integer({ min: 1, max: 30 }), (values, bins) => {
    assert.equal(sum(Object.values(histogram([...values, NaN, Infinity], bins))), values.length);
  }));
  assert.deepEqual(histogram([0, 0.5, 1, 1.5, 2, 4], 4), { '0.0 … 1.0': 2, '1.0 … 2.0': 2, '2.0 … 3.0': 1, '3.0 … 4.0': 1 }, 'a lower edge belongs to its bin');
  assert.deepEqual(histogram([]), {});
});

test('normal numbers fall into bins as the normal distribution says', () => {
  const counts = Object.values(histogram(Float64Array.from([-4, 4, ...normals(20_000, 7).filter((z) => Math.abs(z) < 4)]), 8));
  const share = [0.00132, 0.0214, 0.13591, 0.34134, 0.34134, 0.13591, 0.0214, 0.00132];
  counts.forEach((count, i) => assert.ok(Math.abs(count / sum(counts) - share[i]!) < 0.01, `${i}: ${count}`));
});

test('bins that are none are refused', () => {
  for (const bins of [0, -1, 1.5, NaN]) assert.throws(() => histogram([1], bins), RangeError);
});
