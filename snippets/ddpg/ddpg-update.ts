/**
 * One update of DDPG: the critic steps to its target, the actor climbs the critic, and both targets follow slowly.
 * DDPG 的一次更新：评论家走向目标，演员沿评论家攀升，两个目标网络缓慢跟随。
 *
 * Lillicrap et al. 2016, arXiv 1509.02971: §3, eqs 4–6, Algorithm 1. Silver et al. 2014: eq. 9 and §4.2.
 */
import { run, type Report } from '../kit/demo.ts';
import { centralDifferences } from '../kit/differences.ts';
import { maxGap, type Mat } from '../kit/matrix.ts';
import { normals, uniform } from '../kit/random.ts';
import { Adam, Mlp } from './mlp.ts';
import { emptyBatch, type Batch } from './replay-buffer.ts';
import { ddpgTarget, softUpdate } from './targets.ts';

// #region update-options
/** What one update needs to know. 一次更新所需的设定。 */
export interface UpdateOptions {
  readonly gamma: number;
  readonly tau: number;
  /** The critic sees a/actionScale; 1 if left out. 评论家看到的是 a/actionScale；省略时为 1。 */
  readonly actionScale?: number;
}

/** A network with the optimiser that moves it and the slow copy that targets are read from. 网络、推动它的优化器，以及用于计算目标的缓慢副本。 */
export interface Learner {
  readonly net: Mlp;
  readonly adam: Adam;
  readonly target: Mlp;
}

/** The target begins as a copy: with other weights, the first targets would be of another policy. 目标网络从副本开始：若用别的权重，最初的目标便属于另一个策略。 */
export function learner(net: Mlp, lr: number, l2 = 0): Learner {
  return { net, adam: new Adam(net.params.length, { lr, l2 }), target: net.copy() };
}

/** The critic's input: each row is s, then a/scale. 评论家的输入：每行先 s，后 a/scale。 */
export function joined(s: Mat, a: Mat, n: number, scale = 1): Mat {
  const sDim = s.length / n, aDim = a.length / n, width = sDim + aDim;
  const x = new Float64Array(n * width);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < sDim; j++) x[i * width + j] = s[i * sDim + j]!;
    for (let j = 0; j < aDim; j++) x[i * width + sDim + j] = a[i * aDim + j]! / scale;
  }
  return x;
}
// #endregion

// #region critic-step
/**
 * One step on the mean squared gap to y, which is held constant although it was made by a copy of the same network.
 * 对与 y 的均方差走一步；y 视为常数，尽管它出自同一网络的副本。
 * @param x rows of s and a [n, sDim + aDim]
 * @param y [n]
 * @returns the loss before the step
 */
export function criticStep({ net, adam }: Learner, x: Mat, y: Mat): number {
  const n = y.length, q = net.forward(x, n);
  let loss = 0;
  for (let i = 0; i < n; i++) loss += (q[i]! - y[i]!) ** 2 / n; // eq: ddpg-critic-loss
  const dq = new Float64Array(n);
  for (let i = 0; i < n; i++) dq[i] = (2 / n) * (q[i]! - y[i]!); // eq: ddpg-critic-loss | hole: critic-gradient
  net.backward(dq, { input: false });
  adam.step(net.params, net.grad);
  return loss;
}
// #endregion

// #region actor-step
/**
 * One step up the critic: its gradient with respect to the action, at a = μ(s) and not at the action that was stored, goes on
 * into the actor. The states come from the buffer; the critic's weights stay.
 * 沿评论家走一步：取它在 a = μ(s) 处（而非所存动作处）对动作的梯度，继续传入演员。状态来自回放池；评论家的权重不动。
 * @param s [n, sDim]
 * @returns the loss −mean Q(s, μ(s)) before the step, and the share of actions beyond 0.99·a_max
 */
export function actorStep({ net, adam }: Learner, critic: Mlp, s: Mat, n: number, scale = 1): { loss: number; saturated: number } {
  const mu = net.forward(s, n); // eq: ddpg-offpolicy
  const q = critic.forward(joined(s, mu, n, scale), n);
  const aDim = mu.length / n, sDim = s.length / n;
  const loss = -q.reduce((sum, x) => sum + x, 0) / n; // eq: ddpg-actor-loss
  const saturated = net.out === 'tanh' ? mu.filter((a) => Math.abs(a) > 0.99 * net.scale).length / mu.length : 0;
  const da = new Float64Array(n * aDim);
  // eq: ddpg-actor-loss | hole: actor-gradient
  const dx = critic.backward(new Float64Array(n).fill(-1 / n), { weights: false });
  for (let k = 0; k < da.length; k++) da[k] = dx[Math.floor(k / aDim) * (sDim + aDim) + sDim + (k % aDim)]! / scale;

  net.backward(da, { input: false }); // eq: ddpg-offpolicy
  adam.step(net.params, net.grad);
  return { loss, saturated };
}
// #endregion

// #region ddpg-update
/** Actor and critic. 演员与评论家。 */
export interface DdpgNets {
  readonly actor: Learner;
  readonly critic: Learner;
}

/**
 * The order matters: y from the targets, then the critic, then the actor with the new critic, then the targets.
 * 次序要紧：先由目标网络得 y，再更新评论家，再以新的评论家更新演员，最后更新目标网络。
 */
