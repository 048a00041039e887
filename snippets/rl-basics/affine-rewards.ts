/**
 * Other units and another zero for the rewards: the values move, the optimal policies stay.
 * 为奖励更换单位与零点：价值随之改变，最优策略不变。
 *
 * Zhao 2025: §3.5, theorem 3.6, fig. 3.5.
 */
import { run, type Report } from '../kit/demo.ts';
import { maxGap, type Mat } from '../kit/matrix.ts';
import { rewardAt, type Model } from './closed-form.ts';
import { bookGrid, drawPolicy, gridModel, printed } from './grid-world.ts';
import { qFromV } from './policy-evaluation.ts';
import { valueIteration } from './value-iteration.ts';

// #region affine-rewards
/** The model with rewards αr + β, α > 0. 奖励改为 αr + β（α > 0）的模型。 */
export function affineModel(m: Model, alpha: number, beta: number): Model {
  if (!(alpha > 0)) throw new RangeError(`alpha must be positive, got ${alpha}`);
  const R = Float64Array.from({ length: m.nS * m.nA }, (_, k) => alpha * rewardAt(m, k) + beta);
  return 'next' in m ? { ...m, reward: R } : { ...m, R };
}

/**
 * The optimal values of that model from those of the first, without solving it.
 * 由原模型的最优价值直接得到新模型的最优价值，无须重新求解。
 * @param v v* of the model with rewards r [nS]
 */
export function affineValue(v: Mat, alpha: number, beta: number, gamma: number): Mat {
  if (!(gamma >= 0 && gamma < 1)) throw new RangeError(`gamma must be in [0, 1), got ${gamma}`);
  return v.map((x) => alpha * x + beta / (1 - gamma)); // eq: rl-affine | hole: affine
}
// #endregion

export function demo({ say, check, table, scatter }: Report): void {
  const world = { nS: 25, nA: 5, gamma: 0.9, ...gridModel(bookGrid) };
  const solve = (m: Model) => valueIteration(m, { tol: 1e-12 });
  const base = solve(world);
  const changes = [[2, 3], [1, -1], [0.5, 10], [10, 0]] as const;
  const rows = changes.map(([alpha, beta]) => {
    const solved = solve(affineModel(world, alpha, beta));
    const moved = solved.pi.filter((a, s) => a !== base.pi[s]).length;
    return [alpha, beta, +solved.v[17]!.toFixed(6), +affineValue(base.v, alpha, beta, 0.9)[17]!.toFixed(6), moved];
  });
  table(['rewards αr + β: the target’s value, and actions that change', '奖励 αr + β：目标格的价值，以及改变的动作数'],
    ['α', 'β', ['solved', '求解'], ['by the formula', '按公式'], ['changed', '改变']], rows);
  const taxed = solve(affineModel(world, 1, -1));
  say('a penalty of 1 for every step shortens no path, since no path ever ends:', '每步罚 1 并不会缩短路径，因为路径永不结束：');
  for (const row of drawPolicy(taxed.pi, 5)) say(row);
  table(['values with the penalty', '带惩罚时的价值'], ['1', '2', '3', '4', '5'], printed(taxed.v, 5));
  const twice = solve(affineModel(world, 2, 3));
  scatter(['v* with rewards 2r + 3 against v*', '奖励 2r + 3 时的 v* 对照原 v*'],
    { states: { x: base.v, y: twice.v } }, { x: 'v*', y: '2v* + 30' });

  const q = (m: Model, v: Mat) => qFromV(m, v);
  const [target, far] = [17, 1];
  check('target', ['v of the target with rewards 2r + 3', '奖励 2r + 3 时目标的 v'], ['Zhao, theorem 3.6: 2·10 + 30', 'Zhao，定理 3.6：2·10 + 30'],
    50, affineValue(base.v, 2, 3, 0.9)[target]!, 1e-9);
  check('far', ['v(1,2) with rewards 2r + 3', '奖励 2r + 3 时的 v(1,2)'], '2·5.58 + 30', 41.16, affineValue(base.v, 2, 3, 0.9)[far]!, 1e-9);
  check('solved', ['max |2v* + 30 − solved|', 'max |2v* + 30 − 求解|'], ['Zhao, theorem 3.6', 'Zhao，定理 3.6'],
    0, maxGap(affineValue(base.v, 2, 3, 0.9), twice.v), 1e-9);
  check('action-values', ['max |2q* + 30 − solved|', 'max |2q* + 30 − 求解|'], ['Zhao, theorem 3.6', 'Zhao，定理 3.6'], 0,
    maxGap(affineValue(q(world, base.v), 2, 3, 0.9), q(affineModel(world, 2, 3), twice.v)), 1e-9);
  check('policies', ['actions that change, all four cases', '四种情形中改变的动作数'], ['Zhao, theorem 3.6', 'Zhao，定理 3.6'],
    0, rows.reduce((sum, row) => sum + row[4]!, 0));
  check('penalty', ['v of the target with a penalty of 1 a step', '每步罚 1 时目标的 v'], '1·10 − 1/(1 − γ)', 0, taxed.v[target]!, 1e-9);
}

run(import.meta, demo);
