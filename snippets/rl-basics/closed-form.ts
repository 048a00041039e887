/**
 * The value of a policy in closed form: Bellman's equation is linear, so elimination solves it.
 * 策略价值的闭式解：贝尔曼方程是线性的，消元即可求解。
 *
 * Zhao 2025: §2.4–2.7, eqs. 2.7–2.11, figs. 2.4, 2.5, 2.7. Puterman 1994: §6.1.
 */
import { run, type Report } from '../kit/demo.ts';
import { maxGap, type Mat } from '../kit/matrix.ts';
import { agreeing, bookGrid, gridModel, parsePolicy, printed } from './grid-world.ts';

// #region mdp
/** A finite decision process: state s and action a share the index k = s·nA + a. 有限决策过程：状态 s 与动作 a 共用下标 k = s·nA + a。 */
export interface Mdp {
  readonly nS: number;
  readonly nA: number;
  /** p(s′|s,a): [nS·nA, nS]. */
  readonly P: Mat;
  /** r(s,a): [nS·nA]. */
  readonly R: Mat;
  readonly gamma: number;
}

/** The same where each action leads to one state only. 每个动作只通向一个状态的情形。 */
export interface DeterministicMdp {
  readonly nS: number;
  readonly nA: number;
  readonly next: Int32Array;
  readonly reward: Mat;
  readonly gamma: number;
}

/** Either kind of model. 两种模型之一。 */
export type Model = Mdp | DeterministicMdp;

/** r(s,a) at k = s·nA + a. k = s·nA + a 处的 r(s,a)。 */
export const rewardAt = (m: Model, k: number): number => ('next' in m ? m.reward : m.R)[k]!;

/** Σ p(s′|s,a) v(s′) at k = s·nA + a. k = s·nA + a 处的 Σ p(s′|s,a) v(s′)。 */
export function nextValue(m: Model, v: Mat, k: number): number {
  if ('next' in m) return v[m.next[k]!]!;
  let sum = 0;
  for (let t = 0, i = k * m.nS; t < m.nS; t++, i++) sum += m.P[i]! * v[t]!;
  return sum;
}

/**
 * Throws unless the rows of `weights` are distributions, as rounding allows (1e-9).
 * 若 `weights` 的某一行不是概率分布（允许 1e-9 的舍入），则抛出错误。
 */
export function expectRows(what: string, weights: Mat, rows: number, cols: number): void {
  if (weights.length !== rows * cols) {
    throw new RangeError(`${what} rows have ${weights.length} values; expected ${rows}*${cols} = ${rows * cols}`);
  }
  for (let s = 0; s < rows; s++) {
    const row = weights.subarray(s * cols, (s + 1) * cols);
    const sum = row.reduce((total, w) => total + w, 0);
    const negative = row.some((w) => w < 0) ? ', with a negative entry' : '';
    if (negative || !(Math.abs(sum - 1) <= 1e-9)) throw new RangeError(`${what} row ${s} does not sum to 1 (sum=${sum}${negative})`);
  }
}

/** Throws unless the model is whole: γ, sizes, finite rewards, rows that sum to 1. 检查模型：γ、尺寸、有限的奖励、和为 1 的行。 */
export function expectModel(m: Model): void {
  const { nS, nA, gamma } = m;
  if (!(gamma >= 0 && gamma <= 1)) throw new RangeError(`gamma must be in [0, 1], got ${gamma}`);
  const [name, R] = 'next' in m ? ['reward', m.reward] as const : ['R', m.R] as const;
  if (R.length !== nS * nA) throw new RangeError(`${name} has ${R.length} values; expected nS*nA = ${nS * nA}`);
  const odd = R.findIndex((r) => !Number.isFinite(r));
  if (odd >= 0) throw new TypeError(`reward ${odd} is ${R[odd]}; expected a finite number`);
  if (!('next' in m)) {
    if (m.P.length !== nS * nA * nS) throw new RangeError(`P has ${m.P.length} values; expected nS*nA*nS = ${nS * nA * nS}`);
    return expectRows('transition', m.P, nS * nA, nS);
  }
  if (m.next.length !== nS * nA) throw new RangeError(`next has ${m.next.length} values; expected nS*nA = ${nS * nA}`);
  const lost = m.next.findIndex((s) => !(s >= 0 && s < nS));
  if (lost >= 0) throw new RangeError(`next ${lost} is ${m.next[lost]}; expected a state in 0…${nS - 1}`);
}

