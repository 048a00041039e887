import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { pairWeights, populationLoss, trainPopulation } from '../../../snippets/dpo/dpo-population.ts';
import { rewardAtKl } from '../../../snippets/dpo/frontier.ts';
import { klDivergence, klObjective, klOptimalPolicy, objectiveByGap, projectReward, rewardOfPolicy, softValues } from '../../../snippets/dpo/kl-optimum.ts';
import { bestOfN, ipoDatasetOptimum, ipoOptimum } from '../../../snippets/dpo/other-optima.ts';
import { exactPolicyGradient, trainPpo } from '../../../snippets/dpo/policy-gradient.ts';
import { clippedSurrogate, gae, klEstimate, ppoLoss, tokenRewards, whiten } from '../../../snippets/dpo/ppo.ts';
import { adam, bigramTable, logitGradient, prefixes, prefixTable, responseLogProbs, tokenLogProbs, V } from '../../../snippets/dpo/prefix-tree.ts';
import { buildWorld, evaluate, fitBigram } from '../../../snippets/dpo/review-world.ts';
import { maxGap, type Mat } from '../../../snippets/kit/matrix.ts';
import { normals } from '../../../snippets/kit/random.ts';

const seeded = { seed: 7, numRuns: 60 };
const [film, food] = buildWorld();
const policy = (seed: number) => tokenLogProbs(normals(prefixes * V, seed));
const beta = fc.double({ min: 0.05, max: 10, noNaN: true });

/** A reference without zeros, rewards, and a policy over n responses. */
const bandit = fc.record({ n: fc.integer({ min: 2, max: 9 }), seed: fc.integer() }).map(({ n, seed }) => {
  const z = normals(3 * n, seed);
  const softmax = (x: Mat) => {
    const e = x.map(Math.exp);
    return e.map((v) => Math.log(v / e.reduce((sum, w) => sum + w, 0)));
  };
  return { n, logRef: softmax(z.slice(0, n)), r: z.slice(n, 2 * n).map((x) => 2 * x), logPi: softmax(z.slice(2 * n)) };
});

describe('the optimum', () => {
  it('is beaten by no policy, and misses by β·KL(π‖π*)', () => fc.assert(fc.property(bandit, beta, ({ logRef, r, logPi }, b) => {
    const best = klOptimalPolicy(logRef, r, b);
    const { objective } = klObjective(logPi, logRef, r, b);
    assert.ok(objective <= best.objective + 1e-9);
    assert.ok(Math.abs(objective - objectiveByGap(logPi, best, b)) < 1e-8);
    assert.ok(Math.abs(best.objective - b * best.logZ) < 1e-8);
  }), seeded));
  it('does not see f(x), and sees c·r at cβ as r at β', () => fc.assert(fc.property(bandit, beta, fc.double({ min: -50, max: 50, noNaN: true }), ({ logRef, r }, b, f) => {
    const { logProbs } = klOptimalPolicy(logRef, r, b);
    assert.ok(maxGap(klOptimalPolicy(logRef, r.map((x) => x + f), b).logProbs, logProbs) < 1e-7);
    assert.ok(maxGap(klOptimalPolicy(logRef, r.map((x) => 3 * x), 3 * b).logProbs, logProbs) < 1e-9);
    assert.ok(maxGap(projectReward(logRef, r.map((x) => x + f), b), projectReward(logRef, r, b)) < 1e-7);
  }), seeded));
  it('gives its reward back, and the projection is β log(π*/π_ref)', () => fc.assert(fc.property(bandit, beta, ({ logRef, r }, b) => {
    const { logProbs, logZ } = klOptimalPolicy(logRef, r, b);
    assert.ok(maxGap(rewardOfPolicy(logProbs, logRef, b, logZ), r) < 1e-8);
    assert.ok(maxGap(rewardOfPolicy(logProbs, logRef, b), projectReward(logRef, r, b)) < 1e-8);
  }), seeded));
  it('is the same token by token', () => fc.assert(fc.property(beta, (b) => {
    for (const world of [film, food]) {
      const { values, logProbs } = softValues(world, b);
      const whole = klOptimalPolicy(world.logRef, world.reward, b);
      assert.ok(Math.abs(values[0]! - b * whole.logZ) < 1e-9);
      assert.ok(maxGap(responseLogProbs(logProbs), whole.logProbs) < 1e-9);
    }
  }), seeded));
  it('earns more as β falls, at a growing KL', () => {
    const stands = [10, 3, 1, 0.3, 0.1, 0.03].map((b) => klOptimalPolicy(film.logRef, film.reward, b));
    for (let k = 1; k < stands.length; k++) assert.ok(stands[k]!.reward > stands[k - 1]!.reward && stands[k]!.kl > stands[k - 1]!.kl);
  });
});

