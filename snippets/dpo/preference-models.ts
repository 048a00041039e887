/**
 * From scores to preferences and back: Bradley–Terry for pairs, Plackett–Luce for rankings, and the likelihood that fits the scores.
 * 从分数到偏好，再由偏好求分数：成对比较用 Bradley–Terry，排序用 Plackett–Luce，分数由似然拟合。
 *
 * Rafailov et al. 2023, eq. 1 and 2, app. A.3; Bradley & Terry 1952; Plackett 1975; Luce 1959.
 */
import { run, type Report } from '../kit/demo.ts';
import { maxGap, type Mat } from '../kit/matrix.ts';
import { logSumExp } from './sequence-logprobs.ts';

// #region logistic
/** The logistic function σ(z) = 1/(1 + e^(−z)). 逻辑函数。 */
export function sigmoid(z: number): number {
  return 1 / (1 + Math.exp(-z)); // eq: pref-bradley-terry
}

/**
 * −log σ(z) = log(1 + e^(−z)), finite for every finite z: of the two exponents only the one that is ≤ 0 is taken.
 * −log σ(z) = log(1 + e^(−z))，对任何有限的 z 都有限：两个指数中只取 ≤ 0 的那个。
 */
export function negLogSigmoid(z: number): number {
  return Math.max(-z, 0) + Math.log1p(Math.exp(-Math.abs(z))); // hole: softplus
}
// #endregion

// #region bt
/** Throws unless both lists have the same length, at least 1, and hold numbers. 两个列表须等长、非空，且都是数。 */
export function expectScores(scores: Readonly<Record<string, Mat>>): void {
  const [[first, { length: B }]] = Object.entries(scores) as [[string, Mat]];
  if (B === 0) throw new RangeError('batch is empty');
  for (const [name, values] of Object.entries(scores)) {
    if (values.length !== B) throw new RangeError(`expected ${B} ${name} as in ${first}, got ${values.length}`);
    const bad = values.findIndex((x) => !Number.isFinite(x));
    if (bad >= 0) throw new TypeError(`${name}[${bad}] is ${values[bad]}; expected a finite number`);
  }
}

/** A margin for each pair and a pull of the scores towards 0, as in TRL. 每对的间隔，以及把分数拉向 0 的系数，与 TRL 相同。 */
export interface BradleyTerryOptions {
  /** Taken off the difference: [B]. 从分差中减去。 */
  readonly margin?: Mat;
  /** Weight of the mean of (r_w + r_l)², which fixes the free constant. (r_w + r_l)² 均值的权重，用以固定自由常数。 */
  readonly center?: number;
}

/**
 * The negative log-likelihood of B pairs and its gradient. Accuracy counts r_w > r_l strictly: a tie is no hit; it and the mean margin
 * are of the raw scores.
 * B 个偏好对的负对数似然及其梯度。准确率严格按 r_w > r_l 计，平局不算；准确率与平均间隔都取自原始分数。
 * @param rewardsChosen r_w [B]
 * @param rewardsRejected r_l [B]
 */
export function bradleyTerryLoss(rewardsChosen: Mat, rewardsRejected: Mat, { margin, center = 0 }: BradleyTerryOptions = {}) {
  expectScores({ rewardsChosen, rewardsRejected, ...(margin && { margin }) });
  const B = rewardsChosen.length;
  const gradChosen = new Float64Array(B), gradRejected = new Float64Array(B);
  let loss = 0, hits = 0, gaps = 0, total = 0;
  for (let i = 0; i < B; i++) {
    const [rw, rl] = [rewardsChosen[i]!, rewardsRejected[i]!];
    const delta = rw - rl - (margin?.[i] ?? 0);
    loss += (negLogSigmoid(delta) + center * (rw + rl) ** 2) / B; // eq: rm-loss
    const slope = -sigmoid(-delta) / B; // eq: rm-loss | hole: rm-gradient
    const pull = (2 * center * (rw + rl)) / B;
    gradChosen[i] = pull + slope;
    gradRejected[i] = pull - slope;
    hits += Number(rw > rl);
    gaps += rw - rl;
    total += rw + rl;
  }
  return { loss, gradChosen, gradRejected, accuracy: hits / B, meanMargin: gaps / B, meanReward: total / (2 * B) };
}
// #endregion

// #region cholesky-solve
/**
 * Solves Ax = b for a symmetric positive definite A, by A = LLᵀ.
 * 对称正定矩阵 A 的方程 Ax = b，用 A = LLᵀ 分解求解。
 * @param A [n, n]
 */
