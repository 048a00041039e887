/**
 * Worlds whose values were published: the river, two grids of Sutton and Barto, the gambler and the frozen lake.
 * 公布过价值的世界：河流、Sutton 与 Barto 的两个网格、赌徒与冰湖。
 *
 * Zhou 2020, lecture 2: slides 9–12, 31, 55. Sutton & Barto 2018: figs. 3.2, 3.5, 4.1, example 4.3. Gymnasium: FrozenLake-v1.
 */
import { run, type Report } from '../kit/demo.ts';
import { evalExact, type DeterministicMdp, type Mdp } from './closed-form.ts';
import { agreeing, printed, returns } from './grid-world.ts';
import { changeOf, evalIter } from './policy-evaluation.ts';
import { valueIteration } from './value-iteration.ts';

// #region published-worlds
/** Moves on a board of rows×cols, 0 … rows·cols − 1; off the board is −1. rows×cols 棋盘上的移动；出界为 −1。 */
export function moved(s: number, [down, right]: readonly [number, number], rows: number, cols: number): number {
  const r = Math.floor(s / cols) + down, c = (s % cols) + right;
  return r < 0 || r >= rows || c < 0 || c >= cols ? -1 : r * cols + c;
}

/**
 * Seven states in a row, actions left and right; a state pays when it is left: 5 the first, 10 the last. Whoever would leave stays.
 * 一排 7 个状态，动作为左、右；离开状态时付奖励：首个 5，末个 10。走出者留在原地。
 */
export function river(gamma = 0.5): DeterministicMdp {
  const next = Int32Array.from({ length: 14 }, (_, k) => Math.min(6, Math.max(0, (k >> 1) + (k % 2 === 0 ? -1 : 1))));
  return { nS: 7, nA: 2, gamma, next, reward: Float64Array.from(next, (_, k) => (k < 2 ? 5 : k >= 12 ? 10 : 0)) };
}

/**
 * 5×5, actions up, right, down, left. Every action in A = 1 earns 10 and leads to 21, in B = 3 it earns 5 and leads to 13; a bump costs 1.
 * 5×5，动作为上、右、下、左。在 A = 1 的任何动作得 10 并到 21，在 B = 3 得 5 并到 13；撞边扣 1。
 */
export function sbGrid5(gamma = 0.9): DeterministicMdp {
  const next = new Int32Array(100), reward = new Float64Array(100);
  const moves = [[-1, 0], [0, 1], [1, 0], [0, -1]] as const;
  for (let k = 0; k < 100; k++) {
    const s = k >> 2;
    const t = moved(s, moves[k % 4]!, 5, 5);
    [next[k], reward[k]] = s === 1 ? [21, 10] : s === 3 ? [13, 5] : t < 0 ? [s, -1] : [t, 0];
  }
  return { nS: 25, nA: 4, gamma, next, reward };
}

/** 4×4, actions up, right, down, left; a step costs 1 until a corner, 0 or 15, ends it; γ = 1. 4×4，动作为上、右、下、左；每步扣 1，到角 0 或 15 终止；γ = 1。 */
export function sbGrid4(): DeterministicMdp {
  const next = new Int32Array(64), reward = new Float64Array(64);
  const moves = [[-1, 0], [0, 1], [1, 0], [0, -1]] as const;
  for (let k = 0; k < 64; k++) {
    const s = k >> 2;
    const t = moved(s, moves[k % 4]!, 4, 4);
    [next[k], reward[k]] = s === 0 || s === 15 ? [s, 0] : [t < 0 ? s : t, -1];
  }
  return { nS: 16, nA: 4, gamma: 1, next, reward };
}
// #endregion

// #region gambler
/**
 * The chance to reach the goal with each capital, by sweeps in place; v(0) = 0 and v(goal) = 1 stay as they are.
 * 以各笔本金达到目标的概率，原地扫描求得；v(0) = 0 与 v(goal) = 1 保持不变。
 * @param ph chance of heads, which wins the stake
 * @returns v [goal + 1], the smallest best stake for each capital [goal + 1], sweeps
 */