export function ddpgUpdate({ actor, critic }: DdpgNets, { n, s, a, r, s2, done }: Batch, o: UpdateOptions) {
  const { gamma, tau, actionScale: scale = 1 } = o;
  const qNext = critic.target.forward(joined(s2, actor.target.forward(s2, n), n, scale), n); // eq: ddpg-maxa
  const y = ddpgTarget(r, done, qNext, gamma); // eq: ddpg-target
  const criticLoss = criticStep(critic, joined(s, a, n, scale), y); // eq: ddpg-critic-loss
  const { loss: actorLoss, saturated } = actorStep(actor, critic.net, s, n, scale); // eq: ddpg-actor-loss
  for (const { target, net } of [actor, critic]) softUpdate(target.params, net.params, tau); // eq: ddpg-soft
  return { criticLoss, actorLoss, y, saturated };
}
// #endregion

export function demo({ say, check, plot, table }: Report, seed = 2): void {
  const n = 16, [sDim, aDim, aMax] = [3, 2, 2];
  const batch: Batch = {
    ...emptyBatch(n, sDim, aDim), s: normals(n * sDim, seed), a: normals(n * aDim, seed + 1).map((x) => Math.max(-aMax, Math.min(aMax, x))),
    r: normals(n, seed + 2), s2: normals(n * sDim, seed + 3), done: Float64Array.from({ length: n }, (_, i) => (i % 4 === 3 ? 1 : 0)),
  };
  const nets = (lr = 1e-3): DdpgNets => {
    const next = uniform(seed);
    return {
      actor: learner(new Mlp([sDim, 8, 8, aDim], 'tanh', aMax, next), lr), critic: learner(new Mlp([sDim + aDim, 8, 8, 1], 'linear', 1, next), lr),
    };
  };
  const o = { gamma: 0.9, tau: 0.01, actionScale: aMax };

  const fresh = nets(), probe = nets();
  const { y } = ddpgUpdate(fresh, batch, o);
  const x = joined(batch.s, batch.a, n, aMax);
  const criticSlopes = centralDifferences(probe.critic.net.params, () => probe.critic.net.forward(x).reduce((sum, q, i) => sum + (q - y[i]!) ** 2 / n, 0));
  // The actor climbs the critic after its step. 演员沿更新之后的评论家攀升。
  const climbed = fresh.critic.net;
  const actorSlopes = centralDifferences(probe.actor.net.params, () =>
    -climbed.forward(joined(batch.s, probe.actor.net.forward(batch.s), n, aMax)).reduce((sum, q) => sum + q, 0) / n);
  const first = [y[0]!, y[3]! - batch.r[3]!];
  table(['parts of one update', '一次更新的各部分'], [['part', '部分'], ['parameters', '参数个数'], ['largest gap to differences', '与差分的最大差']], [
    ['critic', fresh.critic.net.params.length, maxGap(criticSlopes, fresh.critic.net.grad).toExponential(1)],
    ['actor', fresh.actor.net.params.length, maxGap(actorSlopes, fresh.actor.net.grad).toExponential(1)],
  ]);

  const still = nets(), before = still.critic.net.params.slice();
  const losses = Array.from({ length: 200 }, () => actorStep(still.actor, still.critic.net, batch.s, n, aMax).loss);
  plot(['actor alone on a fixed critic: mean Q(s, μ(s))', '评论家固定，只更新演员：Q(s, μ(s)) 的均值'], { Q: losses.map((l) => -l) }, { x: ['step', '步'] });
  say(`mean Q(s, μ(s)) rises from ${(-losses[0]!).toFixed(3)} to ${(-losses.at(-1)!).toFixed(3)}`,
    `Q(s, μ(s)) 的均值由 ${(-losses[0]!).toFixed(3)} 升至 ${(-losses.at(-1)!).toFixed(3)}`);

  const target = probe.critic.target.params, moved = fresh.critic.target.params;
  const shares = moved.map((p, k) => (p - target[k]!) - o.tau * (fresh.critic.net.params[k]! - target[k]!));
  const qNext = probe.critic.target.forward(joined(batch.s2, probe.actor.target.forward(batch.s2), n, aMax));
  check('y', ['gap of the first target to r + γQ′', '第一个目标与 r + γQ′ 之差'], ['Lillicrap et al., Algorithm 1', 'Lillicrap 等，算法 1'],
    0, first[0]! - batch.r[0]! - o.gamma * qNext[0]!, 1e-12);
  check('y-terminal', ['gap of a terminal target to r', '终止步的目标与 r 之差'], 'd = 1', 0, first[1]!);
  check('critic-gradient', ['largest gap to central differences of L(w)', '与 L(w) 的中心差分的最大差'], 'h = 10⁻⁶', 0,
    maxGap(criticSlopes, fresh.critic.net.grad), 1e-8);
  check('actor-gradient', ['largest gap to central differences of L(θ)', '与 L(θ) 的中心差分的最大差'], 'h = 10⁻⁶', 0,
    maxGap(actorSlopes, fresh.actor.net.grad), 1e-8);
  check('critic-still', ['change of w in 200 steps of the actor', '演员走 200 步期间 w 的变化'], ['own', '自行计算'], 0, maxGap(before, still.critic.net.params));
  check('climbs', ['mean Q rises in those steps: 1', '期间 Q 的均值上升：1'], ['own', '自行计算'], 1, losses.at(-1)! < losses[0]! ? 1 : 0);
  check('targets', ['largest gap of the targets to a share τ of the way', '目标网络与前进 τ 比例之间的最大差'], 'τ = 0.01', 0,
    Math.max(...shares.map(Math.abs)), 1e-15);
}

run(import.meta, demo);