/** A deterministic policy as probabilities π(a|s): [nS·nA]. 把确定性策略写成概率 π(a|s)：[nS·nA]。 */
export function oneHot(actions: Int32Array, nA: number): Mat {
  const pi = new Float64Array(actions.length * nA);
  actions.forEach((a, s) => { pi[s * nA + a] = 1; });
  return pi;
}
// #endregion

// #region linear-solve
/**
 * Gaussian elimination; in each column the largest number left becomes the pivot, so that no factor exceeds 1.
 * 高斯消元；每列取余下各数中绝对值最大者为主元，使乘数不超过 1。
 * @param A [n, n]
 * @param b [n]
 * @returns x with Ax = b [n]
 */
export function solve(A: Mat, b: Mat, n: number): Mat {
  if (A.length !== n * n) throw new RangeError(`A has ${A.length} values; expected n*n = ${n * n}`);
  if (b.length !== n) throw new RangeError(`b has ${b.length} values; expected n = ${n}`);
  const [U, x] = [A.slice(), b.slice()];
  const tiny = 1e-12 * U.reduce((top, u) => Math.max(top, Math.abs(u)), 0);
  for (let c = 0; c < n; c++) {
    let p = c;
    for (let i = c + 1; i < n; i++) if (Math.abs(U[i * n + c]!) > Math.abs(U[p * n + c]!)) p = i;
    if (!(Math.abs(U[p * n + c]!) > tiny)) throw new RangeError(`matrix is singular: no pivot in column ${c}`);
    for (let j = c; j < n; j++) [U[c * n + j], U[p * n + j]] = [U[p * n + j]!, U[c * n + j]!];
    [x[c], x[p]] = [x[p]!, x[c]!];
    for (let i = c + 1; i < n; i++) {
      const f = U[i * n + c]! / U[c * n + c]!;
      if (f === 0) continue;
      for (let j = c; j < n; j++) U[i * n + j]! -= f * U[c * n + j]!;
      x[i]! -= f * x[c]!;
    }
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let j = i + 1; j < n; j++) x[i]! -= U[i * n + j]! * x[j]!;
    x[i]! /= U[i * n + i]!;
  }
  return x;
}
// #endregion

// #region policy-matrices
/**
 * What is left of a model once the policy chooses the actions: a reward for each state and a Markov chain.
 * 由策略选定动作之后，模型只剩下每个状态的奖励与一条马尔可夫链。
 * @param pi π(a|s) [nS·nA]
 * @returns r = r_π [nS], P = P_π [nS, nS]
 */
export function underPolicy(m: Model, pi: Mat): { r: Mat; P: Mat } {
  const { nS, nA } = m;
  expectRows('policy', pi, nS, nA);
  const r = new Float64Array(nS);
  const P = new Float64Array(nS * nS);
  for (let k = 0; k < nS * nA; k++) {
    if (pi[k] === 0) continue;
    const s = Math.floor(k / nA);
    // eq: rl-bellman-matrix
    r[s]! += pi[k]! * rewardAt(m, k);
    if ('next' in m) P[s * nS + m.next[k]!]! += pi[k]!;
    else for (let t = 0; t < nS; t++) P[s * nS + t]! += pi[k]! * m.P[k * nS + t]!;
  }
  return { r, P };
}
// #endregion

// #region policy-eval-exact
/** Whether every action leads back to s and earns nothing. 是否每个动作都回到 s 且奖励为 0。 */
export function isTerminal(m: Model, s: number): boolean {
  const back = new Float64Array(m.nS);
  back[s] = 1;
  return Array.from({ length: m.nA }, (_, a) => s * m.nA + a).every((k) => rewardAt(m, k) === 0 && nextValue(m, back, k) === 1);
}

