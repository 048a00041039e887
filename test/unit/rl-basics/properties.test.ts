import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { maxGap, type Mat } from '../../../snippets/kit/matrix.ts';
import { normals } from '../../../snippets/kit/random.ts';
import { affineModel, affineValue } from '../../../snippets/rl-basics/affine-rewards.ts';
import { prioritizedSweeping, valueIterationInPlace } from '../../../snippets/rl-basics/asynchronous-iteration.ts';
import { rentalSite } from '../../../snippets/rl-basics/car-rental.ts';
import { evalExact, expectModel, oneHot, solve, underPolicy } from '../../../snippets/rl-basics/closed-form.ts';
import { returns } from '../../../snippets/rl-basics/grid-world.ts';
import { evalIter, qFromV } from '../../../snippets/rl-basics/policy-evaluation.ts';
import { policyIteration } from '../../../snippets/rl-basics/policy-iteration.ts';
import { frozenLake, gambler, lakes, river, sbGrid4, sbGrid5 } from '../../../snippets/rl-basics/published-worlds.ts';
import { truncatedPI } from '../../../snippets/rl-basics/truncated-iteration.ts';
import { contractionRate, greedy, optimalityOperator, valueIteration } from '../../../snippets/rl-basics/value-iteration.ts';
import { atLeast, randomModel, seeded, world } from './models.ts';

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const rewards = fc.array(between(-5, 5), { maxLength: 30 });
const gammas = between(0, 1);

describe('returns', () => {
  it('equal the sum by powers, and stay within r_max/(1 − γ)', () => {
    fc.assert(fc.property(rewards, gammas, (r, gamma) => {
      const G = returns(r, gamma);
      G.forEach((g, t) => {
        const sum = r.slice(t).reduce((total, x, k) => total + gamma ** k * x, 0);
        assert.ok(Math.abs(g - sum) < 1e-10);
        if (gamma < 1) assert.ok(Math.abs(g) <= Math.max(...r.map(Math.abs)) / (1 - gamma) + 1e-9);
      });
    }), seeded);
  });
});

describe('evaluation of a policy', () => {
  it('solves Ax = b', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 12 }), fc.integer(), (n, seed) => {
      const A = normals(n * n, seed), x = normals(n, seed + 1);
      const b = x.map((_, i) => A.subarray(i * n, i * n + n).reduce((sum, a, j) => sum + a * x[j]!, 0));
      const found = solve(A, b, n);
      const back = b.map((_, i) => A.subarray(i * n, i * n + n).reduce((sum, a, j) => sum + a * found[j]!, 0));
      assert.ok(maxGap(back, b) < 1e-9);
    }), seeded);
  });
  it('P_π has rows that sum to 1', () => {
    fc.assert(fc.property(randomModel, ({ m, pi }) => {
      const { P } = underPolicy(m, pi);
      for (let s = 0; s < m.nS; s++) assert.ok(Math.abs(P.subarray(s * m.nS, (s + 1) * m.nS).reduce((sum, p) => sum + p, 0) - 1) < 1e-12);
    }), seeded);
  });
  it('by sweeps is the linear solve, and each sweep takes γ off the error at least', () => {
    fc.assert(fc.property(randomModel, ({ m, pi, u }) => {
      const v = evalExact(m, pi);
      const { history, v: end } = evalIter(m, pi, { v0: u, tol: 1e-12, trace: true });
      assert.ok(maxGap(end, v) < 1e-9);
      const errors = history!.map((one) => maxGap(one, v));
      errors.slice(1).forEach((e, k) => assert.ok(e <= m.gamma * errors[k]! + 1e-10));
    }), seeded);
  });
  it('v is the mean of q under π', () => {
    fc.assert(fc.property(randomModel, ({ m, pi }) => {
      const v = evalExact(m, pi), q = qFromV(m, v);
      const mean = v.map((_, s) => q.subarray(s * m.nA, (s + 1) * m.nA).reduce((sum, x, a) => sum + pi[s * m.nA + a]! * x, 0));
      assert.ok(maxGap(mean, v) < 1e-9);
    }), seeded);
  });
  it('larger rewards give larger values', () => {
    fc.assert(fc.property(randomModel, fc.integer(), ({ m, pi }, seed) => {
      const more = { ...m, R: m.R.map((r, k) => r + Math.abs(normals(m.R.length, seed)[k]!)) };
      assert.ok(atLeast(evalExact(more, pi), evalExact(m, pi)));
    }), { ...seeded, numRuns: 40 });
  });
  it('a uniform walk on a bouncing grid: mean value = mean reward / (1 − γ)', () => {
    fc.assert(fc.property(between(0, 0.99), between(-10, 0), (gamma, rForbidden) => {
      const m = world(gamma, { rForbidden });
      const mean = (x: Mat) => x.reduce((sum, one) => sum + one, 0) / x.length;
      assert.ok(Math.abs(mean(evalExact(m, new Float64Array(125).fill(0.2))) - mean(m.reward) / (1 - gamma)) < 1e-8);
    }), seeded);
  });
});

