/**
 * Value iteration without whole sweeps: in place, state after state, or always where the error is largest.
 * 不必整遍扫描的值迭代：原地逐状态更新，或总是更新误差最大的状态。
 *
 * Sutton & Barto 2018: §4.5, §8.4. Zhou 2020, lecture 2: slides 58–61. Moore & Atkeson 1993.
 */
import { run, type Report } from '../kit/demo.ts';
import { maxGap, type Mat } from '../kit/matrix.ts';
import { expectModel, nextValue, rewardAt, type Model } from './closed-form.ts';
import { bookGrid, gridModel } from './grid-world.ts';
import { changeOf, planSweeps, qFromV, type SweepOptions } from './policy-evaluation.ts';
import { greedy, valueIteration } from './value-iteration.ts';

// #region backup
/** The best value of one state, as v stands now. 按当前的 v，一个状态的最优价值。 */
export function bestValue(m: Model, v: Mat, s: number): number {
  let best = -Infinity;
  for (let k = s * m.nA; k < (s + 1) * m.nA; k++) best = Math.max(best, rewardAt(m, k) + m.gamma * nextValue(m, v, k)); // eq: rl-boe
  return best;
}
// #endregion

// #region gauss-seidel-vi
/**
 * Value iteration with one array of values: each state already sees what was found earlier in the same sweep. The limit is the same,
 * the values on the way are not.
 * 只用一个数组的值迭代：每个状态都能看到同一次扫描中先前得到的结果。极限相同，途中的值不同。
 * @param o.order in which states are visited; by default 0 … nS − 1
 * @returns v [nS], pi = greedy policy [nS], sweeps, delta, history of v if traced
 */
export function valueIterationInPlace(m: Model, o: SweepOptions & { readonly order?: ArrayLike<number> } = {}) {
  const { v, tol, maxSweeps, history } = planSweeps(m, o);
  const order = Array.from(o.order ?? v.keys());
  if (order.length !== m.nS || new Set(order).size !== m.nS || !order.every((s) => s in v)) {
    throw new RangeError(`order must hold each of the ${m.nS} states once`);
  }
  let delta = Infinity;
  let sweeps = 0;
  while (sweeps < maxSweeps && !(delta < tol)) {
    const before = v.slice();
    for (const s of order) v[s] = bestValue(m, v, s); // eq: rl-value-iteration
    delta = changeOf(v, before, ++sweeps);
    history?.push(v.slice());
  }
  return { v, pi: greedy(qFromV(m, v), m.nS, m.nA), sweeps, delta, converged: delta < tol, history };
}
// #endregion

// #region prioritized-sweeping
/** Which states have an action that may lead to s: [nS] lists. 哪些状态有可能通向 s 的动作：[nS] 个列表。 */
export function predecessors(m: Model): number[][] {
  const into = Array.from({ length: m.nS }, () => new Set<number>());
  for (let k = 0; k < m.nS * m.nA; k++) {
    const s = Math.floor(k / m.nA);
    if ('next' in m) into[m.next[k]!]!.add(s);
    else for (let t = 0; t < m.nS; t++) if (m.P[k * m.nS + t]! > 0) into[t]!.add(s);
  }
  return into.map((states) => [...states]);
}

/**
 * Always updates the state whose Bellman error is largest, and then only the errors of those that lead to it. Where every error is
 * below θ, v is within θ/(1 − γ) of v*.
 * 总是更新贝尔曼误差最大的状态，随后只重算能通向它的状态的误差。当所有误差都小于 θ 时，v 与 v* 相差不超过 θ/(1 − γ)。
 * @returns v [nS], pi = greedy policy [nS], backups = states updated, delta = largest error left
 */
export function prioritizedSweeping(m: Model, o: { readonly theta?: number; readonly maxBackups?: number } = {}) {
  expectModel(m);
  const { theta = 1e-6, maxBackups = 1_000_000 } = o;
  const into = predecessors(m);
  const v = new Float64Array(m.nS);
  const error = v.map((_, s) => Math.abs(bestValue(m, v, s)));
  let backups = 0;
  let delta = 0;
  for (;;) {
    const s = error.reduce((worst, e, i) => (e > error[worst]! ? i : worst), 0);
    delta = error[s] ?? 0;
    if (Number.isNaN(error.reduce((sum, e) => sum + e, 0))) throw new TypeError(`NaN in v after backup ${backups}`);
    if (delta < theta || backups === maxBackups) break;
    v[s] = bestValue(m, v, s);
    backups++;
    error[s] = Math.abs(bestValue(m, v, s) - v[s]);
    for (const p of into[s]!) error[p] = Math.abs(bestValue(m, v, p) - v[p]!);
  }
  return { v, pi: greedy(qFromV(m, v), m.nS, m.nA), backups, delta, converged: delta < theta };
}
// #endregion

