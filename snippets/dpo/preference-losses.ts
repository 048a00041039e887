/**
 * The losses that libraries offer for preference pairs, each with its derivatives: what they share, and where each has its minimum.
 * 各库为偏好对提供的损失及其导数：它们有何共同之处，各自的最小值又在哪里。
 *
 * As in TRL v0.24.0; where its main branch of July 2026 differs, a comment says so. Azar et al. 2023 (IPO), Mitchell 2023 (cDPO),
 * Chowdhury et al. 2024 (robust DPO), and the papers named below.
 */
import { run, type Report } from '../kit/demo.ts';
import type { Mat } from '../kit/matrix.ts';
import { expectPairs, type PairLogps } from './dpo-loss.ts';
import { negLogSigmoid, sigmoid } from './preference-models.ts';

// #region pair-loss
/** Losses of one pair by itself. 只取决于单独一对的损失。 */
export const pairLossTypes = [
  'sigmoid', 'robust', 'hinge', 'ipo', 'exo_pair', 'nca_pair', 'bco_pair', 'sppo_hard', 'apo_zero', 'apo_down', 'discopop',
] as const;
export type PairLossType = (typeof pairLossTypes)[number];

/** What shapes a loss. 决定损失形状的参数。 */
export interface PairLossOptions {
  /** β > 0; for IPO and SPPO, τ. β > 0；在 IPO 与 SPPO 中即 τ。 */
  readonly beta: number;
  /** ε, the share of labels taken to be flipped; by default 0. ε，假定被翻转的标签比例；默认 0。 */
  readonly labelSmoothing?: number;
  /**
   * Shift of bco_pair, by default 0 as in TRL's main branch; v0.24.0 takes a running mean of the rewards.
   * bco_pair 的平移，默认 0，同 TRL 主分支；v0.24.0 用奖励的滑动平均。
   */
  readonly delta?: number;
  /** Temperature of DiscoPOP in (0, 1), by default 0.05. DiscoPOP 的温度，取自 (0, 1)，默认 0.05。 */
  readonly discopopTau?: number;
}

/** A loss and its derivatives by a and b. 损失及其对 a、b 的导数。 */
export interface PairLoss {
  readonly loss: number;
  readonly da: number;
  readonly db: number;
}

/**
 * The loss of one pair. Most types see only the gap h = a − b and are blind to where both ratios go together;
 * nca, bco, sppo and apo look at each.
 * 一对的损失。多数类型只看差距 h = a − b，看不见两个比值一同移向何处；nca、bco、sppo 与 apo 则分别看待二者。
 * @param a chosen log-ratio log π(y_w|x)/π_ref(y_w|x)
 * @param b rejected log-ratio
 */
