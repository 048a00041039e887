import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dpoLoss, dpoPlackettLuceLoss, type PairLogps } from '../../../snippets/dpo/dpo-loss.ts';
import { ktoLoss, logOdds, orpoLoss, simpoLoss, type KtoBatch } from '../../../snippets/dpo/kto-simpo-orpo.ts';
import { lossTypes, pairLoss, pairLossTypes, preferenceLoss } from '../../../snippets/dpo/preference-losses.ts';
import { bradleyTerryLoss, choleskySolve, fitBradleyTerry, plackettLuce } from '../../../snippets/dpo/preference-models.ts';
import { bigramFeatures, fitRewardModel } from '../../../snippets/dpo/reward-model.ts';
import { collatePreferences, sequenceLogProbs } from '../../../snippets/dpo/sequence-logprobs.ts';
import { dpoTrainerStep } from '../../../snippets/dpo/trainer-step.ts';

const range = (message: string) => ({ name: 'RangeError', message });
const type = (message: string) => ({ name: 'TypeError', message });
const of = (...x: number[]) => Float64Array.of(...x);
const good: PairLogps = { policyChosenLogps: of(-3, -4), policyRejectedLogps: of(-5, -2), refChosenLogps: of(-3.5, -4), refRejectedLogps: of(-4, -3) };

/** Every loss of pairs, by the name it is called by. */
const losses: Readonly<Record<string, (pairs: PairLogps, beta: number) => unknown>> = {
  dpoLoss,
  ...Object.fromEntries(lossTypes.map((lossType) => [lossType, (pairs: PairLogps, beta: number) =>
    preferenceLoss(pairs, { lossType, beta, labelSmoothing: lossType === 'exo_pair' ? 0.1 : 0, chosenTokens: [2, 3], rejectedTokens: [4, 1] })])),
};

describe('what every loss of pairs refuses', () => {
  for (const [name, loss] of Object.entries(losses)) {
    it(name, () => {
      assert.doesNotThrow(() => loss(good, 0.1));
      for (const beta of [0, -1, NaN, Infinity]) assert.throws(() => loss(good, beta), range(`beta must be a positive finite number, got ${beta}`));
      assert.throws(() => loss({ ...good, refChosenLogps: of(-1) }, 1), range('expected 2 reference log-probabilities, got 1'));
      assert.throws(() => loss({ ...good, refRejectedLogps: of(-1, -1, -1) }, 1), range('expected 2 reference log-probabilities, got 3'));
      assert.throws(() => loss({ ...good, policyRejectedLogps: of(-1) }, 1), range('expected 2 rejected log-probabilities, got 1'));
      assert.throws(() => loss({ policyChosenLogps: of(), policyRejectedLogps: of(), refChosenLogps: of(), refRejectedLogps: of() }, 1), range('batch is empty'));
      assert.throws(() => loss({ ...good, policyChosenLogps: of(-1, NaN) }, 1), type('policyChosenLogps[1] is NaN'));
      assert.throws(() => loss({ ...good, refRejectedLogps: of(0.1, -1) }, 1), range('refRejectedLogps[0] is 0.1, but log-probabilities must be <= 0'));
      assert.throws(() => loss({ ...good, policyChosenLogps: of(-1, -Infinity) }, 1), range('chosen response 1 has probability 0 under the policy'));
      assert.throws(() => loss({ ...good, refRejectedLogps: of(-Infinity, -1) }, 1), range('rejected response 0 has probability 0 under the reference'));
      assert.doesNotThrow(() => loss({ ...good, policyChosenLogps: of(1e-10, -1) }, 1), 'rounding above 0 is no error');
    });
  }
});

