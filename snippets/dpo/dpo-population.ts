/**
 * DPO on infinite data: the expected loss over all pairs, exactly. Where the assumptions hold, it ends at the optimum of RLHF.
 * 无限数据上的 DPO：对所有偏好对精确求期望损失。当假设成立时，它止于 RLHF 的最优解。
 *
 * Rafailov et al. 2023: eqs. 5–7, §5. Azar et al. 2023, §4.
 */
import { run, type Report } from '../kit/demo.ts';
import type { Mat } from '../kit/matrix.ts';
import { expectBeta, klDivergence, klObjective, klOptimalPolicy, type Standing } from './kl-optimum.ts';
import { pairLoss, type PairLossType } from './preference-losses.ts';
import { fitBradleyTerry, sigmoid } from './preference-models.ts';
import { adam, logitGradient, prefixTable, responseLogProbs, tokenLogProbs, type PolicyClass } from './prefix-tree.ts';
import { buildWorld, type World } from './review-world.ts';

// #region pair-weights
/**
 * How often “a preferred to b” is seen when both are drawn from μ and a reader prefers by Bradley–Terry: ordered pairs, identical
 * responses included, sum 1. Some labels may be flipped.
 * 两个回答都取自 μ、读者按 Bradley–Terry 模型偏好时，见到「偏好 a 而非 b」的频率：有序对，含相同的回答，总和为 1。标签可有一部分被翻转。
 * @param mu [N]
 * @param reward r* [N]
 * @returns [N, N]
 */
export function pairWeights(mu: Mat, reward: Mat, flipRate = 0): Mat {
  const n = mu.length;
  if (reward.length !== n) throw new RangeError(`expected ${n} rewards, got ${reward.length}`);
  if (!(flipRate >= 0 && flipRate <= 0.5)) throw new RangeError(`flipRate must be in [0, 0.5], got ${flipRate}`);
  const weights = new Float64Array(n * n);
  for (let a = 0; a < n; a++) {
    for (let b = 0; b < n; b++) {
      // eq: dpo-consistency | hole: pair-weights
      const prefers = sigmoid(reward[a]! - reward[b]!);
      const labelled = (1 - flipRate) * prefers + flipRate * (1 - prefers);
      weights[a * n + b] = 2 * mu[a]! * mu[b]! * labelled;
    }
  }
  return weights;
}
// #endregion

// #region population-loss
/** The loss to minimise and its constants. 要最小化的损失及其常数。 */
export interface PopulationLoss {
  readonly loss?: PairLossType;
  readonly beta: number;
  readonly labelSmoothing?: number;
}

/**
 * The expected loss over weighted pairs, and its derivative by each log π(y).
 * 加权偏好对上的期望损失，及其对每个 log π(y) 的导数。
 * @param weights of “a preferred to b” [N, N]
 * @returns the loss, gradient [N]
 */
export function populationLoss(logPi: Mat, logRef: Mat, weights: Mat, { loss = 'sigmoid', ...o }: PopulationLoss) {
  const n = logPi.length;
  const ratio = logPi.map((l, y) => l - logRef[y]!);
  const gradient = new Float64Array(n);
  let value = 0;
  for (let a = 0; a < n; a++) {
    for (let b = 0; b < n; b++) {
      const w = weights[a * n + b]!;
      const pair = pairLoss(loss, ratio[a]!, ratio[b]!, o); // eq: dpo-loss
      value += w * pair.loss; // eq: dpo-consistency
      gradient[a]! += w * pair.da;
      gradient[b]! += w * pair.db;
    }
  }
  return { value, gradient };
}
// #endregion

// #region dpo-exact
/** Options of {@link trainPopulation}. 选项。 */
export interface PopulationOptions extends PopulationLoss {
  readonly lr?: number;
  readonly steps?: number;
  /** Lets the learning rate fall to 0 along half a cosine. 学习率沿半个余弦降至 0。 */
  readonly decay?: boolean;
  readonly pairDistribution?: 'reference' | 'uniform';
  readonly flipRate?: number;
  readonly policy?: PolicyClass;
}

/** The policy after some steps, and the loss there. 若干步之后的策略及其损失。 */
export interface PopulationStage extends Standing {
  readonly loss: number;
  readonly logPi: Mat;
}

/**
 * Adam on the expected loss, from the reference. The logits have to move by the range of rewards over β: lr ≈ 0.05/β.
 * 自参考策略出发，用 Adam 最小化期望损失。logit 需移动「奖励范围 / β」：lr ≈ 0.05/β。
 * @returns the policy after 0, 1, … steps, computed as it is asked for
 */