export function pairLoss(type: PairLossType, a: number, b: number, o: PairLossOptions): PairLoss {
  const { beta, labelSmoothing: eps = 0, delta = 0, discopopTau: tau = 0.05 } = o;
  const h = a - b, u = beta * h;
  const ofGap = (loss: number, slope: number): PairLoss => ({ loss, da: slope, db: -slope });
  switch (type) {
    case 'sigmoid': { // DPO; with ε > 0 cDPO. TRL's main branch ignores ε here
      // eq: dpo-loss, var-label-noise | hole: cdpo
      const loss = (1 - eps) * negLogSigmoid(u) + eps * negLogSigmoid(-u);
      const slope = -beta * (sigmoid(-u) - eps);

      return ofGap(loss, slope);
    }
    case 'robust': { // unbounded below: the slope never changes its sign
      // eq: var-label-noise | hole: robust
      const loss = ((1 - eps) * negLogSigmoid(u) - eps * negLogSigmoid(-u)) / (1 - 2 * eps);
      const slope = (-beta * ((1 - eps) * sigmoid(-u) + eps * sigmoid(u))) / (1 - 2 * eps);

      return ofGap(loss, slope);
    }
    case 'hinge': // SLiC-HF, arXiv 2305.10425; RSO, 2309.06657
      return ofGap(Math.max(0, 1 - u), u < 1 ? -beta : 0);
    case 'ipo': {
      const off = h - 1 / (2 * beta); // eq: var-ipo | hole: ipo-loss
      return ofGap(off * off, 2 * off); // eq: var-ipo
    }
    case 'exo_pair': { // arXiv 2402.00856, eq. 16: KL(Bern(q) ‖ Bern(1 − ε))
      const [q, p] = [sigmoid(u), sigmoid(-u)];
      const loss = q * (-negLogSigmoid(u) - Math.log(1 - eps)) + p * (-negLogSigmoid(-u) - Math.log(eps));
      return ofGap(loss, beta * q * p * (u - Math.log((1 - eps) / eps)));
    }
    case 'nca_pair': { // arXiv 2402.05369
      const [ra, rb] = [beta * a, beta * b];
      const loss = negLogSigmoid(ra) + 0.5 * negLogSigmoid(-ra) + 0.5 * negLogSigmoid(-rb);
      return { loss, da: beta * (0.5 * sigmoid(ra) - sigmoid(-ra)), db: 0.5 * beta * sigmoid(rb) };
    }
    case 'bco_pair': { // arXiv 2404.04656
      const [ra, rb] = [beta * a - delta, beta * b - delta];
      return { loss: negLogSigmoid(ra) + negLogSigmoid(-rb), da: -beta * sigmoid(-ra), db: beta * sigmoid(rb) };
    }
    case 'sppo_hard': { // arXiv 2405.00675
      const [offA, offB] = [a - 1 / (2 * beta), b + 1 / (2 * beta)];
      return { loss: offA * offA + offB * offB, da: 2 * offA, db: 2 * offB };
    }
    case 'apo_zero': { // arXiv 2408.06266, eq. 7: chosen up, rejected down
      const [qa, qb] = [sigmoid(beta * a), sigmoid(beta * b)];
      return { loss: sigmoid(-beta * a) + qb, da: -beta * qa * (1 - qa), db: beta * qb * (1 - qb) };
    }
    case 'apo_down': { // eq. 8: both down, the rejected one further
      const [qa, q] = [sigmoid(beta * a), sigmoid(u)];
      return { loss: qa + sigmoid(-u), da: beta * (qa * (1 - qa) - q * (1 - q)), db: beta * q * (1 - q) };
    }
    case 'discopop': { // arXiv 2406.08414, eq. 5: a blend of the logistic and the exponential loss
      const [m, rest] = [sigmoid(u / tau), sigmoid(-u / tau)];
      const exponential = u > 0 ? m * Math.exp(-u) : Math.exp(-u - negLogSigmoid(u / tau)); // m e^(−u); e^(−u) alone may overflow
      const blend = (exponential * rest - m * rest * negLogSigmoid(u)) / tau;
      return ofGap(rest * negLogSigmoid(u) + exponential, beta * (blend - rest * sigmoid(-u) - exponential));
    }
  }
}
// #endregion

// #region pref-loss
/**
 * All losses of a batch: those of a pair, the sorted ones of AOT (arXiv 2406.05882), and DPO on averages.
 * 一个批次的全部损失：逐对的、AOT 排序的，以及取平均的 DPO。
 */
export const lossTypes = [...pairLossTypes, 'aot', 'aot_unpaired', 'sigmoid_norm'] as const;
export type LossType = (typeof lossTypes)[number];

/** Options of a batch. 批次的选项。 */
export interface LossOptions extends PairLossOptions {
  /** One loss, or several that are added. 一个损失，或相加的几个。 */
  readonly lossType: LossType | readonly LossType[];
  /** Their weights, by default 1. 各自的权重，默认 1。 */
  readonly lossWeights?: readonly number[];
  /** Leaves the reference out of the loss, but not out of the logged rewards. 损失中不计参考策略，记录的奖励中仍计。 */
  readonly referenceFree?: boolean;
  /**
   * IPO on averages over tokens, as TRL has it since it talked to the authors; the paper and the DPO authors' code sum.
   * 按词元平均的 IPO，TRL 与作者讨论后采用；论文与 DPO 作者的代码求和。
   */
  readonly averageTokens?: boolean;
  /** Response tokens of each row, for averages: [B]. 每行回答的词元数，供取平均。 */
  readonly chosenTokens?: readonly number[];
  readonly rejectedTokens?: readonly number[];
}

