/**
 * Value iteration: Bellman's optimality operator, that it contracts, and what it makes of the published worlds.
 * 值迭代：贝尔曼最优算子、它的压缩性，以及它在书中各网格上的结果。
 *
 * Zhao 2025: §3.3–3.5, theorem 3.2, figs. 3.4, 3.5, §4.1, algorithm 4.1, tables 4.2, 4.3. Puterman 1994: §6.3.
 */
import { run, type Report } from '../kit/demo.ts';
import { maxGap, type Mat } from '../kit/matrix.ts';
import { normals } from '../kit/random.ts';
import { evalExact, oneHot, type Mdp, type Model } from './closed-form.ts';
import { agreeing, bookGrid, drawPolicy, gridModel, parsePolicy, printed } from './grid-world.ts';
import { changeOf, planSweeps, qFromV, type SweepOptions } from './policy-evaluation.ts';

// #region greedy
/**
 * The policy that takes an action of largest value. Values that differ by rounding count as equal: of these the lowest action is
 * taken, or the present one where `keep` holds it.
 * 取价值最大的动作所得的策略。仅差舍入误差的价值视为相等：取其中编号最小的动作；若给出 `keep` 且它也在其中，则保持不变。
 * @param q [nS·nA]
 * @returns an action for each state [nS]
 */
export function greedy(q: Mat, nS: number, nA: number, keep?: Int32Array, tie = 1e-9): Int32Array {
  if (q.length !== nS * nA) throw new RangeError(`q has ${q.length} values; expected nS*nA = ${nS * nA}`);
  return Int32Array.from({ length: nS }, (_, s) => {
    const row = q.subarray(s * nA, (s + 1) * nA);
    const best = row.reduce((top, x) => Math.max(top, x), -Infinity);
    const now = keep?.[s];
    if (now !== undefined && row[now]! >= best - tie) return now;
    return row.findIndex((x) => x >= best - tie); // eq: rl-greedy | hole: ties
  });
}
// #endregion

// #region optimality-operator
/**
 * f(v): the best that one step can add to what v promises.
 * f(v)：在 v 所许诺的价值之上，走一步所能达到的最好结果。
 * @param v [nS]
 * @returns f(v) [nS]
 */
export function optimalityOperator(m: Model, v: Mat): Mat {
  const q = qFromV(m, v); // eq: rl-value-iteration
  // eq: rl-boe, rl-boe-operator | hole: best
  return v.map((_, s) => q.subarray(s * m.nA, (s + 1) * m.nA).reduce((top, x) => Math.max(top, x), -Infinity));
}

/** How much closer f brings u and v, as a factor; the theorem says γ at most. f 把 u 与 v 拉近的倍数；定理断言不超过 γ。 */
export function contractionRate(m: Model, u: Mat, v: Mat): number {
  return maxGap(optimalityOperator(m, u), optimalityOperator(m, v)) / maxGap(u, v); // eq: rl-contraction
}
// #endregion

// #region value-iteration
/**
 * v ← f(v) until it hardly moves; the values on the way are in general those of no policy.
 * 反复令 v ← f(v)，直至几乎不动；途中的 v 一般不是任何策略的价值。
 * @returns v [nS], pi = greedy policy [nS], sweeps, delta = last change, bound = γΔ/(1 − γ) on the error, history of v if traced
 */
export function valueIteration(m: Model, o: SweepOptions = {}) {
  const { tol, maxSweeps, history, ...start } = planSweeps(m, o);
  let v: Mat = start.v;
  let delta = Infinity;
  let sweeps = 0;
  while (sweeps < maxSweeps && !(delta < tol)) {
    const vNew = optimalityOperator(m, v); // eq: rl-value-iteration
    sweeps++;
    delta = changeOf(vNew, v, sweeps); // hole: change
    v = vNew;
    history?.push(v);
  }
  const bound = m.gamma < 1 ? (m.gamma / (1 - m.gamma)) * delta : Infinity; // eq: rl-fixed-point
  return { v, pi: greedy(qFromV(m, v), m.nS, m.nA), sweeps, delta, bound, converged: delta < tol, history };
}
// #endregion

