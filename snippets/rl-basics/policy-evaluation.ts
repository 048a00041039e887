/**
 * The value of a policy by sweeps, and what each action is worth under it.
 * 以反复扫描求策略的价值，以及在该策略下每个动作的价值。
 *
 * Zhao 2025: §2.6–2.8, eq. 2.11, §4.2.3, table 4.5. Sutton & Barto 2018: §4.1.
 */
import { run, type Report } from '../kit/demo.ts';
import { expectMatrix, maxGap, type Mat } from '../kit/matrix.ts';
import { evalExact, expectModel, expectRows, nextValue, oneHot, rewardAt, type Model } from './closed-form.ts';
import { agreeing, bookGrid, gridModel, parsePolicy } from './grid-world.ts';

// #region sweep-options
/** Where sweeps begin and when they end. 扫描从何处开始、何时结束。 */
export interface SweepOptions {
  /** By default 0. 默认为 0。 */
  readonly v0?: Mat;
  /** Sweeps end after the first change below it; by default 1e-6. 变化首次小于它时结束；默认 1e-6。 */
  readonly tol?: number;
  /** By default 100 000. 默认 100 000。 */
  readonly maxSweeps?: number;
  /** Keep v after every sweep. 保留每次扫描之后的 v。 */
  readonly trace?: boolean;
}

/** The first values and the limits; throws unless the model and v0 are whole. 初值与界限；模型或 v0 有误时抛出错误。 */
export function planSweeps(m: Model, o: SweepOptions) {
  expectModel(m);
  const { v0 = new Float64Array(m.nS), tol = 1e-6, maxSweeps = 100_000, trace = false } = o;
  expectMatrix('v0', v0, m.nS, 1, 'nS');
  const history: Mat[] | undefined = trace ? [v0.slice()] : undefined;
  return { v: v0.slice(), tol, maxSweeps, history };
}

/** The change Δ of one sweep; a NaN must not pass, since no comparison with it ever holds. 一次扫描的变化 Δ；不能放过 NaN，因为与它的任何比较都不成立。 */
export function changeOf(vNew: Mat, v: Mat, sweep: number): number {
  const delta = maxGap(vNew, v);
  if (Number.isNaN(delta)) throw new TypeError(`NaN in v after sweep ${sweep}`);
  return delta;
}
// #endregion

// #region policy-eval-iter
/**
 * v_π by sweeps over all states; a sweep reads only the values of the one before it.
 * 对全部状态反复扫描求 v_π；每次扫描只读取上一次的值。
 * @param pi π(a|s) [nS·nA]
 * @returns v [nS], sweeps made, delta = largest change in the last one, whether it fell below tol, history of v if traced
 */
export function evalIter(m: Model, pi: Mat, o: SweepOptions = {}) {
  const { tol, maxSweeps, history, ...start } = planSweeps(m, o);
  expectRows('policy', pi, m.nS, m.nA);
  let v: Mat = start.v;
  let delta = Infinity;
  let sweeps = 0;
  while (sweeps < maxSweeps && !(delta < tol)) {
    const vNew = new Float64Array(m.nS);
    // eq: rl-bellman, rl-eval-iter | hole: sweep
    for (let k = 0; k < m.nS * m.nA; k++) {
      vNew[Math.floor(k / m.nA)]! += pi[k]! * (rewardAt(m, k) + m.gamma * nextValue(m, v, k));
    }

    delta = changeOf(vNew, v, ++sweeps);
    v = vNew;
    history?.push(v);
  }
  return { v, sweeps, delta, converged: delta < tol, history };
}
// #endregion

// #region q-from-v
/**
 * The value of each action, followed by whatever v stands for; also of actions that the policy never takes.
 * 先做某一动作、其后价值由 v 给出时的动作价值；策略从不采取的动作也有价值。
 * @param v [nS]
 * @returns q(s,a) at s·nA + a [nS·nA]
 */
export function qFromV(m: Model, v: Mat): Mat {
  expectMatrix('v', v, m.nS, 1, 'nS');
  const q = new Float64Array(m.nS * m.nA);
  for (let k = 0; k < q.length; k++) q[k] = rewardAt(m, k) + m.gamma * nextValue(m, v, k); // eq: rl-action-value | hole: action-value
  return q;
}
// #endregion