export function gambler(ph: number, goal: number, o: { readonly tol?: number; readonly maxSweeps?: number } = {}) {
  if (!(ph >= 0 && ph <= 1)) throw new RangeError(`ph must be in [0, 1], got ${ph}`);
  if (!(Number.isInteger(goal) && goal > 0)) throw new RangeError(`goal must be a positive integer, got ${goal}`);
  const { tol = 1e-14, maxSweeps = 100_000 } = o;
  const v = new Float64Array(goal + 1);
  v[goal] = 1;
  const stake = new Int32Array(goal + 1);
  let delta = Infinity;
  let sweeps = 0;
  while (sweeps < maxSweeps && !(delta < tol)) {
    const before = v.slice();
    for (let s = 1; s < goal; s++) {
      let best = -Infinity;
      // hole: stakes
      for (let bet = 1; bet <= Math.min(s, goal - s); bet++) {
        const win = ph * v[s + bet]! + (1 - ph) * v[s - bet]!; // eq: rl-boe
        if (win > best + 1e-12) stake[s] = bet;
        best = Math.max(best, win);
      }

      v[s] = best;
    }
    delta = changeOf(v, before, ++sweeps);
  }
  return { v, stake, sweeps, delta, converged: delta < tol };
}
// #endregion

// #region frozen-lake
/** The lakes of Gymnasium: start, frozen, hole, goal. Gymnasium 的冰湖：起点、冰面、冰洞、目标。 */
export const lakes = {
  small: ['SFFF', 'FHFH', 'FFFH', 'HFFG'],
  large: ['SFFFFFFF', 'FFFFFFFF', 'FFFHFFFF', 'FFFFFHFF', 'FFFHFFFF', 'FHHFFFHF', 'FHFFHFHF', 'FFFHFFFG'],
};

/**
 * Actions left, down, right, up. On slippery ice a step goes where it was meant to or to either side, with a third each; arriving at G
 * earns 1; H and G end the walk.
 * 动作为左、下、右、上。冰面打滑时，一步以各三分之一的概率走向所选方向或其两侧；到达 G 得 1；H 与 G 终止。
 */
export function frozenLake(map: readonly string[], slip = true, gamma = 0.99): Mdp {
  const [rows, cols] = [map.length, map[0]?.length ?? 0];
  const cells = map.join('');
  if (cells === '' || !/^[SFHG]*$/.test(cells) || map.some((row) => row.length !== cols)) {
    throw new RangeError('the map must be rows of equal length from the letters S, F, H, G');
  }
  const nS = rows * cols;
  const P = new Float64Array(nS * 4 * nS), R = new Float64Array(nS * 4);
  const moves = [[0, -1], [1, 0], [0, 1], [-1, 0]] as const;
  for (let k = 0; k < nS * 4; k++) {
    const s = k >> 2;
    for (const turn of slip ? [3, 0, 1] : [0]) {
      const w = slip ? 1 / 3 : 1;
      const ends = 'HG'.includes(cells[s]!);
      const t = moved(s, moves[(k + turn) % 4]!, rows, cols);
      const arrives = ends || t < 0 ? s : t;
      P[k * nS + arrives]! += w; // eq: rl-mdp
      if (!ends && cells[arrives] === 'G') R[k]! += w;
    }
  }
  return { nS, nA: 4, gamma, P, R };
}
// #endregion

