import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { dpoLoss, dpoPlackettLuceLoss, type PairLogps } from '../../../snippets/dpo/dpo-loss.ts';
import { ktoLoss, logOdds, orpoLoss, simpoLoss } from '../../../snippets/dpo/kto-simpo-orpo.ts';
import { lossTypes, pairLoss, pairLossTypes, preferenceLoss, type LossOptions, type LossType, type PairLossOptions, type PairLossType } from '../../../snippets/dpo/preference-losses.ts';
import { bradleyTerryLoss, fitBradleyTerry, negLogSigmoid, plackettLuce, sigmoid } from '../../../snippets/dpo/preference-models.ts';
import { fitRewardModel } from '../../../snippets/dpo/reward-model.ts';
import { maxGap, type Mat } from '../../../snippets/kit/matrix.ts';
import { normals } from '../../../snippets/kit/random.ts';
import { near, real, slopes } from './properties.ts';

const seeded = { seed: 11, numRuns: 80 };
const beta = real(0.05, 3);
const of = (...x: number[]) => Float64Array.of(...x);

/** ε that the loss allows. */
const smooth = (type: LossType, eps: number): { readonly labelSmoothing?: number } => {
  if (type === 'exo_pair') return { labelSmoothing: 0.01 + 0.9 * eps };
  return ['sigmoid', 'robust', 'aot', 'aot_unpaired'].includes(type) ? { labelSmoothing: 0.45 * eps } : {};
};

/** B pairs of log-probabilities between −40 and 0. */
const batch = fc.integer({ min: 1, max: 6 }).chain((B) => {
  const list = fc.array(real(-40, -0.01), { minLength: B, maxLength: B }).map((x) => Float64Array.from(x));
  return fc.record({ policyChosenLogps: list, policyRejectedLogps: list, refChosenLogps: list, refRejectedLogps: list });
});
const tokens = { chosenTokens: [3, 1, 4, 1, 5, 9], rejectedTokens: [2, 7, 1, 8, 2, 8] };

/** Whether all values that AOT sorts differ. */
function apart({ policyChosenLogps, policyRejectedLogps, refChosenLogps, refRejectedLogps }: PairLogps): boolean {
  const less = (x: Mat, y: Mat) => x.map((xi, i) => xi - y[i]!).sort();
  return [less(policyChosenLogps, policyRejectedLogps), less(refChosenLogps, refRejectedLogps), less(policyChosenLogps, refChosenLogps), less(policyRejectedLogps, refRejectedLogps)]
    .every((sorted) => sorted.every((x, i) => i === 0 || x - sorted[i - 1]! > 1e-4));
}

