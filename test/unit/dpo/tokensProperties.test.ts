import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { klEstimators, klGradients, klMoments } from '../../../snippets/dpo/kl-estimators.ts';
import { lossTypes } from '../../../snippets/dpo/preference-losses.ts';
import { collatePreferences, logSumExp, sequenceLogProbs } from '../../../snippets/dpo/sequence-logprobs.ts';
import { dpoTrainerStep, type TrainerOptions } from '../../../snippets/dpo/trainer-step.ts';
import { maxGap, type Mat } from '../../../snippets/kit/matrix.ts';
import { normals } from '../../../snippets/kit/random.ts';
import { near, real, slopes } from './properties.ts';

const seeded = { seed: 11, numRuns: 80 };

describe('estimators of the KL', () => {
  it('k1 and k3 are unbiased, k3 is never negative, the estimate of each is exact at π = π_ref', () => fc.assert(fc.property(fc.integer(), real(0.1, 3), (seed, scale) => {
    const softmax = (x: Mat) => x.map((v) => v - logSumExp(x));
    const [logPi, logRef] = [softmax(normals(7, seed).map((x) => scale * x)), softmax(normals(7, seed + 1))];
    const kl = logPi.reduce((sum, l, y) => sum + Math.exp(l) * (l - logRef[y]!), 0);
    const { mean } = klMoments(logPi, logRef);
    near(mean[0]!, kl, 1e-12);
    near(mean[2]!, kl, 1e-9);
    logPi.forEach((l, y) => assert.ok(klEstimators(l, logRef[y]!)[2] >= 0));
    assert.deepEqual(klEstimators(-1.5, -1.5).map(Math.abs), [0, 0, 0]);
  }), seeded));
  it('in the reward k1 follows the reverse KL; as losses k2 follows it and k3 the forward KL, k1 nothing', () => fc.assert(fc.property(fc.integer(), (seed) => {
    const logits = normals(6, seed), z = normals(6, seed + 1);
    const logRef = z.map((x) => x - logSumExp(z));
    const kl = (x: Mat, forward: boolean) => {
      const norm = logSumExp(x);
      return x.reduce((sum, v, y) => sum + (forward ? Math.exp(logRef[y]!) * (logRef[y]! - v + norm) : Math.exp(v - norm) * (v - norm - logRef[y]!)), 0);
    };
    const { reverse, forward, inReward, asLoss } = klGradients(logits, logRef);
    logits.forEach((_, i) => {
      near(reverse[i]!, slopes((x) => kl(x, false), logits)[i]!, 1e-6);
      near(forward[i]!, slopes((x) => kl(x, true), logits)[i]!, 1e-6);
    });
    assert.ok(maxGap(inReward.k1, reverse) + maxGap(asLoss.k2, reverse) + maxGap(asLoss.k3, forward) + Math.max(...asLoss.k1.map(Math.abs)) < 1e-10);
  }), seeded));
});

describe('rows of tokens', () => {
  const V = 5;
  const examples = fc.array(fc.record({
    promptIds: fc.array(fc.integer({ min: 0, max: V - 1 }), { minLength: 1, maxLength: 4 }), chosenIds: fc.array(fc.integer({ min: 0, max: V - 1 }), { minLength: 1, maxLength: 4 }),
    rejectedIds: fc.array(fc.integer({ min: 0, max: V - 1 }), { minLength: 1, maxLength: 4 }),
  }), { minLength: 1, maxLength: 3 });
  const scored = (rows: ReturnType<typeof collatePreferences>, seed: number, wide = 0) => {
    // Logits that depend on the place in the row only, so that padding cannot move them.
    const T = rows.inputIds[0]!.length;
    const logits = Float64Array.from({ length: rows.inputIds.length * T * V }, (_, k) => normals(V, seed + (Math.floor(k / V) % T))[k % V]! + wide);
    return { logits, ...sequenceLogProbs(logits, rows.inputIds, rows.completionMask) };
  };
  it('padding, the padding id and a constant in the logits change nothing', () => fc.assert(fc.property(examples, fc.integer({ min: 0, max: V - 1 }), fc.integer({ min: 1, max: 8 }), (list, padTokenId, padToMultipleOf) => {
    const plain = scored(collatePreferences(list, { padTokenId: 0 }), 3);
    const padded = scored(collatePreferences(list, { padTokenId, padToMultipleOf }), 3);
    assert.ok(maxGap(plain.sum, padded.sum) < 1e-12);
    assert.ok(maxGap(plain.sum, scored(collatePreferences(list, { padTokenId: 0 }), 3, 500).sum) < 1e-9);
    assert.deepEqual(padded.numTokens, [...list.map(({ chosenIds }) => chosenIds.length), ...list.map(({ rejectedIds }) => rejectedIds.length)]);
  }), seeded));
  it('a row is cut at the end that was named, never past its length', () => fc.assert(fc.property(examples, fc.integer({ min: 1, max: 9 }), (list, maxLength) => {
    for (const truncationMode of ['keep_start', 'keep_end'] as const) {
      const { inputIds, attentionMask } = collatePreferences(list, { padTokenId: 0, maxLength, truncationMode });
      list.forEach(({ promptIds, chosenIds }, i) => {
        const row = [...promptIds, ...chosenIds], kept = attentionMask[i]!.filter((mark) => mark === 1).length;
        assert.equal(kept, Math.min(maxLength, row.length));
        assert.deepEqual(inputIds[i]!.slice(0, kept), truncationMode === 'keep_end' ? row.slice(-kept) : row.slice(0, kept));
      });
    }
  }), seeded));
  it('a trainer’s gradient by the logits is that of finite differences, for every kind of option', () => {
    const list = [{ promptIds: [1, 2], chosenIds: [3, 0], rejectedIds: [4, 1, 0] }, { promptIds: [2], chosenIds: [1, 1, 0], rejectedIds: [0] }];
    const rows = collatePreferences(list, { padTokenId: 0 });
    const size = rows.inputIds.length * rows.inputIds[0]!.length * V;
    const logits = normals(size, 1), refLogits = normals(size, 2);
    const variants: readonly TrainerOptions[] = [
      ...lossTypes.map((lossType): TrainerOptions => ({ lossType, beta: 0.7, ...(lossType === 'exo_pair' ? { labelSmoothing: 0.1 } : {}) })),
      { lossType: ['sigmoid', 'sft'], lossWeights: [0.8, 0.5], beta: 0.3 }, { lossType: 'sigmoid', beta: 0.3, ldAlpha: 0.4 },
      { lossType: 'sigmoid', beta: 0.3, fDivergenceType: 'forward_kl' }, { lossType: 'ipo', beta: 0.3, fDivergenceType: 'js_divergence' },
    ];
    for (const o of variants) {
      const loss = (x: Mat) => dpoTrainerStep({ ...rows, logits: x, refLogits }, o).loss;
      const { gradLogits } = dpoTrainerStep({ ...rows, logits, refLogits }, o);
      const found = slopes(loss, logits);
      for (let k = 0; k < size; k++) near(gradLogits[k]!, found[k]!, 1e-5, `${o.lossType.toString()} at ${k}`);
    }
  });
});
