/**
 * The grid world: where each action leads, what it earns, and what a walk is worth.
 * 网格世界：每个动作通向何处、得到多少奖励，以及一条轨迹的回报。
 *
 * Zhao 2025, Mathematical Foundations of Reinforcement Learning: ch. 1, fig. 2.7. Sutton & Barto 2018: §3.3.
 */
import { run, type Report } from '../kit/demo.ts';
import type { Mat } from '../kit/matrix.ts';

// #region grid-model
/** Row and column, counted from 1 as in the book. 行与列，与书中一样从 1 数起。 */
export type Cell = readonly [row: number, col: number];

/** A board and the rewards of its moves. 棋盘与每种移动的奖励。 */
export interface Grid {
  readonly rows: number;
  readonly cols: number;
  readonly forbidden: readonly Cell[];
  readonly target: readonly Cell[];
  readonly rBoundary: number;
  readonly rForbidden: number;
  readonly rTarget: number;
  readonly rStep: number;
  /** `additive` also charges rForbidden to a bounce inside a forbidden cell. `additive`：在禁区内撞墙时另加 rForbidden。 */
  readonly bounceRule?: 'boundary-only' | 'additive';
}

/** The book's 5×5 world; its other examples change a reward or two. 书中的 5×5 世界；书中其他例子只改动一两项奖励。 */
export const bookGrid: Grid = {
  rows: 5, cols: 5, forbidden: [[2, 2], [2, 3], [3, 3], [4, 2], [4, 4], [5, 2]], target: [[4, 3]],
  rBoundary: -1, rForbidden: -1, rTarget: 1, rStep: 0,
};

/**
 * Actions 0…4 are up, right, down, left, stay; states count row by row from the top left. A reward belongs to the cell that is
 * entered; whoever would leave the board stays and gets rBoundary. The target does not end the walk.
 * 动作 0…4 依次为上、右、下、左、停留；状态自左上角起逐行编号。奖励取决于所进入的格子；
 * 走出棋盘者留在原地，得到 rBoundary。到达目标后并不终止。
 * @returns next state and reward of action a in state s, at s·5 + a; what is odd about the grid
 */
export function gridModel(g: Grid): { next: Int32Array; reward: Mat; warnings: string[] } {
  const { rows, cols } = g;
  if (![rows, cols].every((n) => Number.isInteger(n) && n > 0)) {
    throw new RangeError(`rows and cols must be positive integers, got ${rows}x${cols}`);
  }
  const stateOf = ([r, c]: Cell) => {
    const inside = Number.isInteger(r) && Number.isInteger(c) && r >= 1 && r <= rows && c >= 1 && c <= cols;
    if (!inside) throw new RangeError(`cell [${r},${c}] is outside the ${rows}x${cols} grid`);
    return (r - 1) * cols + c - 1;
  };
  for (const name of ['rBoundary', 'rForbidden', 'rTarget', 'rStep'] as const) {
    if (!Number.isFinite(g[name])) throw new TypeError(`${name} is ${g[name]}; expected a finite reward`);
  }
  const [forbidden, target] = [g.forbidden.map(stateOf), g.target.map(stateOf)];
  const enter = new Float64Array(rows * cols).fill(g.rStep);
  for (const s of forbidden) enter[s] = g.rForbidden;
  const bounce = enter.map((_, s) => g.rBoundary + (g.bounceRule === 'additive' && forbidden.includes(s) ? g.rForbidden : 0));
  for (const s of target) enter[s] = g.rTarget;

  const next = new Int32Array(rows * cols * 5);
  const reward = new Float64Array(rows * cols * 5);
  const moves = [[-1, 0], [0, 1], [1, 0], [0, -1], [0, 0]] as const;
  for (let s = 0; s < rows * cols; s++) {
    moves.forEach(([down, right], a) => {
      const r = Math.floor(s / cols) + down, c = (s % cols) + right;
      const leaves = r < 0 || r >= rows || c < 0 || c >= cols;
      // eq: rl-mdp | hole: bounce
      next[s * 5 + a] = leaves ? s : r * cols + c;
      reward[s * 5 + a] = leaves ? bounce[s]! : enter[r * cols + c]!;
    });
  }
  const both = g.target.filter((cell) => forbidden.includes(stateOf(cell)));
  return { next, reward, warnings: both.map(([r, c]) => `cell [${r},${c}] is target and forbidden: target wins`) };
}
// #endregion

