/**
 * Truncated policy iteration: j sweeps of evaluation between improvements, from value iteration to policy iteration.
 * 截断策略迭代：两次改进之间只评估 j 次扫描，从值迭代过渡到策略迭代。
 *
 * Zhao 2025: §4.3, algorithm 4.3, fig. 4.5. Puterman 1994: §6.5, modified policy iteration.
 */
import { run, type Report } from '../kit/demo.ts';
import { maxGap, type Mat } from '../kit/matrix.ts';
import { nextValue, rewardAt, type Model } from './closed-form.ts';
import { bookGrid, gridModel } from './grid-world.ts';
import { changeOf, planSweeps, qFromV } from './policy-evaluation.ts';
import { greedy, valueIteration } from './value-iteration.ts';

// #region truncated-policy-iteration
/**
 * One outer step improves the policy on the present v and then makes j sweeps from the present v. With j = 1 it is value iteration,
 * sweep for sweep; as j grows it becomes policy iteration.
 * 每个外层步先按当前 v 改进策略，再自当前 v 起做 j 次扫描。j = 1 时逐次扫描都等同值迭代；j 增大则趋于策略迭代。
 * @returns v [nS], pi = greedy for v [nS], outer steps, sweeps in all, delta of the last outer step, history of v sweep by sweep if traced
 */
export function truncatedPI(
  m: Model, o: { readonly j: number; readonly v0?: Mat; readonly tol?: number; readonly maxOuter?: number; readonly trace?: boolean },
) {
  const { j, maxOuter = 10_000, ...rest } = o;
  if (!(Number.isInteger(j) && j > 0)) throw new RangeError(`j must be a positive integer, got ${j}`);
  const { tol, history, ...start } = planSweeps(m, rest);
  const { nS, nA, gamma } = m;
  let v: Mat = start.v;
  let delta = Infinity;
  let outer = 0;
  while (outer < maxOuter && !(delta < tol)) {
    const pi = greedy(qFromV(m, v), nS, nA); // eq: rl-policy-improvement
    let w: Mat = v; // eq: rl-truncated | hole: warm-start
    for (let i = 0; i < j; i++) {
      w = w.map((_, s) => rewardAt(m, s * nA + pi[s]!) + gamma * nextValue(m, w, s * nA + pi[s]!)); // eq: rl-truncated
      history?.push(w);
    }
    delta = changeOf(w, v, ++outer * j);
    v = w;
  }
  return { v, pi: greedy(qFromV(m, v), nS, nA), outer, sweeps: outer * j, delta, converged: delta < tol, history };
}
// #endregion

export function demo({ check, table, plot }: Report): void {
  const model = (rForbidden: number) => ({ nS: 25, nA: 5, gamma: 0.9, ...gridModel({ ...bookGrid, rForbidden }) });
  const [mild, harsh] = [model(-1), model(-10)];
  const js = [1, 2, 5, 20, 100] as const;
  const runs = js.map((j) => truncatedPI(harsh, { j, tol: 1e-8, trace: true }));
  table(['until Δ < 10⁻⁸, r_forbidden = −10', '至 Δ < 10⁻⁸，r_forbidden = −10'],
    ['j', ['outer steps', '外层步数'], ['sweeps', '扫描次数']], runs.map(({ outer, sweeps }, i) => [js[i]!, outer, sweeps]));
  const vStar = valueIteration(harsh, { tol: 1e-13 }).v;
  const errors = runs.map(({ history }) => history!.slice(0, 251).map((v) => maxGap(v, vStar)));
  const named = (lines: readonly (readonly number[])[]) => Object.fromEntries(lines.map((line, i) => [`j = ${js[i]}`, line]));
  plot(['error, sweep by sweep', '逐次扫描的误差'], {
    ...named(errors), '10·0.9ᵏ': Float64Array.from({ length: 251 }, (_, k) => 10 * 0.9 ** k),
  }, { x: ['sweeps + 1', '扫描次数 + 1'], y: 'max |v − v*|', logY: true });
  plot(['error, outer step by outer step', '逐个外层步的误差'],
    named(runs.map(({ history }, i) => history!.filter((_, k) => (k % js[i]!) === 0).map((v) => maxGap(v, vStar)))),
    { x: ['outer steps + 1', '外层步数 + 1'], y: 'max |v − v*|', logY: true });

  const one = truncatedPI(harsh, { j: 1, tol: 1e-8, trace: true });
  const values = valueIteration(harsh, { tol: 1e-8, trace: true });
  const apart = Math.max(...one.history!.map((v, k) => maxGap(v, values.history![k]!)));
  const own: [string, string] = ['own, Δ < 10⁻⁸', '自行计算，Δ < 10⁻⁸'];
  const [outer, sweeps] = [runs.map((one) => one.outer), runs.map((one) => one.sweeps)];
  check('outer-1', ['outer steps, j = 1', '外层步数，j = 1'], own, 176, outer[0]!);
  check('outer-2', ['outer steps, j = 2', '外层步数，j = 2'], own, 92, outer[1]!);
  check('outer-5', ['outer steps, j = 5', '外层步数，j = 5'], own, 39, outer[2]!);
  check('outer-20', ['outer steps, j = 20', '外层步数，j = 20'], own, 11, outer[3]!);
  check('outer-100', ['outer steps, j = 100', '外层步数，j = 100'], own, 9, outer[4]!);
  check('sweeps-1', ['sweeps, j = 1', '扫描次数，j = 1'], own, 176, sweeps[0]!);
  check('sweeps-2', ['sweeps, j = 2', '扫描次数，j = 2'], own, 184, sweeps[1]!);
  check('sweeps-5', ['sweeps, j = 5', '扫描次数，j = 5'], own, 195, sweeps[2]!);
  check('sweeps-20', ['sweeps, j = 20', '扫描次数，j = 20'], own, 220, sweeps[3]!);
  check('sweeps-100', ['sweeps, j = 100', '扫描次数，j = 100'], own, 900, sweeps[4]!);
  check('mild-100', ['sweeps, j = 100, r_forbidden = −1', '扫描次数，j = 100，r_forbidden = −1'], own,
    600, truncatedPI(mild, { j: 100, tol: 1e-8 }).sweeps);
  check('is-value-iteration', ['max |j = 1 − value iteration|, all sweeps', 'max |j = 1 − 值迭代|，所有扫描'], ['Zhao §4.3', 'Zhao §4.3'],
    0, apart, 1e-12);
  check('corner', ['v(5,1), j = 5', 'v(5,1)，j = 5'], '10·0.9¹⁴', 2.28767924549610, runs[2]!.v[20]!, 1e-7);
}

run(import.meta, demo);
