/**
 * One step of a DPO trainer, from logits to the loss, the numbers it logs, and the gradient by the logits:
 * TRL’s DPOTrainer with all its options.
 * DPO 训练器的一步：从 logit 到损失、日志中的各项指标，以及对 logit 的梯度；对应 TRL 的 DPOTrainer 及其全部选项。
 *
 * `_compute_loss` of TRL’s main branch, July 2026. LD-DPO: arXiv 2409.06411. WPO: arXiv 2406.11827.
 */
import { run, type Report } from '../kit/demo.ts';
import type { Mat } from '../kit/matrix.ts';
import { normals } from '../kit/random.ts';
import type { PairLogps } from './dpo-loss.ts';
import { lossTypes, preferenceLoss, type LossType } from './preference-losses.ts';
import { negLogSigmoid, sigmoid } from './preference-models.ts';
import { logSumExp, sequenceLogProbs, type Rows } from './sequence-logprobs.ts';

// #region metrics
/** A collated batch with the logits of both models: rows 0…B−1 chosen, B…2B−1 rejected. 整理好的批次与两个模型的 logit：第 0…B−1 行为被选，第 B…2B−1 行为被拒。 */
export interface TrainerBatch {
  /** [2B, T, V]. */
  readonly logits: Mat;
  /** [2B, T, V]. */
  readonly refLogits: Mat;
  readonly inputIds: Rows;
  readonly attentionMask: Rows;
  readonly completionMask: Rows;
}

/** Options of the trainer, under TRL’s names. 训练器的选项，沿用 TRL 的名称。 */
export interface TrainerOptions {
  /** A loss, or several that are added (MPO); `sft` is the likelihood of the chosen tokens. 一个损失，或相加的几个（MPO）；`sft` 是被选词元的似然。 */
  readonly lossType: LossType | 'sft' | readonly (LossType | 'sft')[];
  readonly lossWeights?: readonly number[];
  readonly beta: number;
  /** `sigmoid` ignores it in this version; v0.24.0 makes cDPO of it. 此版本的 `sigmoid` 忽略它；v0.24.0 则用它得到 cDPO。 */
  readonly labelSmoothing?: number;
  /**
   * LD-DPO: weight of the tokens beyond the length that both responses have. It counts response tokens;
   * v0.24.0 counted from the start of the row.
   * LD-DPO：超出两个回答共同长度的词元的权重。这里只数回答的词元；v0.24.0 从行首数起。
   */
  readonly ldAlpha?: number;
  /** WPO: weighs each pair by how likely the policy is to say it. WPO：按策略生成它的可能性给每对加权。 */
  readonly useWeighting?: boolean;
  /** What replaces each log-ratio in h. h 中对数比的替代形式。 */
  readonly fDivergenceType?: 'reverse_kl' | 'forward_kl' | 'js_divergence';
}

/** What stands for a log-ratio a in h, and its derivative. 在 h 中代替对数比 a 的函数及其导数。 */
const divergences = {
  reverse_kl: { of: (a: number) => a, slope: () => 1 },
  forward_kl: { of: (a: number) => -Math.exp(-a), slope: (a: number) => Math.exp(-a) },
  js_divergence: { of: (a: number) => -negLogSigmoid(a), slope: (a: number) => sigmoid(-a) },
} as const;

/**
 * The loss of a batch, what the trainer logs, and the gradient of the loss by the policy’s logits.
 * `logps/…` are sums over a sequence, averaged over the batch; `logits/…` change when a constant is added to all logits, though the
 * model does not; `rewards/accuracies` is 0 at the first step, since ties are no hits.
 * 一个批次的损失、训练器记录的指标，以及损失对策略 logit 的梯度。
 * `logps/…` 是序列之和再对批次取平均；给所有 logit 加一个常数，模型不变，`logits/…` 却会变；`rewards/accuracies` 在第一步为 0，因为平局不算。
 * @returns gradLogits [2B, T, V]
 */