describe('optimality', () => {
  it('the operator contracts by γ and is monotone', () => {
    fc.assert(fc.property(randomModel, ({ m, u, v }) => {
      fc.pre(maxGap(u, v) > 1e-6);
      assert.ok(contractionRate(m, u, v) <= m.gamma + 1e-12);
      assert.ok(atLeast(optimalityOperator(m, u.map((x, s) => Math.max(x, v[s]!))), optimalityOperator(m, u), 1e-12));
    }), seeded);
  });
  it('v* dominates every policy, and the greedy policy reaches it', () => {
    fc.assert(fc.property(randomModel, ({ m, pi }) => {
      const { v, pi: best } = policyIteration(m);
      assert.ok(atLeast(v, evalExact(m, pi)));
      assert.ok(maxGap(optimalityOperator(m, v), v) < 1e-8);
      assert.ok(maxGap(evalExact(m, oneHot(best, m.nA)), v) < 1e-8);
    }), seeded);
  });
  it('policy iteration never lowers a value and is never behind value iteration', () => {
    fc.assert(fc.property(randomModel, ({ m }) => {
      const { history, iterations } = policyIteration(m);
      const values = valueIteration(m, { v0: history[0]!.v, maxSweeps: iterations, tol: 0, trace: true }).history!;
      history.forEach(({ v }, k) => {
        if (k > 0) assert.ok(atLeast(v, history[k - 1]!.v));
        if (values[k]) assert.ok(atLeast(v, values[k]));
      });
    }), seeded);
  });
  it('all ways end at the same values, within their bounds', () => {
    fc.assert(fc.property(randomModel, fc.integer({ min: 1, max: 6 }), ({ m, u }, j) => {
      const { v } = policyIteration(m);
      const byValues = valueIteration(m, { v0: u });
      assert.ok(maxGap(byValues.v, v) <= byValues.bound + 1e-9);
      const sharp = { v0: u, tol: 1e-12 };
      for (const other of [truncatedPI(m, { ...sharp, j }), valueIterationInPlace(m, sharp)]) assert.ok(maxGap(other.v, v) < 1e-9);
      assert.ok(maxGap(prioritizedSweeping(m, { theta: 1e-7 }).v, v) <= 1e-7 / (1 - m.gamma) + 1e-9);
    }), seeded);
  });
  it('the greedy policy of the last sweep loses at most 2γΔ/(1 − γ)', () => {
    fc.assert(fc.property(randomModel, fc.integer({ min: 1, max: 8 }), ({ m, u }, sweeps) => {
      const { pi, bound } = valueIteration(m, { v0: u, maxSweeps: sweeps, tol: 0 });
      assert.ok(maxGap(evalExact(m, oneHot(pi, m.nA)), policyIteration(m).v) <= 2 * bound + 1e-8);
    }), seeded);
  });
  it('other units of reward move values as the formula says and no policy', () => {
    fc.assert(fc.property(randomModel, between(0.1, 10), between(-5, 5), ({ m }, alpha, beta) => {
      const { v, pi } = policyIteration(m);
      const other = affineModel(m, alpha, beta);
      const moved = affineValue(v, alpha, beta, m.gamma);
      assert.ok(maxGap(policyIteration(other).v, moved) < 1e-7);
      assert.ok(maxGap(evalExact(other, oneHot(pi, m.nA)), moved) < 1e-7);
    }), seeded);
  });
  it('ties go to the lowest action, or stay', () => {
    const q = Float64Array.of(1, 2, 2 + 1e-12, 0, 3, 3);
    assert.deepEqual([...greedy(q, 2, 3)], [1, 1]);
    assert.deepEqual([...greedy(q, 2, 3, Int32Array.of(2, 2))], [2, 2]);
    assert.deepEqual([...greedy(q, 2, 3, Int32Array.of(0, 0))], [1, 1]);
    assert.deepEqual([...greedy(q, 2, 3, undefined, 0)], [2, 1]);
  });
});

describe('the published worlds', () => {
  it('are whole models', () => {
    for (const m of [river(), sbGrid5(), sbGrid4(), frozenLake(lakes.small), frozenLake(lakes.large, false)]) expectModel(m);
  });
  it('without slipping the lake is crossed for certain, in the fewest steps', () => {
    assert.ok(Math.abs(valueIteration(frozenLake(lakes.small, false, 0.9)).v[0]! - 0.9 ** 5) < 1e-9);
  });
  it('bold play is optimal for an unfair coin: v(goal/2) = p', () => {
    fc.assert(fc.property(between(0.05, 0.5), fc.integer({ min: 1, max: 12 }), (ph, half) => {
      const { v } = gambler(ph, 2 * half);
      assert.ok(Math.abs(v[half]! - ph) < 1e-9);
      v.slice(1).forEach((x, s) => assert.ok(x >= v[s]!));
    }), { ...seeded, numRuns: 30 });
  });
  it('a rental site loses no chance, and rents at most what is asked for', () => {
    fc.assert(fc.property(between(0.5, 6), between(0.5, 6), (ask, back) => {
      const { T, rentals } = rentalSite(ask, back, 12);
      rentals.forEach((r, i) => {
        assert.ok(Math.abs(T.subarray(i * 13, i * 13 + 13).reduce((sum, p) => sum + p, 0) - 1) < 1e-12);
        assert.ok(r <= ask + 1e-12 && r <= i);
      });
    }), seeded);
  });
});
