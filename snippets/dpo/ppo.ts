/**
 * The parts of PPO for RLHF: rewards token by token, advantages, whitening, the clipped objective, the controller of β.
 * RLHF 中 PPO 的各部件：逐词元奖励、优势、白化、截断目标，以及 β 的控制器。
 *
 * Schulman et al. 2017: eqs. 7, 9. Schulman et al. 2015 (GAE): eq. 16. Ziegler et al. 2019: §2.2. TRL 0.24, ppo_trainer.py.
 */
import { run, type Report } from '../kit/demo.ts';
import type { Mat } from '../kit/matrix.ts';
import { normals } from '../kit/random.ts';
import { klObjective, softValues } from './kl-optimum.ts';
import { prefixes, responseLogProbs, stepsOf, textOf, tokenLogProbs, V } from './prefix-tree.ts';
import { buildWorld } from './review-world.ts';

// #region token-rewards
/** What a token pays for leaving the reference, from d = log π − log π_ref: k1 = d or k3 = e⁻ᵈ − 1 + d. 词元偏离参考的代价。 */
export const klEstimate = { k1: (d: number) => d, k3: (d: number) => Math.expm1(-d) + d } as const;

/** Options of {@link tokenRewards}. 选项。 */
export interface TokenRewardOptions {
  readonly estimator?: keyof typeof klEstimate;
  /** Real tokens; what follows is padding. 真实词元数；其后为填充。 */
  readonly length?: number;
  /** TRL scores one place after the last token if the row has room. TRL 在行内有空位时把得分放在最后词元之后一格。 */
  readonly scorePosition?: 'last' | 'after-last';
}

/**
 * The reward of each token of one response: the KL penalty everywhere, the score of the whole at the end. With k1 they add up to
 * r − β log(π/π_ref) of the sequence.
 * 一个回答中每个词元的奖励：处处有 KL 惩罚，整体得分放在末尾。用 k1 时，其和为序列的 r − β log(π/π_ref)。
 * @param logPi log π(y_t|s_t) of the chosen tokens [T]
 * @param logRef the same of the reference [T]
 */
export function tokenRewards(logPi: Mat, logRef: Mat, score: number, beta: number, o: TokenRewardOptions = {}): Mat {
  const { estimator = 'k1', length = logPi.length, scorePosition = 'last' } = o;
  if (logRef.length !== logPi.length) throw new RangeError(`expected ${logPi.length} reference log-probabilities, got ${logRef.length}`);
  if (!(length >= 1 && length <= logPi.length)) throw new RangeError(`length must be in 1…${logPi.length}, got ${length}`);
  const penalty = klEstimate[estimator];
  const end = scorePosition === 'last' ? length - 1 : Math.min(length, logPi.length - 1);
  const R = new Float64Array(logPi.length);
  // eq: rl-token-reward | hole: token-rewards
  for (let t = 0; t < length; t++) R[t] = -beta * penalty(logPi[t]! - logRef[t]!);
  R[end]! += score;

  return R;
}
// #endregion

// #region gae
/**
 * Generalised advantages, from the last step backwards; after the end value and advantage are 0.
 * 广义优势估计，自末步向前递推；结束之后价值与优势均为 0。
 * @param R rewards [T]
 * @param values V(s_t) [T]
 * @returns advantages and the critic's targets [T]
 */
export function gae(R: Mat, values: Mat, gamma: number, lambda: number): { advantages: Mat; returns: Mat } {
  if (values.length !== R.length) throw new RangeError(`expected ${R.length} values, got ${values.length}`);
  const advantages = new Float64Array(R.length);
  let [nextValue, later] = [0, 0];
  for (let t = R.length - 1; t >= 0; t--) {
    // eq: rl-gae | hole: gae
    const delta = R[t]! + gamma * nextValue - values[t]!;
    advantages[t] = delta + gamma * lambda * later;

    nextValue = values[t]!;
    later = advantages[t]!;
  }
  return { advantages, returns: advantages.map((A, t) => A + values[t]!) }; // eq: rl-gae
}
// #endregion