/**
 * v_π by one linear solve. With γ = 1 a terminal state has the equation v = 0 instead.
 * 解一次线性方程组得到 v_π。γ = 1 时，终止状态的方程改为 v = 0。
 * @param pi π(a|s) [nS·nA]
 * @returns v_π [nS]
 */
export function evalExact(m: Model, pi: Mat): Mat {
  expectModel(m);
  const { nS, gamma } = m;
  const { r, P } = underPolicy(m, pi);
  const A = new Float64Array(nS * nS);
  for (let s = 0; s < nS; s++) {
    const ends = gamma === 1 && isTerminal(m, s);
    for (let t = 0; t < nS; t++) {
      A[s * nS + t] = (s === t ? 1 : 0) - (ends ? 0 : gamma * P[s * nS + t]!); // eq: rl-closed-form | hole: system
    }
  }
  try {
    return solve(A, r, nS); // eq: rl-closed-form
  } catch (error) {
    if (gamma < 1) throw error;
    throw new RangeError('I - gamma*P is singular: with gamma = 1 every state must reach a terminal state', { cause: error });
  }
}
// #endregion

export function demo({ say, check, table, heatMap }: Report): void {
  const world = { nS: 25, nA: 5, gamma: 0.9, ...gridModel(bookGrid) };
  const harsh = { ...world, ...gridModel({ ...bookGrid, rForbidden: -10 }) };
  const small = { nS: 4, nA: 5, gamma: 0.9, ...gridModel({ ...bookGrid, rows: 2, cols: 2, forbidden: [[1, 2]], target: [[2, 2]] }) };
  const value = (drawing: string, m: Model = world) => evalExact(m, oneHot(parsePolicy(drawing), 5));
  const columns = ['1', '2', '3', '4', '5'];

  const good = value('>>>vv/^^>vv/^<v>v/^>o<v/^>^<<');
  const other = value('>>>>v/^^>>v/^<v>v/^>o<v/^>^<<');
  const right = value('>>>>>/>>>>>/>>>>>/>>>>>/>>>>>');
  const bad = value('><<^^/vo>v>/<>v<o/ov^^>/o>o>o');
  table(['v of a good policy', '一个好策略的 v'], columns, printed(good, 5));
  table(['v of “always right”', '「总是向右」的 v'], columns, printed(right, 5));
  table(['v of another bad policy', '另一个坏策略的 v'], columns, printed(bad, 5));
  heatMap(['v of a good policy', '一个好策略的 v'], good, 5, 5);
  heatMap(['v of “always right”', '「总是向右」的 v'], right, 5, 5);

  const half = oneHot(parsePolicy('vv>o'), 5);
  half.set([0, 0.5, 0.5, 0, 0]); // in cell (1,1): half right, through the forbidden cell, and half down
  const mixed = evalExact(small, half);
  const uniform = new Float64Array(125).fill(0.2);
  const mean = (v: Mat) => v.reduce((sum, x) => sum + x, 0) / v.length; // eq: rl-mean-identity
  const { r, P } = underPolicy(world, uniform);
  const v = evalExact(world, uniform);
  const residual = r.map((rs, s) => rs + 0.9 * P.subarray(s * 25, s * 25 + 25).reduce((sum, p, t) => sum + p * v[t]!, 0)); // eq: rl-bellman
  const columnSum = Math.max(...Array.from(r, (_, t) => Math.abs(r.reduce((sum, _, s) => sum + P[s * 25 + t]!, 0) - 1)));
  say(`uniform policy: mean value ${mean(v).toFixed(4)}, mean reward ${mean(r).toFixed(4)}`,
    `均匀策略：平均价值 ${mean(v).toFixed(4)}，平均奖励 ${mean(r).toFixed(4)}`);

  const book = '3.5 3.9 4.3 4.8 5.3 / 3.1 3.5 4.8 5.3 5.9 / 2.8 2.5 10.0 5.9 6.6 / 2.5 10.0 10.0 10.0 7.3 / 2.3 9.0 10.0 9.0 8.1';
  const table27 = (part: string): [string, string] => [`Zhao, fig. 2.7${part}`, `Zhao，图 2.7${part}`];
  check('two-by-two', ['v(1,1), 2×2 grid, down, then right', 'v(1,1)，2×2 网格，先下后右'], ['Zhao §2.5, fig. 2.4', 'Zhao §2.5，图 2.4'],
    9, value('vv>o', small)[0]!, 1e-9);
  check('mixed', ['v(1,1), 2×2 grid, half right, half down', 'v(1,1)，2×2 网格，一半向右、一半向下'], ['Zhao, fig. 2.5', 'Zhao，图 2.5'],
    8.5, mixed[0]!, 1e-9);
  check('mixed-rest', ['max |v − 10| in the other three cells', '其余三格的 max |v − 10|'], ['Zhao, figs. 2.4 and 2.5', 'Zhao，图 2.4 与 2.5'],
    0, Math.max(...[mixed, value('vv>o', small)].map((v) => maxGap(v.slice(1), Float64Array.of(10, 10, 10)))), 1e-9);
  check('good', ['values that agree, good policy, of 25', '好策略的 25 个值中相符者'], table27('(a)'), 25, agreeing(good, book));
  check('good-other', ['values that agree, second good policy', '另一好策略的值中相符者'], table27('(a)'), 25, agreeing(other, book));
  check('always-right', ['values that agree, “always right”', '「总是向右」的值中相符者'], table27('(b)'), 25, agreeing(right,
    '-6.6 -7.3 -8.1 -9.0 -10.0 / -8.5 -8.3 -8.1 -9.0 -10.0 / -7.5 -8.3 -8.1 -9.0 -10.0 / '
    + '-7.5 -7.2 -9.1 -9.0 -10.0 / -7.6 -7.3 -8.1 -9.0 -10.0'));
  check('bad', ['values that agree, another bad policy', '另一个坏策略的值中相符者'], table27('(b)'), 25, agreeing(bad,
    '0 0 0 -10 -10 / -9 -10 -0.4 -0.5 -10 / -10 -0.5 0.5 -0.5 0 / 0 -1 -0.5 -0.5 -10 / 0 0 0 0 0'));
  check('stay-forbidden', ['v of a forbidden cell, all stay, r_forbidden = −10', '全停留时禁区的 v，r_forbidden = −10'], '−10/(1 − γ)',
    -100, value('o'.repeat(25), harsh)[6]!, 1e-9);
  check('stay-target', ['v of the target, all stay', '全停留时目标的 v'], '1/(1 − γ)', 10, value('o'.repeat(25), harsh)[17]!, 1e-9);
  check('residual', ['max |r + γPv − v|, uniform policy', 'max |r + γPv − v|，均匀策略'], ['Bellman equation', '贝尔曼方程'],
    0, maxGap(residual, v), 1e-12);
  check('columns', ['max |column sum of P − 1|, uniform policy', 'max |P 的列和 − 1|，均匀策略'], ['doubly stochastic', '双随机'],
    0, columnSum, 1e-12);
  check('mean', ['mean of v over the 25 cells, uniform policy', '均匀策略下 25 格 v 的平均'], ['mean of r / (1 − γ)', 'r 的平均 / (1 − γ)'],
    -3.52, mean(v), 1e-9);
  check('mean-harsh', ['the same with r_forbidden = −10', '同上，r_forbidden = −10'], ['mean of r / (1 − γ)', 'r 的平均 / (1 − γ)'],
    -24.4, mean(evalExact(harsh, uniform)), 1e-9);
  check('pivot', ['x₁ of 10⁻²⁰x₁ + x₂ = 1, x₁ + x₂ = 2', '10⁻²⁰x₁ + x₂ = 1、x₁ + x₂ = 2 的 x₁'], ['exact to rounding', '准确到舍入'],
    1, solve(Float64Array.of(1e-20, 1, 1, 1), Float64Array.of(1, 2), 2)[0]!, 1e-15);
}

run(import.meta, demo);
