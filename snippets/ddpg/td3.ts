/**
 * TD3 beside DDPG where the truth is known: networks learn a linear-quadratic problem, and each estimate is held against what its
 * policy then truly costs.
 * 在真值已知处对照 TD3 与 DDPG：让网络学线性二次型问题，把每个估值与其策略此后真正付出的代价相比。
 *
 * Fujimoto, van Hoof, Meger 2018, arXiv 1802.09477: §4, fig. 1 and fig. 4, Algorithm 1. The truth: scalar linear-quadratic regulator.
 */
import { run, type Report } from '../kit/demo.ts';
import { ddpgSteps, type DdpgOptions, type Progress, type World } from './ddpg.ts';
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

/**
 * The critic’s estimate of the actor’s own policy and the true value of that policy, by following it until nothing counts any
 * more; both averaged over starts on [−1, 1].
 * 评论家对演员自身策略的估值，以及该策略的真实价值（一直跟随到其后不再计入为止）；两者都对 [−1, 1] 上的起点取平均。
 */
export function estimateOnLine({ actor, critic }: Pick<Progress, 'actor' | 'critic'>, sys: LinearSystem, world: World<number>, steps = 200) {
  const mu = (s: number) => actor.forward(Float64Array.of(s), 1)[0]!;
  const starts = Array.from({ length: 41 }, (_, k) => -1 + k / 20);
  let estimate = 0, truth = 0;
  for (const start of starts) {
    estimate += critic.forward(Float64Array.of(start, mu(start) / world.aMax), 1)[0]! / starts.length;
    let s = start, weight = 1 / starts.length;
    for (let t = 0; t < steps; t++) {
      const { state, reward } = world.step(s, Float64Array.of(mu(s)));
      truth += weight * reward;
      weight *= sys.gamma;
      s = state;
    }
  }
  return { estimate, truth };
}
// #endregion

/** Small networks that act from the first step on; exploration of standard deviation 0.3. 小网络，从第一步起就由演员行动；探索噪声的标准差为 0.3。 */
const setting: DdpgOptions = { steps: 3000, startSteps: 0, capacity: 3000, gamma: 0.9, lrActor: 3e-4, noise: 'gauss', sigma: 0.3 };

export function demo({ say, check, plot, point, progress, table }: Report, seed = 1): void {
  const sys = scalarSystem(0.9), world = linearWorld(sys, 1, 12), { P, K } = riccati(sys);
  const optimum = -P[0]! * mean(Array.from({ length: 41 }, (_, k) => (-1 + k / 20) ** 2));
  const seeds = [0, 1, 2, 3, 4].map((k) => seed + k);
  let done = 0;
  const train = (steps: typeof ddpgSteps, name: string) => seeds.map((one, k) => {
    const gaps: number[] = [];
    let last: Progress | undefined, cost = NaN;
    for (const p of steps(world, setting, one)) {
      last = p;
      if (p.step % 250 !== 0) continue;
      const { estimate, truth } = estimateOnLine(p, sys, world);
      gaps.push(estimate - truth);
      cost = truth / optimum;
      if (k === 0) point(['estimate minus true value, first seed', '估值减真值，第一个种子'], name, p.step, estimate - truth);
      progress(++done, 2 * seeds.length * 12);
    }
    const actor = last!.actor;
    return { gaps, cost, gain: -(actor.forward(Float64Array.of(0.5), 1)[0]! - actor.forward(Float64Array.of(-0.5), 1)[0]!) };
  });
  const ddpg = train(ddpgSteps, 'DDPG'), td3 = train(td3Steps, 'TD3');
  const columns = seeds.map((s): [string, string] => [`seed ${s}`, `种子 ${s}`]);
  const row = (of: (run: (typeof ddpg)[number]) => number, runs: typeof ddpg) => runs.map((one) => +of(one).toFixed(2));
  const end = ({ gaps }: (typeof ddpg)[number]) => gaps.at(-1)!;
  table([`after ${setting.steps!} steps; the best value is ${optimum.toFixed(3)}`, `${setting.steps!} 步之后；最优价值为 ${optimum.toFixed(3)}`],
    ['', ['method', '方法'], ...columns], [
      ['Q − v', 'DDPG', ...row(end, ddpg)], ['Q − v', 'TD3', ...row(end, td3)],
      ['v / v*', 'DDPG', ...row(({ cost }) => cost, ddpg)], ['v / v*', 'TD3', ...row(({ cost }) => cost, td3)],
      [`K, ${K[0]!.toFixed(3)}`, 'DDPG', ...row(({ gain }) => gain, ddpg)], [`K, ${K[0]!.toFixed(3)}`, 'TD3', ...row(({ gain }) => gain, td3)],
    ]);
  const x = Array.from({ length: 12 }, (_, k) => 250 * (k + 1));
  const medians = (runs: typeof ddpg) => x.map((_, k) => median(runs.map(({ gaps }) => gaps[k]!)));
  plot(['estimate minus true value, median of the seeds', '估值减真值，各种子的中位数'], {
    DDPG: { x, y: medians(ddpg) }, TD3: { x, y: medians(td3) }, '0': { x, y: x.map(() => 0) },
  }, { x: ['step', '步'] });
  const [high, low] = [median(ddpg.map(end)), median(td3.map(end))];
  say(`DDPG believes ${high.toFixed(2)} more than its policies earn, TD3 ${Math.abs(low).toFixed(2)} less; the values themselves are near ${optimum.toFixed(2)}`,
    `DDPG 的估值比其策略实际所得高 ${high.toFixed(2)}，TD3 则低 ${Math.abs(low).toFixed(2)}；价值本身约为 ${optimum.toFixed(2)}`);

  const own: [string, string] = ['own, five seeds', '自行计算，五个种子'], worst = (runs: typeof ddpg) => Math.max(...runs.map(({ cost }) => cost));
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