// #region discounted-return
/**
 * The return from every step of a walk, from the last backwards: one product and one sum a step.
 * 轨迹中每一步的回报，自末步向前递推：每步一次乘法、一次加法。
 * @param r rewards R₁ … R_T [T]
 * @returns G₀ … G_{T−1} [T]
 */
export function returns(r: readonly number[], gamma: number): Mat {
  if (!(gamma >= 0 && gamma <= 1)) throw new RangeError(`gamma must be in [0, 1], got ${gamma}`);
  const G = new Float64Array(r.length);
  let later = 0;
  for (let t = r.length - 1; t >= 0; t--) {
    if (!Number.isFinite(r[t])) throw new TypeError(`reward ${t} is ${r[t]}; expected a finite number`);
    G[t] = r[t]! + gamma * later; // eq: rl-return | hole: return
    later = G[t]!;
  }
  return G;
}
// #endregion

// #region grid-text
/**
 * Actions from a drawing: `^ > v < o` are up, right, down, left, stay; all else only separates.
 * 从图示读出动作：`^ > v < o` 为上、右、下、左、停留；其余字符仅作分隔。
 */
export function parsePolicy(drawing: string): Int32Array {
  return Int32Array.from([...drawing].map((c) => '^>v<o'.indexOf(c)).filter((a) => a >= 0));
}

/** The drawing of a policy, a row of the grid at a time. 策略的图示，网格的每行为一串。 */
export function drawPolicy(pi: Int32Array, cols: number): string[] {
  const arrows = Array.from(pi, (a) => '↑→↓←○'[a] ?? '?');
  return Array.from({ length: pi.length / cols }, (_, row) => arrows.slice(row * cols, (row + 1) * cols).join(' '));
}

/** Values as they are printed, a row of the grid at a time; there is no −0.0. 按印刷格式给出的值，网格的每行为一组；不会出现 −0.0。 */
export function printed(v: Mat, cols: number, digits = 1): string[][] {
  const texts = Array.from(v, (x) => (Number(x.toFixed(digits)) === 0 ? 0 : x).toFixed(digits));
  const width = Math.max(0, ...texts.map((text) => text.length));
  return Array.from({ length: v.length / cols }, (_, row) => texts.slice(row * cols, (row + 1) * cols).map((text) => text.padStart(width)));
}

/**
 * How many values agree with a printed table, given as text: to half a unit of the table's last digit.
 * 与印刷表（以文本给出）相符的值的个数：相差不超过表中末位的半个单位。
 */
export function agreeing(v: Mat, table: string, digits = 1): number {
  const cells = table.match(/[-\d.]+/g) ?? [];
  if (cells.length !== v.length) throw new RangeError(`the table has ${cells.length} numbers; expected ${v.length}`);
  return v.filter((x, i) => Math.abs(x - Number(cells[i])) <= 0.5 * 10 ** -digits + 1e-9).length;
}
// #endregion