describe('what single losses refuse', () => {
  it('a share of flipped labels that the loss has no meaning for', () => {
    const refused = [
      ['robust', [-0.1, 0.5, 0.7, NaN], '[0, 0.5)'], ['sigmoid', [-0.1, 0.51, NaN], '[0, 0.5]'], ['aot', [-0.1, 0.6], '[0, 0.5]'],
      ['aot_unpaired', [-0.1, 0.6], '[0, 0.5]'], ['exo_pair', [0, 1, -1, NaN], '(0, 1)'],
    ] as const;
    for (const [lossType, shares, allowed] of refused) {
      for (const labelSmoothing of shares) {
        assert.throws(() => preferenceLoss(good, { lossType, beta: 1, labelSmoothing }), range(`labelSmoothing must be in ${allowed} for ${lossType}, got ${labelSmoothing}`));
      }
    }
    assert.doesNotThrow(() => preferenceLoss(good, { lossType: 'sigmoid', beta: 1, labelSmoothing: 0.5 }));
  });
  it('a temperature of DiscoPOP outside (0, 1)', () => {
    for (const discopopTau of [0, 1, -1, NaN]) {
      assert.throws(() => preferenceLoss(good, { lossType: 'discopop', beta: 1, discopopTau }), range(`discopopTau must be in (0, 1), got ${discopopTau}`));
    }
  });
  it('an unknown name, with all that are known', () => {
    assert.throws(() => preferenceLoss(good, { lossType: 'dpo' as 'sigmoid', beta: 1 }), range(`unknown loss type "dpo"; expected one of ${lossTypes.join(', ')}`));
  });
  it('averages over rows without tokens', () => {
    const short = { beta: 1, chosenTokens: [3, 0], rejectedTokens: [1, 1] };
    assert.throws(() => preferenceLoss(good, { lossType: 'sigmoid_norm', ...short }), range('row 1 has no completion tokens'));
    assert.throws(() => preferenceLoss(good, { lossType: 'ipo', averageTokens: true, ...short }), range('row 1 has no completion tokens'));
    assert.throws(() => preferenceLoss(good, { lossType: 'sigmoid_norm', beta: 1 }), range('row 0 has no completion tokens'));
    assert.doesNotThrow(() => preferenceLoss(good, { lossType: 'ipo', ...short }), 'sums need no counts');
    for (const loss of [simpoLoss, (w: (number | null)[], l: (number | null)[]) => orpoLoss(w, l, 1)]) {
      assert.throws(() => loss([-1, null], [-1, -1]), range('row 1 has no completion tokens'));
      assert.throws(() => loss([], []), range('batch is empty'));
      assert.throws(() => loss([-1], [-1, -2]), range('expected 1 rejected log-probabilities, got 2'));
      assert.throws(() => loss([0.2], [-1]), range('policyChosenLogps[0] is 0.2, but log-probabilities must be <= 0'));
      assert.throws(() => loss([-1], [NaN]), type('policyRejectedLogps[0] is NaN'));
    }
  });
  it('the odds of a certain response', () => {
    assert.throws(() => logOdds(0), range('odds undefined for probability 1'));
    assert.throws(() => orpoLoss([0], [-1], 1), range('odds undefined for probability 1'));
  });
  it('KTO: no responses, nothing to estimate the KL from, lists that do not fit; one class alone is fine', () => {
    const none = of();
    const batch: KtoBatch = {
      policyDesirableLogps: of(-1), refDesirableLogps: of(-1), policyUndesirableLogps: none, refUndesirableLogps: none, policyKlLogps: of(-1), refKlLogps: of(-2),
    };
    assert.equal(ktoLoss(batch, { beta: 1 }).losses.length, 1);
    assert.throws(() => ktoLoss({ ...batch, policyDesirableLogps: none, refDesirableLogps: none }, { beta: 1 }), range('batch is empty'));
    assert.throws(() => ktoLoss({ ...batch, policyKlLogps: none, refKlLogps: none }, { beta: 1 }), range('KTO needs mismatched responses to estimate the KL, got none'));
    assert.doesNotThrow(() => ktoLoss({ ...batch, policyKlLogps: none, refKlLogps: none }, { beta: 1, loss: 'apo_zero_unpaired' }));
    assert.throws(() => ktoLoss({ ...batch, refDesirableLogps: of(-1, -1) }, { beta: 1 }), range('expected 1 reference log-probabilities, got 2'));
    assert.throws(() => ktoLoss(batch, { beta: 0 }), range('beta must be a positive finite number, got 0'));
    assert.throws(() => ktoLoss({ ...batch, policyKlLogps: of(-Infinity) }, { beta: 1 }), /has probability 0 under the policy/);
  });
});