describe('every loss of one pair', () => {
  for (const type of pairLossTypes) {
    it(`${type}: its slopes are derivatives`, () => fc.assert(fc.property(real(-20, 20), real(-20, 20), beta, real(0, 1), (a, b, scale, eps) => {
      if (type === 'hinge' && Math.abs(scale * (a - b) - 1) < 1e-3) return; // its corner
      const o: PairLossOptions = { beta: scale, delta: 0.3, discopopTau: 0.3, ...smooth(type, eps) };
      const { da, db } = pairLoss(type, a, b, o);
      near(da, slopes((x) => pairLoss(type, x[0]!, b, o).loss, of(a))[0]!, 1e-5, 'da');
      near(db, slopes((x) => pairLoss(type, a, x[0]!, o).loss, of(b))[0]!, 1e-5, 'db');
    }), seeded));
  }
  it('those of the gap do not see a common shift; the others do', () => fc.assert(fc.property(real(-10, 10), real(-10, 10), real(0.5, 5), beta, (a, b, shift, scale) => {
    const apart: readonly PairLossType[] = ['nca_pair', 'bco_pair', 'sppo_hard', 'apo_zero', 'apo_down'];
    for (const type of pairLossTypes) {
      const [here, there] = [0, shift].map((s) => pairLoss(type, a + s, b + s, { beta: scale, ...smooth(type, 0.5) }));
      if (!apart.includes(type)) near(there!.loss, here!.loss, 1e-9, type);
      else if (type === 'sppo_hard') near(there!.loss - here!.loss, 2 * shift * (a + b + shift), 1e-9, type);
    }
    const clear = { beta: scale };
    assert.ok(apart.slice(0, 2).every((type) => pairLoss(type, 0, 0, clear).loss !== pairLoss(type, shift, shift, clear).loss));
  }), seeded));
  it('ε = 0 is DPO, ε = ½ of conservative DPO takes no side', () => fc.assert(fc.property(real(-30, 30), beta, (h, scale) => {
    const dpo = pairLoss('sigmoid', h, 0, { beta: scale });
    near(pairLoss('robust', h, 0, { beta: scale, labelSmoothing: 0 }).loss, dpo.loss, 1e-12);
    near(dpo.loss, negLogSigmoid(scale * h), 1e-12);
    const [left, right] = [h, -h].map((gap) => pairLoss('sigmoid', gap, 0, { beta: scale, labelSmoothing: 0.5 }));
    near(left!.loss, right!.loss, 1e-12);
    near(left!.da, -right!.da, 1e-12);
  }), seeded));
  it('the mean of robust DPO over the flips is the clean loss; that of DPO is conservative DPO', () => fc.assert(fc.property(real(-20, 20), beta, real(0, 0.49), (h, scale, eps) => {
    const flips = (type: PairLossType, labelSmoothing: number) =>
      (1 - eps) * pairLoss(type, h, 0, { beta: scale, labelSmoothing }).loss + eps * pairLoss(type, -h, 0, { beta: scale, labelSmoothing }).loss;
    near(flips('robust', eps), pairLoss('sigmoid', h, 0, { beta: scale }).loss, 1e-8);
    near(flips('sigmoid', 0), pairLoss('sigmoid', h, 0, { beta: scale, labelSmoothing: eps }).loss, 1e-12);
  }), seeded));
  it('the finite minima: IPO at 1/(2β), conservative DPO and EXO at log((1 − ε)/ε)/β, SPPO at ±1/(2β)', () => fc.assert(fc.property(beta, real(0.01, 0.49), (scale, eps) => {
    near(pairLoss('ipo', 1 / (2 * scale), 0, { beta: scale }).da, 0, 1e-9);
    const u = Math.log((1 - eps) / eps);
    for (const type of ['sigmoid', 'exo_pair'] as const) near(pairLoss(type, u / scale, 0, { beta: scale, labelSmoothing: eps }).da, 0, 1e-9, type);
    near(pairLoss('exo_pair', u / scale, 0, { beta: scale, labelSmoothing: eps }).loss, 0, 1e-9, 'a divergence is 0 there');
    const { loss, da, db } = pairLoss('sppo_hard', 1 / (2 * scale), -1 / (2 * scale), { beta: scale });
    assert.ok(Math.abs(loss) + Math.abs(da) + Math.abs(db) < 1e-9);
  }), seeded));
  it('β → 0: every pair weighs one half; β → ∞: the loss of DPO and of the hinge is β times what the gap lacks', () => fc.assert(fc.property(real(-30, 30), (h) => {
    const [small, large] = [1e-8, 1e8];
    for (const type of ['sigmoid', 'robust'] as const) {
      const { loss, da } = pairLoss(type, h, 0, { beta: small, labelSmoothing: 0 });
      near(loss, Math.LN2, 1e-6, type);
      near(da / small, -0.5, 1e-6, type);
    }
    for (const type of ['sigmoid', 'hinge'] as const) near(pairLoss(type, h, 0, { beta: large }).loss / large, Math.max(0, -h), 1e-7, type);
    const zero = ktoLoss({
      policyDesirableLogps: of(h - 40), refDesirableLogps: of(-40), policyUndesirableLogps: of(h - 40), refUndesirableLogps: of(-40), policyKlLogps: of(-1), refKlLogps: of(-2),
    }, { beta: small });
    zero.losses.forEach((loss) => near(loss, 0.5, 1e-6, 'KTO'));
  }), seeded));
  it('conservative DPO is never below the likelihood of the noisy label', () => fc.assert(fc.property(real(-30, 30), real(0, 0.5), (u, eps) => {
    const likelihood = (1 - eps) * sigmoid(u) + eps * sigmoid(-u);
    assert.ok(pairLoss('sigmoid', u, 0, { beta: 1, labelSmoothing: eps }).loss >= -Math.log(likelihood) - 1e-12);
  }), seeded));
});

