/**
 * TD3 beside DDPG where the truth is known: networks learn a linear-quadratic problem, and each estimate is held against what its
 * policy then truly costs.
 * 在真值已知处对照 TD3 与 DDPG：让网络学线性二次型问题，把每个估值与其策略此后真正付出的代价相比。
 *
 * Fujimoto, van Hoof, Meger 2018, arXiv 1802.09477: §4, fig. 1 and fig. 4, Algorithm 1. The truth: scalar linear-quadratic regulator.
 */
import { run, type Report } from '../kit/demo.ts';
import { ddpgSteps, estimateAndTruth, type DdpgOptions, type Progress, type World } from './ddpg.ts';
import { riccati, scalarSystem, type LinearSystem } from './lqr.ts';

// #region td3
/**
 * TD3 is DDPG’s loop with another update: two critics of which the smaller counts, shaken target actions, an actor that waits.
 * TD3 用的是 DDPG 的循环，只换了更新：两个评论家取较小者，目标动作加扰动，演员延迟更新。
 */
export function td3Steps<S>(world: World<S>, options: DdpgOptions, seed: number): Generator<Progress, void> {
  return ddpgSteps(world, { ...options, td3: true }, seed);
}
// #endregion

// #region linear-world
/**
 * A scalar system as a world: starts even on [−1, 1], actions up to aMax, episodes of `limit` steps.
 * 把标量系统当作环境：起点均匀取自 [−1, 1]，动作不超过 aMax，回合为 `limit` 步。
 */
export function linearWorld({ A, B, Q, R }: LinearSystem, aMax: number, limit: number): World<number> {
  return {
    sDim: 1, aDim: 1, aMax, limit, reset: (next) => 2 * next() - 1, observe: (s) => Float64Array.of(s),
    step: (s, a) => ({ state: A[0]! * s + B[0]! * a[0]!, reward: -(Q[0]! * s * s + R[0]! * a[0]! * a[0]!), done: false }),
  };
}
// #endregion

/** Small networks that act from the first step on; exploration of standard deviation 0.3. 小网络，从第一步起就由演员行动；探索噪声的标准差为 0.3。 */
const setting = {
  steps: 3000, startSteps: 0, capacity: 3000, gamma: 0.9, lrActor: 3e-4, noise: 'gauss', sigma: 0.3,
} as const satisfies DdpgOptions;

export function demo({ say, check, plot, point, progress, table }: Report, seed = 1): void {
  const sys = scalarSystem(0.9), world = linearWorld(sys, 1, 12), { P, K } = riccati(sys);
  const starts = Array.from({ length: 41 }, (_, k) => -1 + k / 20), optimum = -P[0]! * mean(starts.map((s) => s * s));
  const seeds = [0, 1, 2, 3, 4].map((k) => seed + k), every = 250, stages = setting.steps / every;
  let done = 0;
  const train = (steps: typeof ddpgSteps, name: string) => seeds.map((one, k) => {
    const gaps: number[] = [];
    let cost = NaN, gain = NaN;
    for (const p of steps(world, setting, one)) {
      if (p.step % every !== 0) continue;
      const { estimate, truth } = estimateAndTruth(p, world, starts, sys.gamma), gap = estimate - truth;
      gaps.push(gap);
      [cost, gain] = [truth / optimum, p.actor.forward(Float64Array.of(-0.5), 1)[0]! - p.actor.forward(Float64Array.of(0.5), 1)[0]!];
      if (k === 0) point(['estimate minus true value, first seed', '估值减真值，第一个种子'], name, p.step, gap);
      progress(++done, 2 * seeds.length * stages);
    }
    return { gaps, cost, gain };
  });
  const ddpg = train(ddpgSteps, 'DDPG'), td3 = train(td3Steps, 'TD3');
  const columns = seeds.map((s): [string, string] => [`seed ${s}`, `种子 ${s}`]);
  const row = (of: (run: (typeof ddpg)[number]) => number, runs: typeof ddpg) => runs.map((one) => +of(one).toFixed(2));
  const end = ({ gaps }: (typeof ddpg)[number]) => gaps.at(-1)!;
  table([`after ${setting.steps} steps; the best value is ${optimum.toFixed(3)}`, `${setting.steps} 步之后；最优价值为 ${optimum.toFixed(3)}`],
    ['', ['method', '方法'], ...columns], [
      ['Q − v', 'DDPG', ...row(end, ddpg)], ['Q − v', 'TD3', ...row(end, td3)],
      ['v / v*', 'DDPG', ...row(({ cost }) => cost, ddpg)], ['v / v*', 'TD3', ...row(({ cost }) => cost, td3)],
      [`K, ${K[0]!.toFixed(3)}`, 'DDPG', ...row(({ gain }) => gain, ddpg)], [`K, ${K[0]!.toFixed(3)}`, 'TD3', ...row(({ gain }) => gain, td3)],
    ]);
  const x = Array.from({ length: stages }, (_, k) => every * (k + 1));
  const medians = (runs: typeof ddpg) => x.map((_, k) => median(runs.map(({ gaps }) => gaps[k]!)));
  plot(['estimate minus true value, median of the seeds', '估值减真值，各种子的中位数'], {
    DDPG: { x, y: medians(ddpg) }, TD3: { x, y: medians(td3) }, '0': { x, y: x.map(() => 0) },
  }, { x: ['step', '步'] });
  const [high, low] = [median(ddpg.map(end)), median(td3.map(end))];
  const signed = (x: number) => `${x < 0 ? '−' : '+'}${Math.abs(x).toFixed(2)}`;
  say(`estimate minus true value, median of the runs: DDPG ${signed(high)}, TD3 ${signed(low)}; the best policy is worth ${signed(optimum)}`,
    `估值减真值，各次运行的中位数：DDPG ${signed(high)}，TD3 ${signed(low)}；最优策略的价值为 ${signed(optimum)}`);

  const own: [string, string] = ['own, seeds 1 to 5', '自行计算，种子 1 至 5'];
  const worst = (runs: typeof ddpg) => Math.max(...runs.map(({ cost }) => cost));
  check('optimum', ['mean value of the best policy on the starts', '最优策略在起点上的平均价值'], '−7P/20, 9P² − 8P − 10 = 0', -0.35 * (8 + Math.sqrt(424)) / 18, optimum, 1e-9);
  check('ddpg-above', ['DDPG: runs of five whose Q ends above the true value', 'DDPG：五次运行中 Q 最终高于真值的次数'], own, 5, ddpg.filter((one) => end(one) > 0).length, 0);
  check('ddpg-gap', ['DDPG: Q − v, median; positive', 'DDPG：Q − v 的中位数；为正'], own, 1.7, high, 0.9); // 0.9 · 1.7: above 0
  check('ddpg-worst', ['DDPG: worst v / v*; above 1.4', 'DDPG：最差的 v / v*；大于 1.4'], own, 3.5, worst(ddpg), 0.6);
  check('td3-gap', ['TD3: Q − v, median; not positive', 'TD3：Q − v 的中位数；不为正'], own, -0.4, low, 0.4);
  check('td3-worst', ['TD3: worst v / v*', 'TD3：最差的 v / v*'], own, 1.3, worst(td3), 0.2);
}

const mean = (xs: readonly number[]) => xs.reduce((sum, x) => sum + x, 0) / xs.length;
const median = (xs: readonly number[]) => [...xs].sort((a, b) => a - b)[Math.floor(xs.length / 2)] ?? NaN;

run(import.meta, demo);