// #region whiten
/**
 * Scales to variance 1 (Bessel) and, unless told otherwise, mean 0, both taken where the mask is not 0.
 * 缩放到方差 1（Bessel 校正），并默认移到均值 0；两者都只在掩码非 0 处统计。
 */
export function whiten(x: Mat, mask: ArrayLike<number>, shiftMean = true): Mat {
  const kept = x.filter((_, i) => mask[i] !== 0);
  if (kept.length < 2) throw new RangeError('need at least 2 unmasked values to whiten');
  const mean = kept.reduce((sum, v) => sum + v, 0) / kept.length;
  const variance = kept.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (kept.length - 1);
  const scale = 1 / Math.sqrt(variance + 1e-8);
  return x.map((v) => (v - mean) * scale + (shiftMean ? 0 : mean));
}
// #endregion

// #region clipped-surrogate
/**
 * The pessimistic one of two losses, and its slope by log ρ. It is flat only where the step would go on in the direction that the
 * advantage already pushed: Â > 0 beyond 1 + ε, Â < 0 below 1 − ε.
 * 两个损失中较悲观者，及其对 log ρ 的斜率。仅当更新会在优势所推方向上越走越远时才变平：Â > 0 且 ρ > 1 + ε，或 Â < 0 且 ρ < 1 − ε。
 */
export function clippedSurrogate(ratio: number, advantage: number, clip: number): { loss: number; slope: number; clipped: boolean } {
  // eq: rl-ppo-clip | hole: clip
  const free = -ratio * advantage;
  const held = -Math.max(1 - clip, Math.min(1 + clip, ratio)) * advantage;
  const [loss, slope] = held > free ? [held, 0] : [free, free];

  return { loss, slope, clipped: loss > free };
}
// #endregion

// #region ppo-loss
/** Tokens of a mini-batch, in any order; masks are 0 where there is none. 一个小批量的词元，次序不限；掩码为 0 处没有词元。 */
export interface PpoBatch {
  readonly newLogProbs: Mat;
  readonly oldLogProbs: Mat;
  readonly advantages: Mat;
  readonly values: Mat;
  readonly oldValues: Mat;
  readonly returns: Mat;
  readonly policyMask: ArrayLike<number>;
  readonly valueMask: ArrayLike<number>;
}

/** Ranges of both clips and the weight of the critic’s loss. 两个截断范围与价值损失的权重。 */
export interface PpoLossOptions {
  readonly clip: number;
  readonly clipValue: number;
  readonly vfCoef: number;
}

/**
 * Clipped policy loss plus vfCoef times clipped value loss, means over the masks; with gradients by log-probabilities and values.
 * 截断的策略损失，加 vfCoef 倍的截断价值损失，均按掩码取平均；并给出对对数概率与价值的梯度。
 */