describe('every loss of a batch', () => {
  for (const lossType of lossTypes) {
    it(`${lossType}: its gradient is that of finite differences`, () => fc.assert(fc.property(batch, beta, real(0, 1), fc.boolean(), (pairs, scale, eps, averageTokens) => {
      if (lossType === 'aot' || lossType === 'aot_unpaired') fc.pre(apart(pairs)); // where two places change, there is a corner
      const o: LossOptions = { lossType, beta: scale, ...smooth(lossType, eps), averageTokens, ...tokens };
      const total = (p: PairLogps) => preferenceLoss(p, o).losses.reduce((sum, loss) => sum + loss, 0);
      const { gradPolicyChosen, gradPolicyRejected } = preferenceLoss(pairs, o);
      pairs.policyChosenLogps.forEach((_, i) => {
        for (const [name, gradient] of [['policyChosenLogps', gradPolicyChosen], ['policyRejectedLogps', gradPolicyRejected]] as const) {
          const side = (h: number) => slopes((x) => total({ ...pairs, [name]: x }), pairs[name], h)[i]!;
          const [fine, coarse] = [side(1e-6), side(4e-6)];
          if (Math.abs(fine - coarse) > 1e-4 * Math.max(1, Math.abs(fine))) continue; // the corner of the hinge
          near(gradient[i]!, fine, 1e-4, `${name}[${i}]`);
        }
      });
    }), { ...seeded, numRuns: 40 }));
  }
  it('does not depend on the order of the pairs', () => fc.assert(fc.property(batch, beta, (pairs, scale) => {
    const turned = Object.fromEntries(Object.entries(pairs).map(([name, x]) => [name, x.slice().reverse()])) as unknown as PairLogps;
    for (const lossType of lossTypes) {
      if (lossType === 'sigmoid_norm') continue; // its counts would have to be turned as well
      const o: LossOptions = { lossType, beta: scale, ...smooth(lossType, 0.5) };
      near(preferenceLoss(turned, o).meanLoss, preferenceLoss(pairs, o).meanLoss, 1e-9, lossType);
    }
  }), seeded));
  it('AOT sees the gaps as two heaps, whichever pair they come from; equal ones in either order', () => {
    const coarse = fc.integer({ min: 2, max: 6 }).chain((B) => {
      const list = fc.array(fc.integer({ min: -3, max: -1 }), { minLength: B, maxLength: B }).map((x) => Float64Array.from(x));
      return fc.record({ policyChosenLogps: list, policyRejectedLogps: list, refChosenLogps: list, refRejectedLogps: list });
    });
    fc.assert(fc.property(coarse, beta, real(0, 0.5), (pairs, scale, labelSmoothing) => {
      const turned = (...names: readonly (keyof PairLogps)[]) => ({ ...pairs, ...Object.fromEntries(names.map((name) => [name, pairs[name].toReversed()])) });
      const losses = (lossType: LossType, p: PairLogps) => preferenceLoss(p, { lossType, beta: scale, labelSmoothing }).losses;
      assert.ok(maxGap(losses('aot', turned('refChosenLogps', 'refRejectedLogps')), losses('aot', pairs)) < 1e-12, 'aot');
      assert.ok(maxGap(losses('aot_unpaired', turned('policyRejectedLogps', 'refRejectedLogps')), losses('aot_unpaired', pairs)) < 1e-12, 'aot_unpaired');
    }), seeded);
  });
  it('of responses of one token averages are sums', () => fc.assert(fc.property(batch, beta, (pairs, scale) => {
    const ones = { chosenTokens: Array<number>(6).fill(1), rejectedTokens: Array<number>(6).fill(1), beta: scale };
    assert.ok(maxGap(preferenceLoss(pairs, { lossType: 'sigmoid_norm', ...ones }).losses, dpoLoss(pairs, scale).losses) < 1e-12);
    const [averages, sums] = [true, false].map((averageTokens) => preferenceLoss(pairs, { lossType: 'ipo', averageTokens, ...ones }).losses);
    assert.ok(maxGap(averages!, sums!) === 0);
  }), seeded));
  it('adds several losses with their weights', () => fc.assert(fc.property(batch, beta, real(-2, 2), (pairs, scale, weight) => {
    const both = preferenceLoss(pairs, { lossType: ['sigmoid', 'ipo'], lossWeights: [1, weight], beta: scale });
    const [one, other] = (['sigmoid', 'ipo'] as const).map((lossType) => preferenceLoss(pairs, { lossType, beta: scale }));
    near(both.meanLoss, one!.meanLoss + weight * other!.meanLoss, 1e-9);
    assert.ok(maxGap(both.gradPolicyChosen, one!.gradPolicyChosen.map((g, i) => g + weight * other!.gradPolicyChosen[i]!)) < 1e-8);
  }), seeded));
  it('sigmoid is dpoLoss; without a reference it is dpoLoss against a reference that says nothing', () => fc.assert(fc.property(batch, beta, (pairs, scale) => {
    const plain = dpoLoss(pairs, scale);
    assert.ok(maxGap(preferenceLoss(pairs, { lossType: 'sigmoid', beta: scale }).losses, plain.losses) < 1e-12);
    const zero = pairs.refChosenLogps.map(() => 0);
    const free = preferenceLoss(pairs, { lossType: 'sigmoid', beta: scale, referenceFree: true });
    assert.ok(maxGap(free.losses, dpoLoss({ ...pairs, refChosenLogps: zero, refRejectedLogps: zero }, scale).losses) < 1e-12);
    assert.ok(maxGap(free.chosenRewards, plain.chosenRewards) === 0, 'the logged rewards keep the reference');
  }), seeded));
  it('the weight of DPO is the chance it gives to the wrong order; swapping chosen and rejected swaps the gradients', () => fc.assert(fc.property(batch, beta, (pairs, scale) => {
    const { gradPolicyChosen, gradPolicyRejected, chosenRewards, rejectedRewards } = dpoLoss(pairs, scale);
    gradPolicyChosen.forEach((g, i) => {
      near(g, -scale * sigmoid(rejectedRewards[i]! - chosenRewards[i]!), 1e-12);
      near(gradPolicyRejected[i]!, -g, 1e-12);
    });
    const swapped = dpoLoss({
      policyChosenLogps: pairs.policyRejectedLogps, policyRejectedLogps: pairs.policyChosenLogps, refChosenLogps: pairs.refRejectedLogps, refRejectedLogps: pairs.refChosenLogps,
    }, scale);
    swapped.losses.forEach((loss, i) => near(loss - dpoLoss(pairs, scale).losses[i]!, chosenRewards[i]! - rejectedRewards[i]!, 1e-8, 'ℓ(−u) − ℓ(u) = u'));
  }), seeded));
});

