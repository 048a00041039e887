/**
 * One update of TD3: two critics of which the smaller counts, shaken target actions, and an actor that waits.
 * TD3 的一次更新：两个评论家取较小者，目标动作加扰动，演员延迟更新。
 *
 * Fujimoto, van Hoof, Meger 2018, arXiv 1802.09477: §4.2, §5.2, §5.3, Algorithm 1.
 */
import { run, type Report } from '../kit/demo.ts';
import { maxGap, type Mat } from '../kit/matrix.ts';
import { normals, uniform } from '../kit/random.ts';
import { actorStep, criticStep, joined, learner, type Learner, type UpdateOptions } from './ddpg-update.ts';
import { Mlp } from './mlp.ts';
import { emptyBatch, type Batch } from './replay-buffer.ts';
import { smoothAction, softUpdate, td3Target } from './targets.ts';

// #region td3-update
/** An actor and two critics with different first weights. 一个演员，两个初始权重不同的评论家。 */
export interface Td3Nets {
  readonly actor: Learner;
  readonly critics: readonly [Learner, Learner];
}

/**
 * DDPG’s options, the shaking in units of a_max, and how many critic updates make one of the actor.
 * DDPG 的设定、以 a_max 为单位的扰动，以及演员每隔几次更新一次。
 */
export interface Td3Options extends UpdateOptions {
  readonly sigma?: number;
  readonly clip?: number;
  readonly policyFreq?: number;
}

/**
 * @param eps 𝒩(0,1) numbers for the smoothing [n, aDim]
 * @param it which update this is, counted from 1 第几次更新，从 1 数起
 * @returns criticLoss is the sum over both critics; actorLoss is null where the actor waits 两个评论家损失之和；演员等待时 actorLoss 为 null
 */
export function td3Update({ actor, critics }: Td3Nets, { n, s, a, r, s2, done }: Batch, eps: Mat, o: Td3Options, it: number) {
  const { gamma, tau, actionScale: scale = 1, sigma = 0.2, clip = 0.5, policyFreq = 2 } = o;
  if (!(Number.isInteger(policyFreq) && policyFreq >= 1)) {
    throw new RangeError(`policyFreq must be an integer of 1 or more, got ${policyFreq}`);
  }
  const smoothed = smoothAction(actor.target.forward(s2, n), eps, sigma, clip, actor.net.scale); // eq: td3-smooth
  const x2 = joined(s2, smoothed, n, scale);
  const y = td3Target(r, done, critics[0].target.forward(x2, n), critics[1].target.forward(x2, n), gamma); // eq: td3-min
  const x = joined(s, a, n, scale);
  const criticLoss = criticStep(critics[0], x, y) + criticStep(critics[1], x, y);

  let isTurn = true;
  isTurn = it % policyFreq === 0; // eq: td3-delay | hole: delay
  if (!isTurn) return { criticLoss, actorLoss: null, y, saturated: 0 };
  const { loss: actorLoss, saturated } = actorStep(actor, critics[0].net, s, n, scale);
  for (const { target, net } of [actor, ...critics]) softUpdate(target.params, net.params, tau); // eq: td3-delay
  return { criticLoss, actorLoss, y, saturated };
}
// #endregion

export function demo({ say, check, plot, table }: Report, seed = 4): void {
  const n = 32, [sDim, aDim] = [3, 1];
  const next = uniform(seed);
  const critic = () => learner(new Mlp([sDim + aDim, 16, 16, 1], 'linear', 1, next), 1e-3);
  const nets: Td3Nets = { actor: learner(new Mlp([sDim, 16, 16, aDim], 'tanh', 2, next), 1e-3), critics: [critic(), critic()] };
  const batch: Batch = {
    ...emptyBatch(n, sDim, aDim), s: normals(n * sDim, seed), a: normals(n * aDim, seed + 1).map((x) => Math.max(-2, Math.min(2, x))),
    r: normals(n, seed + 2), s2: normals(n * sDim, seed + 3),
  };
  const o = { gamma: 0.9, tau: 0.005, actionScale: 2 };
  const eps = (it: number) => normals(n * aDim, 100 * seed + it);
  const x2 = (actions: Mat) => joined(batch.s2, actions, n, 2);
  const values = (at: Mat) => nets.critics.map(({ target }) => target.forward(at).slice()) as [Mat, Mat];
  const [q1, q2] = values(x2(smoothAction(nets.actor.target.forward(batch.s2), eps(1), 0.2, 0.5, 2)));

  const parts = () => [nets.actor.net, nets.actor.target, nets.critics[0].net, nets.critics[0].target].map(({ params }) => params.slice());
  const rows: (readonly [number, ...number[]])[] = [];
  const losses: number[] = [];
  let firstGap = 0;
  for (let it = 1; it <= 6; it++) {
    const before = parts();
    const { criticLoss, y } = td3Update(nets, batch, eps(it), o, it);
    if (it === 1) firstGap = maxGap(y, batch.r.map((r, i) => r + o.gamma * Math.min(q1[i]!, q2[i]!)));
    losses.push(criticLoss);
    rows.push([it, ...parts().map((p, k) => maxGap(p, before[k]!))]);
  }
  table(['largest change of a parameter in each update', '每次更新中参数的最大变化'],
    [['update', '更新'], 'θ', 'θ′', 'w₁', 'w₁′'], rows.map(([it, ...moves]) => [it, ...moves.map((m) => +m.toExponential(2))]));
  for (let it = 7; it <= 400; it++) losses.push(td3Update(nets, batch, eps(it), o, it).criticLoss);
  plot(['loss of both critics on one batch', '两个评论家在同一批数据上的损失'], { loss: losses }, { x: ['update', '更新'], logY: true });
  const caution = q1.reduce((sum, q, i) => sum + (q + q2[i]!) / 2 - Math.min(q, q2[i]!), 0) / n;
  say(`at the start the smaller of the two lies ${caution.toFixed(4)} below their mean`, `开始时，两者较小者平均比均值低 ${caution.toFixed(4)}`);

  const moved = (column: number, odd: boolean) => rows.filter((row) => (row[0] % 2 === 1) === odd && row[column]! > 0).length;
  const [w1, w2] = nets.critics.map(({ net }) => net.params) as [Mat, Mat];
  check('target', ['largest gap of the first targets to r + γ min Q′', '第一批目标与 r + γ min Q′ 的最大差'], ['TD3, Algorithm 1', 'TD3，算法 1'], 0, firstGap, 1e-12);
  check('actor-steps', ['updates of six that move the actor', '六次更新中移动演员的次数'], ['D = 2: the 2nd, 4th, 6th', 'D = 2：第 2、4、6 次'], 3, moved(1, false) + moved(1, true));
  check('waits', ['odd updates that move actor or targets', '移动演员或目标网络的奇数次更新'], 'D = 2', 0, moved(1, true) + moved(2, true) + moved(4, true));
  check('critic-steps', ['updates of six that move the critic', '六次更新中移动评论家的次数'], ['every one', '每一次'], 6, moved(3, false) + moved(3, true));
  check('different', ['the critics stay different: 1', '两个评论家保持不同：1'], ['other first weights', '初始权重不同'], 1, maxGap(w1, w2) > 1e-3 ? 1 : 0);
}

run(import.meta, demo);
