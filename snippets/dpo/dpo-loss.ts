/**
 * The DPO loss: the reward-model likelihood with the implicit reward β log(π/π_ref) in place of a reward, for pairs and for rankings.
 * DPO 损失：在奖励模型的似然中，以隐式奖励 β log(π/π_ref) 代替奖励；适用于偏好对，也适用于排序。
 *
 * Rafailov et al. 2023, eq. 6 and 7, the gradient of §4, app. A.3.
 * (App. A.4 exchanges w and l inside its first σ; §4 is the consistent one.)
 */
import { run, type Report } from '../kit/demo.ts';
import { maxGap, type Mat } from '../kit/matrix.ts';
import { negLogSigmoid, plackettLuce, sigmoid } from './preference-models.ts';

// #region dpo-loss
/** Log-probabilities of whole responses, summed over their tokens, each list [B]. 整个回答的对数概率，即各词元之和；每个列表 [B]。 */
export interface PairLogps {
  readonly policyChosenLogps: Mat;
  readonly policyRejectedLogps: Mat;
  readonly refChosenLogps: Mat;
  readonly refRejectedLogps: Mat;
}

/**
 * Throws unless the lists hold logarithms of probabilities in (0, 1]; a response of probability 0 has no implicit reward.
 * 要求各列表都是 (0, 1] 内概率的对数；概率为 0 的回答没有隐式奖励。
 */
export function expectLogps(lists: Readonly<Record<string, Mat>>): void {
  for (const [name, logps] of Object.entries(lists)) {
    const [, model = '', side = ''] = /^(policy|ref)(.*)Logps$/.exec(name) ?? [];
    logps.forEach((logp, i) => {
      if (Number.isNaN(logp)) throw new TypeError(`${name}[${i}] is NaN`);
      if (logp > 1e-9) throw new RangeError(`${name}[${i}] is ${logp}, but log-probabilities must be <= 0`);
      if (logp === -Infinity) {
        throw new RangeError(`${side.toLowerCase()} response ${i} has probability 0 under the ${model === 'ref' ? 'reference' : 'policy'}`);
      }
    });
  }
}

/** Throws unless an option is positive and finite. 要求某个选项为有限正数。 */
export function expectPositive(name: string, value: number): void {
  if (!(value > 0 && value < Infinity)) throw new RangeError(`${name} must be a positive finite number, got ${value}`);
}

/** Throws unless β > 0 and the four lists are equally long and in order. 要求 β > 0，四个列表等长且无误。 */
export function expectPairs({ policyChosenLogps, policyRejectedLogps, refChosenLogps, refRejectedLogps }: PairLogps, beta: number): void {
  expectPositive('beta', beta);
  const B = policyChosenLogps.length;
  if (B === 0) throw new RangeError('batch is empty');
  if (policyRejectedLogps.length !== B) throw new RangeError(`expected ${B} rejected log-probabilities, got ${policyRejectedLogps.length}`);
  const wrong = [refChosenLogps, refRejectedLogps].find((logps) => logps.length !== B);
  if (wrong) throw new RangeError(`expected ${B} reference log-probabilities, got ${wrong.length}`);
  expectLogps({ policyChosenLogps, policyRejectedLogps, refChosenLogps, refRejectedLogps });
}

/**
 * The DPO loss of each pair, the implicit rewards it compares, and its gradient by the log-probabilities of the policy.
 * 每个偏好对的 DPO 损失、它所比较的隐式奖励，以及损失对策略对数概率的梯度。
 * @param beta strength of the KL penalty whose optimum is sought; 0.1 in the paper
 * @returns lists of B; gradients of the sum of the losses
 */
