/**
 * Losses that leave something of DPO out: KTO the pairs, SimPO and ORPO the reference policy.
 * 省去 DPO 某一部分的损失：KTO 不用成对数据，SimPO 与 ORPO 不用参考策略。
 *
 * Ethayarajh et al. 2024 (KTO), arXiv 2402.01306. Meng, Xia & Chen 2024 (SimPO), arXiv 2405.14734, eq. 6.
 * Hong, Lee & Thorne 2024 (ORPO), arXiv 2403.07691, eq. 4–10. As in TRL v0.24.0.
 */
import { run, type Report } from '../kit/demo.ts';
import type { Mat } from '../kit/matrix.ts';
import { expectLogps, expectPositive } from './dpo-loss.ts';
import { negLogSigmoid, sigmoid } from './preference-models.ts';

// #region kto
/** Responses judged one by one; either class may be empty. 逐个评判的回答；任何一类都可以为空。 */
export interface KtoBatch {
  readonly policyDesirableLogps: Mat;
  readonly refDesirableLogps: Mat;
  readonly policyUndesirableLogps: Mat;
  readonly refUndesirableLogps: Mat;
  /** Of responses paired with a prompt they do not answer, which estimate the KL. 与提示错配的回答，用来估计 KL。 */
  readonly policyKlLogps: Mat;
  readonly refKlLogps: Mat;
}

/** λ_D and λ_U, by default 1; APO-zero for single responses is KTO with z₀ = 0. λ_D 与 λ_U 默认为 1；单个回答的 APO-zero 就是 z₀ = 0 的 KTO。 */
export interface KtoOptions {
  readonly beta: number;
  readonly desirableWeight?: number;
  readonly undesirableWeight?: number;
  readonly loss?: 'kto' | 'apo_zero_unpaired';
}

/**
 * KTO: a response is good or bad by itself, measured from the reference point z₀. Both slopes vanish far from z₀ on either side, so what
 * is hopeless is left alone. z₀ counts as a number: its own dependence on the policy is not differentiated.
 * KTO：每个回答单独判为好或坏，以参考点 z₀ 为零点。离 z₀ 很远时，两侧斜率都趋于 0，无可救药的样本就此被放过。
 * z₀ 视为常数：不对它与策略的关系求导。
 * @returns losses, desirable ones first, and gradients of their sum
 */
export function ktoLoss(batch: KtoBatch, { beta, desirableWeight = 1, undesirableWeight = 1, loss = 'kto' }: KtoOptions) {
  expectPositive('beta', beta);
  const { policyDesirableLogps, refDesirableLogps, policyUndesirableLogps, refUndesirableLogps, policyKlLogps, refKlLogps } = batch;
  expectLogps({ policyDesirableLogps, refDesirableLogps, policyUndesirableLogps, refUndesirableLogps, policyKlLogps, refKlLogps });
  const ratios = (policy: Mat, ref: Mat): Mat => {
    if (ref.length !== policy.length) throw new RangeError(`expected ${policy.length} reference log-probabilities, got ${ref.length}`);
    return policy.map((logp, i) => logp - ref[i]!);
  };
  const good = ratios(policyDesirableLogps, refDesirableLogps), bad = ratios(policyUndesirableLogps, refUndesirableLogps);
  if (good.length + bad.length === 0) throw new RangeError('batch is empty');
  const mismatched = ratios(policyKlLogps, refKlLogps);
  if (loss === 'kto' && mismatched.length === 0) throw new RangeError('KTO needs mismatched responses to estimate the KL, got none');
  let z0 = 0;
  if (loss === 'kto') {
    z0 = Math.max(0, mismatched.reduce((sum, h) => sum + h, 0) / mismatched.length); // eq: var-kto | hole: reference-point
  }
  // eq: var-kto
  const desirable = good.map((h) => desirableWeight * sigmoid(-beta * (h - z0)));
  const undesirable = bad.map((h) => undesirableWeight * sigmoid(beta * (h - z0)));
  const bell = (h: number) => beta * sigmoid(beta * (h - z0)) * sigmoid(-beta * (h - z0));

  const losses = Float64Array.of(...desirable, ...undesirable);
  return {
    z0, losses, meanLoss: losses.reduce((sum, l) => sum + l, 0) / losses.length,
    desirableRewards: good.map((h) => beta * h), undesirableRewards: bad.map((h) => beta * h),
    gradPolicyDesirable: good.map((h) => -desirableWeight * bell(h)), gradPolicyUndesirable: bad.map((h) => undesirableWeight * bell(h)),
  };
}
// #endregion

// #region averages
/** Log-probabilities divided by the number of tokens; null where a row has none. 除以词元数的对数概率；没有词元的行为 null。 */
export type Averages = ArrayLike<number | null>;

