/**
 * Three estimators of KL(π‖π_ref) from samples of π, and what each does to the gradient: in the reward, and as a loss.
 * 由 π 的样本估计 KL(π‖π_ref) 的三种估计量，以及它们各自对梯度的影响：放进奖励里，或当作损失。
 *
 * Schulman 2020, Approximating KL Divergence, joschu.net/blog/kl-approx.html.
 */
import { run, type Report } from '../kit/demo.ts';
import { maxGap, type Mat } from '../kit/matrix.ts';
import { normals } from '../kit/random.ts';
import { logSumExp } from './sequence-logprobs.ts';

// #region kl-est
/**
 * k1, k2 and k3 of one sample from π, in nats. k1 is unbiased but may be negative; k2 is never negative, but biased; k3 is both unbiased
 * and never negative, since e^ℓ − 1 has mean 0 under π and lies above ℓ.
 * 取自 π 的一个样本的 k1、k2、k3（单位 nat）。k1 无偏，但可能为负；k2 不为负，但有偏；k3 既无偏又不为负，
 * 因为 e^ℓ − 1 在 π 下均值为 0，且总不小于 ℓ。
 * @param logPi log π of the sample
 * @param logRef log π_ref of the sample
 */
export function klEstimators(logPi: number, logRef: number): [k1: number, k2: number, k3: number] {
  const ell = logRef - logPi;
  const k1 = -ell; // eq: rl-token-reward
  const k2 = (ell * ell) / 2;
  const k3 = Math.expm1(ell) - ell; // hole: k3
  return [k1, k2, k3];
}

/**
 * Mean and standard deviation of the three under π, by an exact sum.
 * 三者在 π 下的均值与标准差，精确求和。
 * @param logPi log-probabilities of all outcomes
 * @param logRef of the same outcomes
 */
export function klMoments(logPi: Mat, logRef: Mat): { mean: number[]; std: number[] } {
  const values = Array.from(logPi, (l, y) => klEstimators(l, logRef[y]!));
  const average = (f: (k: readonly number[]) => number) => values.reduce((sum, k, y) => sum + Math.exp(logPi[y]!) * f(k), 0);
  const mean = [0, 1, 2].map((j) => average((k) => k[j]!));
  return { mean, std: mean.map((m, j) => Math.sqrt(average((k) => (k[j]! - m) ** 2))) };
}
// #endregion

// #region kl-gradients
/** A gradient by the logits for each estimator. 每种估计量对 logit 的梯度。 */
export interface EstimatorGradients {
  readonly k1: Mat;
  readonly k2: Mat;
  readonly k3: Mat;
}

/**
 * What training with each estimator really follows, for a softmax policy, by exact sums. In the reward it is a number that weighs ∇ log π;
 * as a loss it is differentiated itself. Both are means Σ π(y) g(y) ∇ log π(y), with g = k or g = ∂k/∂ log π.
 * 以各估计量训练时真正遵循的梯度（softmax 策略，精确求和）。放进奖励里，它是给 ∇ log π 加权的数；当作损失，则对它本身求导。
 * 两者都是均值 Σ π(y) g(y) ∇ log π(y)：前者 g = k，后者 g = ∂k/∂ log π。
 * @param logits of π [n]
 * @param logRef log π_ref [n]
 * @returns gradients of KL(π‖π_ref) and KL(π_ref‖π), and those that the estimators give [n]
 */
export function klGradients(logits: Mat, logRef: Mat): {
  reverse: Mat; forward: Mat; inReward: EstimatorGradients; asLoss: EstimatorGradients;
} {
  const normaliser = logSumExp(logits);
  const logPi = logits.map((z) => z - normaliser);
  const meanScore = (g: (y: number) => number): Mat => {
    const mean = logPi.reduce((sum, l, y) => sum + Math.exp(l) * g(y), 0);
    return logPi.map((l, y) => Math.exp(l) * (g(y) - mean)); // ∇ log π(y) = 1[y] − π
  };
  const ell = (y: number) => logRef[y]! - logPi[y]!;
  const estimate = (y: number, j: number) => klEstimators(logPi[y]!, logRef[y]!)[j]!;
  return {
    reverse: meanScore((y) => -ell(y)),
    forward: logPi.map((l, y) => Math.exp(l) - Math.exp(logRef[y]!)),
    inReward: { k1: meanScore((y) => estimate(y, 0)), k2: meanScore((y) => estimate(y, 1)), k3: meanScore((y) => estimate(y, 2)) },
    asLoss: { k1: meanScore(() => 1), k2: meanScore((y) => -ell(y)), k3: meanScore((y) => -Math.expm1(ell(y))) },
  };
}
// #endregion

