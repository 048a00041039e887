/**
 * DPO on 600 recorded pairs: the loss falls, the accuracy rises, and the chosen responses become less likely all the while.
 * 在 600 个记录的偏好对上做 DPO：损失下降，准确率上升，而被选回答的概率却一路走低。
 *
 * Rafailov et al. 2023: eq. 7, app. B. Razin et al. 2024 (likelihood displacement). Azar et al. 2023 (IPO): eq. 17.
 */
import { run, type Report } from '../kit/demo.ts';
import type { Mat } from '../kit/matrix.ts';
import type { PairLogps } from './dpo-loss.ts';
import { klObjective } from './kl-optimum.ts';
import { preferenceLoss, type LossType } from './preference-losses.ts';
import { adam, logitGradient, responseLogProbs, responses, stepsOf, tokenLogProbs } from './prefix-tree.ts';
import { buildWorld, reviewPairs, type Pair, type World } from './review-world.ts';

// #region pair-batch
/** All pairs of a data set under the policy of this moment. 当前策略下数据集的全部偏好对。 */
export interface PairBatch extends PairLogps {
  /** Tokens of each response, <eos> included where it is said. 各回答的词元数，说出 <eos> 时也计入。 */
  readonly chosenTokens: readonly number[];
  readonly rejectedTokens: readonly number[];
  /** KL(π‖π_ref) of each pair’s prompt. 各偏好对所属提示的 KL(π‖π_ref)。 */
  readonly kl: Mat;
}

/** A loss of the whole batch: its mean, and the derivative of the sum by each log π(y_w) and log π(y_l). 整批的损失：均值，以及总和对各 log π 的导数。 */
export interface BatchLoss {
  readonly meanLoss: number;
  readonly gradPolicyChosen: Mat;
  readonly gradPolicyRejected: Mat;
}
// #endregion

// #region dpo-data
/** What the metrics of a run say after some steps; reward and KL of both prompts are exact. 若干步之后的各项指标；两个提示的奖励与 KL 是精确值。 */
export interface DatasetStage {
  readonly loss: number;
  readonly chosenLogp: number;
  readonly rejectedLogp: number;
  /** Share of pairs whose log-ratio gap is above 0; a tie is no hit. 对数比之差大于 0 的比例；相等不算命中。 */
  readonly accuracy: number;
  /** Mean log-ratio gap h. 对数比之差 h 的均值。 */
  readonly gap: number;
  readonly reward: readonly number[];
  readonly kl: readonly number[];
  /** log π(y|x) for each prompt. 每个提示的 log π(y|x)。 */
  readonly logPi: readonly Mat[];
}

/** What is trained on, by which loss, and how long. 训练用的数据、损失与步数。 */
export interface DatasetRun {
  readonly worlds: readonly World[];
  readonly pairs: readonly Pair[];
  readonly loss: (batch: PairBatch) => BatchLoss;
  readonly steps?: number;
  readonly lr?: number;
}

/**
 * Full-batch Adam from the reference on the prefix tables of all prompts.
 * 自参考策略出发，对所有提示的前缀表做全批量 Adam。
 * @returns the metrics after 0, 1, … steps, computed as they are asked for
 */