export function dpoLoss(pairs: PairLogps, beta: number) {
  expectPairs(pairs, beta);
  const list = () => new Float64Array(pairs.policyChosenLogps.length);
  const [losses, chosenRewards, rejectedRewards, gradPolicyChosen, gradPolicyRejected] = [list(), list(), list(), list(), list()];
  for (let i = 0; i < losses.length; i++) {
    // eq: dpo-cancel, dpo-loss | hole: dpo-loss
    const a = pairs.policyChosenLogps[i]! - pairs.refChosenLogps[i]!;
    const b = pairs.policyRejectedLogps[i]! - pairs.refRejectedLogps[i]!;
    const u = beta * (a - b);

    losses[i] = negLogSigmoid(u); // eq: dpo-loss
    chosenRewards[i] = beta * a; // eq: dpo-reward
    rejectedRewards[i] = beta * b; // eq: dpo-reward
    const weight = sigmoid(-u); // eq: dpo-gradient | hole: dpo-weight
    gradPolicyChosen[i] = -beta * weight; // eq: dpo-gradient
    gradPolicyRejected[i] = beta * weight; // eq: dpo-gradient
  }
  const meanLoss = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  return { losses, meanLoss, chosenRewards, rejectedRewards, gradPolicyChosen, gradPolicyRejected };
}
// #endregion

// #region dpo-pl
/**
 * DPO for a ranking of K responses to one prompt: Plackett–Luce on the implicit rewards; β log Z cancels in every factor.
 * 对同一提示的 K 个回答的排序做 DPO：把隐式奖励代入 Plackett–Luce；β log Z 在每个因子中都相消。
 * @param policy log π(y|x) [K]
 * @param ref log π_ref(y|x) [K]
 * @param order responses from most to least preferred
 */
export function dpoPlackettLuceLoss(policy: Mat, ref: Mat, order: readonly number[], beta: number): { loss: number; gradPolicy: Mat } {
  expectPairs({ policyChosenLogps: policy, policyRejectedLogps: policy, refChosenLogps: ref, refRejectedLogps: ref }, beta);
  // eq: dpo-plackett-luce
  const { logLik, grad } = plackettLuce(policy.map((logp, i) => beta * (logp - ref[i]!)), order);
  return { loss: -logLik, gradPolicy: grad.map((g) => -beta * g) };
}
// #endregion

