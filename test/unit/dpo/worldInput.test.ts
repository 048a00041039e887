import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { trainDataset, type PairBatch } from '../../../snippets/dpo/dpo-dataset.ts';
import { pairWeights, trainPopulation } from '../../../snippets/dpo/dpo-population.ts';
import { rewardAtKl } from '../../../snippets/dpo/frontier.ts';
import { klObjective, klOptimalPolicy, softValues } from '../../../snippets/dpo/kl-optimum.ts';
import { bestOfN, ipoDatasetOptimum, ipoOptimum } from '../../../snippets/dpo/other-optima.ts';
import { clippedSurrogate, gae, ppoLoss, tokenRewards, whiten, type PpoBatch } from '../../../snippets/dpo/ppo.ts';
import { preferenceLoss } from '../../../snippets/dpo/preference-losses.ts';
import { responseOf, stepsOf, textOf, tokensOf } from '../../../snippets/dpo/prefix-tree.ts';
import { buildWorld, fitBigram, reviewPairs, reviewReward, type Pair } from '../../../snippets/dpo/review-world.ts';

const range = (message: string) => ({ name: 'RangeError', message });
const logs = (...p: number[]) => Float64Array.from(p, Math.log);
const of = (...x: number[]) => Float64Array.of(...x);
const [film, food] = buildWorld();
const dpo = (beta: number) => (batch: PairBatch) => preferenceLoss(batch, { lossType: 'sigmoid', beta });

describe('the review world at its edges', () => {
  it('a response is found again by its words; the longest has no <eos>', () => {
    for (let y = 1; y < 85; y++) assert.equal(responseOf(textOf(y)), y);
    assert.deepEqual(stepsOf(0), [0]);
    assert.deepEqual(stepsOf(responseOf('good')), [3, 15]);
    assert.equal(stepsOf(84).length, 3);
    assert.deepEqual(tokensOf(84), [4, 4, 4]);
  });
  it('words that no response has', () => {
    for (const text of ['fine', '', 'good good good good', '<eos>']) {
      assert.throws(() => responseOf(text), range(`"${text}" is no response: at most 3 of not, very, good, bad`));
    }
  });
  it('rewards by hand: repeats, flips, gains, what dangles', () => {
    const reward = (text: string) => reviewReward(tokensOf(responseOf(text)));
    assert.equal(reviewReward([]), -0.5);
    assert.deepEqual(['not', 'very very', 'not not good', 'very very good', 'good not', 'bad not bad'].map(reward), [-0.25, -1.5, 0, 1.25, 0.75, 0]);
  });
  it('a context that never occurs needs smoothing', () => {
    assert.throws(() => fitBigram([{ response: 3, count: 1 }], 0), range('context 1 never occurs; a smoothing above 0 gives it a distribution'));
    assert.throws(() => fitBigram([], -1), range('smoothing must be a finite number >= 0, got -1'));
  });
});

describe('what the closed form refuses', () => {
  const odd = [0, -1, NaN, Infinity];
  it('beta', () => {
    for (const beta of odd) {
      const message = `beta must be a positive finite number, got ${beta}`;
      assert.throws(() => klOptimalPolicy(logs(0.5, 0.5), of(0, 1), beta), range(message));
      assert.throws(() => softValues(film, beta), range(message));
      assert.throws(() => trainPopulation(film, { beta }), range(message));
      assert.throws(() => trainDataset({ worlds: [film, food], pairs: reviewPairs(), loss: dpo(beta) }), range(message));
    }
  });
  it('rewards', () => {
    const message = 'rewards must be finite or -Infinity, with at least one finite value';
    for (const r of [of(0, Infinity), of(NaN, 0), of(-Infinity, -Infinity)]) assert.throws(() => klOptimalPolicy(logs(0.5, 0.5), r, 1), range(message));
  });
  it('lengths, and a reference that leaves nothing', () => {
    assert.throws(() => klOptimalPolicy(logs(1), of(0, 1), 1), range('expected 2 reference log-probabilities, got 1'));
    assert.throws(() => klOptimalPolicy(logs(0, 0), of(0, 1), 1), range('the reference allows no response that has a finite reward'));
    assert.throws(() => klOptimalPolicy(logs(1, 0), of(-Infinity, 1), 1), range('the reference allows no response that has a finite reward'));
  });
  it('probability 0 and reward −∞ stay at 0, and out of the sums', () => {
    const { logProbs, reward, kl } = klOptimalPolicy(logs(0.5, 0, 0.5), of(-Infinity, 100, 1), 1);
    assert.deepEqual([...logProbs], [-Infinity, -Infinity, 0]);
    assert.deepEqual([reward, kl], [1, Math.LN2]);
    assert.equal(klObjective(logs(1, 0), logs(1, 0), of(2, -Infinity), 1).objective, 2);
  });
});