/** What ε may be for each loss that uses it. 用到 ε 的各损失所允许的 ε。 */
const smoothing: { readonly [Type in LossType]?: readonly [allowed: (eps: number) => boolean, range: string] } = {
  sigmoid: [(eps) => eps >= 0 && eps <= 0.5, '[0, 0.5]'], aot: [(eps) => eps >= 0 && eps <= 0.5, '[0, 0.5]'],
  aot_unpaired: [(eps) => eps >= 0 && eps <= 0.5, '[0, 0.5]'], robust: [(eps) => eps >= 0 && eps < 0.5, '[0, 0.5)'],
  exo_pair: [(eps) => eps > 0 && eps < 1, '(0, 1)'],
};

function expectLoss(type: LossType, { labelSmoothing = 0, discopopTau = 0.05 }: LossOptions): void {
  if (!lossTypes.includes(type)) throw new RangeError(`unknown loss type "${type}"; expected one of ${lossTypes.join(', ')}`);
  const [allowed, range] = smoothing[type] ?? [() => true, ''];
  if (!allowed(labelSmoothing)) throw new RangeError(`labelSmoothing must be in ${range} for ${type}, got ${labelSmoothing}`);
  if (!(discopopTau > 0 && discopopTau < 1)) throw new RangeError(`discopopTau must be in (0, 1), got ${discopopTau}`);
}

/**
 * The loss of a batch, in the order of the pairs (AOT: in the order of the sorted values), with the implicit rewards and the gradients.
 * 一个批次的损失，按偏好对的次序（AOT 按排序后的次序）给出，并附隐式奖励与梯度。
 * @returns lists of B; gradients of the sum of the losses by the policy's log-probabilities
 */
export function preferenceLoss(pairs: PairLogps, o: LossOptions) {
  expectPairs(pairs, o.beta);
  const types = typeof o.lossType === 'string' ? [o.lossType] : o.lossType;
  types.forEach((type) => expectLoss(type, o));
  const B = pairs.policyChosenLogps.length;
  const a = difference(pairs.policyChosenLogps, pairs.refChosenLogps), b = difference(pairs.policyRejectedLogps, pairs.refRejectedLogps);
  const losses = new Float64Array(B), gradPolicyChosen = new Float64Array(B), gradPolicyRejected = new Float64Array(B);
  const zero = new Float64Array(B);
  const compared = o.referenceFree ? { ...pairs, refChosenLogps: zero, refRejectedLogps: zero } : pairs;
  types.forEach((type, k) => {
    const weight = o.lossWeights?.[k] ?? 1;
    termsOf(type, compared, o).forEach(({ i, j, loss, da, db }, at) => {
      losses[at]! += weight * loss;
      gradPolicyChosen[i]! += weight * da;
      gradPolicyRejected[j]! += weight * db;
    });
  });
  const meanLoss = losses.reduce((sum, loss) => sum + loss, 0) / B;
  const [chosenRewards, rejectedRewards] = [a, b].map((ratios) => ratios.map((x) => o.beta * x)) as [Mat, Mat];
  return { losses, meanLoss, chosenRewards, rejectedRewards, gradPolicyChosen, gradPolicyRejected };
}

const difference = (x: Mat, y: Mat): Mat => x.map((xi, i) => xi - y[i]!);

/** Places from the smallest value to the largest; equal ones keep their order. 由小到大的位置；相等者保持原次序。 */
const sorted = (x: Mat): number[] => Array.from(x.keys()).sort((i, j) => x[i]! - x[j]!);