export function ppoLoss(b: PpoBatch, { clip, clipValue, vfCoef }: PpoLossOptions) {
  const n = b.newLogProbs.length;
  for (const [name, x] of Object.entries(b) as [string, ArrayLike<number>][]) {
    if (x.length !== n) throw new RangeError(`expected ${n} values in ${name}, got ${x.length}`);
  }
  const count = (mask: ArrayLike<number>) => Array.from(mask).reduce((sum, m) => sum + Number(m !== 0), 0);
  const [tokens, states] = [count(b.policyMask), count(b.valueMask)];
  if (tokens === 0 || states === 0) throw new RangeError('batch is empty');
  const sums = { policyLoss: 0, valueLoss: 0, clipFraction: 0, valueClipFraction: 0, approxKl: 0 };
  const [gradNewLogProbs, gradValues] = [new Float64Array(n), new Float64Array(n)];
  for (let i = 0; i < n; i++) {
    if (b.policyMask[i] !== 0) {
      const logRatio = b.newLogProbs[i]! - b.oldLogProbs[i]!;
      const { loss, slope, clipped } = clippedSurrogate(Math.exp(logRatio), b.advantages[i]!, clip); // eq: rl-ppo-clip
      sums.policyLoss += loss / tokens;
      sums.clipFraction += Number(clipped) / tokens;
      sums.approxKl += (0.5 * logRatio * logRatio) / tokens;
      gradNewLogProbs[i] = slope / tokens;
    }
    if (b.valueMask[i] !== 0) {
      const [v, old, target] = [b.values[i]!, b.oldValues[i]!, b.returns[i]!];
      const held = Math.max(old - clipValue, Math.min(old + clipValue, v));
      const [free, clipped] = [(v - target) ** 2, (held - target) ** 2];
      sums.valueLoss += (0.5 * Math.max(free, clipped)) / states; // eq: rl-ppo-clip
      sums.valueClipFraction += Number(clipped > free) / states;
      gradValues[i] = clipped > free ? 0 : (vfCoef * (v - target)) / states;
    }
  }
  return { ...sums, loss: sums.policyLoss + vfCoef * sums.valueLoss, gradNewLogProbs, gradValues };
}
// #endregion

// #region adaptive-kl
/** The controller of Ziegler et al.: β follows the relative error of the KL, at most a fifth at a time. Ziegler 等人的控制器：β 随 KL 的相对误差而变。 */
export function adaptiveKl(beta: number, kl: number, target: number, gain = 0.1): number {
  const error = Math.max(-0.2, Math.min(0.2, (kl - target) / target));
  return beta * (1 + gain * error);
}
// #endregion

