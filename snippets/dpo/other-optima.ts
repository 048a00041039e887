/**
 * Two other roads away from the reference, in closed form: the best of n samples, and the optimum of IPO.
 * 离开参考策略的另外两条路，均有闭式：n 个样本取其优，以及 IPO 的最优策略。
 *
 * Beirami et al. 2024: theorem 1, §3. Azar et al. 2023 (IPO): eqs. 8, 17, §5.
 */
import { run, type Report } from '../kit/demo.ts';
import type { Mat } from '../kit/matrix.ts';
import { klObjective, klOptimalPolicy } from './kl-optimum.ts';
import { choleskySolve } from './preference-models.ts';
import { buildWorld, type World } from './review-world.ts';

// #region bon
/**
 * The exact distribution of the best of n independent samples; the first drawn wins a tie. With F the share of the reference that
 * is no better, a class of equal rewards wins with F(r)ⁿ − F(r⁻)ⁿ and hands that on as the reference would.
 * n 个独立样本中最优者的精确分布；相等时先抽到者胜。设 F 为参考策略中不更优者所占的份额，
 * 奖励相等的一类以 F(r)ⁿ − F(r⁻)ⁿ 的概率胜出，再按参考策略在类内分配。
 * @param ref π_ref(y|x) [N]
 * @param r [N]
 * @returns probabilities [N], their expected reward and KL, the bound log n − (n − 1)/n, the chance to beat one sample (ties half)
 */
export function bestOfN(ref: Mat, r: Mat, n: number): { probs: Mat; reward: number; kl: number; klBound: number; winRate: number } {
  if (!(Number.isInteger(n) && n >= 1)) throw new RangeError(`n must be a positive integer, got ${n}`);
  if (ref.length !== r.length) throw new RangeError(`expected ${r.length} reference probabilities, got ${ref.length}`);
  const probs = new Float64Array(ref.length);
  let [below, winRate] = [0, 0];
  for (const level of Array.from(new Set(r)).sort((a, b) => a - b)) {
    const tied = Array.from(r.keys()).filter((y) => r[y] === level);
    const mass = tied.reduce((sum, y) => sum + ref[y]!, 0);
    if (mass === 0) continue;
    const upTo = Math.min(1, below + mass);
    // hole: ties
    const wins = upTo ** n - below ** n;
    for (const y of tied) probs[y] = (ref[y]! / mass) * wins;

    winRate += wins * (below + mass / 2);
    below += mass;
  }
  const logProbs = probs.map(Math.log);
  const { reward, kl } = klObjective(logProbs, ref.map(Math.log), r, 1);
  return { probs, reward, kl, klBound: Math.log(n) - (n - 1) / n, winRate };
}
// #endregion

// #region ipo-opt
/**
 * The optimum of E[p*(y ≻ y′)] − τ·KL(π‖π_ref) with y′ ∼ μ: the reference, reweighted by how often a response is preferred.
 * E[p*(y ≻ y′)] − τ·KL(π‖π_ref)（y′ ∼ μ）的最优解：参考策略按各回答被偏好的频率重新加权。
 * @param pStar p*(y ≻ y′) [N, N]
 * @param mu what y is compared with [N]
 * @param ref π_ref [N]
 * @returns probabilities [N]
 */
export function ipoOptimum(pStar: Mat, mu: Mat, ref: Mat, tau: number): Mat {
  const n = mu.length;
  if (pStar.length !== n * n) throw new RangeError(`pStar has ${pStar.length} values; expected N*N = ${n * n}`);
  const preferred = mu.map((_, y) => mu.reduce((sum, m, other) => sum + m * pStar[y * n + other]!, 0)); // eq: var-ipo
  return klOptimalPolicy(ref.map(Math.log), preferred, tau).logProbs.map(Math.exp); // eq: var-ipo
}
// #endregion

// #region ipo-dataset
/**
 * The minimiser of Σ (h − 1/(2τ))² over pairs of winner and loser, h being the difference of their log-ratios: least squares on the
 * graph of comparisons, whose Laplacian knows differences only; a matrix of ones takes the free constant away.
 * Σ (h − 1/(2τ))² 在各胜负对上的最小者，h 为两者对数比之差：比较图上的最小二乘。其 Laplace 矩阵只识差值；加上全 1 矩阵以消去自由常数。
 * @param pairs winner and loser, as numbers of responses
 * @param ref π_ref [N]
 * @returns probabilities [N]
 */