export function demo({ check, table, plot }: Report): void {
  const world = { nS: 25, nA: 5, gamma: 0.9, ...gridModel(bookGrid) };
  // A corridor of 60 cells that ends on the left; arriving there earns 1. News of it has to travel through every cell.
  // 60 格的走廊，到最左端即终止，到达时得 1。这个消息须逐格传递。
  const next = Int32Array.from({ length: 120 }, (_, k) => (k < 2 ? 0 : k % 2 === 0 ? k / 2 - 1 : Math.min(59, (k + 1) / 2)));
  const corridor = { nS: 60, nA: 2, gamma: 0.9, next, reward: Float64Array.from(next, (_, k) => (k === 2 ? 1 : 0)) };
  const backwards = (m: Model) => Array.from({ length: m.nS }, (_, i) => m.nS - 1 - i);
  const tol = 1e-6;
  const rows = ([['5×5', world], ['1×60', corridor]] as const).map(([name, m]) => {
    const sweeps = [valueIteration(m, { tol }), valueIterationInPlace(m, { tol }), valueIterationInPlace(m, { tol, order: backwards(m) })];
    return [name, ...sweeps.map((one) => m.nS * one.sweeps), prioritizedSweeping(m, { theta: tol }).backups];
  });
  table(['states updated until nothing moves by 10⁻⁶', '至变化小于 10⁻⁶ 为止更新的状态数'],
    [['world', '世界'], ['two arrays', '两个数组'], ['in place', '原地'], ['in place, backwards', '原地，逆序'],
      ['largest error first', '误差最大者先']], rows);

  const vStar = valueIteration(world, { tol: 1e-13 }).v;
  const corridorStar = valueIteration(corridor, { tol: 1e-13 }).v;
  const errors = (history: readonly Mat[] | undefined) => (history ?? []).slice(0, 80).map((v) => maxGap(v, corridorStar));
  plot(['corridor: error after each sweep', '走廊：每次扫描后的误差'], {
    'two arrays': errors(valueIteration(corridor, { tol, trace: true }).history),
    'in place': errors(valueIterationInPlace(corridor, { tol, trace: true }).history),
    backwards: errors(valueIterationInPlace(corridor, { tol, order: backwards(corridor), trace: true }).history),
  }, { x: ['sweeps + 1', '扫描次数 + 1'], logY: true });

  const own: [string, string] = ['own, v₀ = 0, 10⁻⁶', '自行计算，v₀ = 0，10⁻⁶'];
  const [grid, line] = rows as [typeof rows[number], typeof rows[number]];
  const third = (one: { v: Mat }) => one.v[3] ?? NaN;
  const oneSweep = { maxSweeps: 1, tol: 0 };
  check('two-arrays', ['5×5: states updated with two arrays', '5×5：两个数组时更新的状态数'], '133 · 25', 3325, Number(grid[1]));
  check('in-place', ['5×5: states updated in place', '5×5：原地更新的状态数'], ['own: the target’s own loop decides', '自行计算：取决于目标自身的循环'],
    3325, Number(grid[2]));
  check('prioritized', ['5×5: states updated, largest error first', '5×5：误差最大者先更新的状态数'], own, 2132, Number(grid[4]));
  check('corridor', ['1×60: states updated with two arrays', '1×60：两个数组时更新的状态数'], '60 · 60', 3600, Number(line[1]));
  check('corridor-in-place', ['1×60: states updated in place', '1×60：原地更新的状态数'],
    ['60 · 2, the second sweep only confirms', '60 · 2，第二次扫描只作确认'], 120, Number(line[2]));
  check('corridor-prioritized', ['1×60: states updated, largest error first', '1×60：误差最大者先更新的状态数'], '60 − 1', 59, Number(line[4]));
  check('stale', ['1×60: v(s₄) after 1 sweep with two arrays', '1×60：两个数组时 1 次扫描后的 v(s₄)'], ['no news yet', '消息未到'],
    0, third(valueIteration(corridor, oneSweep)));
  check('fresh', ['1×60: v(s₄) after 1 sweep in place', '1×60：原地 1 次扫描后的 v(s₄)'], '0.9²',
    0.81, third(valueIterationInPlace(corridor, oneSweep)), 1e-12);
  check('same-limit', ['max |in place − v*|, 5×5', 'max |原地 − v*|，5×5'], ['same fixed point', '同一不动点'],
    0, maxGap(valueIterationInPlace(world, { tol: 1e-13 }).v, vStar), 1e-11);
  check('prioritized-bound', ['max |prioritized − v*|, 5×5, θ = 10⁻⁶', 'max |优先级扫描 − v*|，5×5，θ = 10⁻⁶'], 'θ/(1 − γ)',
    0, maxGap(prioritizedSweeping(world, { theta: tol }).v, vStar), 1e-5);
}

run(import.meta, demo);