export function demo({ check, table, plot }: Report, seed = 7): void {
  const [film] = buildWorld();
  const beta = 0.5;
  const { refTokens, reward, logRef } = film;
  const random = tokenLogProbs(normals(prefixes * V, seed));
  const along = (values: Mat, y: number) => Float64Array.from(stepsOf(y), (i) => values[i]!);
  const every = Array.from(reward.keys());
  const rewardsOf = (logp: Mat, y: number) => tokenRewards(along(logp, y), along(refTokens, y), reward[y]!, beta);

  const soft = softValues(film, beta);
  const valuesOf = (y: number) => Float64Array.from(stepsOf(y), (i) => soft.values[Math.floor(i / V)]!);
  const best = reward.indexOf(Math.max(...reward));
  const advantagesOf = (logp: Mat, y: number) => gae(rewardsOf(logp, y), valuesOf(y), 1, 0.95).advantages;
  table([`“${textOf(best)}” said by the reference and by π*, seen by the critic V*`, `参考策略与 π* 说出「${textOf(best)}」，由评论家 V* 来看`],
    ['t', 'V*(s_t)', 'R_t (π_ref)', 'Â_t (π_ref)', 'R_t (π*)', 'Â_t (π*)'],
    stepsOf(best).map((_, t) => [t + 1, ...[valuesOf(best), rewardsOf(refTokens, best), advantagesOf(refTokens, best),
      rewardsOf(soft.logProbs, best), advantagesOf(soft.logProbs, best)].map((x) => x[t]!.toFixed(4).replace('-0.0000', '0.0000'))]));
  const ratios = Array.from({ length: 81 }, (_, k) => 0.4 + 0.015 * k);
  plot(['clipped loss, ε = 0.2', '截断损失，ε = 0.2'], {
    'Â = 1': { x: ratios, y: ratios.map((ratio) => clippedSurrogate(ratio, 1, 0.2).loss) },
    'Â = −1': { x: ratios, y: ratios.map((ratio) => clippedSurrogate(ratio, -1, 0.2).loss) },
  }, { x: 'ρ' });

  const sums = every.map((y) => rewardsOf(random, y).reduce((sum, R) => sum + R, 0));
  const logPi = responseLogProbs(random);
  check('reward-sum', ['responses whose token rewards do not add up', '词元奖励之和不符的回答数'], 'Σ R_t = r − β log(π/π_ref)',
    0, sums.filter((sum, y) => !(Math.abs(sum - reward[y]! + beta * (logPi[y]! - logRef[y]!)) < 1e-9)).length);
  check('return', ['expected return of a random policy − J', '随机策略的期望回报 − J'], ['γ = 1: J itself', 'γ = 1 时即为 J'],
    0, sums.reduce((sum, G, y) => sum + Math.exp(logPi[y]!) * G, 0) - klObjective(logPi, logRef, reward, beta).objective, 1e-9);
  check('optimal-critic', ['largest advantage under π* with the critic V*', 'π* 与评论家 V* 之下的最大优势'], 'V*(x) = β log Z(x)',
    0, Math.max(...every.flatMap((y) => Array.from(advantagesOf(soft.logProbs, y), Math.abs))), 1e-9);
  const [R, values] = [Float64Array.of(1, -2, 5), Float64Array.of(3, 1, 2)];
  const first = (gamma: number, lambda: number) => gae(R, values, gamma, lambda).advantages[0]!;
  check('lambda-zero', ['first advantage, λ = 0', '首步优势，λ = 0'], '1 + 1 − 3', -1, first(1, 0), 1e-12);
  check('lambda-one', ['first advantage, λ = 1', '首步优势，λ = 1'], '(1 − 2 + 5) − 3', 1, first(1, 1), 1e-12);
  check('lambda-half', ['first advantage, λ = 1/2', '首步优势，λ = 1/2'], '−1 − 1/2 + 3/4', -0.75, first(1, 0.5), 1e-12);
  check('discount', ['first advantage, γ = 1/2, λ = 1', '首步优势，γ = 1/2，λ = 1'], '(1 − 1 + 5/4) − 3', -1.75, first(0.5, 1), 1e-12);
  const at = (ratio: number, A: number) => clippedSurrogate(ratio, A, 0.2);
  const schulman: [string, string] = ['Schulman et al. 2017, eq. 7', 'Schulman 等 2017，式 7'];
  check('clip-good-high', ['loss at Â = 1, ρ = 1.5', 'Â = 1、ρ = 1.5 处的损失'], schulman, -1.2, at(1.5, 1).loss, 1e-12);
  check('clip-good-high-slope', ['its slope', '其斜率'], ['held', '被截断'], 0, at(1.5, 1).slope);
  check('clip-bad-high', ['loss at Â = −1, ρ = 1.5', 'Â = −1、ρ = 1.5 处的损失'], schulman, 1.5, at(1.5, -1).loss, 1e-12);
  check('clip-bad-high-slope', ['its slope', '其斜率'], ['not held', '未被截断'], 1.5, at(1.5, -1).slope, 1e-12);
  check('clip-good-low-slope', ['slope at Â = 1, ρ = 0.5', 'Â = 1、ρ = 0.5 处的斜率'], ['not held', '未被截断'],
    -0.5, at(0.5, 1).slope, 1e-12);
  check('clip-bad-low-slope', ['slope at Â = −1, ρ = 0.5', 'Â = −1、ρ = 0.5 处的斜率'], ['held', '被截断'], 0, at(0.5, -1).slope);
  check('adaptive-up', ['β from 0.2 after a KL of 9, target 6', 'KL 为 9、目标 6 时，由 β = 0.2 变为'], 'β(1 + 0.1 · 0.2)',
    0.204, adaptiveKl(0.2, 9, 6), 1e-12);
  check('adaptive-down', ['β from 0.2 after a KL of 5.4', 'KL 为 5.4 时，由 β = 0.2 变为'], 'β(1 − 0.1 · 0.1)',
    0.198, adaptiveKl(0.2, 5.4, 6), 1e-12);
}

run(import.meta, demo);