export function choleskySolve(A: Mat, b: Mat, n: number): Mat {
  const L = new Float64Array(n * n), x = b.slice();
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = A[i * n + j]!;
      for (let k = 0; k < j; k++) rest -= L[i * n + k]! * L[j * n + k]!;
      if (i === j && !(rest > 0)) throw new RangeError(`the matrix is not positive definite: pivot ${i} is ${rest}`);
      L[i * n + j] = i === j ? Math.sqrt(rest) : rest / L[j * n + j]!;
    }
  }
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i]! -= L[i * n + k]! * x[k]!;
    x[i]! /= L[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i]! -= L[k * n + i]! * x[k]!;
    x[i]! /= L[i * n + i]!;
  }
  return x;
}
// #endregion

// #region fit-bradley-terry
/**
 * Maximum likelihood of one score for each item, by Newton's method. Only differences count, so the scores are centred: the all-ones
 * matrix added to the Hessian lifts the direction in which nothing changes. The maximum exists only if “who ever beat whom” is
 * strongly connected.
 * 用牛顿法求每个项目分数的最大似然估计。只有差值起作用，故取中心化的分数：海森矩阵加上全 1 矩阵，补上那个毫无变化的方向。
 * 仅当「谁曾胜过谁」的有向图强连通时，最大值才存在。
 * @param wins how often i beat j, at i·K + j [K, K]
 * @param ridge adds ridge/2 · |scores|²; above 0 it makes the scores finite for any results
 * @returns scores of mean 0 [K]; negLogLik without the ridge; Newton steps made
 */
export function fitBradleyTerry(wins: Mat, K: number, ridge = 0) {
  if (wins.length !== K * K || K < 1) throw new RangeError(`wins has ${wins.length} values; expected K*K with K = ${K}`);
  const bad = wins.findIndex((w) => !(w >= 0 && w < Infinity));
  if (bad >= 0) throw new RangeError(`wins[${Math.floor(bad / K)}][${bad % K}] is ${wins[bad]}; expected a finite number >= 0`);
  if (ridge === 0) expectConnected(wins, K);
  const nll = (r: Mat) => wins.reduce((sum, w, k) => sum + (w > 0 ? w * negLogSigmoid(r[Math.floor(k / K)]! - r[k % K]!) : 0), 0);
  const loss = (r: Mat) => nll(r) + (ridge / 2) * r.reduce((sum, x) => sum + x * x, 0);
  let scores: Mat = new Float64Array(K);
  let steps = 0, converged = false;
  while (!converged && steps < 100) {
    const gradient = scores.map((r) => ridge * r);
    const hessian = new Float64Array(K * K).fill(1);
    for (let i = 0; i < K; i++) {
      hessian[i * K + i]! += ridge;
      for (let j = 0; j < K; j++) {
        if (i === j) continue;
        const delta = scores[i]! - scores[j]!;
        const games = wins[i * K + j]! + wins[j * K + i]!;
        gradient[i]! += wins[j * K + i]! * sigmoid(delta) - wins[i * K + j]! * sigmoid(-delta); // eq: rm-loss
        const curvature = games * sigmoid(delta) * sigmoid(-delta);
        hessian[i * K + i]! += curvature;
        hessian[i * K + j]! -= curvature;
      }
    }
    const step = choleskySolve(hessian, gradient, K);
    const before = loss(scores);
    let next = scores.map((r, i) => r - step[i]!);
    for (let rate = 0.5; loss(next) > before && rate > 1e-9; rate /= 2) next = scores.map((r, i) => r - rate * step[i]!);
    converged = step.every((s) => Math.abs(s) < 1e-12) || !(loss(next) < before);
    if (loss(next) <= before) scores = next;
    steps++;
  }
  const mean = scores.reduce((sum, r) => sum + r, 0) / K;
  scores = scores.map((r) => r - mean);
  return { scores, negLogLik: nll(scores), steps, converged };
}

/** Throws unless each item can be reached from each other one along wins. 每个项目须能沿「胜过」关系到达其他任何项目。 */
function expectConnected(wins: Mat, K: number): void {
  const reached = (beats: (i: number, j: number) => boolean) => {
    const seen = new Set([0]); // a set yields what is added to it while it is walked. 集合在遍历时会继续给出新加入的元素
    for (const i of seen) for (let j = 0; j < K; j++) if (beats(i, j)) seen.add(j);
    return seen;
  };
  const below = reached((i, j) => wins[i * K + j]! > 0);
  const above = reached((i, j) => wins[j * K + i]! > 0);
  const items = Array.from({ length: K }, (_, i) => i);
  const unbeaten = below.size < K ? items.filter((i) => !below.has(i)) : above.size < K ? [...above].sort((i, j) => i - j) : [];
  if (unbeaten.length === 0) return;
  throw new RangeError(
    `maximum likelihood does not exist: item(s) ${unbeaten.join(', ')} never lose to the rest; a ridge > 0 keeps the scores finite`);
}
// #endregion