/** Each loss of the batch with the chosen response i and the rejected one j that it moves. 批次中的各项损失，及其所作用的被选回答 i 与被拒回答 j。 */
function termsOf(type: LossType, pairs: PairLogps, o: LossOptions): (PairLoss & { readonly i: number; readonly j: number })[] {
  const a = difference(pairs.policyChosenLogps, pairs.refChosenLogps), b = difference(pairs.policyRejectedLogps, pairs.refRejectedLogps);
  switch (type) {
    case 'aot': { // the sorted gaps of the policy against those of the reference
      const policy = difference(pairs.policyChosenLogps, pairs.policyRejectedLogps);
      const ref = difference(pairs.refChosenLogps, pairs.refRejectedLogps);
      const byRef = sorted(ref);
      return sorted(policy).map((i, k) => ({ i, j: i, ...pairLoss('sigmoid', policy[i]!, ref[byRef[k]!]!, o) }));
    }
    case 'aot_unpaired': { // sorted chosen against sorted rejected ratios; v0.24.0 calls it aot_pair, though nothing is paired
      const byRejected = sorted(b);
      return sorted(a).map((i, k) => ({ i, j: byRejected[k]!, ...pairLoss('sigmoid', a[i]!, b[byRejected[k]!]!, o) }));
    }
    default: {
      const average = type === 'sigmoid_norm' || (type === 'ipo' && o.averageTokens === true);
      const lengths = (tokens: readonly number[] | undefined, i: number) => {
        if (!average) return 1;
        const n = tokens?.[i] ?? 0;
        if (!(n >= 1)) throw new RangeError(`row ${i} has no completion tokens`);
        return n;
      };
      const [form, options] = type === 'sigmoid_norm' ? (['sigmoid', { beta: o.beta }] as const) : ([type, o] as const);
      return Array.from(a, (_, i) => {
        const [nw, nl] = [lengths(o.chosenTokens, i), lengths(o.rejectedTokens, i)];
        const { loss, da, db } = pairLoss(form, a[i]! / nw, b[i]! / nl, options);
        return { i, j: i, loss, da: da / nw, db: db / nl };
      });
    }
  }
}
// #endregion