describe('rankings and scores', () => {
  const scores = fc.array(real(-8, 8), { minLength: 2, maxLength: 5 }).map((x) => Float64Array.from(x));
  it('Plackett–Luce: gradient, shift, sum over all orders, and DPO on implicit rewards', () => fc.assert(fc.property(scores, real(-50, 50), beta, (r, shift, scale) => {
    const order = [...r.keys()].reverse();
    const { logLik, grad } = plackettLuce(r, order);
    grad.forEach((g, i) => near(g, slopes((x) => plackettLuce(x, order).logLik, r)[i]!, 1e-6));
    near(plackettLuce(r.map((x) => x + shift), order).logLik, logLik, 1e-9);
    near(orders(r.length).reduce((sum, o) => sum + Math.exp(plackettLuce(r, o).logLik), 0), 1, 1e-9);
    const policy = r.map((x) => -20 + x), ref = normals(r.length, 3).map((x) => -5 - Math.abs(x));
    const dpo = dpoPlackettLuceLoss(policy, ref, order, scale);
    dpo.gradPolicy.forEach((g, i) => near(g, slopes((x) => dpoPlackettLuceLoss(x, ref, order, scale).loss, policy)[i]!, 1e-6));
    near(dpo.gradPolicy.reduce((sum, g) => sum + g, 0), 0, 1e-9, 'only differences count');
  }), seeded));
  it('Bradley–Terry: gradient with margin and centring; without them a shift of a pair changes nothing', () => fc.assert(fc.property(scores, real(0, 2), real(0, 0.5), (rw, margin, center) => {
    const rl = normals(rw.length, 5), o = { margin: rw.map(() => margin), center };
    const { gradChosen, gradRejected } = bradleyTerryLoss(rw, rl, o);
    rw.forEach((_, i) => {
      near(gradChosen[i]!, slopes((x) => bradleyTerryLoss(x, rl, o).loss, rw)[i]!, 1e-6);
      near(gradRejected[i]!, slopes((x) => bradleyTerryLoss(rw, x, o).loss, rl)[i]!, 1e-6);
    });
    near(bradleyTerryLoss(rw.map((x) => x + 7), rl.map((x) => x + 7)).loss, bradleyTerryLoss(rw, rl).loss, 1e-9);
  }), seeded));
  it('the fit is a stationary point: expected wins are wins; more wins never lower a score', () => fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 16, maxLength: 16 }), (counts) => {
    const K = 4, wins = Float64Array.from(counts, (w, k) => (k % (K + 1) === 0 ? 0 : w));
    const { scores: fitted } = fitBradleyTerry(wins, K);
    for (let i = 0; i < K; i++) {
      let [won, expected] = [0, 0];
      for (let j = 0; j < K; j++) {
        if (i === j) continue;
        won += wins[i * K + j]!;
        expected += (wins[i * K + j]! + wins[j * K + i]!) * sigmoid(fitted[i]! - fitted[j]!);
      }
      near(expected, won, 1e-8);
    }
    near(fitted.reduce((sum, x) => sum + x, 0), 0, 1e-9);
    const more = fitBradleyTerry(wins.with(1, wins[1]! + 5), K).scores;
    assert.ok(more[0]! - more[1]! > fitted[0]! - fitted[1]!);
  }), seeded));
  it('a linear reward model is at the minimum of its loss', () => fc.assert(fc.property(fc.integer(), real(0.1, 2), (seed, ridge) => {
    const phi = Array.from({ length: 6 }, (_, y) => normals(3, seed + y));
    const pairs = Array.from({ length: 8 }, (_, k) => ({ chosen: k % 6, rejected: (k * k + 1) % 6 }));
    const { theta } = fitRewardModel(pairs, phi, ridge);
    const loss = (t: Mat) => pairs.reduce((sum, { chosen, rejected }) => sum + negLogSigmoid(phi[chosen]!.reduce((s, x, j) => s + t[j]! * (x - phi[rejected]![j]!), 0)), (ridge / 2) * t.reduce((s, x) => s + x * x, 0));
    theta.forEach((_, i) => near(slopes(loss, theta)[i]!, 0, 1e-6));
  }), seeded));
});