export function dpoTrainerStep(batch: TrainerBatch, o: TrainerOptions): { loss: number; metrics: Record<string, number>; gradLogits: Mat } {
  const policy = sequenceLogProbs(batch.logits, batch.inputIds, batch.completionMask);
  const ref = sequenceLogProbs(batch.refLogits, batch.inputIds, batch.completionMask);
  const [rows, T] = [batch.inputIds.length, batch.inputIds[0]!.length];
  const [B, V, tokens] = [rows / 2, batch.logits.length / (rows * T), policy.numTokens];
  if (!Number.isInteger(B)) throw new RangeError(`${rows} rows; expected the chosen ones and as many rejected ones`);
  if (batch.refLogits.length !== batch.logits.length) {
    throw new RangeError(`refLogits has ${batch.refLogits.length} values; expected ${batch.logits.length}`);
  }

  const scored = (row: number, t: number) => batch.completionMask[row]![t + 1] === 1;
  const share = new Float64Array(rows * (T - 1)); // of each token in its row’s log-probability. 每个词元在该行对数概率中的权重
  for (let row = 0; row < rows; row++) {
    const common = Math.min(tokens[row % B]!, tokens[row % B + B]!);
    for (let t = 0, n = 0; t < T - 1; t++) if (scored(row, t)) share[row * (T - 1) + t] = n++ < common ? 1 : (o.ldAlpha ?? 1);
  }
  const weighted = (logps: Mat) => Float64Array.from({ length: rows }, (_, row) => {
    let sum = 0;
    for (let k = row * (T - 1); k < (row + 1) * (T - 1); k++) if (share[k]! > 0) sum += share[k]! * logps[k]!;
    return sum;
  });
  const [logps, refLogps] = [weighted(policy.tokenLogps), weighted(ref.tokenLogps)];
  const ratios = logps.map((logp, row) => logp - refLogps[row]!);

  const divergence = divergences[o.fDivergenceType ?? 'reverse_kl'];
  const plain = (o.fDivergenceType ?? 'reverse_kl') === 'reverse_kl';
  const [scores, base] = plain ? [logps, refLogps] : [ratios.map(divergence.of), new Float64Array(rows)];
  const pairs: PairLogps = {
    policyChosenLogps: scores.subarray(0, B), policyRejectedLogps: scores.subarray(B),
    refChosenLogps: base.subarray(0, B), refRejectedLogps: base.subarray(B),
  };
  const likely = o.useWeighting === true ? sayingWeights(batch, policy.tokenLogps, tokens, V) : new Float64Array(rows).fill(1);
  const types = typeof o.lossType === 'string' ? [o.lossType] : o.lossType;
  const chosenTokens = tokens.slice(0, B).reduce((sum, n) => sum + n, 0);
  const flow = new Float64Array(rows); // derivative of the loss by each row’s log-probability. 损失对每行对数概率的导数
  let loss = 0, sftWeight = 0;
  types.forEach((type, k) => {
    const weight = o.lossWeights?.[k] ?? 1;
    if (type === 'sft') {
      loss -= (weight * policy.sum.subarray(0, B).reduce((sum, logp) => sum + logp, 0)) / chosenTokens;
      sftWeight += weight / chosenTokens;
      return;
    }
    if (!lossTypes.includes(type)) throw new RangeError(`unknown loss type "${type}"; expected one of ${[...lossTypes, 'sft'].join(', ')}`);
    // eq: dpo-loss
    const terms = preferenceLoss(pairs, {
      lossType: type, beta: o.beta, labelSmoothing: type === 'sigmoid' ? 0 : (o.labelSmoothing ?? 0), averageTokens: true,
      chosenTokens: tokens.slice(0, B), rejectedTokens: tokens.slice(B),
    });

    for (let i = 0; i < B; i++) {
      const part = (weight * likely[i]! * likely[i + B]!) / B;
      loss += part * terms.losses[i]!;
      flow[i]! += part * terms.gradPolicyChosen[i]! * divergence.slope(ratios[i]!);
      flow[i + B]! += part * terms.gradPolicyRejected[i]! * divergence.slope(ratios[i + B]!);
    }
  });

  const gradLogits = new Float64Array(batch.logits.length);
  const sums = { entropy: 0, hits: 0, chosenLogits: 0, rejectedLogits: 0 };
  for (let row = 0; row < rows; row++) {
    for (let t = 0; t < T - 1; t++) {
      if (!scored(row, t)) continue;
      const at = (row * T + t) * V;
      const z = batch.logits.subarray(at, at + V), id = batch.inputIds[row]![t + 1]!;
      const normaliser = logSumExp(z);
      const g = flow[row]! * share[row * (T - 1) + t]! - (row < B ? sftWeight : 0);
      z.forEach((zi, v) => {
        const p = Math.exp(zi - normaliser);
        gradLogits[at + v] = g * (Number(v === id) - p);
        if (p > 0) sums.entropy -= p * (zi - normaliser);
      });
      const total = z.reduce((sum, zi) => sum + zi, 0);
      if (row < B) sums.chosenLogits += total;
      else sums.rejectedLogits += total;
      if (row < B) sums.hits += Number(z.indexOf(Math.max(...z)) === id);
    }
  }
  const [chosen, rejected] = [ratios.subarray(0, B), ratios.subarray(B)];
  const mean = (x: Mat) => x.reduce((sum, xi) => sum + xi, 0) / x.length;
  const accuracy: number = chosen.filter((a, i) => o.beta * a > o.beta * rejected[i]!).length / B; // hole: accuracy
  const rejectedTokens = tokens.reduce((sum, n) => sum + n, 0) - chosenTokens;
  return {
    loss, gradLogits,
    metrics: {
      'rewards/chosen': o.beta * mean(chosen), 'rewards/rejected': o.beta * mean(rejected), 'rewards/accuracies': accuracy,
      'rewards/margins': o.beta * (mean(chosen) - mean(rejected)),
      'logps/chosen': mean(logps.subarray(0, B)), 'logps/rejected': mean(logps.subarray(B)),
      'logits/chosen': sums.chosenLogits / (chosenTokens * V), 'logits/rejected': sums.rejectedLogits / (rejectedTokens * V),
      entropy: sums.entropy / (chosenTokens + rejectedTokens), mean_token_accuracy: sums.hits / chosenTokens,
      num_tokens: batch.attentionMask.reduce((sum, row) => sum + row.reduce((n, mark) => n + mark, 0), 0),
    },
  };
}

