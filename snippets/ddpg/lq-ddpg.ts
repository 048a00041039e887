/**
 * DDPG on the linear-quadratic problem: a linear actor and a quadratic critic find the Riccati gain without knowing the system.
 * 在线性二次型问题上的 DDPG：线性演员与二次型评论家，不知道系统也能找到黎卡提增益。
 *
 * Bradtke, Ydstie, Barto 1994 (a quadratic Q is exact). Lillicrap et al. 2016, arXiv 1509.02971: Algorithm 1.
 */
import { run, type Report } from '../kit/demo.ts';
import type { Mat } from '../kit/matrix.ts';
import { uniform } from '../kit/random.ts';
import { doubleIntegrator, riccati, type LinearSystem } from './lqr.ts';
import { Adam } from './mlp.ts';
import { gaussian } from './noise.ts';
import { emptyBatch, Replay } from './replay-buffer.ts';
import { ddpgTarget, softUpdate } from './targets.ts';

// #region quadratic-critic
/** The products that make up a quadratic form in (x, y, u), mixed ones twice. (x, y, u) 的二次型各项，混合项取两倍。 */
export function quadraticFeatures(x: number, y: number, u: number, out: Mat): Mat {
  [out[0], out[1], out[2], out[3], out[4], out[5]] = [x * x, 2 * x * y, y * y, 2 * x * u, 2 * y * u, u * u]; // eq: lqr-q
  return out;
}

/** Q(s,a) = w·φ(s,a): six numbers hold q_K exactly where s has two parts and a one. Q(s,a) = w·φ(s,a)：s 二维、a 一维时，六个数即可精确表示 q_K。 */
export function quadraticQ(w: Mat, phi: Mat): number {
  let q = 0;
  for (let k = 0; k < 6; k++) q += w[k]! * phi[k]!;
  return q;
}
// #endregion

// #region lq-ddpg
/** Settings of a run; both learning rates fall as 1/(1 + 9t/T). 一次训练的设定；两个学习率都按 1/(1 + 9t/T) 下降。 */
export const lqDefaults = { steps: 20_000, batch: 64, capacity: 20_000, lrActor: 0.005, lrCritic: 0.02, tau: 0.01, sigma: 0.3, limit: 30 };

/**
 * Actor a = −Ks from K = 0, starts even on [−1, 1]², Gaussian noise. Nothing of A, B, Q, R enters but through the steps.
 * 演员 a = −Ks，从 K = 0 开始；起点均匀取自 [−1, 1]²，高斯噪声。A、B、Q、R 只通过所走的每一步起作用。
 * @returns K [2], w [6], and the gains every 100 steps
 */