describe('the tree and its tables', () => {
  it('the gradient is that of finite differences, for both classes of policies', () => fc.assert(fc.property(fc.integer(), (seed) => {
    for (const make of [prefixTable, bigramTable]) {
      const { start, logits, gradient } = make(normals(prefixes * V, seed));
      const g = normals(85, seed + 1);
      const f = (theta: Mat) => responseLogProbs(tokenLogProbs(logits(theta))).reduce((sum, l, y) => sum + g[y]! * l, 0);
      const found = gradient(logitGradient(g, tokenLogProbs(logits(start))));
      start.forEach((x, i) => assert.ok(Math.abs(found[i]! - (f(start.with(i, x + 1e-5)) - f(start.with(i, x - 1e-5))) / 2e-5) < 1e-6));
    }
  }), { ...seeded, numRuns: 5 }));
  it('KL of responses is the expected sum of the KL of tokens', () => fc.assert(fc.property(fc.integer(), (seed) => {
    const logp = policy(seed);
    const logPi = responseLogProbs(logp);
    const sums = responseLogProbs(logp.map((l, i) => klEstimate.k1(l - film.refTokens[i]!)));
    assert.ok(Math.abs(sums.reduce((kl, s, y) => kl + Math.exp(logPi[y]!) * s, 0) - klDivergence(logPi, film.logRef)) < 1e-9);
  }), seeded));
  it('counting is the maximum of the likelihood of a bigram table', () => {
    const { probs } = fitBigram(film.corpus.concat({ response: 1, count: 1 }), 1e-9);
    const nll = (theta: Mat) => film.corpus.concat({ response: 1, count: 1 }).reduce((sum, { response, count }) =>
      sum - count * responseLogProbs(tokenLogProbs(bigramTable(film.refTokens).logits(theta)))[response]!, 0);
    const best = probs.map(Math.log);
    for (let i = 0; i < 25; i++) for (const h of [-0.1, 0.1]) assert.ok(nll(best.with(i, best[i]! + h)) >= nll(best) - 1e-9);
  });
  it('Adam does not see the scale of the gradient', () => {
    const walk = (scale: number) => {
      const theta = Float64Array.of(1, -2);
      const descend = adam(2);
      for (let k = 0; k < 20; k++) descend(theta, theta.map((x) => scale * x), 0.01);
      return theta;
    };
    assert.ok(maxGap(walk(1), walk(1000)) < 1e-6);
  });
  it('what evaluates a policy agrees with the objective', () => {
    const logPi = responseLogProbs(policy(1));
    const { reward, kl } = evaluate(food, logPi);
    assert.ok(Math.abs(reward - 0.3 * kl - klObjective(logPi, food.logRef, food.reward, 0.3).objective) < 1e-12);
  });
});

describe('PPO’s parts', () => {
  const row = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 1, maxLength: 8 }).map((x) => Float64Array.from(x));
  it('GAE at λ = 1 is the return minus the baseline, at λ = 0 the TD error', () => fc.assert(fc.property(row, fc.integer(), fc.double({ min: 0, max: 1, noNaN: true }), (R, seed, gamma) => {
    const values = normals(R.length, seed);
    const [full, one] = [gae(R, values, gamma, 1), gae(R, values, gamma, 0)];
    let G = 0;
    for (let t = R.length - 1; t >= 0; t--) {
      G = R[t]! + gamma * G;
      assert.ok(Math.abs(full.returns[t]! - G) < 1e-9);
      assert.ok(Math.abs(one.advantages[t]! - (R[t]! + gamma * (values[t + 1] ?? 0) - values[t]!)) < 1e-9);
    }
  }), seeded));
  it('token rewards add up; k3 never pays a token', () => fc.assert(fc.property(row, fc.integer(), (logPi, seed) => {
    const logRef = normals(logPi.length, seed);
    const sum = tokenRewards(logPi, logRef, 2, 0.3).reduce((a, b) => a + b, 0);
    assert.ok(Math.abs(sum - 2 + 0.3 * logPi.reduce((d, l, t) => d + l - logRef[t]!, 0)) < 1e-9);
    assert.ok(tokenRewards(logPi, logRef, 0, 0.3, { estimator: 'k3' }).every((R) => R <= 1e-12));
  }), seeded));
  it('whitened values have mean 0 and variance 1', () => fc.assert(fc.property(fc.integer(), (seed) => {
    const w = whiten(normals(12, seed), new Uint8Array(12).fill(1));
    assert.ok(Math.abs(w.reduce((a, b) => a + b, 0)) < 1e-9);
    assert.ok(Math.abs(w.reduce((a, b) => a + b * b, 0) / 11 - 1) < 1e-6);
  }), seeded));
  it('the surrogate is never below either term, and its slope is the derivative by log ρ', () =>
    fc.assert(fc.property(fc.double({ min: 0.3, max: 2, noNaN: true }), fc.double({ min: -2, max: 2, noNaN: true }), (ratio, A) => {
      fc.pre(Math.min(Math.abs(ratio - 0.8), Math.abs(ratio - 1.2)) > 1e-3);
      const at = (x: number) => clippedSurrogate(x, A, 0.2).loss;
      assert.ok(at(ratio) >= -ratio * A - 1e-12);
      const numeric = (at(ratio * Math.exp(1e-6)) - at(ratio * Math.exp(-1e-6))) / 2e-6;
      assert.ok(Math.abs(clippedSurrogate(ratio, A, 0.2).slope - numeric) < 1e-6);
    }), seeded));
  it('gradients of the whole loss are those of differences', () => fc.assert(fc.property(fc.integer(), (seed) => {
    const n = 6;
    const z = normals(6 * n, seed);
    const part = (k: number) => z.slice(k * n, (k + 1) * n);
    const batch = {
      newLogProbs: part(0), oldLogProbs: part(1), advantages: part(2), values: part(3), oldValues: part(4), returns: part(5),
      policyMask: [1, 1, 0, 1, 1, 1], valueMask: [1, 1, 1, 1, 0, 1],
    };
    const options = { clip: 0.2, clipValue: 0.2, vfCoef: 0.5 };
    const found = ppoLoss(batch, options);
    for (const [name, gradient] of [['newLogProbs', found.gradNewLogProbs], ['values', found.gradValues]] as const) {
      for (let i = 0; i < n; i++) {
        const at = (h: number) => ppoLoss({ ...batch, [name]: batch[name].with(i, batch[name][i]! + h) }, options).loss;
        assert.ok(Math.abs(gradient[i]! - (at(1e-6) - at(-1e-6)) / 2e-6) < 1e-5);
      }
    }
  }), { ...seeded, numRuns: 20 }));
  it('the same seed gives the same run, another one another', () => {
    const run = (seed: number) => trainPpo(film, { iterations: 3, seed }).at(-1)!.logPi;
    assert.deepEqual(run(1), run(1));
    assert.notDeepEqual(run(1), run(2));
  });
});