// #region pl
/**
 * The log-likelihood of a ranking: the best is chosen among all, taken away, and so on. One walk from the last place to the first keeps
 * the log-sum-exp of those still there.
 * 一个排序的对数似然：先从全体中选出最好者，取走，再选，依此类推。从末位走到首位，一路保留剩余者的 log-sum-exp。
 * @param rewards [K]
 * @param order items from most to least preferred: a permutation of 0…K−1
 * @returns logLik and its gradient by the rewards [K]
 */
export function plackettLuce(rewards: Mat, order: readonly number[]): { logLik: number; grad: Mat } {
  expectScores({ rewards });
  const K = rewards.length;
  if (order.length !== K || new Set(order).size !== K || !order.every((i) => i in rewards)) {
    throw new RangeError(`order must be a permutation of 0…${K - 1}, got [${order.join(', ')}]`);
  }
  const logSum = new Float64Array(K); // of the rewards at place k and after. 第 k 位及其后的奖励
  let remaining = -Infinity, logLik = 0;
  for (let k = K - 1; k >= 0; k--) {
    const r = rewards[order[k]!]!;
    // eq: pref-plackett-luce | hole: ranking
    remaining = logSumExp(Float64Array.of(remaining, r));
    logLik += r - remaining;

    logSum[k] = remaining;
  }
  // Item i is among the candidates at every place up to its own. 项目 i 在轮到它之前的每一位都是候选。
  const grad = new Float64Array(K);
  let chances = -Infinity; // log Σ 1/(sum of the exponentials at place k)
  for (let k = 0; k < K; k++) {
    chances = logSumExp(Float64Array.of(chances, -logSum[k]!));
    grad[order[k]!] = 1 - Math.exp(rewards[order[k]!]! + chances);
  }
  return { logLik, grad };
}
// #endregion

