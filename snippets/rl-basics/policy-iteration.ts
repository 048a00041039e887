/**
 * Policy iteration: evaluate the policy, act greedily on its values, and repeat until nothing changes.
 * 策略迭代：评估策略，按其价值取贪婪动作，反复进行直到策略不再改变。
 *
 * Howard 1960. Zhao 2025: §4.2, algorithm 4.2, theorem 4.1, table 4.5, figs. 4.3, 4.4. Sutton & Barto 2018: §4.3.
 */
import { run, type Report } from '../kit/demo.ts';
import { maxGap, type Mat } from '../kit/matrix.ts';
import { evalExact, oneHot, type Model } from './closed-form.ts';
import { agreeing, bookGrid, drawPolicy, gridModel, printed } from './grid-world.ts';
import { qFromV } from './policy-evaluation.ts';
import { greedy, valueIteration } from './value-iteration.ts';

// #region policy-iteration
/** A policy on the way, and its value. 途中的一个策略及其价值。 */
export interface Stage {
  readonly pi: Int32Array;
  readonly v: Mat;
}

/**
 * Ends when the greedy policy is the policy itself: then v = f(v). Ties are broken by a fixed rule, the lowest action or, with
 * `keepTies`, the present one; without a rule it could go round among equal policies for ever.
 * 当贪婪策略就是策略本身时结束：此时 v = f(v)。相等的动作按固定规则取舍：取编号最小者，
 * 或在 `keepTies` 时保持现有动作；若无规则，它可能在等价的策略间永远循环。
 * @returns v [nS], pi [nS], iterations = improvements that changed the policy, history = each policy with its value
 */
export function policyIteration(m: Model, o: { readonly pi0?: Int32Array; readonly maxIter?: number; readonly keepTies?: boolean } = {}) {
  const { pi0 = new Int32Array(m.nS), maxIter = 10_000, keepTies = false } = o;
  if (pi0.length !== m.nS) throw new RangeError(`pi0 has ${pi0.length} values; expected nS = ${m.nS}`);
  const odd = pi0.findIndex((a) => !(a >= 0 && a < m.nA));
  if (odd >= 0) throw new RangeError(`pi0 ${odd} is ${pi0[odd]}; expected an action in 0…${m.nA - 1}`);
  let pi: Int32Array = pi0.slice();
  let v = evalExact(m, oneHot(pi, m.nA)); // eq: rl-policy-iteration
  const history: Stage[] = [{ pi, v }];
  let converged = false;
  for (let i = 0; i < maxIter; i++) {
    const better: Int32Array = greedy(qFromV(m, v), m.nS, m.nA, keepTies ? pi : undefined); // eq: rl-policy-improvement | hole: improve
    converged = better.every((a, s) => a === pi[s]);
    if (converged) break;
    pi = better;
    v = evalExact(m, oneHot(pi, m.nA)); // eq: rl-policy-iteration
    history.push({ pi, v });
  }
  return { v, pi, iterations: history.length - 1, converged, history };
}
// #endregion