describe('what the parts of PPO refuse', () => {
  it('whitening', () => {
    assert.throws(() => whiten(of(1), [1]), range('need at least 2 unmasked values to whiten'));
    assert.throws(() => whiten(of(1, 2, 3), [0, 1, 0]), range('need at least 2 unmasked values to whiten'));
    assert.deepEqual([...whiten(of(2, 2), [1, 1])], [0, 0]);
  });
  it('lengths', () => {
    assert.throws(() => tokenRewards(of(0, 0), of(0), 1, 0.1), range('expected 2 reference log-probabilities, got 1'));
    assert.throws(() => tokenRewards(of(0), of(0), 1, 0.1, { length: 2 }), range('length must be in 1…1, got 2'));
    assert.throws(() => gae(of(1, 2), of(1), 1, 1), range('expected 2 values, got 1'));
  });
  it('batches', () => {
    const one = of(0);
    const batch: PpoBatch = {
      newLogProbs: one, oldLogProbs: one, advantages: one, values: one, oldValues: one, returns: one, policyMask: [1], valueMask: [1],
    };
    const options = { clip: 0.2, clipValue: 0.2, vfCoef: 1 };
    assert.throws(() => ppoLoss({ ...batch, returns: of(1, 2) }, options), range('expected 1 values in returns, got 2'));
    assert.throws(() => ppoLoss({ ...batch, policyMask: [0] }, options), range('batch is empty'));
    assert.equal(ppoLoss({ ...batch, newLogProbs: of(1), oldLogProbs: of(1), advantages: of(3) }, options).loss, -3, 'padding of 1.0 is no error');
  });
  it('an advantage of 0 teaches nothing, whatever the ratio', () => {
    for (const ratio of [0, 0.5, 1, 5]) assert.ok(clippedSurrogate(ratio, 0, 0.2).slope === 0);
  });
});

describe('what the other optima and the trainers refuse', () => {
  it('best of n', () => {
    for (const n of [0, -1, 1.5, NaN]) assert.throws(() => bestOfN(of(1), of(0), n), range(`n must be a positive integer, got ${n}`));
    assert.throws(() => bestOfN(of(1), of(0, 1), 2), range('expected 2 reference probabilities, got 1'));
  });
  it('IPO', () => {
    assert.throws(() => ipoOptimum(of(0.5), of(0.5, 0.5), of(0.5, 0.5), 1), range('pStar has 1 values; expected N*N = 4'));
    for (const tau of [0, -1, NaN]) assert.throws(() => ipoDatasetOptimum([[0, 1]], of(0.5, 0.5), tau), range(`tau must be a positive finite number, got ${tau}`));
    assert.throws(() => ipoDatasetOptimum([[0, 1]], of(0.2, 0.3, 0.5), 1), range('only 2 of 3 responses are linked to response 0 by comparisons'));
  });
  it('pairs', () => {
    assert.throws(() => pairWeights(of(0.5, 0.5), of(1)), range('expected 2 rewards, got 1'));
    assert.throws(() => pairWeights(of(0.5, 0.5), of(1, 0), 0.6), range('flipRate must be in [0, 0.5], got 0.6'));
    assert.throws(() => trainDataset({ worlds: [film], pairs: [], loss: dpo(0.1) }), range('batch is empty'));
    const refused = (pair: Pair) => trainDataset({ worlds: [film], pairs: [pair], loss: dpo(0.1) });
    assert.throws(() => refused({ prompt: 1, chosen: 0, rejected: 1 }), range('pair 0 names a prompt or a response that does not exist'));
    assert.throws(() => refused({ prompt: 0, chosen: 85, rejected: 1 }), range('pair 0 names a prompt or a response that does not exist'));
  });
  it('a KL beyond the frontier', () => assert.throws(() => rewardAtKl(film, 10), /^RangeError: kl must be in \(0, 4\.53/));
});
