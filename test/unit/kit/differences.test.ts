import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { centralDifferences } from '../../../snippets/kit/differences.ts';

const entries = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 1, maxLength: 6 });

test('slopes of a sum of cubes are three squares, and x is as it was', () => {
  fc.assert(fc.property(entries, (values) => {
    const x = Float64Array.from(values);
    const slopes = centralDifferences(x, () => x.reduce((sum, v) => sum + v ** 3, 0), 1e-4);
    values.forEach((v, k) => assert.ok(Math.abs(slopes[k]! - 3 * v * v) < 1e-6, `${k}: ${slopes[k]}`));
    assert.deepEqual(Array.from(x), values);
  }));
});
