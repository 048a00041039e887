/**
 * What the critic aims at: the target of DDPG, the more cautious one of TD3, and the slow copies that both are read from.
 * 评论家的目标：DDPG 的目标、TD3 较谨慎的目标，以及两者所依据的缓慢副本。
 *
 * Lillicrap et al. 2016, arXiv 1509.02971: §3. Fujimoto et al. 2018, arXiv 1802.09477: §4.2, §5.3, Algorithm 1.
 */
import { run, type Report } from '../kit/demo.ts';
import type { Mat } from '../kit/matrix.ts';
import { normals } from '../kit/random.ts';

// #region td-target
/**
 * y = r + γ(1 − d) Q′(s′, μ′(s′)). Only a true end of the world cuts the tail off, a time limit does not.
 * y = r + γ(1 − d) Q′(s′, μ′(s′))。只有环境真正终止才截去后续，时间上限不算。
 * @param qNext values of the target critic at the target actor's actions [n]
 * @returns y [n]
 */
export function ddpgTarget(r: Mat, done: Mat, qNext: Mat, gamma: number): Mat {
  expectFraction('gamma', gamma);
  return r.map((ri, i) => {
    let y = ri;
    y += gamma * (1 - done[i]!) * qNext[i]!; // eq: ddpg-target | hole: target
    return y;
  });
}

function expectFraction(name: string, x: number): void {
  if (!(x >= 0 && x <= 1)) throw new RangeError(`${name} must be in [0, 1], got ${x}`);
}
// #endregion

// #region td3-target
/**
 * The same with the smaller of two critics: an error lifts the target above the truth only if it lifts both.
 * 同上，但取两个评论家中较小者：只有把两者都抬到真值之上的误差，才能使目标高于真值。
 * @param q1 the two target critics at the smoothed actions [n]
 * @returns y [n]
 */
export function td3Target(r: Mat, done: Mat, q1: Mat, q2: Mat, gamma: number): Mat {
  let qNext = q1;
  qNext = q1.map((q, i) => Math.min(q, q2[i]!)); // eq: td3-min | hole: twin
  return ddpgTarget(r, done, qNext, gamma);
}
// #endregion

// #region smooth-action
/**
 * The target actor's action, shaken a little: the critic is fitted to the average of Q nearby, so a narrow peak is not worth
 * climbing. First the noise is clipped, then the action.
 * 把目标演员的动作略加扰动：评论家拟合的是 Q 在附近的平均值，窄峰便不值得攀登。先截断噪声，再截断动作。
 * @param mu actions [n]
 * @param eps 𝒩(0,1) numbers [n]
 * @param sigma standard deviation, in units of aMax
 * @param clip largest shake, in units of aMax
 */
export function smoothAction(mu: Mat, eps: Mat, sigma: number, clip: number, aMax: number): Mat {
  if (!(sigma >= 0)) throw new RangeError(`sigma must not be negative, got ${sigma}`);
  if (!(clip >= 0)) throw new RangeError(`clip must not be negative, got ${clip}`);
  const bound = (x: number, c: number) => Math.max(-c, Math.min(c, x));
  return mu.map((a, k) => {
    let smoothed = a;
    smoothed = bound(a + bound(eps[k]! * sigma * aMax, clip * aMax), aMax); // eq: td3-smooth | hole: smooth
    return smoothed;
  });
}
// #endregion

// #region soft-update
/**
 * The target moves a share τ of the way to its source; τ = 1 copies, τ = 0 freezes.
 * 目标网络向来源移动 τ 的比例；τ = 1 为复制，τ = 0 为冻结。
 */
export function softUpdate(target: Mat, source: Mat, tau: number): void {
  if (!(tau >= 0 && tau <= 1)) throw new RangeError(`tau must be in [0, 1], got ${tau}`);
  if (target.length !== source.length) throw new RangeError(`target has ${target.length} values, its source ${source.length}`);
  for (let k = 0; k < target.length; k++) {
    target[k] = tau * source[k]! + (1 - tau) * target[k]!; // eq: ddpg-soft | hole: soft
  }
}

/** Updates until half the gap to a source at rest is closed. 来源静止时，差距缩小一半所需的更新次数。 */
export function halfLife(tau: number): number {
  return Math.LN2 / -Math.log1p(-tau); // log(1 − τ) would lose the digits of a small τ
}
// #endregion

// #region max-bias
/**
 * E max of n independent 𝒩(0,1) errors, by the midpoint rule on x·n·φ(x)·Φ(x)ⁿ⁻¹: what a maximum adds to values that are
 * right on average. E min is its negative.
 * n 个独立 𝒩(0,1) 误差的 E max，对 x·n·φ(x)·Φ(x)ⁿ⁻¹ 用中点公式：在平均正确的值上取最大所多出的量。E min 是它的相反数。
 */
export function expectedMax(n: number): number {
  const h = 1e-3, density = (x: number) => Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  let below = 0, mean = 0;
  for (let x = -9; x < 9; x += h) {
    const phi = density(x), middle = x + h / 2;
    let power = 1;
    const half = below + ((phi + density(middle)) / 2) * (h / 2);
    for (let i = 1; i < n; i++) power *= half;
    mean += middle * n * density(middle) * power * h; // eq: td3-bias
    below += ((phi + 4 * density(middle) + density(x + h)) / 6) * h;
  }
  return mean;
}
// #endregion

