import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { estimateAndTruth } from '../../../snippets/ddpg/ddpg.ts';
import { quadraticFeatures, quadraticQ, trainLqDdpg } from '../../../snippets/ddpg/lq-ddpg.ts';
import {
  closedLoop, discountedSum, doubleIntegrator, evalGain, gainCost, plus, qBlocks, riccati, scalarSystem, solvePositive, transposed, type LinearSystem,
} from '../../../snippets/ddpg/lqr.ts';
import { dpgGradient, gainDescent, gainIteration } from '../../../snippets/ddpg/lqr-gradient.ts';
import { Mlp } from '../../../snippets/ddpg/mlp.ts';
import { noisyBackup, valueBias } from '../../../snippets/ddpg/overestimation.ts';
import { linearWorld } from '../../../snippets/ddpg/td3.ts';
import { centralDifferences } from '../../../snippets/kit/differences.ts';
import { matmul, maxGap, type Mat } from '../../../snippets/kit/matrix.ts';
import { normals, uniform } from '../../../snippets/kit/random.ts';

const seeded = { seed: 7, numRuns: 100 };
/** Even on [min, max]; `fc.double` is even on what the machine can write, so nearly all of its numbers would be next to 0. */
const between = (min: number, max: number) => fc.integer({ min: 0, max: 10_000 }).map((k) => min + ((max - min) * k) / 10_000);
const identity = (n: number) => Float64Array.from({ length: n * n }, (_, k) => (k % (n + 1) === 0 ? 1 : 0));
/** MMᵀ + share of the identity: symmetric and positive definite. */
const positive = (M: Mat, n: number, share: number) => plus(matmul(M, transposed(M, n, n), n, n, n), identity(n), share);

/** A random system with a cost that is finite even without control, a random small gain, and E[s₀s₀ᵀ]. */
const systems = fc.record({ n: fc.integer({ min: 1, max: 3 }), m: fc.integer({ min: 1, max: 2 }), gamma: between(0, 1), seed: fc.integer() })
  .map(({ n, m, gamma, seed }) => {
    const draw = (k: number, count: number, size = 1) => normals(count, seed + k).map((x) => size * Math.max(-2, Math.min(2, x)));
    const sys: LinearSystem = {
      n, m, gamma, A: draw(1, n * n, 0.4 / n), B: draw(2, n * m, 0.5), Q: positive(draw(3, n * n), n, 0.1), R: positive(draw(4, m * m), m, 0.2),
    };
    return { sys, K: draw(5, m * n, 0.05), Sigma0: positive(draw(6, n * n), n, 0.5) };
  });

describe('the optimum', () => {
  it('is the value of its own gain, and its gradient is 0', () => fc.assert(fc.property(systems, ({ sys, Sigma0 }) => {
    const { P, K } = riccati(sys);
    const size = Math.max(1, ...P.map(Math.abs));
    assert.ok(maxGap(evalGain(sys, K), P) < 1e-10 * size);
    assert.ok(maxGap(transposed(P, sys.n, sys.n), P) < 1e-12 * size, 'P is symmetric');
    assert.ok(dpgGradient(sys, K, Sigma0).G.every((g) => Math.abs(g) < 1e-8 * size));
  }), seeded));
  it('costs no more than any other gain', () => fc.assert(fc.property(systems, ({ sys, K, Sigma0 }) => {
    assert.ok(gainCost(sys, riccati(sys).K, Sigma0) <= gainCost(sys, K, Sigma0) + 1e-9);
  }), seeded));
  it('keeps its gain in other units of cost', () => fc.assert(fc.property(systems, between(0.1, 10), ({ sys }, c) => {
    const one = riccati(sys), other = riccati({ ...sys, Q: sys.Q.map((x) => c * x), R: sys.R.map((x) => c * x) });
    assert.ok(maxGap(other.K, one.K) < 1e-9);
    assert.ok(maxGap(other.P, one.P.map((x) => c * x)) < 1e-9 * Math.max(1, ...other.P));
  }), seeded));
  it('is what following its gain truly earns, and a critic of that value has no gap', () => fc.assert(fc.property(between(0.1, 0.95), between(-1, 1), (gamma, start) => {
    const sys = scalarSystem(gamma), { P, K } = riccati(sys), world = linearWorld(sys, 1, 12);
    const actor = new Mlp([1, 1], 'linear', 1, uniform(1)), critic = new Mlp([2, 1], 'linear', 1, uniform(1));
    actor.params.set([-K[0]!, 0]);
    critic.params.set([0, 0, -P[0]! * start ** 2]);
    const { estimate, truth } = estimateAndTruth({ actor, critic }, world, [start], gamma, 1000);
    assert.ok(Math.abs(truth + P[0]! * start ** 2) < 1e-9);
    assert.ok(Math.abs(estimate - truth) < 1e-9);
  }), seeded));
  it('does nothing for a future that does not count', () => fc.assert(fc.property(systems, ({ sys }) => {
    const { P, K } = riccati({ ...sys, gamma: 0 });
    assert.deepEqual(P, sys.Q);
    assert.ok(K.every((k) => k === 0));
  }), seeded));
  it('solves γP² − (2γ − 1)P − 1 = 0 for one number, with K = P − 1', () => fc.assert(fc.property(between(0, 1), (gamma) => {
    const { P, K } = riccati(scalarSystem(gamma));
    assert.ok(Math.abs(gamma * P[0]! ** 2 - (2 * gamma - 1) * P[0]! - 1) < 1e-10);
    assert.ok(Math.abs(K[0]! - (P[0]! - 1)) < 1e-10);
  }), seeded));
});