describe('training and the other optima', () => {
  it('the exact gradient climbs with k1', () => {
    const { history } = exactPolicyGradient(food, { beta: 1, steps: 50 });
    assert.ok(history[50]!.objective > history[10]!.objective && history[10]!.objective > history[0]!.objective);
  });
  it('the gradient of the expected loss vanishes at π*, for any pair distribution', () => fc.assert(fc.property(fc.integer(), beta, (seed, b) => {
    const mu = responseLogProbs(policy(seed)).map(Math.exp);
    const best = klOptimalPolicy(film.logRef, film.reward, b);
    const { gradient } = populationLoss(best.logProbs, film.logRef, pairWeights(mu, film.reward), { beta: b });
    assert.ok(gradient.every((g) => Math.abs(g) < 1e-10));
  }), { ...seeded, numRuns: 8 }));
  it('weights of pairs sum to 1, flipped or not, and flipping is an exchange', () => {
    const mu = film.logRef.map(Math.exp);
    const [clean, flipped] = [pairWeights(mu, film.reward), pairWeights(mu, film.reward, 0.5)];
    for (const w of [clean, flipped]) assert.ok(Math.abs(w.reduce((a, b) => a + b, 0) - 1) < 1e-12);
    assert.ok(Math.abs(flipped[85 * 3 + 4]! - flipped[85 * 4 + 3]!) < 1e-15);
  });
  it('the expected loss falls', () => {
    const history = trainPopulation(food, { beta: 1, steps: 20 });
    assert.ok(history[20]!.loss < history[0]!.loss);
  });
  it('best of n sums to 1, stays below its bound and below the frontier', () => {
    for (const world of [film, food]) {
      for (const n of [2, 3, 7, 50]) {
        const best = bestOfN(world.logRef.map(Math.exp), world.reward, n);
        assert.ok(Math.abs(best.probs.reduce((a, b) => a + b, 0) - 1) < 1e-12);
        assert.ok(best.kl <= best.klBound && best.winRate <= n / (n + 1) + 1e-12);
        assert.ok(best.reward < rewardAtKl(world, best.kl));
      }
    }
  });
  it('best of n is what counting all n-tuples gives', () => {
    const [ref, r] = [Float64Array.of(0.1, 0.2, 0.3, 0.4), Float64Array.of(1, 0, 1, -1)];
    const counted = new Float64Array(4);
    for (let a = 0; a < 4; a++) for (let b = 0; b < 4; b++) for (let c = 0; c < 4; c++) {
      const first = [a, b, c].reduce((best, y) => (r[y]! > r[best]! ? y : best), a);
      counted[first]! += ref[a]! * ref[b]! * ref[c]!;
    }
    assert.ok(maxGap(bestOfN(ref, r, 3).probs, counted) < 1e-12);
  });
  it('IPO from one pair in both orders is the reference; a cycle too', () => {
    const ref = Float64Array.of(0.2, 0.3, 0.5);
    assert.ok(maxGap(ipoDatasetOptimum([[0, 1], [1, 2], [2, 0]], ref, 0.1), ref) < 1e-12);
    const half = new Float64Array(9).fill(0.5);
    assert.ok(maxGap(ipoOptimum(half, ref, ref, 0.1), ref) < 1e-12);
  });
});