export function demo({ say, check, table, plot, heatMap }: Report): void {
  const { rows, cols } = bookGrid;
  const { next, reward } = gridModel(bookGrid);
  const walk = (pi: Int32Array, from: number, steps: number) => {
    let s = from;
    return Array.from({ length: steps }, () => {
      const k = s * 5 + pi[s]!;
      s = next[k]!;
      return reward[k]!;
    });
  };
  say('board: # forbidden, ◎ target', '棋盘：# 为禁区，◎ 为目标');
  const mark = (s: number) => (reward[s * 5 + 4] === bookGrid.rTarget ? '◎' : reward[s * 5 + 4] === bookGrid.rForbidden ? '#' : '·');
  for (let r = 0; r < rows; r++) say(Array.from({ length: cols }, (_, c) => mark(r * cols + c)).join(' '));
  table(['where the actions of cell (1,1) lead and what they earn', '格子 (1,1) 各动作的去向与奖励'],
    [['action', '动作'], ['next state', '下一状态'], ['reward', '奖励']],
    [...'↑→↓←○'].map((arrow, a) => [arrow, next[a]!, reward[a]!]));

  const columns = Array.from({ length: cols }, (_, c) => `${c + 1}`);
  const right = new Int32Array(25).fill(1);
  const good = parsePolicy('>>>vv/^^>vv/^<v>v/^>o<v/^>^<<');
  const worth = (pi: Int32Array) => Float64Array.from(right, (_, s) => returns(walk(pi, s, 400), 0.9)[0]!);
  table(['return of 400 steps of a good policy, γ = 0.9', '一个好策略走 400 步的回报，γ = 0.9'],
    columns, printed(worth(good), cols));
  heatMap(['return of 400 steps of a good policy', '一个好策略走 400 步的回报'], worth(good), rows, cols);
  const start = 20; // cell (5,1)
  plot(['return G_t along the good walk from (5,1)', '好策略自 (5,1) 出发沿途的回报 G_t'], { G: returns(walk(good, start, 80), 0.9) }, { x: 't' });

  const ones = Array.from({ length: 50 }, () => 1);
  const count = (holds: (k: number) => boolean) => Array.from(next.keys()).filter(holds).length;
  check('bounces', ['moves off the 5×5 board', '走出 5×5 棋盘的动作数'], '2(rows + cols)',
    20, count((k) => k % 5 < 4 && next[k] === Math.floor(k / 5)));
  check('target-moves', ['moves that earn the target reward', '得到目标奖励的动作数'], ['4 neighbours and “stay”', '4 个邻格与「停留」'],
    5, count((k) => reward[k] === bookGrid.rTarget));
  check('forbidden-moves', ['moves that enter or stay in forbidden cells', '进入或停留于禁区的动作数'],
    ['5 cells with 4 neighbours, 1 with 3', '5 个禁区各 4 个邻格，1 个有 3 个'],
    29, count((k) => reward[k] === -1) - 20);
  check('fifty-ones', ['return of fifty ones, γ = 0.9', '五十个 1 的回报，γ = 0.9'], '10(1 − 0.9⁵⁰)',
    9.948462247926791, returns(ones, 0.9)[0] ?? NaN, 1e-14);
  check('last-one', ['return from the last of them', '其中最后一步的回报'], 'G = R', 1, returns(ones, 0.9)[49] ?? NaN);
  check('always-right', ['return of “always right” from (1,1)', '「总是向右」自 (1,1) 的回报'],
    ['Zhao, fig. 2.7(b): −6.6 = −10·0.9⁴', 'Zhao，图 2.7(b)：−6.6 = −10·0.9⁴'],
    -6.561, worth(right)[0]!, 1e-9);
  check('good-walk', ['return of the good policy from (5,1)', '好策略自 (5,1) 的回报'],
    ['Zhao, fig. 2.7(a): 2.3 = 10·0.9¹⁴', 'Zhao，图 2.7(a)：2.3 = 10·0.9¹⁴'],
    2.28768, worth(good)[20]!, 5e-6);
  check('good-table', ['returns that agree with the table, of 25', '25 个回报中与书中表格相符者'], ['Zhao, fig. 2.7(a)', 'Zhao，图 2.7(a)'], 25,
    agreeing(worth(good),
      '3.5 3.9 4.3 4.8 5.3 / 3.1 3.5 4.8 5.3 5.9 / 2.8 2.5 10.0 5.9 6.6 / 2.5 10.0 10.0 10.0 7.3 / 2.3 9.0 10.0 9.0 8.1'));
}

run(import.meta, demo);