describe('losses without pairs or reference', () => {
  const list = (min: number, max: number) => fc.array(real(min, max), { minLength: 1, maxLength: 5 }).map((x) => Float64Array.from(x));
  it('KTO: gradient with the reference point held still; both slopes are bell-shaped around it', () => fc.assert(fc.property(list(-30, -1), list(-30, -1), beta, real(0.5, 2), (pd, pu, scale, weight) => {
    const at = (policyDesirableLogps: Mat, policyUndesirableLogps: Mat) => ktoLoss({
      policyDesirableLogps, policyUndesirableLogps, refDesirableLogps: pd.map(() => -10), refUndesirableLogps: pu.map(() => -10), policyKlLogps: of(-4, -9), refKlLogps: of(-6, -8),
    }, { beta: scale, desirableWeight: weight, undesirableWeight: 2 - weight / 2 });
    const { gradPolicyDesirable, gradPolicyUndesirable, z0, losses } = at(pd, pu);
    near(z0, 0.5, 1e-12, 'the mean of 2 and −1');
    const total = (d: Mat, u: Mat) => at(d, u).losses.reduce((sum, loss) => sum + loss, 0);
    pd.forEach((_, i) => near(gradPolicyDesirable[i]!, slopes((x) => total(x, pu), pd)[i]!, 1e-6));
    pu.forEach((_, i) => near(gradPolicyUndesirable[i]!, slopes((x) => total(pd, x), pu)[i]!, 1e-6));
    assert.ok(losses.every((loss, i) => loss >= 0 && loss <= (i < pd.length ? weight : 2 - weight / 2)));
    gradPolicyDesirable.forEach((g, i) => {
      const mirrored = at(pd.with(i, -10 + 2 * z0 - (pd[i]! + 10)).map((x) => Math.min(x, 0)), pu).gradPolicyDesirable[i]!;
      if (-10 + 2 * z0 - (pd[i]! + 10) <= 0) near(mirrored, g, 1e-9, 'as far above z₀ as below');
    });
  }), seeded));
  it('SimPO and ORPO: gradients; odds of P and 1 − P cancel', () => fc.assert(fc.property(list(-6, -0.05), beta, real(0, 2), (pw, scale, gamma) => {
    const pl = pw.map((p, i) => Math.min(-0.05, 0.7 * p - 0.1 * i));
    const simpo = simpoLoss(pw, pl, { beta: scale, gamma });
    const orpo = orpoLoss(pw, pl, 1, scale);
    const sum = (x: Mat) => x.reduce((s, v) => s + v, 0);
    pw.forEach((p, i) => {
      near(simpo.gradPolicyChosen[i]!, slopes((x) => sum(simpoLoss(x, pl, { beta: scale, gamma }).losses), pw)[i]!, 1e-6);
      near(simpo.gradPolicyRejected[i]!, slopes((x) => sum(simpoLoss(pw, x, { beta: scale, gamma }).losses), pl)[i]!, 1e-6);
      near(orpo.gradPolicyChosen[i]!, slopes((x) => scale * sum(orpoLoss(x, pl, 1, scale).oddsRatioLosses), pw)[i]!, 1e-5);
      near(orpo.gradPolicyRejected[i]!, slopes((x) => scale * sum(orpoLoss(pw, x, 1, scale).oddsRatioLosses), pl)[i]!, 1e-5);
      near(logOdds(p) + logOdds(Math.log1p(-Math.exp(p))), 0, 1e-9);
    });
  }), seeded));
});

/** All orders of 0…K−1. */
function orders(K: number): number[][] {
  if (K === 0) return [[]];
  return orders(K - 1).flatMap((order) => Array.from({ length: K }, (_, at) => order.toSpliced(at, 0, K - 1)));
}