export function ipoDatasetOptimum(pairs: readonly (readonly [number, number])[], ref: Mat, tau: number): Mat {
  if (!(tau > 0 && tau < Infinity)) throw new RangeError(`tau must be a positive finite number, got ${tau}`);
  const n = ref.length;
  const reached = new Set([0]);
  for (let grown = 0; grown !== reached.size;) {
    grown = reached.size;
    for (const [a, b] of pairs) if (reached.has(a) || reached.has(b)) reached.add(a).add(b);
  }
  if (reached.size !== n) throw new RangeError(`only ${reached.size} of ${n} responses are linked to response 0 by comparisons`);
  const [laplacian, b] = [new Float64Array(n * n).fill(1), new Float64Array(n)];
  for (const [winner, loser] of pairs) {
    laplacian[winner * n + winner]! += 1;
    laplacian[loser * n + loser]! += 1;
    laplacian[winner * n + loser]! -= 1;
    laplacian[loser * n + winner]! -= 1;
    // eq: var-ipo | hole: target
    b[winner]! += 1 / (2 * tau);
    b[loser]! -= 1 / (2 * tau);
  }
  const logRatio = choleskySolve(laplacian, b, n);
  return klOptimalPolicy(ref.map(Math.log), logRatio, 1).logProbs.map(Math.exp);
}
// #endregion

// #region world-ipo
/**
 * IPO’s optimum in the review world, where readers prefer by Bradley–Terry and μ is the reference.
 * 评论世界中 IPO 的最优策略：读者按 Bradley–Terry 模型偏好，μ 为参考策略。
 */
export function worldIpo({ logRef, reward }: World, tau: number): Mat {
  const ref = logRef.map(Math.exp);
  const pStar = Float64Array.from({ length: ref.length ** 2 }, (_, i) =>
    1 / (1 + Math.exp(reward[i % ref.length]! - reward[Math.floor(i / ref.length)]!)));
  return ipoOptimum(pStar, ref, ref, tau);
}
// #endregion

