/**
 * How well the pendulum can be swung up at all: dynamic programming over a grid of angles, velocities and torques.
 * 倒立摆究竟能甩得多好：在角度、角速度与力矩的网格上做动态规划。
 *
 * Bellman 1957, Dynamic Programming; finite horizon of 200 steps, bilinear interpolation between the grid points.
 */
import { run, type Report } from '../kit/demo.ts';
import type { Mat } from '../kit/matrix.ts';
import { energyControl, evalGrid, maxTorque, pendulumStep, wrapAngle, type PendulumState } from './pendulum.ts';

// #region pendulum-dp
/** Grid points of the angle (a circle), of the velocity −8 … 8, and torques tried in each. 角度（圆周）与角速度 −8 … 8 的格点数，以及每点尝试的力矩数。 */
export interface TorqueGrid {
  readonly nTheta: number;
  readonly nOmega: number;
  readonly nTorque: number;
}

/** A value between four grid points. 四个格点之间的插值。 */
export function interpolate(V: Mat, { nTheta, nOmega }: TorqueGrid, th: number, w: number): number {
  const x = ((wrapAngle(th) + Math.PI) * nTheta) / (2 * Math.PI), y = ((w + 8) * (nOmega - 1)) / 16;
  const i = Math.min(nTheta - 1, Math.floor(x)), j = Math.min(nOmega - 2, Math.floor(y)), fx = x - i, fy = y - j;
  const a = i * nOmega + j, b = ((i + 1) % nTheta) * nOmega + j;
  return (1 - fx) * ((1 - fy) * V[a]! + fy * V[a + 1]!) + fx * ((1 - fy) * V[b]! + fy * V[b + 1]!);
}

/**
 * The best torque of a few and what it is worth: here max_a q(s,a) is a search; an actor learns its answer.
 * 若干力矩中的最优者及其价值：在这里 max_a q(s,a) 要靠搜索；演员学的正是搜索的答案。
 */
export function bestTorque(V: Mat, grid: TorqueGrid, state: PendulumState, nTorque = grid.nTorque) {
  let best = { u: 0, value: -Infinity };
  for (let k = 0; k < nTorque; k++) {
    const u = maxTorque * ((2 * k) / (nTorque - 1) - 1);
    const { th, w, reward } = pendulumStep(state, u);
    const value = reward + interpolate(V, grid, th, w); // eq: ddpg-maxa
    if (value > best.value) best = { u, value };
  }
  return best;
}

/** The values with 0, 1 … `steps` steps to go. 还剩 0、1 … `steps` 步时的价值。 */
export function pendulumValues(grid: TorqueGrid, steps = 200, onStep?: (t: number) => void): Mat[] {
  const { nTheta, nOmega } = grid;
  const values: Mat[] = [new Float64Array(nTheta * nOmega)];
  for (let t = 1; t <= steps; t++) {
    values.push(values[t - 1]!.map((_, k) => {
      const state = { th: -Math.PI + (2 * Math.PI * Math.floor(k / nOmega)) / nTheta, w: -8 + (16 * (k % nOmega)) / (nOmega - 1) };
      return bestTorque(values[t - 1]!, grid, state).value;
    }));
    onStep?.(t);
  }
  return values;
}

/**
 * What one episode earns that looks one step ahead into these values. No policy can be better than the optimum, so the optimum is
 * at least as high.
 * 每一步都据这些价值向前看一步，整个回合所得的回报。任何策略都不会优于最优策略，故最优值不低于它。
 */
export function plannedReturn(values: readonly Mat[], grid: TorqueGrid, start: PendulumState, nTorque = 31): number {
  let state = start, total = 0;
  for (let left = values.length - 1; left > 0; left--) {
    const after = pendulumStep(state, bestTorque(values[left - 1]!, grid, state, nTorque).u);
    total += after.reward;
    state = after;
  }
  return total;
}
// #endregion