export function demo({ say, check, table, plot }: Report): void {
  const at = (type: PairLossType, h: number, o: Partial<PairLossOptions> = {}) =>
    pairLoss(type, h / 2, -h / 2, { beta: 0.1, ...shape(type), ...o });
  const gaps = Float64Array.from({ length: 121 }, (_, i) => (i - 40) / 2);
  const shown = ['sigmoid', 'robust', 'ipo', 'hinge', 'exo_pair'] as const;
  plot(['loss by log-ratio gap, β = 0.1, ε = 0.1', '损失随对数比之差的变化，β = 0.1，ε = 0.1'],
    Object.fromEntries(shown.map((type) => [type, { x: gaps, y: gaps.map((h) => at(type, h).loss) }])), { x: 'h' });
  plot(['their slopes', '各损失的斜率'],
    Object.fromEntries(shown.map((type) => [type, { x: gaps, y: gaps.map((h) => at(type, h).da) }])), { x: 'h' });
  table(['where the slope by h is 0, a = −b = h/2, β = 0.1, ε = 0.1', '斜率为 0 之处，a = −b = h/2，β = 0.1，ε = 0.1'], [['loss', '损失'], 'h'],
    pairLossTypes.map((type) => [type, Number.isFinite(root(type)) ? root(type).toFixed(4) : '—']));
  say('robust has no minimum: past any gap it falls on with slope −βε/(1 − 2ε)', 'robust 没有最小值：差距再大，它仍以斜率 −βε/(1 − 2ε) 下降');

  const start = (type: PairLossType, o: Partial<PairLossOptions> = {}) => pairLoss(type, 0, 0, { beta: 0.1, ...o }).loss;
  const policyIsReference: [string, string] = ['policy = reference', '策略等于参考策略'];
  const cdpo = root('sigmoid');
  const [u, eps] = [1.3, 0.2];
  const told = { beta: 1, labelSmoothing: eps };
  const noisy = (type: PairLossType) => (1 - eps) * at(type, u, told).loss + eps * at(type, -u, told).loss;
  const slope = (type: PairLossType, h: number) => (at(type, h + 1e-5).loss - at(type, h - 1e-5).loss) / 1e-5;
  check('start-sigmoid', ['sigmoid at the start', 'sigmoid 的初值'], policyIsReference, Math.LN2, start('sigmoid'), 1e-12);
  check('start-smoothed', ['… with ε = 0.3', '……ε = 0.3'], policyIsReference, Math.LN2, start('sigmoid', { labelSmoothing: 0.3 }), 1e-12);
  check('start-robust', ['robust, ε = 0.3', 'robust，ε = 0.3'], policyIsReference,
    Math.LN2, start('robust', { labelSmoothing: 0.3 }), 1e-12);
  check('start-ipo-01', 'ipo, β = 0.1', '1/(2β)²', 25, start('ipo'), 1e-12);
  check('start-ipo-05', 'ipo, β = 0.5', '1/(2β)²', 1, start('ipo', { beta: 0.5 }), 1e-12);
  check('start-hinge', 'hinge', policyIsReference, 1, start('hinge'), 1e-12);
  check('start-apo-zero', 'apo_zero', policyIsReference, 1, start('apo_zero'), 1e-12);
  check('start-apo-down', 'apo_down', policyIsReference, 1, start('apo_down'), 1e-12);
  check('start-nca', 'nca_pair', '2 ln 2', 2 * Math.LN2, start('nca_pair'), 1e-10);
  check('start-bco', 'bco_pair', '2 ln 2', 2 * Math.LN2, start('bco_pair'), 1e-10);
  check('start-sppo', 'sppo_hard, β = 0.1', '2/(2β)²', 50, start('sppo_hard'), 1e-10);
  check('start-exo', 'exo_pair, ε = 0.001', 'KL(½ ‖ 1 − ε)', 2.761230709097915, start('exo_pair', { labelSmoothing: 1e-3 }), 1e-12);
  check('start-discopop', 'discopop', '(1 + ln 2)/2', (1 + Math.LN2) / 2, start('discopop'), 1e-12);
  check('cdpo-margin', ['cDPO, ε = 0.1: margin βh at its minimum', 'cDPO，ε = 0.1：最小值处的间隔 βh'], 'Mitchell 2023, ln 9',
    Math.log(9), 0.1 * cdpo, 1e-9);
  check('cdpo-floor', ['its loss there', '此处的损失'], ['Mitchell 2023, entropy of 0.1', 'Mitchell 2023，0.1 的熵'],
    0.325083, at('sigmoid', 10 * Math.log(9)).loss, 1e-6);
  check('robust-unbiased', ['robust, mean over flipped labels − clean loss', 'robust：对翻转标签取平均，减去无噪声损失'], 'Chowdhury et al. 2024', 0,
    noisy('robust') - negLogSigmoid(u), 1e-12);
  check('robust-falls', ['robust, ε = 0.1, at βh = 400', 'robust，ε = 0.1，βh = 400 处'], '−400ε/(1 − 2ε)',
    -50, at('robust', 4000).loss, 1e-12);
  check('robust-slope', ['its slope by βh there', '此处对 βh 的斜率'], '−ε/(1 − 2ε)', -0.125, at('robust', 4000).da / 0.1, 1e-12);
  check('ipo-minimum', ['IPO: the gap where it is 0, β = 0.1', 'IPO：损失为 0 处的差距，β = 0.1'], '1/(2β)', 5, root('ipo'), 1e-9);
  check('exo-minimum', ['exo_pair, ε = 0.1: margin βh at its minimum', 'exo_pair，ε = 0.1：最小值处的间隔 βh'], 'ln ((1 − ε)/ε)',
    Math.log(9), 0.1 * root('exo_pair'), 1e-9);
  check('extreme', ['losses and slopes that are not finite at βh = ±10⁴', 'βh = ±10⁴ 处非有限的损失与斜率个数'], '0', 0,
    pairLossTypes.flatMap((type) => [1e5, -1e5].flatMap((h) => Object.values(at(type, h)))).filter((x) => !Number.isFinite(x)).length);
  check('slopes', ['derivatives that differ from central differences', '与中心差分不符的导数个数'], ['all types, five gaps', '全部类型，五处差距'], 0,
    pairLossTypes.flatMap((type) =>
      [-9, -2, 0.5, 3, 14].filter((h) => Math.abs(slope(type, h) - at(type, h).da + at(type, h).db) > 1e-6)).length);
}

/** ε = 0.1 where it shapes the loss. 在用到 ε 的损失中取 ε = 0.1。 */
const shape = (type: PairLossType) => (['sigmoid', 'robust', 'exo_pair'].includes(type) ? { labelSmoothing: 0.1 } : {});

/** The gap h at which the slope of a loss changes its sign, by halving; infinite if it never does. 斜率变号处的差距 h，用二分法求；若从不变号则为无穷。 */
function root(type: PairLossType): number {
  const slope = (h: number) => {
    const { da, db } = pairLoss(type, h / 2, -h / 2, { beta: 0.1, ...shape(type) });
    return (da - db) / 2;
  };
  let [low, high] = [0, 100];
  if (!(slope(low) < 0 && slope(high) > 0)) return Infinity;
  while (high - low > 1e-12) [low, high] = slope((low + high) / 2) < 0 ? [(low + high) / 2, high] : [low, (low + high) / 2];
  return low;
}

run(import.meta, demo);