export function demo({ say, check, plot, table }: Report, seed = 3): void {
  const one = (x: number) => Float64Array.of(x);
  const gap = (tau: number, updates: number) => {
    const target = one(0);
    return Float64Array.from({ length: updates }, () => {
      softUpdate(target, one(1), tau);
      return 1 - target[0]!;
    });
  };
  plot(['gap to a source at rest', '与静止来源的差距'], { 'τ = 0.005': gap(0.005, 1000), 'τ = 0.001': gap(0.001, 1000) }, { x: ['updates', '更新次数'] });

  const r = Float64Array.of(1, 1, -2), done = Float64Array.of(0, 1, 0), q1 = Float64Array.of(10, 10, -5), q2 = Float64Array.of(8, 30, -4);
  const [ddpg, td3] = [ddpgTarget(r, done, q1, 0.9), td3Target(r, done, q1, q2, 0.9)];
  table(['targets, γ = 0.9', '目标，γ = 0.9'], ['r', 'd', 'Q₁′', 'Q₂′', 'DDPG', 'TD3'],
    Array.from(r, (_, i) => [r[i]!, done[i]!, q1[i]!, q2[i]!, ddpg[i]!, td3[i]!]));

  const n = 200_000, eps = normals(2 * n, seed);
  let [top, bottom] = [0, 0];
  for (let i = 0; i < n; i++) {
    top += Math.max(eps[2 * i]!, eps[2 * i + 1]!) / n;
    bottom += td3Target(one(0), one(0), one(eps[2 * i]!), one(eps[2 * i + 1]!), 1)[0]! / n;
  }
  say(`two errors 𝒩(0,1): the larger is ${top.toFixed(3)} on average, the smaller ${bottom.toFixed(3)}`,
    `两个 𝒩(0,1) 误差：较大者平均 ${top.toFixed(3)}，较小者平均 ${bottom.toFixed(3)}`);
  const counts = [1, 2, 3, 5, 10, 20, 50];
  plot(['E max of n errors 𝒩(0,1)', 'n 个 𝒩(0,1) 误差的 E max'], { 'E max': { x: counts, y: counts.map(expectedMax) } }, { x: 'n', logX: true });

  const shaken = smoothAction(Float64Array.of(0, 0, 1.9, -1.9), Float64Array.of(1, 5, 5, 5), 0.2, 0.5, 2);
  const half = gap(0.005, 138)[137]!;
  check('half-005', ['updates that halve the gap, τ = 0.005', '差距减半所需的更新次数，τ = 0.005'], 'ln 2/−ln(1 − τ)', 138.28, halfLife(0.005), 4e-5);
  check('half-001', ['the same, τ = 0.001', '同上，τ = 0.001'], 'ln 2/−ln(1 − τ)', 692.80, halfLife(0.001), 1e-5);
  check('half-gap', ['gap after 138 updates, τ = 0.005', '138 次更新后的差距，τ = 0.005'], '0.995¹³⁸', 0.5007087, half, 1e-7);
  check('target', ['target at r = 1, d = 0, Q′ = 10, γ = 0.9', 'r = 1、d = 0、Q′ = 10、γ = 0.9 时的目标'], '1 + 0.9·10', 10, ddpg[0]!, 1e-12);
  check('terminal', ['the same where the world ended', '同上，但环境已终止'], 'y = r', 1, ddpg[1]!, 1e-12);
  check('twin', ['TD3’s target there with Q₂′ = 8', '此时 Q₂′ = 8 的 TD3 目标'], '1 + 0.9·8', 8.2, td3[0]!, 1e-12);
  check('twin-low', ['with Q₁′ = −5, Q₂′ = −4, r = −2', 'Q₁′ = −5、Q₂′ = −4、r = −2 时'], '−2 − 0.9·5', -6.5, td3[2]!, 1e-12);
  check('max-two', ['E max of two errors 𝒩(0,1)', '两个 𝒩(0,1) 误差的 E max'], '1/√π', 0.5641896, expectedMax(2), 1e-7);
  check('max-ten', ['E max of ten', '十个误差的 E max'], ['order statistics', '次序统计量'], 1.53875, expectedMax(10), 1e-5);
  check('max-sampled', ['E max of two, from 200 000 draws', '两个误差的 E max，抽取 200 000 次'], ['1/√π, four standard errors', '1/√π，四倍标准误'],
    0.5641896, top, 0.0075);
  check('min-sampled', ['E min of two, the bias of TD3’s target', '两个误差的 E min，即 TD3 目标的偏差'], ['−1/√π, four standard errors', '−1/√π，四倍标准误'],
    -0.5641896, bottom, 0.0075);
  check('shake', ['an action 0 shaken by one σ = 0.2·2', '动作 0 受一个 σ = 0.2·2 的扰动'], '0 + 0.4', 0.4, shaken[0]!, 1e-12);
  check('shake-clipped', ['shaken by five σ', '受五个 σ 的扰动'], 'c = 0.5·2', 1, shaken[1]!, 1e-12);
  check('shake-bounded', ['an action 1.9 shaken by five σ', '动作 1.9 受五个 σ 的扰动'], 'a_max', 2, shaken[2]!, 1e-12);
  check('shake-inside', ['an action −1.9 shaken by five σ', '动作 −1.9 受五个 σ 的扰动'], '−1.9 + 1', -0.9, shaken[3]!, 1e-12);
}

run(import.meta, demo);