/** Throws unless both lists are averages ≤ 0 of the same number of rows. 两个列表须等长，且都是 ≤ 0 的平均值。 */
export function expectAverages(chosen: Averages, rejected: Averages): [policyChosenLogps: Mat, policyRejectedLogps: Mat] {
  if (chosen.length === 0) throw new RangeError('batch is empty');
  if (rejected.length !== chosen.length) {
    throw new RangeError(`expected ${chosen.length} rejected log-probabilities, got ${rejected.length}`);
  }
  const numbers = (averages: Averages) => Float64Array.from(averages, (average, i) => {
    if (average === null) throw new RangeError(`row ${i} has no completion tokens`);
    return average;
  });
  const [policyChosenLogps, policyRejectedLogps] = [numbers(chosen), numbers(rejected)];
  expectLogps({ policyChosenLogps, policyRejectedLogps });
  return [policyChosenLogps, policyRejectedLogps];
}

/** The mean of a list. 列表的平均值。 */
export const meanOf = (x: Mat): number => x.reduce((sum, xi) => sum + xi, 0) / x.length;
// #endregion

// #region simpo
/**
 * SimPO: the reward is β times the average log-probability of a token, and the chosen one must lead by γ. β is 2 to 10, not DPO’s 0.1,
 * since it multiplies averages. (TRL’s trainer adds the likelihood of the chosen response unless its `cpo_alpha` is 0.)
 * SimPO：奖励是 β 乘以每词元的平均对数概率，被选回答须领先 γ。因为乘的是平均值，β 取 2 到 10，而不是 DPO 的 0.1。
 * （除非 `cpo_alpha` 为 0，TRL 的训练器还会加上被选回答的似然项。）
 * @param chosen averages over tokens [B]
 * @param rejected averages over tokens [B]
 * @returns lists of B; gradients of the sum of the losses by the averages
 */
export function simpoLoss(
  chosen: Averages, rejected: Averages, { beta = 2, gamma = 0.5 }: { readonly beta?: number; readonly gamma?: number } = {},
) {
  expectPositive('beta', beta);
  const [pw, pl] = expectAverages(chosen, rejected);
  const lead: Mat = pw.map((p, i) => beta * (p - pl[i]!) - gamma); // eq: var-reference-free | hole: simpo
  const losses = lead.map(negLogSigmoid);
  return {
    losses, meanLoss: meanOf(losses), chosenRewards: pw.map((p) => beta * p), rejectedRewards: pl.map((p) => beta * p),
    gradPolicyChosen: lead.map((z) => -beta * sigmoid(-z)), gradPolicyRejected: lead.map((z) => beta * sigmoid(-z)),
  };
}
// #endregion

// #region orpo
/** log P/(1 − P) for P = e^p, p < 0, exact also for P near 1. P = e^p（p < 0）的对数几率 log P/(1 − P)，P 接近 1 时同样精确。 */
export function logOdds(p: number): number {
  if (p >= 0) throw new RangeError('odds undefined for probability 1');
  return p - Math.log(-Math.expm1(p)); // eq: var-reference-free | hole: odds
}

/**
 * ORPO: the likelihood of the chosen response, and λ times a loss on the ratio of the odds. In TRL the likelihood covers the prompt too.
 * ORPO：被选回答的似然，加上 λ 倍的几率比损失。TRL 的似然项连提示也包括在内。
 * @param chosen averages over tokens [B]
 * @param rejected averages over tokens [B]
 * @param nllLoss mean negative log-likelihood of the chosen responses
 * @param lambda called beta in TRL
 * @returns losses before λ; the means that TRL logs: of log σ(log OR) and of log OR; gradients of λ times the summed losses by the averages
 */
export function orpoLoss(chosen: Averages, rejected: Averages, nllLoss: number, lambda = 0.1) {
  const [pw, pl] = expectAverages(chosen, rejected);
  const ratio = pw.map((p, i) => logOdds(p) - logOdds(pl[i]!));
  const oddsRatioLosses = ratio.map(negLogSigmoid); // eq: var-reference-free
  const slope = (p: number, i: number) => (lambda * sigmoid(-ratio[i]!)) / -Math.expm1(p);
  return {
    oddsRatioLosses, logOddsRatioMean: -meanOf(oddsRatioLosses), logOddsChosenMean: meanOf(ratio),
    totalLoss: nllLoss + lambda * meanOf(oddsRatioLosses), // eq: var-reference-free
    chosenRewards: pw.map((p) => lambda * p), rejectedRewards: pl.map((p) => lambda * p),
    gradPolicyChosen: pw.map((p, i) => -slope(p, i)), gradPolicyRejected: pl.map(slope),
  };
}
// #endregion