/**
 * WPO: exp of the mean over response tokens of log π(y_t) − log Σ_v π(v)²; a constant in the gradient.
 * WPO：回答词元上 log π(y_t) − log Σ_v π(v)² 均值的指数；在梯度中视为常数。
 */
function sayingWeights({ logits, completionMask }: TrainerBatch, tokenLogps: Mat, tokens: readonly number[], V: number): Mat {
  return Float64Array.from(tokens, (n, row) => {
    const T = completionMask[row]!.length;
    let sum = 0;
    for (let t = 0; t < T - 1; t++) {
      if (completionMask[row]![t + 1] !== 1) continue;
      const z = logits.subarray((row * T + t) * V, (row * T + t + 1) * V);
      sum += tokenLogps[row * (T - 1) + t]! - (logSumExp(z.map((zi) => 2 * zi)) - 2 * logSumExp(z));
    }
    return n > 0 ? Math.exp(sum / n) : 1;
  });
}
// #endregion

export function demo({ say, check, table }: Report, seed = 7): void {
  const V = 4;
  const inputIds = [[1, 2, 0, 3, 1], [3, 2, 1, 0, 0], [1, 2, 3, 0, 0], [3, 2, 2, 1, 0]];
  const attentionMask = [[1, 1, 1, 1, 1], [1, 1, 1, 1, 0], [1, 1, 1, 1, 0], [1, 1, 1, 1, 1]];
  const completionMask = [[0, 0, 1, 1, 1], [0, 0, 1, 1, 0], [0, 0, 1, 1, 0], [0, 0, 1, 1, 1]];
  const [refLogits, noise] = [normals(4 * 5 * V, seed), normals(4 * 5 * V, seed + 1)];
  const step = (logits: Mat, o: Partial<TrainerOptions> = {}) =>
    dpoTrainerStep({ logits, refLogits, inputIds, attentionMask, completionMask }, { lossType: 'sigmoid', beta: 0.1, ...o });
  const start = step(refLogits);
  const logits = refLogits.map((z, i) => z + noise[i]!);
  const later = step(logits);
  say('two pairs under random logits: at the first step the policy is the reference', '随机 logit 下的两对：第一步时策略就是参考策略');
  table(['what the trainer logs', '训练器记录的指标'], [['metric', '指标'], ['first step', '第一步'], ['after some noise', '加噪声之后']],
    Object.keys(start.metrics).map((name) => [name, start.metrics[name]!.toFixed(6), later.metrics[name]!.toFixed(6)]));
  const types = [...lossTypes, 'sft'] as const;
  table(['loss of the same batch', '同一批次的损失'], [['loss type', '损失类型'], ['first step', '第一步'], ['after some noise', '加噪声之后']],
    types.map((type) => [type, ...[refLogits, logits].map((z) => step(z, { lossType: type, labelSmoothing: 0.1 }).loss.toFixed(6))]));

  /** One pair of one-token responses whose log-ratios are a and b. 各含一个词元的一对回答，对数比为 a 与 b。 */
  const ratios = (pairs: readonly (readonly [a: number, b: number])[]) => {
    const wanted = [...pairs.map(([a]) => a), ...pairs.map(([, b]) => b)];
    const logit = (p: number) => Math.log(p / (1 - p));
    return dpoTrainerStep({
      logits: Float64Array.from(wanted.flatMap((a) => [logit(0.2 * Math.exp(a)), 0, 0, 0])),
      refLogits: Float64Array.from(wanted.flatMap(() => [logit(0.2), 0, 0, 0])),
      inputIds: wanted.map(() => [0, 0]), attentionMask: wanted.map(() => [1, 1]), completionMask: wanted.map(() => [0, 1]),
    }, { lossType: 'sigmoid', beta: 0.5 });
  };
  const three = ratios([[0.3, -0.4], [-1, -0.2], [-0.9, -1.1]]);
  const wrong = (type: (typeof types)[number]) => {
    const { gradLogits } = step(logits, { lossType: type, labelSmoothing: 0.1 });
    return Array.from(gradLogits.keys()).filter((i) => {
      const at = (h: number) => step(logits.with(i, logits[i]! + h), { lossType: type, labelSmoothing: 0.1 }).loss;
      return Math.abs((at(1e-5) - at(-1e-5)) / 2e-5 - gradLogits[i]!) > 1e-7;
    }).length;
  };
  const ipo = step(refLogits, { lossType: 'ipo' });
  const sums = sequenceLogProbs(logits, inputIds, completionMask).sum;
  const raised = step(logits.map((z) => z + 3));
  check('start-loss', ['loss at the first step', '第一步的损失'], 'ln 2', Math.LN2, start.loss, 1e-12);
  check('start-accuracy', ['rewards/accuracies at the first step', '第一步的 rewards/accuracies'], ['ties are no hits', '平局不算'],
    0, start.metrics['rewards/accuracies']!);
  check('start-margin', ['rewards/margins at the first step', '第一步的 rewards/margins'], '0', 0, start.metrics['rewards/margins']!);
  check('start-ipo', ['ipo at the first step, averaged over tokens', '第一步的 ipo，按词元平均'], '1/(2β)²', 25, ipo.loss, 1e-12);
  check('accuracy', ['rewards/accuracies at margins 0.35, −0.4 and 0.1', '间隔为 0.35、−0.4、0.1 时的 rewards/accuracies'], '2/3',
    2 / 3, three.metrics['rewards/accuracies']!, 1e-12);
  check('margin', ['rewards/margins there', '此时的 rewards/margins'], '0.05/3', 0.05 / 3, three.metrics['rewards/margins']!, 1e-12);
  check('sums', ['logps/chosen is a mean of sums over sequences: gap', 'logps/chosen 是序列之和的平均：差距'], 'Σ log π(y_t)',
    0, later.metrics['logps/chosen']! - (sums[0]! + sums[1]!) / 2, 1e-12);
  check('constant', ['change of the loss when 3 is added to all logits', '所有 logit 加 3 时损失的变化'], ['softmax', 'softmax 的平移不变性'],
    0, raised.loss - later.loss, 1e-12);
  check('constant-logits', ['change of logits/chosen then', '此时 logits/chosen 的变化'], '3',
    3, raised.metrics['logits/chosen']! - later.metrics['logits/chosen']!, 1e-12);
  check('gradient', ['entries of the gradient that differ from central differences, all losses', '与中心差分不符的梯度分量数，全部损失'], '0',
    0, types.reduce((sum, type) => sum + wrong(type), 0));
}

run(import.meta, demo);