export function demo({ say, check, heatMap, plot, progress, table }: Report): void {
  const grid: TorqueGrid = { nTheta: 180, nOmega: 121, nTorque: 5 };
  const values = pendulumValues(grid, 200, (t) => progress(t, 200));
  const starts = (nTheta: number, nOmega: number) => Array.from({ length: nTheta * nOmega }, (_, k): PendulumState => ({
    th: -Math.PI + (2 * Math.PI * (Math.floor(k / nOmega) + 0.5)) / nTheta, w: -1 + (2 * ((k % nOmega) + 0.5)) / nOmega,
  }));
  const mean = (nTheta: number, nOmega: number, worth: (start: PendulumState) => number) =>
    starts(nTheta, nOmega).reduce((sum, start) => sum + worth(start), 0) / (nTheta * nOmega);
  const planned = (start: PendulumState) => plannedReturn(values, grid, start);
  const [onGrid, everywhere] = [mean(20, 5, planned), mean(60, 10, planned)];
  const readOff = mean(60, 10, ({ th, w }) => interpolate(values[200]!, grid, th, w));
  const energy = evalGrid(energyControl).mean;
  table(['mean return of 200 steps', '200 步的平均回报'], [['policy', '策略'], ['100 starts', '100 个起点']],
    [['no torque', +evalGrid(() => 0).mean.toFixed(1)], ['energy control', +energy.toFixed(1)], ['planned', +onGrid.toFixed(1)]]);
  say(`600 starts: ${everywhere.toFixed(1)}; the values themselves say ${readOff.toFixed(1)}, `
    + 'too low, because straight lines between grid points cut the ridges off',
    `600 个起点：${everywhere.toFixed(1)}；价值本身给出 ${readOff.toFixed(1)}，`
    + '偏低，因为格点之间连直线会削平山脊');

  const cells = (rows: number, cols: number, of: (state: PendulumState) => number) => Array.from({ length: rows * cols }, (_, k) =>
    of({ th: -Math.PI + (2 * Math.PI * ((k % cols) + 0.5)) / cols, w: 8 - (16 * (Math.floor(k / cols) + 0.5)) / rows }));
  heatMap(['best torque with 200 steps to go: θ across, ω up', '还剩 200 步时的最优力矩：横轴 θ，纵轴 ω'],
    cells(21, 41, (state) => bestTorque(values[199]!, grid, state).u), 21, 41);
  heatMap(['value', '价值'], cells(21, 41, ({ th, w }) => interpolate(values[200]!, grid, th, w)), 21, 41);
  const hanging = { th: Math.PI, w: 0 };
  plot(['value of hanging still, by steps to go', '静止下垂的价值，按剩余步数'], { V: values.map((V) => interpolate(V, grid, hanging.th, hanging.w)) },
    { x: ['steps to go', '剩余步数'] });

  check('optimum-grid', ['mean return of planning, 100 starts of the grid', '规划的平均回报，网格的 100 个起点'],
    ['own, 360 × 241 cells and 31 torques: −135.3 ± 0.6', '自行计算，360 × 241 格、31 个力矩：−135.3 ± 0.6'], -135.3, onGrid, 0.0074);
  check('optimum-random', ['the same, starts over the whole range', '同上，起点遍布整个范围'],
    ['own, 40 000 random starts: −138.2 ± 0.4', '自行计算，40 000 个随机起点：−138.2 ± 0.4'], -138.2, everywhere, 0.0072);
  check('value-random', ['the same, read off the table instead of acted out', '同上，直接读表而不实际执行'],
    ['own, values of 360 × 241 cells: −138.5; these are coarser', '自行计算，360 × 241 格的价值：−138.5；这里的格子更粗'], -138.5, readOff, 0.01);
  check('beyond-energy', ['planning beats energy control by', '规划比能量控制高出'], ['own', '自行计算'], 10.9, onGrid - energy, 0.1);
}

run(import.meta, demo);