export function demo({ say, check, table, plot, heatMap }: Report): void {
  const model = (rForbidden: number) => ({ nS: 25, nA: 5, gamma: 0.9, ...gridModel({ ...bookGrid, rForbidden }) });
  const [mild, harsh] = [model(-1), model(-10)];
  const [stay, right] = [new Int32Array(25).fill(4), new Int32Array(25).fill(1)];
  const fromStay = policyIteration(harsh, { pi0: stay });
  const columns = ['1', '2', '3', '4', '5'];
  fromStay.history.forEach(({ pi, v }, k) => {
    table([`v after ${k} improvements`, `${k} 次改进后的 v`], columns, printed(v, 5));
    for (const row of drawPolicy(pi, 5)) say(row);
  });
  heatMap(['values of the last policy', '最终策略的价值'], fromStay.v, 5, 5);

  const gap = (v: Mat) => maxGap(v, fromStay.v);
  const values = valueIteration(harsh, { trace: true, tol: 1e-3 }).history!;
  plot(['error after each outer step', '每个外层步之后的误差'], {
    'policy iteration': fromStay.history.slice(0, -1).map(({ v }) => gap(v)), 'value iteration': values.map(gap),
  }, { x: ['steps + 1', '步数 + 1'], logY: true });

  // Both begin at the values of the all-stay policy. 两者都从全停留策略的价值出发。
  const fromValues = valueIteration(harsh, { v0: fromStay.history[0]!.v, trace: true, tol: 0, maxSweeps: fromStay.iterations }).history!;
  const behind = fromStay.history.filter(({ v }, k) => fromValues[k]!.some((x, s) => x > v[s]! + 1e-9)).length; // eq: rl-pi-faster
  const falls = [fromStay, policyIteration(harsh, { pi0: right }), policyIteration(mild, { pi0: right })].flatMap(({ history }) =>
    history.slice(1).filter(({ v }, k) => v.some((x, s) => x < history[k]!.v[s]! - 1e-9))).length;

  const corridor = { nS: 2, nA: 5, gamma: 0.9, ...gridModel({ ...bookGrid, rows: 1, cols: 2, forbidden: [], target: [[1, 2]] }) };
  const fromLeft = policyIteration(corridor, { pi0: Int32Array.of(3, 3) });
  const figure = (part: string): [string, string] => [`Zhao, fig. 4.4(${part})`, `Zhao，图 4.4(${part})`];
  const own: [string, string] = ['own, lowest index among equals; Zhao’s random ties take 10', '自行计算，相等时取编号最小者；Zhao 随机取舍，用了 10 次'];
  check('first-forbidden', ['v of a forbidden cell at the start', '起始时禁区的 v'], figure('a'), -100, fromStay.history[0]!.v[6]!, 1e-9);
  check('first-target', ['v of the target at the start', '起始时目标的 v'], figure('a'), 10, fromStay.history[0]!.v[17]!, 1e-9);
  check('first-zeros', ['cells of value 0 at the start', '起始时价值为 0 的格数'], figure('a'),
    18, fromStay.history[0]!.v.filter((x) => x === 0).length);
  check('last', ['values that agree at the end, of 25', '结束时 25 个值中相符者'], figure('h'), 25, agreeing(fromStay.v,
    '3.5 3.9 4.3 4.8 5.3 / 3.1 3.5 4.8 5.3 5.9 / 2.8 2.5 10.0 5.9 6.6 / 2.5 10.0 10.0 10.0 7.3 / 2.3 9.0 10.0 9.0 8.1'));
  check('last-corner', ['v(5,1) at the end', '结束时的 v(5,1)'], '10·0.9¹⁴', 2.28767924549610, fromStay.v[20]!, 1e-9);
  check('stay-harsh', ['improvements from “stay”, r_forbidden = −10', '自「停留」起的改进次数，r_forbidden = −10'], own, 8, fromStay.iterations);
  check('right-harsh', ['improvements from “right”, r_forbidden = −10', '自「向右」起的改进次数，r_forbidden = −10'], own, 9,
    policyIteration(harsh, { pi0: right }).iterations);
  check('stay-mild', ['improvements from “stay”, r_forbidden = −1', '自「停留」起的改进次数，r_forbidden = −1'], own,
    5, policyIteration(mild, { pi0: stay }).iterations);
  check('right-mild', ['improvements from “right”, r_forbidden = −1', '自「向右」起的改进次数，r_forbidden = −1'], own,
    5, policyIteration(mild, { pi0: right }).iterations);
  check('keep-ties', ['improvements from “stay” that keep equal actions', '自「停留」起、相等时保持原动作的改进次数'],
    ['own, r_forbidden = −10', '自行计算，r_forbidden = −10'],
    15, policyIteration(harsh, { pi0: stay, keepTies: true }).iterations);
  check('corridor', ['improvements in the corridor from “left”', '走廊中自「向左」起的改进次数'], ['Zhao §4.2.3, table 4.5', 'Zhao §4.2.3，表 4.5'],
    1, fromLeft.iterations);
  check('corridor-value', ['v(s₁) in the corridor at the end', '走廊中结束时的 v(s₁)'], '1/(1 − γ)', 10, fromLeft.v[0]!, 1e-9);
  check('monotone', ['improvements that lower a value', '使某个价值下降的改进次数'], ['Zhao, lemma 4.1', 'Zhao，引理 4.1'], 0, falls);
  check('faster', ['steps at which value iteration is ahead', '值迭代领先的步数'], ['Zhao, theorem 4.1', 'Zhao，定理 4.1'], 0, behind);
}

run(import.meta, demo);