export function* datasetStages({ worlds, pairs, loss, steps = 200, lr = 0.05 }: DatasetRun): Generator<DatasetStage> {
  if (pairs.length === 0) throw new RangeError('batch is empty');
  const lost = pairs.findIndex(({ prompt, chosen, rejected }) =>
    worlds[prompt] === undefined || !(chosen < responses && rejected < responses));
  if (lost >= 0) throw new RangeError(`pair ${lost} names a prompt or a response that does not exist`);
  const logits = worlds.map(({ refTokens }) => refTokens.slice());
  const descend = worlds.map(({ refTokens }) => adam(refTokens.length));
  const list = (values: readonly Mat[], of: (pair: Pair) => number) => Float64Array.from(pairs, (pair) => values[pair.prompt]![of(pair)]!);
  const [chosen, rejected] = [(pair: Pair) => pair.chosen, (pair: Pair) => pair.rejected];
  const ref = worlds.map(({ refTokens }) => responseLogProbs(tokenLogProbs(refTokens))); // summed as the policy is: ratios start at 0
  const fixed = {
    refChosenLogps: list(ref, chosen), refRejectedLogps: list(ref, rejected),
    chosenTokens: pairs.map((pair) => stepsOf(pair.chosen).length), rejectedTokens: pairs.map((pair) => stepsOf(pair.rejected).length),
  };
  const mean = (x: Mat) => x.reduce((sum, v) => sum + v, 0) / x.length;
  for (let step = 0; ; step++) {
    const logp = logits.map(tokenLogProbs);
    const logPi = logp.map(responseLogProbs);
    const standing = worlds.map(({ logRef, reward }, x) => klObjective(logPi[x]!, logRef, reward, 1));
    const [policyChosenLogps, policyRejectedLogps] = [list(logPi, chosen), list(logPi, rejected)];
    const kl = Float64Array.from(pairs, ({ prompt }) => standing[prompt]!.kl);
    const { meanLoss, gradPolicyChosen, gradPolicyRejected } = loss({ ...fixed, policyChosenLogps, policyRejectedLogps, kl });
    const h = policyChosenLogps.map((l, i) => l - fixed.refChosenLogps[i]! - (policyRejectedLogps[i]! - fixed.refRejectedLogps[i]!));
    // hole: displacement
    const chosenLogp = mean(policyChosenLogps);
    const rejectedLogp = mean(policyRejectedLogps);

    yield {
      loss: meanLoss, chosenLogp, rejectedLogp, accuracy: h.filter((gap) => gap > 0).length / h.length, gap: mean(h),
      reward: standing.map(({ reward }) => reward), kl: standing.map((one) => one.kl), logPi,
    };
    if (step === steps) return;
    const g = worlds.map(() => new Float64Array(responses));
    pairs.forEach(({ prompt, chosen: w, rejected: l }, i) => {
      g[prompt]![w]! += gradPolicyChosen[i]! / pairs.length; // eq: dpo-gradient
      g[prompt]![l]! += gradPolicyRejected[i]! / pairs.length; // eq: dpo-gradient
    });
    g.forEach((by, x) => descend[x]!(logits[x]!, logitGradient(by, logp[x]!), lr));
  }
}

/** All stages of the run. 训练的全部阶段。 */
export const trainDataset = (run: DatasetRun): DatasetStage[] => Array.from(datasetStages(run));
// #endregion