export function demo({ say, check, table, plot }: Report): void {
  const z = Float64Array.from({ length: 81 }, (_, i) => (i - 40) / 5);
  plot(['Bradley–Terry: chance to win and loss of the winner, by reward difference', 'Bradley–Terry：胜率与胜者的损失随分差的变化'],
    { 'σ(Δ)': { x: z, y: z.map(sigmoid) }, '−log σ(Δ)': { x: z, y: z.map(negLogSigmoid) } }, { x: 'Δ' });

  const rewards = Float64Array.of(Math.log(3), Math.log(2), 0);
  const orders = permutations(3);
  table(['rankings of rewards ln 3, ln 2, 0', '奖励为 ln 3、ln 2、0 时的各种排序'], [['order', '次序'], ['probability', '概率']],
    orders.map((order) => [order.join(' ≻ '), +Math.exp(plackettLuce(rewards, order).logLik).toFixed(6)]));
  const matches = Float64Array.of(0, 7, 0, 3, 0, 5, 0, 5, 0);
  const chain = fitBradleyTerry(matches, 3);
  const found = Array.from(chain.scores, (r) => r.toFixed(4));
  say(`three items, 0 beats 1 by 7:3, 1 and 2 draw 5:5, 0 and 2 never meet: scores ${found.join(', ')} after ${chain.steps} Newton steps`,
    `三个项目：0 对 1 为 7:3，1 对 2 为 5:5，0 与 2 从未相遇；${chain.steps} 步牛顿法后分数为 ${found.join('、')}`);

  const pair = (rw: number[], rl: number[]) => bradleyTerryLoss(Float64Array.from(rw), Float64Array.from(rl));
  const extreme = pair([800, -800], [-800, 800]);
  const tie = pair([0.5, 1], [0.5, 1]);
  const two = pair([Math.log(3), 0], [0, Math.log(3)]);
  const shifted = pair([Math.log(3) + 5, -2], [5, Math.log(3) - 2]);
  const four = Float64Array.of(2.1, -0.4, -1.8, 0.3);
  const sum = (r: Mat) => permutations(r.length).reduce((total, order) => total + Math.exp(plackettLuce(r, order).logLik), 0);
  const ranking = plackettLuce(Float64Array.of(900, -900, 0), [1, 2, 0]);
  const asPair = plackettLuce(Float64Array.of(0.3, 1.1), [1, 0]);
  const both = pair([1.1], [0.3]);
  const cycle = fitBradleyTerry(Float64Array.of(0, 2, 0, 0, 0, 2, 2, 0, 0), 3);
  const a3: [string, string] = ['DPO, app. A.3', 'DPO，附录 A.3'];
  check('ratio', ['chance to win with three times the odds', '胜负比为 3 时的胜率'], 'σ(ln 3)', 0.75, sigmoid(Math.log(3)), 1e-15);
  check('tie', ['loss of ties', '平局的损失'], 'ln 2', Math.LN2, tie.loss, 1e-15);
  check('wrong', ['loss of a pair that is wrong, odds 1 : 3', '排错的一对的损失（1 : 3）'], 'ln 4',
    Math.log(4), pair([0], [Math.log(3)]).loss, 1e-15);
  check('strict', ['accuracy of ties', '平局的准确率'], ['r_w > r_l, strictly', '严格的 r_w > r_l'], 0, tie.accuracy);
  check('extreme', ['mean loss at differences ±1600', '分差为 ±1600 时的平均损失'], '1600/2', 800, extreme.loss, 1e-12);
  check('extreme-gradient', ['its gradient on the pair that is wrong', '其在排错的一对上的梯度'], '−σ(1600)/2', -0.5, extreme.gradChosen[1]!, 1e-15);
  check('gradient', ['gradient of a pair that is right, odds 3 : 1', '排对的一对的梯度（3 : 1）'], '−σ(−ln 3)/2', -1 / 8, two.gradChosen[0]!, 1e-15);
  check('gradient-wrong', ['of a pair that is wrong, odds 1 : 3', '排错的一对的梯度（1 : 3）'], '−σ(ln 3)/2', -3 / 8, two.gradChosen[1]!, 1e-15);
  check('gradient-rejected', ['of its rejected response', '其被拒回答的梯度'], '+σ(ln 3)/2', 3 / 8, two.gradRejected[1]!, 1e-15);
  check('shift', ['change of the loss when f(x) is added to both', '两者都加 f(x) 时损失的变化'], ['only differences count', '只有差值起作用'],
    0, shifted.loss - two.loss, 1e-14);
  check('fit-two', ['score gap after 9 wins in 12', '12 局 9 胜的分差'], 'ln (9/3)',
    Math.log(3), gap(fitBradleyTerry(Float64Array.of(0, 9, 3, 0), 2).scores), 1e-9);
  check('fit-cycle', ['largest score when each beats the next', '循环相克时的最大分数'], ['symmetry', '对称性'], 0, Math.max(...cycle.scores), 1e-12);
  check('fit-chain', ['first score in the chain', '链中第一个项目的分数'], '⅔ ln (7/3)', (2 / 3) * Math.log(7 / 3), chain.scores[0]!, 1e-9);
  check('ranking', ['probability of the ranking ln 3, ln 2, 0', '排序 ln 3、ln 2、0 的概率'], '3/6 · 2/3',
    1 / 3, Math.exp(plackettLuce(rewards, [0, 1, 2]).logLik), 1e-15);
  check('rankings-3', ['sum over all 3! rankings', '对全部 3! 个排序求和'], a3, 1, sum(rewards), 1e-12);
  check('rankings-4', ['sum over all 4! rankings', '对全部 4! 个排序求和'], a3, 1, sum(four), 1e-12);
  check('pair', ['K = 2: gap to the Bradley–Terry loss', 'K = 2：与 Bradley–Terry 损失之差'], a3, 0, -asPair.logLik - both.loss, 1e-15);
  check('pair-gradient', ['K = 2: gap to its gradient', 'K = 2：与其梯度之差'], a3, 0,
    maxGap(asPair.grad, Float64Array.of(-both.gradRejected[0]!, -both.gradChosen[0]!)), 1e-15);
  check('ranking-extreme', ['log-likelihood of the worst ranking of 900, −900, 0', '900、−900、0 最差排序的对数似然'], '−1800 − 900',
    -2700, ranking.logLik, 1e-12);
  check('ranking-gradient', ['sum of its gradient', '其梯度之和'], ['only differences count', '只有差值起作用'],
    0, ranking.grad.reduce((s, g) => s + g, 0), 1e-12);
}

const gap = (scores: Mat) => scores[0]! - scores[1]!;

/** All orders of 0…K−1. 0…K−1 的全部排列。 */
function permutations(K: number): number[][] {
  if (K === 0) return [[]];
  return permutations(K - 1).flatMap((order) => Array.from({ length: K }, (_, at) => order.toSpliced(at, 0, K - 1)));
}

run(import.meta, demo);