describe('parts', () => {
  it('solves HX = G', () => fc.assert(fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 4 }), fc.integer(), (m, n, seed) => {
    const H = positive(normals(m * m, seed), m, 0.5), G = normals(m * n, seed + 1);
    assert.ok(maxGap(matmul(H, solvePositive(H, G, m, n), m, m, n), G) < 1e-9);
  }), seeded));
  it('the doubled sum is the fixed point', () => fc.assert(fc.property(systems, ({ sys, K, Sigma0 }) => {
    const { n, gamma } = sys, M = closedLoop(sys, K), X = discountedSum(M, Sigma0, n, gamma);
    assert.ok(maxGap(plus(Sigma0, matmul(matmul(M, X, n, n, n), transposed(M, n, n), n, n, n), gamma), X) < 1e-10 * Math.max(1, ...X));
  }), seeded));
  it('q_K at a = −Ks is v_K', () => fc.assert(fc.property(systems, fc.integer(), ({ sys, K }, seed) => {
    const { n, m } = sys, P = evalGain(sys, K), { ss, as, aa } = qBlocks(sys, P), s = normals(n, seed);
    const a = matmul(K, s, m, n, 1).map((x) => -x);
    const form = (x: Mat, M: Mat, y: Mat) => matmul(matmul(x, M, 1, x.length, y.length), y, 1, y.length, 1)[0]!;
    assert.ok(Math.abs(form(s, ss, s) + 2 * form(a, as, s) + form(a, aa, a) - form(s, P, s)) < 1e-9);
  }), seeded));
  it('six weights hold the quadratic form', () => fc.assert(fc.property(fc.array(between(-3, 3), { minLength: 9, maxLength: 9 }), (v) => {
    const [x, y, u, ...w] = v as [number, number, number, ...number[]];
    const byHand = w[0]! * x * x + w[2]! * y * y + w[5]! * u * u + 2 * (w[1]! * x * y + w[3]! * x * u + w[4]! * y * u);
    assert.ok(Math.abs(quadraticQ(Float64Array.from(w), quadraticFeatures(x, y, u, new Float64Array(6))) - byHand) < 1e-9);
  }), seeded));
});

describe('the deterministic policy gradient', () => {
  it('is what differences of the cost give', () => fc.assert(fc.property(systems, ({ sys, K, Sigma0 }) => {
    const { G } = dpgGradient(sys, K, Sigma0), at = K.slice();
    const slopes = centralDifferences(at, () => gainCost(sys, at, Sigma0), 1e-5);
    assert.ok(maxGap(G, slopes) < 1e-6 * Math.max(1, ...slopes.map(Math.abs)));
  }), seeded));
  it('leads down, and policy iteration down faster, both to the Riccati gain', () => fc.assert(fc.property(systems, ({ sys, K, Sigma0 }) => {
    const best = riccati(sys).K, cost = (gain: Mat) => gainCost(sys, gain, Sigma0);
    const jumps = gainIteration(sys, K), walk = gainDescent(sys, K, Sigma0, 0.05, 20);
    for (const path of [jumps, walk]) path.slice(1).forEach((gain, k) => assert.ok(cost(gain) <= cost(path[k]!) + 1e-9));
    assert.ok(maxGap(jumps.at(-1)!, best) < 1e-8);
    assert.ok(cost(jumps[1]!) <= cost(walk[1] ?? K) + 1e-9);
  }), { ...seeded, numRuns: 40 }));
});

describe('learning and erring', () => {
  it('without noise in the critic a backup leaves the true value where it is', () => fc.assert(fc.property(between(0, 0.99), fc.boolean(), (gamma, twin) => {
    const sys = scalarSystem(gamma), P = riccati(sys).P[0]!;
    assert.ok(Math.abs(noisyBackup(sys, P, 0, () => 1, twin) - P) < 1e-9);
  }), seeded));
  it('with noise one critic ends too high, the smaller of two too low, and more noise errs more', () => {
    const sys = scalarSystem(0.9);
    const ends = [0.05, 0.2].flatMap((sigma) => [false, true].map((twin) => valueBias(sys, sigma, 10, 4000, twin, 1).at(-1)!)) as [number, number, number, number];
    assert.ok(ends[0] > 0 && ends[2] > 4 * ends[0], 'of second order in the error');
    assert.ok(ends[1] < 0 && ends[3] < 2 * ends[1], 'of first order');
  });
  it('the same seed finds the same gain, and it is near the Riccati gain', () => {
    const sys = doubleIntegrator(1), [one, again] = [trainLqDdpg(sys, { steps: 2000 }, 5), trainLqDdpg(sys, { steps: 2000 }, 5)];
    assert.deepEqual(again, one);
    assert.ok(maxGap(trainLqDdpg(sys, {}, 5).K, riccati(sys).K) < 0.02);
  });
});
