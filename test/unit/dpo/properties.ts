import assert from 'node:assert/strict';
import fc from 'fast-check';
import { centralDifferences } from '../../../snippets/kit/differences.ts';
import type { Mat } from '../../../snippets/kit/matrix.ts';

/** A number between two bounds. */
export const real = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });

/** Fails unless two numbers are near, in proportion to the size of the second. */
export function near(x: number, y: number, tolerance: number, what = ''): void {
  assert.ok(Math.abs(x - y) <= tolerance * Math.max(1, Math.abs(y)), `${what} ${x}, expected ${y}`);
}

/** The gradient of f at x, by differences. */
export function slopes(f: (x: Mat) => number, x: Mat, h = 1e-5): Mat {
  const moved = x.slice();
  return centralDifferences(moved, () => f(moved), h);
}