export function trainLqDdpg(sys: LinearSystem, options: Partial<typeof lqDefaults>, seed: number): { K: Mat; w: Mat; path: Mat[] } {
  const o = { ...lqDefaults, ...options };
  if (sys.n !== 2 || sys.m !== 1) throw new RangeError(`expected a system of 2 states and 1 action, got ${sys.n} and ${sys.m}`);
  const { A, B, Q, R, gamma } = sys, next = uniform(seed), xi = gaussian(seed);
  const K = new Float64Array(2), w = new Float64Array(6), KTarget = K.slice(), wTarget = w.slice();
  const actorAdam = new Adam(2, { lr: o.lrActor }), criticAdam = new Adam(6, { lr: o.lrCritic });
  const buffer = new Replay(o.capacity, 2, 1), batch = emptyBatch(o.batch, 2, 1), path: Mat[] = [K.slice()];
  const phi = new Float64Array(6), qNext = new Float64Array(o.batch);
  const s = new Float64Array(2), s2 = new Float64Array(2), a = new Float64Array(1);
  for (let step = 1; step <= o.steps; step++) {
    if (step % o.limit === 1) s.set([2 * next() - 1, 2 * next() - 1]);
    a[0] = -(K[0]! * s[0]! + K[1]! * s[1]!) + o.sigma * xi();
    if (!Number.isFinite(a[0])) throw new RangeError(`action is ${a[0]} at step ${step} (the actor has diverged)`);
    const reward = -(Q[0]! * s[0]! ** 2 + 2 * Q[1]! * s[0]! * s[1]! + Q[3]! * s[1]! ** 2 + R[0]! * a[0] ** 2);
    for (let i = 0; i < 2; i++) s2[i] = A[2 * i]! * s[0]! + A[2 * i + 1]! * s[1]! + B[i]! * a[0];
    buffer.push(s, a, reward, s2, false);
    s.set(s2);
    if (buffer.size < o.batch) continue;

    const { s: x, a: u, r, s2: x2, done } = buffer.sample(o.batch, next, batch);
    for (let i = 0; i < o.batch; i++) {
      const p = x2[2 * i]!, v = x2[2 * i + 1]!;
      qNext[i] = quadraticQ(wTarget, quadraticFeatures(p, v, -(KTarget[0]! * p + KTarget[1]! * v), phi));
    }
    const target = ddpgTarget(r, done, qNext, gamma); // eq: ddpg-target
    const fade = 1 / (1 + (9 * step) / o.steps); // both rates
    const gw = new Float64Array(6), gK = new Float64Array(2);
    for (let i = 0; i < o.batch; i++) {
      const gap = quadraticQ(w, quadraticFeatures(x[2 * i]!, x[2 * i + 1]!, u[i]!, phi)) - target[i]!;
      for (let k = 0; k < 6; k++) gw[k]! += (2 / o.batch) * gap * phi[k]!; // eq: ddpg-critic-loss
    }
    criticAdam.step(w, gw, o.lrCritic * fade);
    for (let i = 0; i < o.batch; i++) {
      const p = x[2 * i]!, v = x[2 * i + 1]!, mu = -(K[0]! * p + K[1]! * v);
      const slope = 2 * (w[3]! * p + w[4]! * v + w[5]! * mu); // ∇_a Q at a = μ(s)
      gK[0]! += (slope * p) / o.batch; // eq: ddpg-offpolicy
      gK[1]! += (slope * v) / o.batch;
    }
    actorAdam.step(K, gK, o.lrActor * fade);
    softUpdate(KTarget, K, o.tau); // eq: ddpg-soft
    softUpdate(wTarget, w, o.tau);
    if (step % 100 === 0) path.push(K.slice());
  }
  return { K, w, path };
}
// #endregion

export function demo({ say, check, plot, table }: Report, seed = 1): void {
  const seeds = [seed, seed + 1, seed + 2];
  const trial = (R: number): Trial => {
    const sys = doubleIntegrator(R), best = riccati(sys).K;
    const gap = (K: Mat) => Math.hypot(K[0]! - best[0]!, K[1]! - best[1]!) / Math.hypot(best[0]!, best[1]!);
    return { R, best, runs: seeds.map((s) => trainLqDdpg(sys, {}, s)), gap };
  };
  const one = trial(1), tenth = trial(0.1);
  for (const { R, best, runs, gap } of [one, tenth]) {
    const digits = (K: Mat) => Array.from(K, (k) => k.toFixed(5));
    table([`learned gains, R = ${R}`, `学到的增益，R = ${R}`], [['seed', '种子'], 'K₁', 'K₂', ['relative error', '相对误差']],
      [...runs.map(({ K }, k) => [`${seeds[k]!}`, ...digits(K), gap(K).toExponential(1)]), ['Riccati', ...digits(best), '']]);
  }
  plot(['relative error of K, R = 1', 'K 的相对误差，R = 1'], Object.fromEntries(one.runs.map(({ path }, k) => [`seed ${seeds[k]!}`,
    { x: path.map((_, i) => 100 * i), y: path.map((K) => Math.max(1e-9, one.gap(K))) }])), { x: ['step', '步'], logY: true });
  say('the gain is right to many digits although neither actor nor critic ever sees A, B, Q or R',
    '演员与评论家从未见过 A、B、Q、R，增益却准确到许多位');

  const worst = ({ runs, gap }: Trial) => Math.max(...runs.map(({ K }) => gap(K)));
  const own: [string, string] = ['Riccati; band 0.02', '黎卡提方程；容许 0.02'];
  check('gain-one', ['worst relative error of K of three runs, R = 1', '三次训练中 K 的最大相对误差，R = 1'], own, 0, worst(one), 0.02);
  check('gain-tenth', ['the same, R = 0.1', '同上，R = 0.1'], own, 0, worst(tenth), 0.02);
}

interface Trial {
  readonly R: number;
  readonly best: Mat;
  readonly runs: readonly ReturnType<typeof trainLqDdpg>[];
  readonly gap: (K: Mat) => number;
}

run(import.meta, demo);