export function demo({ say, check, table, plot, heatMap }: Report): void {
  const model = (gamma: number, rForbidden = -1) => ({ nS: 25, nA: 5, gamma, ...gridModel({ ...bookGrid, rForbidden }) });
  const cases = { a: model(0.9), b: model(0.5), c: model(0), d: model(0.9, -10) };
  const columns = ['1', '2', '3', '4', '5'];
  const solved = Object.fromEntries(Object.entries(cases).map(([name, m]) => [name, valueIteration(m, { tol: 1e-12, trace: true })]));
  for (const [name, { v, pi }] of Object.entries(solved)) {
    const { gamma } = cases[name as keyof typeof cases];
    const harsh = name === 'd' ? -10 : -1;
    const setting = `γ = ${gamma}, r_forbidden = ${harsh}`;
    table([`(${name}) optimal values, ${setting}`, `(${name}) 最优价值，${setting.replace(', ', '，')}`], columns, printed(v, 5));
    for (const row of drawPolicy(pi, 5)) say(row);
    heatMap([`(${name}) optimal values`, `(${name}) 最优价值`], v, 5, 5);
  }
  const [a, b, c, d] = [solved['a']!, solved['b']!, solved['c']!, solved['d']!];

  const star = (m: Model, pi: Int32Array) => evalExact(m, oneHot(pi, m.nA));
  const vStar = star(cases.a, a.pi);
  const errors = a.history!.map((v) => maxGap(v, vStar));
  const deltas = a.history!.map((v, k) => (k === 0 ? NaN : maxGap(v, a.history![k - 1]!)));
  table(['sweeps of (a): change, bound and true error', '(a) 的扫描：变化、误差界与真实误差'],
    [['sweep', '扫描'], 'Δ', 'γΔ/(1 − γ)', ['error', '误差']],
    [1, 2, 5, 10, 50, 133].filter((k) => k < errors.length)
      .map((k) => [k, ...[deltas[k]!, 9 * deltas[k]!, errors[k]!].map((x) => +x.toPrecision(6))]));

  // A random model of 6 states and 3 actions, from weights that sum to 1. 由和为 1 的权重生成的 6 状态 3 动作随机模型。
  const raw = normals(18 * 6, 1).map((z) => z * z);
  const P = raw.map((w, i) => w / raw.subarray(i - (i % 6), i - (i % 6) + 6).reduce((sum, x) => sum + x, 0));
  const random = (gamma: number): Mdp => ({ nS: 6, nA: 3, P, R: normals(18, 2), gamma });
  const pairs = Array.from({ length: 200 }, (_, i) => [normals(6, 10 + 2 * i), normals(6, 11 + 2 * i)] as const);
  // How much each sweep shrinks the error v_k − v*, and how much its spread, which a constant added to all values does not change.
  // 每次扫描使误差 v_k − v* 缩小的倍数，以及使其极差缩小的倍数；给所有的值加同一个常数不影响极差。
  const rates = (m: Model, sweeps: number) => {
    const exact = valueIteration(m, { tol: 1e-13 }).v;
    const gaps = valueIteration(m, { tol: 0, maxSweeps: sweeps, trace: true }).history!.map((v) => v.map((x, s) => x - exact[s]!));
    const size = gaps.map((gap) => Math.max(...gap.map(Math.abs)));
    const spread = gaps.map((gap) => Math.max(...gap) - Math.min(...gap));
    return { error: size.slice(1).map((x, k) => x / size[k]!), spread: (spread[10]! / spread[0]!) ** 0.1 };
  };
  const gammas = [0.1, 0.3, 0.5, 0.7, 0.9, 0.99];
  const measured = gammas.map((gamma) => {
    const apart = pairs.map(([u, v]) => contractionRate(random(gamma), u, v));
    const [board, chance] = [rates(model(gamma), 3), rates(random(gamma), 11)];
    return {
      board: board.error[2]!, largest: Math.max(...apart), mean: apart.reduce((sum, x) => sum + x, 0) / apart.length,
      first: chance.error[0]!, late: chance.error[10]!, spread: chance.spread,
    };
  });
  table(['factor of one sweep, against γ: on the board, and in the random model', '一次扫描的倍数，对照 γ：棋盘，以及随机模型'], [
    'γ', ['board, error', '棋盘，误差'], ['pairs, largest', '成对，最大'], ['pairs, mean', '成对，平均'], ['error, sweep 1', '误差，第 1 次'],
    ['error, sweep 11', '误差，第 11 次'], ['spread', '极差'],
  ], measured.map((row, i) => [gammas[i]!, ...Object.values(row).map((x) => +x.toFixed(3))]));
  const against = (key: keyof typeof measured[number]) => ({ x: gammas, y: measured.map((row) => row[key]) });
  plot(['factor of one sweep in the random model, against γ', '随机模型中一次扫描的倍数，对照 γ'], {
    'γ': { x: gammas, y: gammas }, 'sweep 11': against('late'), 'largest pair': against('largest'), 'mean pair': against('mean'),
    spread: against('spread'),
  }, { x: 'γ' });
  plot(['error of (a) after each sweep', '(a) 每次扫描后的误差'], { error: errors, bound: deltas.map((x) => 9 * x) },
    { x: ['sweeps + 1', '扫描次数 + 1'], logY: true });

  // eq: rl-greedy-loss
  const losses = a.history!.slice(1, 134).map((v, k) => {
    const loss = maxGap(star(cases.a, greedy(qFromV(cases.a, v), 25, 5)), vStar);
    return { loss, allowed: 2 * 9 * deltas[k + 1]! };
  });

  const small = { nS: 4, nA: 5, gamma: 0.9, ...gridModel({ ...bookGrid, rows: 2, cols: 2, forbidden: [[1, 2]], target: [[2, 2]] }) };
  const empty = { ...small, ...gridModel({ ...bookGrid, rows: 2, cols: 2, forbidden: [], target: [[2, 2]] }) };
  const lone = { ...small, nS: 1, ...gridModel({ ...bookGrid, rows: 1, cols: 1, forbidden: [[1, 1]], target: [] }) };
  const [v1, v2] = [1, 2].map((k) => valueIteration(small, { maxSweeps: k, tol: 0 }).v) as [Mat, Mat];
  const figure = (part: string): [string, string] => [`Zhao, fig. 3.4(${part})`, `Zhao，图 3.4(${part})`];
  const agree = (part: string): [string, string] => [`(${part}): values that agree, of 25`, `(${part})：25 个值中相符者`];
  const harshTable = '3.5 3.9 4.3 4.8 5.3 / 3.1 3.5 4.8 5.3 5.9 / 2.8 2.5 10.0 5.9 6.6 / 2.5 10.0 10.0 10.0 7.3 / 2.3 9.0 10.0 9.0 8.1';
  check('fig-a', agree('a'), figure('a'),
    25, agreeing(a.v, '5.832 5.58 6.2 6.48 5.832 / 6.48 7.2 8 7.2 6.48 / 7.2 8 10 8 7.2 / 8 10 10 10 8 / 7.2 9 10 9 8.1', 9));
  // Every other cell halves the value of the next one on the way: 2·0.5ᵈ with d in the table, to the last digit. 每远一步价值减半：2·0.5ᵈ，d 如表。
  const halvings = [10, 9, 8, 7, 6, 11, 10, 7, 6, 5, 12, 13, 0, 5, 4, 13, 0, 0, 0, 3, 14, 1, 0, 1, 2];
  check('fig-b', agree('b'), [`${figure('b')[0]}; 2·0.5ᵈ`, `${figure('b')[1]}；2·0.5ᵈ`],
    25, b.v.filter((x, s) => Math.abs(x - 2 * 0.5 ** halvings[s]!) <= 1e-9).length);
  check('fig-b-print', ['(b): values that print as 0.0', '(b)：印作 0.0 的值的个数'], ['value below 0.05, printed to one decimal', '小于 0.05，印一位小数'],
    13, printed(b.v, 5).flat().filter((text) => Number(text) === 0).length);
  check('fig-b-least', ['(b): v(5,1), the least', '(b)：v(5,1)，最小者'], '2·0.5¹⁴', 2 * 0.5 ** 14, b.v[20]!, 1e-9);
  check('fig-b-far', ['(b): v(2,5)', '(b)：v(2,5)'], '0.5⁴', 0.0625, b.v[9]!, 1e-9);
  check('fig-c', agree('c'), figure('c'), 25, agreeing(c.v, '0 0 0 0 0 / 0 0 0 0 0 / 0 0 1 0 0 / 0 1 1 1 0 / 0 0 1 0 0', 9));
  check('fig-d', agree('d'), figure('d'), 25, agreeing(d.v, harshTable));
  check('fig-d-corner', ['(d): v(5,1)', '(d)：v(5,1)'], '10·0.9¹⁴', 2.28767924549610, d.v[20]!, 1e-9);
  check('sweep-1', ['2×2 grid, v₁(1,1)', '2×2 网格，v₁(1,1)'], ['Zhao §4.1.2, table 4.2', 'Zhao §4.1.2，表 4.2'], 0, v1[0]!);
  check('sweep-2', ['2×2 grid, v₂(1,1)', '2×2 网格，v₂(1,1)'], ['Zhao §4.1.2, table 4.3', 'Zhao §4.1.2，表 4.3'], 0.9, v2[0]!, 1e-12);
  check('sweep-2-target', ['2×2 grid, v₂(2,2)', '2×2 网格，v₂(2,2)'], ['Zhao §4.1.2, table 4.3', 'Zhao §4.1.2，表 4.3'], 1.9, v2[3]!, 1e-12);
  check('q-0', ['2×2 grid, q₀(1,1, →), into the forbidden cell', '2×2 网格，q₀(1,1, →)，进入禁区'], ['Zhao, table 4.2', 'Zhao，表 4.2'],
    -1, qFromV(small, new Float64Array(4))[1]!);
  check('q-1', ['2×2 grid, q₁(1,1, ↓)', '2×2 网格，q₁(1,1, ↓)'], ['Zhao, table 4.3', 'Zhao，表 4.3'], 0.9, qFromV(small, v1)[2]!, 1e-12);
  check('empty', ['empty 2×2 grid, v(1,1)', '空的 2×2 网格，v(1,1)'], ['Zhao, fig. 3.5', 'Zhao，图 3.5'],
    9, valueIteration(empty, { tol: 1e-12 }).v[0]!, 1e-9);
  check('detour', ['the same with a detour, v(1,2)', '同上，绕路时 v(1,2)'], ['Zhao, fig. 3.5', 'Zhao，图 3.5'],
    8.1, star(empty, parsePolicy('v<>o'))[1]!, 1e-9);
  check('lone', ['1×1 grid, its cell forbidden: v', '1×1 网格，唯一的格子为禁区：v'], '−1/(1 − γ)',
    -10, valueIteration(lone, { tol: 1e-12 }).v[0]!, 1e-9);
  check('error', ['|v_k − v*| / (10·0.9ᵏ), k ≤ 100, the one farthest from 1', '|v_k − v*| / (10·0.9ᵏ)，k ≤ 100，离 1 最远者'],
    ['own: attained at the target', '自行推导：在目标格取到'],
    1, errors.slice(0, 101).map((e, k) => e / (10 * 0.9 ** k)).reduce((far, x) => (Math.abs(x - 1) > Math.abs(far - 1) ? x : far)), 1e-9);
  check('policy-done', ['sweeps of (a) until the greedy policy is optimal', '(a) 中到贪婪策略最优为止的扫描次数'], ['own, from v₀ = 0', '自行计算，自 v₀ = 0 起'],
    5, losses.findIndex(({ loss }) => loss < 1e-9) + 1);
  check('sweeps-a', ['sweeps until Δ < 10⁻⁶, γ = 0.9', '至 Δ < 10⁻⁶ 的扫描次数，γ = 0.9'], 'Δ_k = 0.9ᵏ⁻¹', 133, valueIteration(cases.a).sweeps);
  check('sweeps-b', ['sweeps until Δ < 10⁻⁶, γ = 0.5', '至 Δ < 10⁻⁶ 的扫描次数，γ = 0.5'], 'Δ_k = 0.5ᵏ⁻¹', 21, valueIteration(cases.b).sweeps);
  check('sweeps-c', ['sweeps until Δ < 10⁻⁶, γ = 0', '至 Δ < 10⁻⁶ 的扫描次数，γ = 0'], 'Δ_k = 0ᵏ⁻¹', 2, valueIteration(cases.c).sweeps);
  check('bound', ['bound of the last sweep / its true error', '末次扫描的误差界 / 真实误差'],
    ['own: Δ = 0.9ᵏ⁻¹, error 10·0.9ᵏ', '自行推导：Δ = 0.9ᵏ⁻¹，误差 10·0.9ᵏ'],
    1, valueIteration(cases.a).bound / maxGap(valueIteration(cases.a).v, vStar), 1e-6);
  check('contraction', ['pairs with a rate above γ, of 1200', '1200 对中压缩比大于 γ 者'], ['Zhao, theorem 3.2', 'Zhao，定理 3.2'],
    0, gammas.reduce((sum, gamma) => sum + pairs.filter(([u, v]) => contractionRate(random(gamma), u, v) > gamma * (1 + 1e-12)).length, 0));
  const exactly: [string, string] = ['own: exactly γ, at the target', '自行推导：恰为 γ，在目标格'];
  const paired: [string, string] = ['own, 200 pairs of normal vectors', '自行计算，200 对正态向量'];
  const swept: [string, string] = ['own, value iteration from 0', '自行计算，自 0 起的值迭代'];
  const own = [[2, 0.4570, 0.2643, 0.3552, 0.5, 0.1823], [4, 0.8226, 0.4535, 0.7893, 0.9, 0.3815], [5, 0.9048, 0.4958, 0.9745, 0.99, 0.4234]] as const;
  for (const [i, largest, mean, first, late, spread] of own) {
    const [gamma, at] = [gammas[i]!, measured[i]!];
    const id = Math.round(100 * gamma);
    check(`rate-grid-${id}`, [`factor of sweep 3 on the board, γ = ${gamma}`, `棋盘上第 3 次扫描的倍数，γ = ${gamma}`], exactly, gamma, at.board, 1e-9);
    const there = (en: string, zh: string): [string, string] => [`random model, γ = ${gamma}: ${en}`, `随机模型，γ = ${gamma}：${zh}`];
    check(`rate-largest-${id}`, there('largest factor of a pair', '各对的最大倍数'), paired, largest, at.largest, 5e-5);
    check(`rate-mean-${id}`, there('mean factor of the pairs', '各对的平均倍数'), paired, mean, at.mean, 5e-5);
    check(`rate-first-${id}`, there('factor of sweep 1', '第 1 次扫描的倍数'), swept, first, at.first, 5e-5);
    check(`rate-late-${id}`, there('factor of sweep 11', '第 11 次扫描的倍数'), swept, late, at.late, 5e-4);
    check(`rate-spread-${id}`, there('factor of the spread, mean of 10 sweeps', '极差的倍数，10 次扫描的平均'), swept, spread, at.spread, 5e-5);
  }
  check('greedy-loss', ['sweeps whose greedy policy loses more than 2γΔ/(1 − γ)', '贪婪策略的损失超过 2γΔ/(1 − γ) 的扫描数'],
    ['Puterman 1994, §6.3', 'Puterman 1994，§6.3'],
    0, losses.filter(({ loss, allowed }) => loss > allowed + 1e-12).length);
  check('ties', ['action taken in cell (1,5), where 2 and 3 are equal', '格子 (1,5) 所取的动作，其中 2 与 3 相等'], ['lowest index first', '编号小者在先'],
    2, a.pi[4]!);
}

run(import.meta, demo);
