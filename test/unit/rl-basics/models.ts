import fc from 'fast-check';
import type { Mdp } from '../../../snippets/rl-basics/closed-form.ts';
import { bookGrid, gridModel, type Grid } from '../../../snippets/rl-basics/grid-world.ts';
import { uniform } from '../../../snippets/kit/random.ts';
import type { Mat } from '../../../snippets/kit/matrix.ts';

export const seeded = { seed: 7, numRuns: 100 };

/** Rows of `cols` chances that sum to 1; about half of them are 0. */
export function chances(rows: number, cols: number, next: () => number): Mat {
  const weights = new Float64Array(rows * cols);
  for (let r = 0; r < rows; r++) {
    const row = weights.subarray(r * cols, (r + 1) * cols).map(() => (next() < 0.5 ? 0 : next() + 1e-3));
    row[Math.floor(next() * cols)]! += 1;
    const sum = row.reduce((total, w) => total + w, 0);
    weights.set(row.map((w) => w / sum), r * cols);
  }
  return weights;
}

/** A random model with a random policy and two vectors of values. */
export const randomModel = fc.record({
  nS: fc.integer({ min: 1, max: 7 }), nA: fc.integer({ min: 1, max: 4 }),
  gamma: fc.double({ min: 0, max: 0.97, noNaN: true }), seed: fc.integer(),
}).map(({ nS, nA, gamma, seed }) => {
    const next = uniform(seed);
    const values = () => Float64Array.from({ length: nS }, () => 20 * next() - 10);
    const m: Mdp = { nS, nA, gamma, P: chances(nS * nA, nS, next), R: Float64Array.from({ length: nS * nA }, () => 4 * next() - 2) };
    return { m, pi: chances(nS, nA, next), u: values(), v: values() };
  });

/** The book's 5×5 world, changed. */
export const world = (gamma = 0.9, change: Partial<Grid> = {}) => ({ nS: 25, nA: 5, gamma, ...gridModel({ ...bookGrid, ...change }) });

/** Element-wise a ≥ b, as rounding allows. */
export const atLeast = (a: Mat, b: Mat, slack = 1e-9) => a.every((x, i) => x >= b[i]! - slack);