export function demo({ check, table, plot }: Report): void {
  const worlds = buildWorld();
  const powers = [1, 2, 4, 8, 16, 32, 64, 128];
  const best = worlds.map(({ logRef, reward }) => powers.map((n) => bestOfN(logRef.map(Math.exp), reward, n)));
  table(['best of n: KL and its bound, rewards', 'n 选一：KL 及其上界，奖励'],
    ['n', 'film KL', 'food KL', 'log n − (n−1)/n', 'film E[r]', 'food E[r]', ['film wins', 'film 胜率']],
    powers.map((n, k) => {
      const [film, food] = [best[0]![k]!, best[1]![k]!];
      return [n, ...[film.kl, food.kl, film.klBound, film.reward, food.reward, film.winRate].map((x) => Math.max(0, x).toFixed(4))];
    }));
  const standing = (world: World, tau: number) =>
     klObjective(worldIpo(world, tau).map(Math.log), world.logRef, world.reward, tau);
  const taus = Array.from({ length: 25 }, (_, k) => 0.02 * 50 ** (k / 24));
  plot(['film: reward against KL', 'film：奖励随 KL 的变化'], {
    'best of n': { x: best[0]!.map(({ kl }) => Math.max(0, kl)), y: best[0]!.map(({ reward }) => reward) },
    IPO: { x: taus.map((tau) => standing(worlds[0], tau).kl), y: taus.map((tau) => standing(worlds[0], tau).reward) },
  }, { x: 'KL(π‖π_ref)', y: 'E[r]' });

  const beirami: [string, string] = ['Beirami et al. 2024: log n − (n − 1)/n', 'Beirami 等 2024：log n − (n − 1)/n'];
  for (const [n, bound] of [[2, 0.193147], [4, 0.636294], [16, 1.835089], [64, 3.174508], [128, 3.859843]] as const) {
    check(`bound-${n}`, [`bound on the KL of the best of ${n}`, `${n} 选一的 KL 上界`], beirami,
      bound, best[0]![powers.indexOf(n)]!.klBound, 1e-6);
  }
  const coin = bestOfN(Float64Array.of(0.5, 0.5), Float64Array.of(0, 1), 32);
  check('coin', ['KL of the best of 32 tosses of a coin', '抛 32 次硬币取其优的 KL'], 'log 2', Math.LN2, coin.kl, 1e-6);
  check('coin-bound', ['what the bound says of them', '上界给出的值'], beirami, 2.496986, coin.klBound, 1e-6);
  const level = bestOfN(Float64Array.of(0.2, 0.3, 0.5), Float64Array.of(2, 2, 2), 5);
  check('all-tied', ['KL of the best of 5 when all are equal', '全部相等时 5 选一的 KL'], ['it is the reference', '即参考策略'], 0, level.kl, 1e-12);
  const half = bestOfN(Float64Array.of(0.2, 0.3, 0.5), Float64Array.of(0, 1, 1), 2);
  check('tie-share', ['best of 2, two of three tied: chance of the first of them', '2 选一，三者中两者相等：其中前者的概率'], '(1 − 0.2²) · 0.3/0.8',
    0.36, half.probs[1]!, 1e-12);
  const own: [string, string] = ['exact sum over 85 responses', '对 85 个回答精确求和'];
  const printed = { film: [1.273811, 0.604208, 2.364131, 3.714586], food: [1.746341, 0.609505, 2.756191, 3.289372] };
  Object.entries(printed).forEach(([name, [r4, kl4, r128, kl128]], i) => {
    const [four, many] = [best[i]![2]!, best[i]![7]!];
    check(`${name}-best-of-4-reward`, [`${name}: reward of the best of 4`, `${name}：4 选一的奖励`], own, r4!, four.reward, 1e-5);
    check(`${name}-best-of-4-kl`, [`${name}: KL of the best of 4`, `${name}：4 选一的 KL`], own, kl4!, four.kl, 1e-5);
    check(`${name}-best-of-128-reward`, [`${name}: reward of the best of 128`, `${name}：128 选一的奖励`], own, r128!, many.reward, 1e-5);
    check(`${name}-best-of-128-kl`, [`${name}: KL of the best of 128`, `${name}：128 选一的 KL`], own, kl128!, many.kl, 1e-5);
  });

  const sure = Float64Array.of(0.5, 1, 0, 0.5); // the first of two is always preferred 总是偏好两者中的第一个
  const even = Float64Array.of(0.5, 0.5);
  const azar: [string, string] = ['Azar et al. 2023, §5: σ(1/(2τ))', 'Azar 等 2023，§5：σ(1/(2τ))'];
  for (const [tau, value] of [[0.1, 0.993307], [0.5, 0.731059], [1, 0.622459], [10, 0.512497]] as const) {
    const name = `${tau}`.replace('.', '');
    check(`ipo-two-${name}`, [`π(y₁) where y₁ always wins, τ = ${tau}`, `y₁ 必胜时的 π(y₁)，τ = ${tau}`], azar,
      value, ipoOptimum(sure, even, even, tau)[0]!, 1e-6);
    check(`ipo-pair-${name}`, ['the same from one recorded pair', '由一个记录的偏好对求得'], azar,
      value, ipoDatasetOptimum([[0, 1]], even, tau)[0]!, 1e-6);
  }
  const third = Float64Array.of(1 / 3, 1 / 3, 1 / 3);
  const order = { name: 'order', pairs: [[0, 1], [1, 2], [0, 2]], formula: 'π ∝ (e^{2/3τ}, e^{1/3τ}, 1)' } as const;
  const loser = { name: 'loser', pairs: [[0, 1], [1, 0], [0, 2]], formula: 'π ∝ (1, 1, e^{−1/2τ})' } as const;
  const sets = [
    { ...order, tau: 1, published: [0.448441, 0.321322, 0.230237] },
    { ...order, tau: 0.1, published: [0.964370, 0.034403, 0.001227] },
    { ...loser, tau: 1, published: [0.383652, 0.383652, 0.232697] },
  ] as const;
  for (const { name, pairs, tau, formula, published } of sets) {
    const found = ipoDatasetOptimum(pairs, third, tau);
    const shown = pairs.map(([winner, loser]) => `${'abc'[winner]}≻${'abc'[loser]}`).join(' ');
    [...'abc'].forEach((letter, k) => check(`ipo-${name}-${letter}-${`${tau}`.replace('.', '')}`,
      [`π(${letter}) from ${shown}, τ = ${tau}`, `由 ${shown} 得 π(${letter})，τ = ${tau}`], formula, published[k]!, found[k]!, 1e-6));
  }
  for (const [i, [name, reward, kl]] of ([['film', 1.410335, 0.759400], ['food', 1.971607, 0.879043]] as const).entries()) {
    const at = standing(worlds[i as 0 | 1], 0.1);
    check(`${name}-ipo-reward`, [`${name}: reward of IPO’s optimum, τ = 0.1`, `${name}：IPO 最优策略的奖励，τ = 0.1`], own, reward, at.reward, 1e-5);
    check(`${name}-ipo-kl`, [`${name}: its KL`, `${name}：其 KL`], own, kl, at.kl, 1e-5);
  }
  const h = worldIpo(worlds[0], 0.1).map((p, y) => Math.log(p) - worlds[0].logRef[y]!);
  check('ipo-gap', ['film, τ = 0.1: τ · largest log-ratio gap, never above 1', 'film，τ = 0.1：τ · 最大的对数比之差，不超过 1'],
    ['own, |h*| ≤ 1/τ', '自行计算，|h*| ≤ 1/τ'], 0.856322, 0.1 * (Math.max(...h) - Math.min(...h)), 1e-6);
}

run(import.meta, demo);
