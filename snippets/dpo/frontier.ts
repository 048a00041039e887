/**
 * Reward against KL: what the best possible policy earns at each distance from the reference, and how near the methods come.
 * 奖励与 KL：在离参考策略的每个距离上最优策略能得到多少，各种方法又离它多近。
 *
 * Rafailov et al. 2023: fig. 2, left, where the frontier itself cannot be drawn; here it is exact. Gao et al. 2022, §3.
 */
import { run, type Report } from '../kit/demo.ts';
import type { Mat } from '../kit/matrix.ts';
import { trainDataset } from './dpo-dataset.ts';
import { klObjective, klOptimalPolicy, type Standing } from './kl-optimum.ts';
import { bestOfN, worldIpo } from './other-optima.ts';
import { trainPpo } from './policy-gradient.ts';
import { preferenceLoss } from './preference-losses.ts';
import { sigmoid } from './preference-models.ts';
import { buildWorld, reviewPairs, type World } from './review-world.ts';

// #region preferred-ft
/**
 * What fine-tuning on all winners would learn when both responses come from the reference: 2 π_ref(y) · p*(y ≻ y′), y′ ∼ π_ref.
 * 两个回答都取自参考策略时，在所有胜者上微调所学到的策略：2 π_ref(y) · p*(y ≻ y′)，y′ ∼ π_ref。
 */
export function preferredPolicy({ logRef, reward }: World): Mat {
  const wins = (y: number) => logRef.reduce((sum, l, other) => sum + Math.exp(l) * sigmoid(reward[y]! - reward[other]!), 0);
  return logRef.map((l, y) => l + Math.log(2 * wins(y)));
}
// #endregion

// #region frontier
/** The optimum of J for each β: the upper edge of all that can be had. 每个 β 下 J 的最优解：一切可能的上边缘。 */
export const frontier = ({ logRef, reward }: World, betas: readonly number[]): Standing[] =>
  betas.map((beta) => klOptimalPolicy(logRef, reward, beta)); // eq: dpo-optimal-policy

/** The tangent at β has slope β and begins, at KL = 0, at the height J* of the optimum. β 处的切线斜率为 β，在 KL = 0 处的高度是最优目标值 J*。 */
export function tangent({ logRef, reward }: World, beta: number): (kl: number) => number {
  const { objective } = klOptimalPolicy(logRef, reward, beta);
  return (kl) => objective + beta * kl; // eq: dpo-gap
}

/** The reward on the frontier at a given KL, by bisection: a smaller β strays further. 前沿上给定 KL 处的奖励，用二分法：β 越小，偏离越远。 */
export function rewardAtKl({ logRef, reward }: World, kl: number): number {
  let [near, far] = [20, -20]; // log β; the KL grows from near to far
  const most = klOptimalPolicy(logRef, reward, Math.exp(far)).kl;
  if (!(kl > 0 && kl <= most)) throw new RangeError(`kl must be in (0, ${most}], got ${kl}`);
  for (let i = 0; i < 100; i++) {
    const middle = (near + far) / 2;
    if (klOptimalPolicy(logRef, reward, Math.exp(middle)).kl < kl) near = middle;
    else far = middle;
  }
  return klOptimalPolicy(logRef, reward, Math.exp(far)).reward;
}
// #endregion