export function demo({ say, check, table, plot }: Report): void {
  const list = (...x: number[]) => Float64Array.from(x);
  const none = list();
  /** One desirable and one undesirable response at the log-ratio h, the KL estimated as k. 一好一坏两个回答，对数比均为 h；KL 估计为 k。 */
  const kto = (h: number, k: number[], beta = 0.1) => ktoLoss({
    policyDesirableLogps: list(h - 200), refDesirableLogps: list(-200),
    policyUndesirableLogps: list(h - 200), refUndesirableLogps: list(-200),
    policyKlLogps: list(...k.map((x) => x - 50)), refKlLogps: list(...k.map(() => -50)),
  }, { beta });
  const gaps = Float64Array.from({ length: 81 }, (_, i) => 2 * (i - 40));
  plot(['KTO by log-ratio, z₀ = 10, β = 0.1', 'KTO 随对数比的变化，z₀ = 10，β = 0.1'], {
    desirable: { x: gaps, y: gaps.map((h) => kto(h, [10]).losses[0]!) },
    undesirable: { x: gaps, y: gaps.map((h) => kto(h, [10]).losses[1]!) },
  }, { x: 'ĥ' });
  table(['ORPO: odds grow without bound as P nears 1', 'ORPO：P 趋近 1 时几率无限增大'], ['P', 'log P/(1 − P)', '∂/∂ log P'],
    [0.1, 0.5, 0.9, 0.99, 0.999].map((P) => [P, +logOdds(Math.log(P)).toFixed(4), +(1 / (1 - P)).toFixed(2)]));
  say('neither SimPO nor ORPO has a reference policy: what they approach is not the optimum of the KL-regularised objective',
    'SimPO 与 ORPO 都没有参考策略：它们所趋近的不是 KL 正则化目标的最优解');

  const start = kto(0, [0]);
  const [away, one] = [kto(0, [-3, 1]), kto(10, [4, 16])];
  const single = ktoLoss({
    policyDesirableLogps: list(-5), refDesirableLogps: list(-5), policyUndesirableLogps: none, refUndesirableLogps: none,
    policyKlLogps: list(-1), refKlLogps: list(-1),
  }, { beta: 0.1 });
  const even = orpoLoss([Math.log(0.5)], [Math.log(0.5)], 1);
  const apart = orpoLoss([Math.log(0.75)], [Math.log(0.25)], 1, 1);
  check('kto-start', ['KTO of each response where the policy is the reference', '策略等于参考策略时每个回答的 KTO'], '1 − σ(0)',
    0.5, start.meanLoss, 1e-12);
  check('kto-slope', ['its slope for a desirable response, β = 0.1', '好回答处的斜率，β = 0.1'], '−β/4',
    -0.025, start.gradPolicyDesirable[0]!, 1e-12);
  check('kto-clamped', ['z₀ where the estimate of the KL is −1', 'KL 估计为 −1 时的 z₀'], ['clamped at 0', '截断为 0'], 0, away.z0);
  check('kto-point', ['z₀ from the log-ratios 4 and 16', '由对数比 4 与 16 得到的 z₀'], ['their mean', '二者的平均'], 10, one.z0, 1e-12);
  check('kto-at-point', ['loss at ĥ = z₀', 'ĥ = z₀ 处的损失'], '1 − σ(0)', 0.5, one.losses[0]!, 1e-12);
  check('kto-far-good', ['slope of a desirable response far above z₀', '远高于 z₀ 的好回答的斜率'], ['vanishes', '趋于 0'],
    0, kto(200, [0], 1).gradPolicyDesirable[0]!, 1e-12);
  check('kto-far-bad', ['… far below it', '……远低于 z₀ 时'], ['vanishes', '趋于 0'], 0, kto(-200, [0], 1).gradPolicyDesirable[0]!, 1e-12);
  check('kto-one-class', ['losses of a batch with one desirable response', '仅含一个好回答的批次的损失数'], '1', 1, single.losses.length);
  check('simpo-equal', ['SimPO of equal averages, γ = 0.5', 'SimPO：平均值相等，γ = 0.5'], 'log(1 + e^γ)',
    Math.log(1 + Math.exp(0.5)), simpoLoss([-1], [-1]).meanLoss, 1e-12);
  check('simpo-margin', ['… where the chosen one leads by γ/β', '……被选回答领先 γ/β 时'], 'ln 2',
    Math.LN2, simpoLoss([-1], [-1.25]).meanLoss, 1e-12);
  check('odds-even', ['ORPO of equal probabilities, λ = 0.1, likelihood term 1', 'ORPO：概率相等，λ = 0.1，似然项为 1'], '1 + 0.1 ln 2',
    1 + 0.1 * Math.LN2, even.totalLoss, 1e-12);
  check('odds-ratio', ['log odds ratio of 3/4 and 1/4', '3/4 与 1/4 的对数几率比'], 'ln 9', Math.log(9), apart.logOddsChosenMean, 1e-12);
  check('odds-gradient', ['∂L/∂ log P_w there, λ = 1', '此处的 ∂L/∂ log P_w，λ = 1'], '−σ(−ln 9)/(1 − 3/4)',
    -0.4, apart.gradPolicyChosen[0]!, 1e-12);
  check('odds-certain', 'log P/(1 − P), log P = −10⁻¹²', '−ln 10⁻¹²', 12 * Math.log(10), logOdds(-1e-12), 1e-11);
}

run(import.meta, demo);