export function demo({ say, check, table, plot }: Report): void {
  const worlds = buildWorld();
  const pairs = reviewPairs();
  const losses: Readonly<Record<string, LossType>> = { DPO: 'sigmoid', IPO: 'ipo' };
  const runs = Object.fromEntries(Object.entries(losses).map(([name, lossType]) =>
    [name, trainDataset({ worlds, pairs, loss: (batch) => preferenceLoss(batch, { lossType, beta: 0.1 }) })]));
  const [dpo, ipo] = [runs['DPO']!, runs['IPO']!];
  for (const [name, history] of Object.entries(runs)) {
    table([`${name} on 600 pairs, β = 0.1`, `600 个偏好对上的 ${name}，β = 0.1`],
      [['step', '步'], ['loss', '损失'], ['log π chosen', 'log π 被选'], ['log π rejected', 'log π 被拒'], ['accuracy', '准确率'],
        'film E[r]', 'film KL', 'food E[r]', 'food KL'],
      [0, 10, 50, 100, 200].map((step) => {
        const { loss, chosenLogp, rejectedLogp, accuracy, reward, kl } = history[step]!;
        const cells = [loss, chosenLogp, rejectedLogp, accuracy, reward[0]!, kl[0]!, reward[1]!, kl[1]!];
        return [step, ...cells.map((x) => x.toFixed(4).replace('-0.0000', '0.0000'))];
      }));
  }
  const per = (of: (stage: DatasetStage) => number) => dpo.map(of);
  plot(['DPO: mean log-probabilities', 'DPO：平均对数概率'],
    { chosen: per(({ chosenLogp }) => chosenLogp), rejected: per(({ rejectedLogp }) => rejectedLogp) }, { x: ['steps + 1', '步数 + 1'] });
  plot(['DPO: true reward', 'DPO：真实奖励'],
    { film: per(({ reward }) => reward[0]!), food: per(({ reward }) => reward[1]!) }, { x: ['steps + 1', '步数 + 1'] });
  const [start, end] = [dpo[0]!, dpo[200]!];
  const lost = start.chosenLogp - end.chosenLogp;
  say(`chosen responses became e^${lost.toFixed(2)} ≈ ${Math.exp(lost).toFixed(0)} times less likely`,
    `被选回答的概率降为原来的 1/e^${lost.toFixed(2)} ≈ 1/${Math.exp(lost).toFixed(0)}`);

  const own: [string, string] = ['600 pairs, full batch, Adam 0.05', '600 个偏好对，全批量，Adam 0.05'];
  const after: [string, string] = [', β = 0.1, 200 steps', '，β = 0.1，200 步'];
  const put = (id: string, en: string, zh: string, published: number, ours: number, tolerance = 1e-4) =>
    check(id, [en + after[0], zh + after[1]], own, published, ours, tolerance);
  check('first-loss', ['loss before the first step', '第一步之前的损失'], 'log 2', Math.LN2, start.loss, 1e-12);
  check('first-accuracy', ['accuracy before the first step: ties are no hits', '第一步之前的准确率：相等不算命中'], 'h = 0', 0, start.accuracy);
  check('chosen-start', ['mean log-probability of chosen responses at the start', '起始时被选回答的平均对数概率'], own, -3.0342, start.chosenLogp, 1e-4);
  check('rejected-start', ['mean log-probability of rejected responses at the start', '起始时被拒回答的平均对数概率'], own,
    -3.3904, start.rejectedLogp, 1e-4);
  put('loss', 'loss', '损失', 0.4567, end.loss);
  put('chosen', 'mean log-probability of chosen responses', '被选回答的平均对数概率', -7.7525, end.chosenLogp);
  put('rejected', 'mean log-probability of rejected responses', '被拒回答的平均对数概率', -16.8606, end.rejectedLogp);
  put('fold', 'times that chosen responses became less likely', '被选回答的概率缩小的倍数', 112, Math.exp(lost), 0.005);
  put('accuracy', 'training accuracy', '训练准确率', 0.785, end.accuracy);
  put('margin', 'mean reward margin', '平均奖励间隔', 0.8752, 0.1 * end.gap);
  const rewards = [['film', [0.1076, 0.8314, 0.4983]], ['food', [0.5015, 1.7362, 2.0673]]] as const;
  rewards.forEach(([name, published], x) => [0, 50, 200].forEach((step, k) =>
    check(`${name}-reward-${step}`, [`${name}: true reward after ${step} steps`, `${name}：${step} 步之后的真实奖励`], own,
      published[k]!, dpo[step]!.reward[x]!, 1e-4)));
  put('ipo-chosen', 'IPO: mean log-probability of chosen responses', 'IPO：被选回答的平均对数概率', -3.6887, ipo[200]!.chosenLogp, 1e-4);
  put('ipo-kl-film', 'IPO, film: KL', 'IPO，film：KL', 0.826, ipo[200]!.kl[0]!, 1e-3);
  put('ipo-kl-food', 'IPO, food: KL', 'IPO，food：KL', 1.508, ipo[200]!.kl[1]!, 1e-3);
}

run(import.meta, demo);