export function demo({ check, table, plot, scatter, progress }: Report, seed = 7): void {
  const worlds = buildWorld();
  const pairs = reviewPairs();
  const betas = Array.from({ length: 60 }, (_, k) => 20 * 800 ** (-k / 59)); // 20 … 0.025
  const edges = worlds.map((world) => frontier(world, betas));
  const line = (points: readonly { readonly kl: number; readonly reward: number }[]) =>
    ({ x: points.map(({ kl }) => Math.max(0, kl)), y: points.map(({ reward }) => reward) });
  const points = worlds.map((world) => {
    const { logRef, reward } = world;
    return {
      'best of n': [2, 4, 8, 16, 32, 64, 128].map((n) => bestOfN(logRef.map(Math.exp), reward, n)),
      IPO: [1, 0.5, 0.2, 0.1, 0.05, 0.02].map((tau) => klObjective(worldIpo(world, tau).map(Math.log), logRef, reward, 1)),
      'preferred-FT': [klObjective(preferredPolicy(world), logRef, reward, 1)],
    };
  });
  progress(1, 4);
  const dpoBetas = [0.05, 0.1, 0.5], ppoBetas = [1, 0.5, 0.2];
  const trained = dpoBetas.map((beta) =>
    trainDataset({ worlds, pairs, loss: (batch) => preferenceLoss(batch, { lossType: 'sigmoid', beta }) }));
  progress(2, 4);
  const ppo = ppoBetas.map((beta) => trainPpo(worlds[0], { beta, seed }).at(-1)!);
  progress(3, 4);
  worlds.forEach(({ prompt }, i) => {
    const dots = trained.flatMap((history) =>
      [10, 50, 200].map((step) => ({ kl: history[step]!.kl[i]!, reward: history[step]!.reward[i]! })));
    plot([`${prompt} the frontier`, `${prompt} 前沿`], { 'π*': line(edges[i]!) }, { x: 'KL(π‖π_ref)', y: 'E[r]' });
    scatter([`${prompt} what the methods reach`, `${prompt} 各方法所达`], {
      ...Object.fromEntries(Object.entries(points[i]!).map(([name, found]) => [name, line(found)])), 'DPO, 600 pairs': line(dots),
      ...(i === 0 ? { PPO: line(ppo) } : {}),
    }, { x: 'KL(π‖π_ref)', y: 'E[r]' });
  });
  const lacking = (world: World, { kl, reward }: { readonly kl: number; readonly reward: number }) =>
    (rewardAtKl(world, kl) - reward).toFixed(4);
  const ends: [string, Standing | { kl: number; reward: number }][] = [
    ...points[0]!['best of n'].map((found, k): [string, typeof found] => [`best of ${2 ** (k + 1)}`, found]),
    ['preferred-FT', points[0]!['preferred-FT'][0]!], ['IPO, τ = 0.1', points[0]!.IPO[3]!],
    ...ppo.map((stage, k): [string, Standing] => [`PPO, β = ${ppoBetas[k]}`, stage]),
    ...trained.map((history, k): [string, { kl: number; reward: number }] =>
      [`DPO, 600 pairs, β = ${dpoBetas[k]}`, { kl: history[200]!.kl[0]!, reward: history[200]!.reward[0]! }]),
  ];
  table(['film: what is missing to the frontier at the same KL', 'film：同样的 KL 下离前沿的差距'],
    [['method', '方法'], 'KL', 'E[r]', ['short of', '差距']],
    ends.map(([name, at]) => [name, at.kl.toFixed(4), at.reward.toFixed(4), lacking(worlds[0], at)]));

  const own: [string, string] = ['exact sum over 85 responses', '对 85 个回答精确求和'];
  const printed = { film: [0.635340, 0.097140, 1.304359, 1.412881], food: [1.012071, 0.090521, 1.772512, 1.976717] };
  Object.entries(printed).forEach(([name, [reward, kl, four, ipo]], i) => {
    const world = worlds[i as 0 | 1];
    const [above, below] = frontier(world, [0.5 * 1.0001, 0.5 / 1.0001]) as [Standing, Standing];
    check(`${name}-slope`, [`${name}: slope dE[r]/dKL of the frontier at β = 0.5`, `${name}：前沿在 β = 0.5 处的斜率 dE[r]/dKL`], 'β',
      0.5, Number(((above.reward - below.reward) / (above.kl - below.kl)).toFixed(7)), 1e-6);
    const preferred = points[i]!['preferred-FT'][0]!;
    check(`${name}-preferred-reward`, [`${name}: reward of preferred-FT`, `${name}：preferred-FT 的奖励`], own,
      reward!, preferred.reward, 1e-6);
    check(`${name}-preferred-kl`, [`${name}: its KL`, `${name}：其 KL`], own, kl!, preferred.kl, 1e-6);
    const [best, tau] = [points[i]!['best of n'][1]!, points[i]!.IPO[3]!];
    check(`${name}-frontier-best-of-4`, [`${name}: frontier at the KL of the best of 4`, `${name}：4 选一的 KL 处的前沿奖励`], own,
      four!, rewardAtKl(world, best.kl), 1e-5);
    check(`${name}-frontier-ipo`, [`${name}: frontier at the KL of IPO, τ = 0.1`, `${name}：IPO（τ = 0.1）的 KL 处的前沿奖励`], own,
      ipo!, rewardAtKl(world, tau.kl), 1e-5);
    const touch = klOptimalPolicy(world.logRef, world.reward, 0.5);
    check(`${name}-tangent`, [`${name}: tangent of slope 0.5 − frontier where they touch`, `${name}：斜率 0.5 的切线与前沿在切点之差`], 'J* = β log Z',
      0, tangent(world, 0.5)(touch.kl) - touch.reward, 1e-9);
    const crossed = [...edges[i]!, ...Object.values(points[i]!).flat()]
      .filter((at) => at.reward > tangent(world, 0.5)(at.kl) + 1e-9).length;
    check(`${name}-crossed`, [`${name}: points above that tangent`, `${name}：在该切线之上的点数`], 'J ≤ J*', 0, crossed);
  });
  progress(4, 4);
}

run(import.meta, demo);