describe('what models of preference refuse', () => {
  it('scores', () => {
    assert.throws(() => bradleyTerryLoss(of(1, 2), of(1)), range('expected 2 rewardsRejected as in rewardsChosen, got 1'));
    assert.throws(() => bradleyTerryLoss(of(), of()), range('batch is empty'));
    assert.throws(() => bradleyTerryLoss(of(1), of(Infinity)), type('rewardsRejected[0] is Infinity; expected a finite number'));
    assert.throws(() => bradleyTerryLoss(of(1), of(0), { margin: of(1, 1) }), range('expected 1 margin as in rewardsChosen, got 2'));
  });
  it('rankings', () => {
    for (const order of [[0, 1], [0, 1, 1], [0, 1, 3], [0, 1, 2, 2]]) {
      assert.throws(() => plackettLuce(of(1, 2, 3), order), range(`order must be a permutation of 0…2, got [${order.join(', ')}]`));
      assert.throws(() => dpoPlackettLuceLoss(of(-1, -2, -3), of(-1, -1, -1), order, 1), range(`order must be a permutation of 0…2, got [${order.join(', ')}]`));
    }
  });
  it('results without a maximum of the likelihood', () => {
    const missing = (items: string) => range(`maximum likelihood does not exist: item(s) ${items} never lose to the rest; a ridge > 0 keeps the scores finite`);
    assert.throws(() => fitBradleyTerry(of(0, 3, 0, 0), 2), missing('0'));
    assert.throws(() => fitBradleyTerry(of(0, 1, 1, 1, 0, 1, 0, 0, 0), 3), missing('0, 1'));
    assert.throws(() => fitBradleyTerry(of(0, 0, 0, 0), 2), /maximum likelihood does not exist/);
    assert.ok(fitBradleyTerry(of(0, 3, 0, 0), 2, 0.1).converged);
    assert.throws(() => fitBradleyTerry(of(0, 1, 1), 2), range('wins has 3 values; expected K*K with K = 2'));
    assert.throws(() => fitBradleyTerry(of(0, -1, 1, 0), 2), range('wins[0][1] is -1; expected a finite number >= 0'));
    assert.throws(() => fitBradleyTerry(of(0, 1, NaN, 0), 2), range('wins[1][0] is NaN; expected a finite number >= 0'));
  });
  it('a matrix that is not positive definite, and a reward model without pairs, ridge or features', () => {
    assert.throws(() => choleskySolve(of(1, 2, 2, 1), of(1, 1), 2), range('the matrix is not positive definite: pivot 1 is -3'));
    assert.throws(() => fitRewardModel([], [bigramFeatures([])], 1), range('batch is empty'));
    for (const ridge of [0, -1, NaN, Infinity]) {
      assert.throws(() => fitRewardModel([{ chosen: 0, rejected: 0 }], [bigramFeatures([])], ridge), range(`ridge must be a positive finite number, got ${ridge}`));
    }
    assert.throws(() => fitRewardModel([{ chosen: 0, rejected: 9 }], [bigramFeatures([])], 1), range('pair 0 names response 9; there are features of 1'));
  });
});