export function demo({ say, check, table, plot }: Report): void {
  const corridor = { nS: 2, nA: 5, gamma: 0.9, ...gridModel({ ...bookGrid, rows: 1, cols: 2, forbidden: [], target: [[1, 2]] }) };
  const left = oneHot(Int32Array.of(3, 3), 5);
  const after = (sweeps: number) => evalIter(corridor, left, { maxSweeps: sweeps, tol: 0 }).v;
  say('a corridor of two cells, the target on the right; the policy goes left in both',
    '两格的走廊，目标在右；策略在两格中都向左');
  table(['v under “always left”, sweep by sweep', '「总是向左」的 v，逐次扫描'], [['sweep', '扫描'], 'v(s₁)', 'v(s₂)'],
    [1, 2, 3, 10, 100].map((k) => [k, ...Array.from(after(k), (x) => +x.toFixed(4))]));
  const limit = evalExact(corridor, left);
  const q = qFromV(corridor, limit);
  table(['action values under “always left”', '「总是向左」的动作价值'], [['state', '状态'], '←', '○', '→'],
    [0, 1].map((s) => [s + 1, ...[3, 4, 1].map((a) => +q[s * 5 + a]!.toFixed(4))]));

  const world = { nS: 25, nA: 5, gamma: 0.9, ...gridModel(bookGrid) };
  const good = oneHot(parsePolicy('>>>vv/^^>vv/^<v>v/^>o<v/^>^<<'), 5);
  const uniform = new Float64Array(125).fill(0.2);
  const error = (pi: Mat) =>
    evalIter(world, pi, { trace: true, maxSweeps: 100, tol: 0 }).history!.map((v) => maxGap(v, evalExact(world, pi)));
  plot(['error of v after each sweep', '每次扫描后 v 的误差'], {
    good: error(good), uniform: error(uniform), '10·0.9ᵏ': Float64Array.from({ length: 101 }, (_, k) => 10 * 0.9 ** k),
  }, { x: ['sweeps + 1', '扫描次数 + 1'], y: 'max |v − v_π|', logY: true });

  const qGood = qFromV(world, evalExact(world, good));
  const average = evalExact(world, good).map((_, s) => {
    const row = qGood.subarray(s * 5, s * 5 + 5);
    return row.reduce((sum, x, a) => sum + good[s * 5 + a]! * x, 0); // eq: rl-action-value
  });
  const table45: [string, string] = ['Zhao §4.2.3, table 4.5', 'Zhao §4.2.3，表 4.5'];
  check('sweep-1', ['v(s₁) after 1 sweep', '1 次扫描后的 v(s₁)'], 'Zhao §4.2.3', -1, after(1)[0]!);
  check('sweep-1-right', ['v(s₂) after 1 sweep', '1 次扫描后的 v(s₂)'], 'Zhao §4.2.3', 0, after(1)[1]!);
  check('sweep-2-left', ['v(s₁) after 2 sweeps', '2 次扫描后的 v(s₁)'], 'Zhao §4.2.3', -1.9, after(2)[0]!, 1e-9);
  check('sweep-2', ['v(s₂) after 2 sweeps', '2 次扫描后的 v(s₂)'], 'Zhao §4.2.3', -0.9, after(2)[1]!, 1e-9);
  check('sweep-3', ['v(s₁) after 3 sweeps', '3 次扫描后的 v(s₁)'], 'Zhao §4.2.3', -2.71, after(3)[0]!, 1e-9);
  check('sweep-3-right', ['v(s₂) after 3 sweeps', '3 次扫描后的 v(s₂)'], 'Zhao §4.2.3', -1.71, after(3)[1]!, 1e-9);
  check('limit', ['v(s₁) in the limit', 'v(s₁) 的极限'], 'Zhao §4.2.3', -10, limit[0]!, 1e-9);
  check('limit-right', ['v(s₂) in the limit', 'v(s₂) 的极限'], 'Zhao §4.2.3', -9, limit[1]!, 1e-9);
  check('same', ['max |sweeps − closed form|, corridor', 'max |扫描 − 闭式解|，走廊'], ['bound γΔ/(1 − γ)', '界 γΔ/(1 − γ)'],
    0, maxGap(evalIter(corridor, left).v, limit), 9e-6);
  check('q-right', ['q(s₁, →), never taken', 'q(s₁, →)，从未采取'], table45, -7.1, q[1]!, 1e-9);
  check('q-stay', ['q(s₂, ○), never taken', 'q(s₂, ○)，从未采取'], table45, -7.1, q[9]!, 1e-9);
  check('q-wall', ['q(s₂, →), into the wall', 'q(s₂, →)，撞墙'], table45, -9.1, q[6]!, 1e-9);
  check('q-left', 'q(s₁, ←) = v(s₁)', table45, -10, q[3]!, 1e-9);
  check('average', ['max |Σ π q − v|, good policy', 'max |Σ π q − v|，好策略'], 'v(s) = Σ π(a|s) q(s,a)',
    0, maxGap(average, evalExact(world, good)), 1e-12);
  check('rate', ['error after 100 sweeps from 0, good policy', '好策略自 0 扫描 100 次的误差'], '10·0.9¹⁰⁰',
    10 * 0.9 ** 100, error(good)[100]!, 1e-9);
  check('good', ['values that agree after sweeps, of 25', '扫描所得 25 个值中相符者'], ['Zhao, fig. 2.7(a)', 'Zhao，图 2.7(a)'], 25, agreeing(
    evalIter(world, good).v,
    '3.5 3.9 4.3 4.8 5.3 / 3.1 3.5 4.8 5.3 5.9 / 2.8 2.5 10.0 5.9 6.6 / 2.5 10.0 10.0 10.0 7.3 / 2.3 9.0 10.0 9.0 8.1'));
}

run(import.meta, demo);