export function demo({ say, check, table, plot }: Report): void {
  const list = (...x: number[]) => Float64Array.from(x);
  const ref = list(0.5, 0.3, 0.2).map(Math.log);
  const rewards = list(Math.log(3), 0, -1);
  /** The optimum of the KL-regularised objective for these rewards. 在这些奖励下 KL 正则化目标的最优策略。 */
  const optimum = (beta: number) => {
    const weights = ref.map((logp, y) => Math.exp(logp + rewards[y]! / beta));
    const Z = weights.reduce((sum, w) => sum + w, 0);
    return weights.map((w) => Math.log(w / Z));
  };
  const compare = (policy: Mat, w: number, l: number, beta: number) => dpoLoss({
    policyChosenLogps: list(policy[w]!), policyRejectedLogps: list(policy[l]!),
    refChosenLogps: list(ref[w]!), refRejectedLogps: list(ref[l]!),
  }, beta);
  /** One pair whose implicit rewards differ by u. 隐式奖励相差 u 的一对。 */
  const apart = (u: number, beta = 0.1) => dpoLoss({
    policyChosenLogps: list(-300 + u / beta), policyRejectedLogps: list(-300),
    refChosenLogps: list(-300), refRejectedLogps: list(-300),
  }, beta);
  const weight = (u: number) => apart(u).gradPolicyRejected[0]! / 0.1;

  say('three responses of reward ln 3, 0, −1; policies that are optimal for β = 0.5', '三个回答，奖励为 ln 3、0、−1；策略取 β = 0.5 时的最优解');
  table(['implicit and true rewards: the same differences', '隐式奖励与真实奖励：差值相同'], [['response', '回答'], 'r', 'π_ref', 'π*', 'β log(π*/π_ref)'],
    Array.from(optimum(0.5), (logp, y) =>
      [y, ...[rewards[y]!, Math.exp(ref[y]!), Math.exp(logp), 0.5 * (logp - ref[y]!)].map((x) => +x.toFixed(4))]));
  const margins = list(...Array.from({ length: 61 }, (_, i) => (i - 30) / 5));
  plot(['loss and gradient weight by margin of the implicit rewards', '损失与梯度权重随隐式奖励间隔的变化'],
    {
      '−log σ(u)': { x: margins, y: margins.map((u) => apart(u).losses[0]!) },
      'σ(−u)': { x: margins, y: margins.map(weight) },
    }, { x: 'u = βh' });

  const start = compare(ref, 0, 1, 0.1);
  const best = compare(optimum(0.5), 0, 1, 0.5);
  const sharp = compare(optimum(0.1), 0, 1, 0.1);
  const lower = compare(optimum(0.5).map((logp) => logp - 4), 0, 1, 0.5);
  const four = list(-3, -7, -4, -9);
  const uniform = dpoPlackettLuceLoss(four, four, [2, 0, 3, 1], 0.3);
  const ranked = dpoPlackettLuceLoss(optimum(0.5).subarray(0, 2), ref.subarray(0, 2), [0, 1], 0.5);
  const eq7: [string, string] = ['DPO, eq. 7', 'DPO，式 7'];
  const a3: [string, string] = ['DPO, app. A.3', 'DPO，附录 A.3'];
  const s4: [string, string] = ['DPO, §4, gradient', 'DPO，§4，梯度'];
  check('start', ['loss where the policy is the reference', '策略等于参考策略时的损失'], eq7, Math.LN2, start.meanLoss, 1e-12);
  check('start-weight', ['weight of the gradient there', '此时的梯度权重'], s4, 0.5, start.gradPolicyRejected[0]! / 0.1, 1e-12);
  check('start-gradient', ['∂L/∂ log π(y_w) there, β = 0.1', '此时的 ∂L/∂ log π(y_w)，β = 0.1'], '−β/2',
    -0.05, start.gradPolicyChosen[0]!, 1e-12);
  check('start-accuracy', ['share of pairs with a higher chosen reward there', '此时被选回答奖励更高的比例'], ['ties are no hits', '平局不算'],
    0, Number(start.chosenRewards[0]! > start.rejectedRewards[0]!));
  check('start-margin', ['margin of the implicit rewards there', '此时隐式奖励的间隔'], '0', 0, start.chosenRewards[0]! - start.rejectedRewards[0]!);
  check('optimum', ['loss at π* of a pair whose rewards differ by ln 3, β = 0.5', '奖励相差 ln 3 的一对在 π* 处的损失，β = 0.5'], 'ln (4/3)',
    Math.log(4 / 3), best.meanLoss, 1e-12);
  check('optimum-sharp', ['the same at β = 0.1', 'β = 0.1 时同样'], 'ln (4/3)', Math.log(4 / 3), sharp.meanLoss, 1e-12);
  check('optimum-margin', ['margin of the implicit rewards at π*', 'π* 处隐式奖励的间隔'], ['ln 3: Z has cancelled', 'ln 3：Z 已相消'],
    Math.log(3), best.chosenRewards[0]! - best.rejectedRewards[0]!, 1e-12);
  check('displacement', ['change of the loss when both responses become e⁴ times less likely', '两个回答的概率都变为 e⁻⁴ 倍时损失的变化'],
    ['only h counts', '只有 h 起作用'], 0, lower.meanLoss - best.meanLoss, 1e-12);
  check('settled', ['weight of a pair with margin ln 9', '间隔为 ln 9 的一对的权重'], 'σ(−ln 9)', 0.1, weight(Math.log(9)), 1e-12);
  check('misordered', ['… with margin −ln 9', '……间隔为 −ln 9'], 'σ(ln 9)', 0.9, weight(-Math.log(9)), 1e-12);
  check('no-stop', ['slope of the loss at margin 20: it never reaches 0', '间隔为 20 处的斜率：永不为 0'], '−σ(−20)',
    -1 / (1 + Math.exp(20)), apart(20).gradPolicyChosen[0]! / 0.1, 1e-15);
  check('pair-ranking', ['ranking of K = 2: gap to the loss of the pair', 'K = 2 的排序：与成对损失之差'], a3, 0, ranked.loss - best.meanLoss, 1e-12);
  check('pair-ranking-gradient', ['… to its gradient', '……与其梯度之差'], a3, 0,
    maxGap(ranked.gradPolicy, list(best.gradPolicyChosen[0]!, best.gradPolicyRejected[0]!)), 1e-12);
  check('ranking-start', ['ranking of K = 4 where the policy is the reference', 'K = 4 的排序，策略等于参考策略'], 'ln 4!',
    Math.log(24), uniform.loss, 1e-12);
}

run(import.meta, demo);