describe('what a batch of rows refuses', () => {
  const row = of(0, 0, 0, 0, 0, 0); // B = 1, T = 3, V = 2
  it('shapes that do not fit', () => {
    assert.throws(() => sequenceLogProbs(of(), [], []), range('batch is empty'));
    assert.throws(() => sequenceLogProbs(of(1, 2), [[0, 0, 0]], [[1, 1, 1]]), range('logits has 2 values; expected B*T*V with B = 1, T = 3'));
    assert.throws(() => sequenceLogProbs(row, [[0, 0, 0]], []), range('completionMask has 0 rows; expected 1'));
    assert.throws(() => sequenceLogProbs(row, [[0, 0, 0]], [[1, 1]]), range('completionMask[0] has 2 marks; expected 3'));
    assert.throws(() => sequenceLogProbs(of(...row, ...row), [[0, 0, 0], [0, 0]], [[0, 1, 1], [0, 1, 1]]), range('inputIds[1] has 2 tokens; expected 3'));
  });
  it('a scored token outside the vocabulary, but not one that is masked', () => {
    assert.throws(() => sequenceLogProbs(row, [[0, 5, 0]], [[0, 1, 1]]), range('inputIds[0][1] is 5; expected an integer from 0 to 1'));
    assert.throws(() => sequenceLogProbs(row, [[0, 0.5, 0]], [[0, 1, 1]]), range('inputIds[0][1] is 0.5; expected an integer from 0 to 1'));
    assert.doesNotThrow(() => sequenceLogProbs(row, [[-100, 1, -100]], [[0, 1, 0]]));
  });
  it('logits without a distribution', () => {
    assert.throws(() => sequenceLogProbs(of(NaN, 0, 0, 0, 0, 0), [[0, 1, 0]], [[0, 1, 1]]), type('the logits of row 0, position 0 give NaN'));
    assert.throws(() => sequenceLogProbs(of(-Infinity, -Infinity, 0, 0, 0, 0), [[0, 1, 0]], [[0, 1, 1]]), type('the logits of row 0, position 0 give NaN'));
  });
  it('a row with nothing to score has the sum 0 and no average; a response at position 0 loses its first token', () => {
    const { sum, numTokens, average } = sequenceLogProbs(of(...row, ...row), [[0, 1, 0], [1, 1, 0]], [[0, 0, 0], [1, 1, 0]]);
    assert.deepEqual([[...sum], [...numTokens], [...average]], [[0, -Math.LN2], [0, 1], [null, -Math.LN2]]);
  });
  it('the collator: no examples, lengths that are none', () => {
    assert.throws(() => collatePreferences([], { padTokenId: 0 }), range('batch is empty'));
    const one = [{ promptIds: [1], chosenIds: [2], rejectedIds: [3] }];
    for (const wrong of [0, -2, 1.5, NaN]) {
      assert.throws(() => collatePreferences(one, { padTokenId: 0, maxLength: wrong }), range(`maxLength must be an integer >= 1, got ${wrong}`));
      assert.throws(() => collatePreferences(one, { padTokenId: 0, padToMultipleOf: wrong }), range(`padToMultipleOf must be an integer >= 1, got ${wrong}`));
    }
  });
  it('a trainer’s batch that is not made of pairs', () => {
    const batch = { logits: row, refLogits: row, inputIds: [[0, 1, 0]], attentionMask: [[1, 1, 1]], completionMask: [[0, 1, 1]] };
    assert.throws(() => dpoTrainerStep(batch, { lossType: 'sigmoid', beta: 1 }), range('1 rows; expected the chosen ones and as many rejected ones'));
    const two = { logits: of(...row, ...row), refLogits: row, inputIds: [[0, 1, 0], [0, 0, 0]], attentionMask: [[1, 1, 1], [1, 1, 1]], completionMask: [[0, 1, 1], [0, 1, 1]] };
    assert.throws(() => dpoTrainerStep({ ...two, refLogits: of(...row, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0) }, { lossType: 'sigmoid', beta: 1 }), /^RangeError: refLogits has 18 values; expected 12/);
    assert.throws(() => dpoTrainerStep({ ...two, refLogits: two.logits }, { lossType: 'dpo' as 'sigmoid', beta: 1 }), range(`unknown loss type "dpo"; expected one of ${[...lossTypes, 'sft'].join(', ')}`));
  });
});

it('no loss overflows at margins of ±10⁴, and the names cover each pair loss', () => {
  for (const name of pairLossTypes) {
    for (const h of [1e4, -1e4]) {
      for (const [a, b] of [[h / 2, -h / 2], [h, 0], [0, -h]] as const) {
        const found = pairLoss(name, a, b, { beta: 1, labelSmoothing: name === 'exo_pair' || name === 'robust' ? 0.1 : 0 });
        for (const x of Object.values(found)) assert.ok(Number.isFinite(x), `${name} at ${a}, ${b}: ${Object.values(found).join(', ')}`);
      }
    }
  }
});