export function demo({ say, check, table, plot }: Report, seed = 7): void {
  const ell = Float64Array.from({ length: 81 }, (_, i) => (i - 40) / 16);
  const names = ['k1', 'k2', 'k3'];
  plot(['the estimators by ℓ = log π_ref − log π', '各估计量随 ℓ = log π_ref − log π 的变化'],
    Object.fromEntries(names.map((name, j) => [name, { x: ell, y: ell.map((l) => klEstimators(0, l)[j]!) }])), { x: 'ℓ' });

  /** The moments for samples of 𝒩(0,1) and reference 𝒩(μ,1), divided by the true value μ²/2. 样本取自 𝒩(0,1)、参考为 𝒩(μ,1) 时的矩，除以真值 μ²/2。 */
  const gaussian = (mu: number) => {
    const x = Float64Array.from({ length: 2601 }, (_, i) => (i - 1300) / 100);
    const density = (centre: number) => x.map((v) => -0.5 * (v - centre) * (v - centre) + Math.log(0.01 / Math.sqrt(2 * Math.PI)));
    const { mean, std } = klMoments(density(0), density(mu));
    const kl = (mu * mu) / 2;
    return { bias: mean.map((m) => (m - kl) / kl), std: std.map((s) => s / kl) };
  };
  const [near, far] = [gaussian(0.1), gaussian(1)];
  for (const [mu, { bias, std }] of [[0.1, near], [1, far]] as const) {
    table([`samples of 𝒩(0,1), reference 𝒩(${mu},1), in units of the true KL`, `样本取自 𝒩(0,1)，参考 𝒩(${mu},1)，以真实 KL 为单位`],
      ['', ['bias', '偏差'], ['standard deviation', '标准差']],
      names.map((name, j) => [name, (Math.round(1e4 * bias[j]!) / 1e4 + 0).toFixed(4), std[j]!.toFixed(4)]));
  }

  const logits = normals(5, seed);
  const other = normals(5, seed + 1);
  const logRef = other.map((z) => z - logSumExp(other));
  const { reverse, forward, inReward, asLoss } = klGradients(logits, logRef);
  const row = (g: Mat) => Array.from(g, (v) => v.toFixed(4));
  table(['gradients by five logits', '对五个 logit 的梯度'], [['of', '对象'], '1', '2', '3', '4', '5'], [
    ['KL(π‖π_ref)', ...row(reverse)], ['KL(π_ref‖π)', ...row(forward)],
    ['k1 in the reward', ...row(inReward.k1)], ['k3 in the reward', ...row(inReward.k3)],
    ['k2 as a loss', ...row(asLoss.k2)], ['k3 as a loss', ...row(asLoss.k3)],
  ]);
  say('the values agree, the gradients do not: k3 in the reward follows neither KL', '三者的值一致，梯度却不同：把 k3 放进奖励，所循的梯度不属于任何一个 KL');
  const logPi = logits.map((z) => z - logSumExp(logits));
  const { mean } = klMoments(logPi, logRef);

  const one: [string, string] = ['Schulman 2020, first table', 'Schulman 2020，第一张表'];
  const two: [string, string] = ['Schulman 2020, second table', 'Schulman 2020，第二张表'];
  check('k1-std-near', ['μ = 0.1: standard deviation / true, k1', 'μ = 0.1：标准差/真值，k1'], one, 20, near.std[0]!, 0.005);
  check('k2-std-near', ['… k2', '……k2'], one, 1.42, near.std[1]!, 0.005);
  check('k3-std-near', ['… k3', '……k3'], one, 1.42, near.std[2]!, 0.005);
  check('k2-bias-near', ['μ = 0.1: bias / true, k2; exactly μ²/4', 'μ = 0.1：偏差/真值，k2；精确值 μ²/4'], one, 0.002, near.bias[1]!, 0.0006);
  check('k2-bias-exact', ['the same, exactly', '同上，精确值'], 'μ²/4', 0.0025, near.bias[1]!, 1e-9);
  check('k1-std-far', ['μ = 1: standard deviation / true, k1', 'μ = 1：标准差/真值，k1'], two, 2, far.std[0]!, 0.006);
  check('k2-std-far', ['… k2', '……k2'], two, 1.73, far.std[1]!, 0.006);
  check('k3-std-far', ['… k3', '……k3'], two, 1.7, far.std[2]!, 0.006);
  check('k2-bias-far', ['μ = 1: bias / true, k2', 'μ = 1：偏差/真值，k2'], two, 0.25, far.bias[1]!, 1e-9);
  check('k3-mean', ['mean of k3 − mean of k1, five tokens', '五个词元：k3 的均值 − k1 的均值'], ['both unbiased', '两者都无偏'],
    0, mean[2]! - mean[0]!, 1e-12);
  check('k1-reward', ['k1 in the reward: gap to the gradient of KL(π‖π_ref)', 'k1 放进奖励：与 KL(π‖π_ref) 梯度之差'], '∇KL(π‖π_ref)',
    0, maxGap(inReward.k1, reverse), 1e-12);
  check('k2-loss', ['k2 as a loss: gap to the same', 'k2 当作损失：与同一梯度之差'], '∇KL(π‖π_ref)', 0, maxGap(asLoss.k2, reverse), 1e-12);
  check('k3-loss', ['k3 as a loss: gap to the gradient of KL(π_ref‖π)', 'k3 当作损失：与 KL(π_ref‖π) 梯度之差'], '∇KL(π_ref‖π)',
    0, maxGap(asLoss.k3, forward), 1e-12);
  check('k1-loss', ['k1 as a loss: largest entry', 'k1 当作损失：最大分量'], 'E[∇ log π] = 0', 0, Math.max(...asLoss.k1.map(Math.abs)), 1e-12);
  check('k3-reward', ['k3 in the reward: gap to the difference of the two', 'k3 放进奖励：与二者之差的差距'], '∇KL(π‖π_ref) − ∇KL(π_ref‖π)',
    0, maxGap(inReward.k3, reverse.map((g, y) => g - forward[y]!)), 1e-12);
}

run(import.meta, demo);