export function* populationStages(world: World, o: PopulationOptions): Generator<PopulationStage> {
  const { beta, lr = 0.05, steps = 400, decay = false, pairDistribution = 'reference', flipRate = 0 } = o;
  expectBeta(beta);
  const { logRef, reward, refTokens } = world;
  const policy = o.policy ?? prefixTable(refTokens);
  const mu = pairDistribution === 'reference' ? logRef.map(Math.exp) : logRef.map(() => 1 / logRef.length);
  const weights = pairWeights(mu, reward, flipRate);
  const theta = policy.start.slice();
  const descend = adam(theta.length);
  const ratioBase = responseLogProbs(tokenLogProbs(policy.logits(theta))); // by the same sums as the policy, so that ratios start at 0
  for (let step = 0; ; step++) {
    const logp = tokenLogProbs(policy.logits(theta));
    const logPi = responseLogProbs(logp);
    const { value, gradient } = populationLoss(logPi, ratioBase, weights, o);
    yield { loss: value, logPi, ...klObjective(logPi, logRef, reward, beta) };
    if (step === steps) return;
    const rate = decay ? (lr * (1 + Math.cos((Math.PI * step) / steps))) / 2 : lr;
    descend(theta, policy.gradient(logitGradient(gradient, logp)), rate);
  }
}

/** All stages of the run. 训练的全部阶段。 */
export const trainPopulation = (world: World, o: PopulationOptions): PopulationStage[] => Array.from(populationStages(world, o));
// #endregion

// #region total-variation
/** Half the sum of |p − q|: the largest difference of two policies about any event. |p − q| 之和的一半：两个策略对任一事件的最大分歧。 */
export const totalVariation = (logP: Mat, logQ: Mat): number =>
  logP.reduce((sum, l, y) => sum + Math.abs(Math.exp(l) - Math.exp(logQ[y]!)), 0) / 2;
// #endregion

export function demo({ check, table, plot }: Report): void {
  const worlds = buildWorld();
  const [film] = worlds;
  const beta = 0.5;
  const best = klOptimalPolicy(film.logRef, film.reward, beta);
  const history = trainPopulation(film, { beta });
  table(['film: DPO on infinite data, β = 0.5', 'film：无限数据上的 DPO，β = 0.5'],
    [['step', '步'], ['loss', '损失'], 'E[r]', 'KL(π‖π_ref)', 'KL(π*‖π)', ['total variation', '全变差']],
    [0, 10, 50, 100, 200, 400].map((step) => {
      const { loss, reward, kl, logPi } = history[step]!;
      const cells = [loss, reward, kl, klDivergence(best.logProbs, logPi), totalVariation(logPi, best.logProbs)];
      return [step, ...cells.map((x) => x.toFixed(5))];
    }));
  const floors = worlds.map(({ logRef, reward }) => [0.1, 0.5, 2].map((b) =>
    populationLoss(klOptimalPolicy(logRef, reward, b).logProbs, logRef, pairWeights(logRef.map(Math.exp), reward), { beta: b }).value));
  plot(['loss and its floor', '损失及其下界'], { loss: history.map(({ loss }) => loss), floor: history.map(() => floors[0]![1]!) },
    { x: ['steps + 1', '步数 + 1'] });

  const own: [string, string] = ['exact sum over 85 · 85 pairs', '对 85 · 85 个偏好对精确求和'];
  check('first-loss', ['loss before the first step', '第一步之前的损失'], 'log 2', Math.LN2, history[0]!.loss, 1e-12);
  const printed = [['film', 0.483054, 0.670475], ['food', 0.487297, 0.668791]] as const;
  printed.forEach(([name, floor, accuracy], i) => {
    const { logRef, reward } = worlds[i as 0 | 1];
    const weights = pairWeights(logRef.map(Math.exp), reward);
    const hits = weights.reduce((sum, w, k) => (reward[Math.floor(k / 85)]! - reward[k % 85]! > 1e-9 ? sum + w : sum), 0);
    check(`${name}-floor`, [`${name}: loss at π*, β = 0.5`, `${name}：π* 处的损失，β = 0.5`], own, floor, floors[i]![1]!, 1e-6);
    check(`${name}-floor-shift`, [`${name}: its change from β = 0.1 to β = 2`, `${name}：β 从 0.1 到 2 的变化`],
      ['entropy of the labels', '标签的熵'], 0, floors[i]![2]! - floors[i]![0]!, 1e-9);
    check(`${name}-accuracy`, [`${name}: reward accuracy at π*, ties counted wrong`, `${name}：π* 处的奖励准确率，相等计为错`], own,
      accuracy, hits, 1e-6);
  });
  const end = history[400]!;
  check('last-loss', ['film: loss after 400 steps', 'film：400 步之后的损失'], own, 0.483054, end.loss, 1e-6);
  check('distance', ['film: total variation to π* after 400 steps', 'film：400 步之后到 π* 的全变差'], own,
    2.8e-5, totalVariation(end.logPi, best.logProbs), 1e-6);
  const wins = Float64Array.of(0, 9, 7, 3, 0, 4, 5, 8, 0);
  const ref = Float64Array.of(0.2, 0.3, 0.5).map(Math.log);
  const twice = klOptimalPolicy(ref, fitBradleyTerry(wins, 3).scores, 0.5).logProbs;
  const slope = populationLoss(twice, ref, wins, { beta: 0.5 }).gradient;
  check('rlhf-equals-dpo', ['slope of the DPO loss at (reward model, then closed form)', '在「奖励模型再求闭式解」处 DPO 损失的斜率'],
    ['the same wins, tabular', '同一批胜负，表格型'], 0, Math.max(...slope.map(Math.abs)), 1e-9);
}

run(import.meta, demo);