export function demo({ check, table, plot, bars, heatMap }: Report): void {
  const columns = ['1', '2', '3', '4', '5'];
  const same = (m: DeterministicMdp) => new Float64Array(m.nS * m.nA).fill(1 / m.nA);
  const [five, four] = [sbGrid5(), sbGrid4()];
  const random = evalExact(five, same(five));
  const best = valueIteration(five, { tol: 1e-12 });
  table(['Sutton & Barto, 5×5, random policy', 'Sutton 与 Barto，5×5，随机策略'], columns, printed(random, 5));
  table(['Sutton & Barto, 5×5, optimal', 'Sutton 与 Barto，5×5，最优'], columns, printed(best.v, 5));
  heatMap(['5×5, optimal values', '5×5，最优价值'], best.v, 5, 5);
  const after = (k: number) => evalIter(four, same(four), { maxSweeps: k, tol: 0 }).v;
  const limit = evalExact(four, same(four));
  for (const k of [1, 2, 3, 10]) table([`4×4, random policy, ${k} sweeps`, `4×4，随机策略，${k} 次扫描`], columns.slice(0, 4), printed(after(k), 4));
  table(['4×4, random policy, limit', '4×4，随机策略，极限'], columns.slice(0, 4), printed(limit, 4));

  const bold = gambler(0.4, 100);
  plot(['gambler: chance to reach 100, p = 0.4', '赌徒：达到 100 的概率，p = 0.4'], { v: bold.v }, { x: ['capital + 1', '本金 + 1'] });
  const waters = river();
  const left = Float64Array.from(same(waters), (_, k) => 1 - (k % 2));
  const leftward = evalExact(waters, left), drift = evalExact(waters, same(waters));
  bars(['river: v under “always left”', '河流：「总是向左」的 v'], Object.fromEntries(Array.from(leftward, (x, s) => [`s${s + 1}`, x])));
  const episode = (actions: readonly number[]) => {
    let s = 3;
    const pays = actions.map((a) => {
      const k = s * 2 + a;
      s = waters.next[k]!;
      return waters.reward[k]!;
    });
    return returns(pays, 0.5)[0]!;
  };
  const lake = (map: readonly string[], gamma: number) => valueIteration(frozenLake(map, true, gamma), { tol: 1e-14 }).v;
  heatMap(['frozen lake 8×8, slippery, γ = 0.99', '冰湖 8×8，打滑，γ = 0.99'], lake(lakes.large, 0.99), 8, 8);

  const ends: [string, string] = ['own: exact values, Gymnasium’s map', '自行计算：Gymnasium 地图的精确值'];
  const sb = (part: string): [string, string] => [
    `Sutton & Barto, ${part}`, `Sutton 与 Barto，${part.replace('fig.', '图').replace('ex.', '例')}`,
  ];
  const slides = (n: number): [string, string] => [`Zhou, lecture 2, slide ${n}`, `Zhou，第 2 讲，第 ${n} 页`];
  check('sb5-random', ['values that agree, 5×5, random policy', '5×5 随机策略的值中相符者'], sb('fig. 3.2'), 25, agreeing(random,
    '3.3 8.8 4.4 5.3 1.5 / 1.5 3.0 2.3 1.9 0.5 / 0.1 0.7 0.7 0.4 -0.4 / -1.0 -0.4 -0.4 -0.6 -1.2 / -1.9 -1.3 -1.2 -1.4 -2.0'));
  check('sb5-best', ['values that agree, 5×5, optimal', '5×5 最优的值中相符者'], sb('fig. 3.5'), 25, agreeing(best.v,
    '22.0 24.4 22.0 19.4 17.5 / 19.8 22.0 19.8 17.8 16.0 / 17.8 19.8 17.8 16.0 14.4 / '
    + '16.0 17.8 16.0 14.4 13.0 / 14.4 16.0 14.4 13.0 11.7'));
  check('sb5-a', 'v*(A)', '10/(1 − 0.9⁵)', 24.41942809, best.v[1]!, 1e-9);
  check('sb4-1', ['values that agree, 4×4, 1 sweep, of 16', '4×4，1 次扫描，16 个值中相符者'], sb('fig. 4.1'),
    16, agreeing(after(1), '0 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 0', 9));
  check('sb4-2', ['v(1) after 2 sweeps', '2 次扫描后的 v(1)'], sb('fig. 4.1'), -1.75, after(2)[1]!, 1e-9);
  check('sb4-3', ['v(1) after 3 sweeps', '3 次扫描后的 v(1)'], sb('fig. 4.1'), -2.4375, after(3)[1]!, 1e-9);
  check('sb4-3-inner', ['v(5) after 3 sweeps', '3 次扫描后的 v(5)'], sb('fig. 4.1'), -2.875, after(3)[5]!, 1e-9);
  check('sb4-10', ['values that agree, 4×4, 10 sweeps', '4×4，10 次扫描的值中相符者'], sb('fig. 4.1'), 16, agreeing(after(10),
    '0.0 -6.1 -8.4 -9.0 / -6.1 -7.7 -8.4 -8.4 / -8.4 -8.4 -7.7 -6.1 / -9.0 -8.4 -6.1 0.0'));
  check('sb4-limit', ['values that agree, 4×4, limit', '4×4，极限的值中相符者'], sb('fig. 4.1'), 16,
    agreeing(limit, '0 -14 -20 -22 / -14 -18 -20 -20 / -20 -20 -18 -14 / -22 -20 -14 0', 8));
  check('gambler-50', ['gambler, p = 0.4: v(50)', '赌徒，p = 0.4：v(50)'], 'p', 0.4, bold.v[50]!, 1e-8);
  check('gambler-25', ['gambler, p = 0.4: v(25)', '赌徒，p = 0.4：v(25)'], 'p²', 0.16, bold.v[25]!, 1e-8);
  check('gambler-75', ['gambler, p = 0.4: v(75)', '赌徒，p = 0.4：v(75)'], 'p + (1 − p)p', 0.64, bold.v[75]!, 1e-8);
  check('gambler-1', ['gambler, p = 0.4: v(1)', '赌徒，p = 0.4：v(1)'], sb('ex. 4.3'), 0.00206562, bold.v[1]!, 1e-8);
  check('gambler-99', ['gambler, p = 0.4: v(99)', '赌徒，p = 0.4：v(99)'], sb('ex. 4.3'), 0.96433297, bold.v[99]!, 1e-8);
  check('river-right', ['return of s₄, s₅, s₆, s₇', 's₄、s₅、s₆、s₇ 的回报'], slides(12), 1.25, episode([1, 1, 1, 1]));
  check('river-left', ['return of s₄, s₃, s₂, s₁', 's₄、s₃、s₂、s₁ 的回报'], slides(12), 0.625, episode([0, 0, 0, 0]));
  check('river-back', ['return of s₄, s₅, s₆, s₅', 's₄、s₅、s₆、s₅ 的回报'], slides(12), 0, episode([1, 1, 0, 0]));
  check('river-always-left', ['v(s₇), always left', 'v(s₇)，总是向左'], slides(31), 10.15625, leftward[6]!, 1e-12);
  check('river-left-table', ['values that agree, always left, of 7', '总是向左的 7 个值中相符者'], slides(31), 7,
    agreeing(leftward, '10 5 2.5 1.25 .625 .3125 10.15625', 11));
  check('river-half', ['values that agree, half left, half right', '左右各半的值中相符者'], slides(31), 7,
    agreeing(drift, '7.327379 1.982137 .601168 .422535 1.088973 3.933356 14.644452', 6));
  check('lake-1', ['4×4 lake, start, γ = 1', '4×4 冰湖起点，γ = 1'], '14/17', 14 / 17, lake(lakes.small, 1)[0]!, 1e-7);
  check('lake-99', ['4×4 lake, start, γ = 0.99', '4×4 冰湖起点，γ = 0.99'], ends, 0.5420259, lake(lakes.small, 0.99)[0]!, 1e-7);
  check('lake-90', ['4×4 lake, start, γ = 0.9', '4×4 冰湖起点，γ = 0.9'], ends, 0.0688909, lake(lakes.small, 0.9)[0]!, 1e-7);
  check('large-lake-1', ['8×8 lake, start, γ = 1', '8×8 冰湖起点，γ = 1'], ['own: no time limit', '自行计算：不限时'],
    1, lake(lakes.large, 1)[0]!, 1e-7);
  check('large-lake-99', ['8×8 lake, start, γ = 0.99', '8×8 冰湖起点，γ = 0.99'], ends, 0.4146404, lake(lakes.large, 0.99)[0]!, 1e-7);
  check('large-lake-90', ['8×8 lake, start, γ = 0.9', '8×8 冰湖起点，γ = 0.9'], ends, 0.0064111, lake(lakes.large, 0.9)[0]!, 1e-7);
}

run(import.meta, demo);
