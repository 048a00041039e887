/**
 * Overestimation on a problem whose truth is known: a critic that is right on average, an actor that climbs its errors, and the
 * cure of TD3.
 * 在真值已知的问题上看过估计：平均正确的评论家、攀登其误差的演员，以及 TD3 的对策。
 *
 * Fujimoto et al. 2018, arXiv 1802.09477: §4.1, §4.2. The truth: scalar linear-quadratic regulator.
 */
import { run, type Report } from '../kit/demo.ts';
import { riccati, type LinearSystem } from './lqr.ts';
import { gaussian } from './noise.ts';

// #region noisy-critic
/**
 * One backup of the value −P s² of a scalar system through critics whose three coefficients carry independent errors 𝒩(0,σ²). The
 * actor is at its best for the first critic: a = −K s climbs its errors too. With `twin` a second critic is asked about the same
 * action, and the smaller value counts, which is the larger cost.
 * 标量系统的价值 −P s² 经评论家作一次备份；评论家的三个系数带有独立误差 𝒩(0,σ²)。演员对第一个评论家取最优：
 * a = −K s 也攀登了它的误差。取 `twin` 时，再就同一动作询问第二个评论家，以较小的价值（即较大的代价）为准。
 * @returns the new P
 */
export function noisyBackup({ A, B, Q, R, gamma }: LinearSystem, P: number, sigma: number, xi: () => number, twin: boolean): number {
  const a = A[0]!, b = B[0]!;
  const critic = () => ({
    ss: Q[0]! + gamma * a * a * P + sigma * xi(), as: gamma * a * b * P + sigma * xi(), aa: R[0]! + gamma * b * b * P + sigma * xi(), // eq: lqr-q
  });
  const first = critic(), K = first.as / first.aa; // eq: td3-bias
  const cost = ({ ss, as, aa }: typeof first) => ss - 2 * K * as + K * K * aa;
  return twin ? Math.max(cost(first), cost(critic())) : cost(first); // eq: td3-min
}

/** The mean of `repeats` chains of such backups from the true P, minus the truth, after each: positive where values are too high. 从真值 P 出发，`repeats` 条这样的备份链的均值减真值：为正即价值偏高。 */
export function valueBias(sys: LinearSystem, sigma: number, backups: number, repeats: number, twin: boolean, seed: number): Float64Array {
  const truth = riccati(sys).P[0]!, xi = gaussian(seed), bias = new Float64Array(backups);
  for (let i = 0; i < repeats; i++) {
    let P = truth;
    for (let k = 0; k < backups; k++) {
      P = noisyBackup(sys, P, sigma, xi, twin);
      bias[k]! += (truth - P) / repeats;
    }
  }
  return bias;
}
// #endregion

/** A weak motor: it takes many steps to the middle, so an error in a value is handed on for long. 电机弱：回到中点要走很多步，价值的误差会被传递很久。 */
const weakMotor: LinearSystem = {
  n: 1, m: 1, A: Float64Array.of(1), B: Float64Array.of(0.1), Q: Float64Array.of(1), R: Float64Array.of(1), gamma: 0.98,
};

export function demo({ say, check, plot, bars, table }: Report, seed = 6): void {
  const sigma = 0.1, repeats = 20_000, backups = 40;
  const { P, K } = riccati(weakMotor), p = P[0]!, k = K[0]!;
  const h = 1 + 0.98 * 0.01 * p;
  const one = valueBias(weakMotor, sigma, backups, repeats, false, seed), two = valueBias(weakMotor, sigma, backups, repeats, true, seed + 1);
  // A first bias is small beside the scatter of single backups, so it takes more of them: 400 000.
  const first = (twin: boolean) => valueBias(weakMotor, sigma, 1, 20 * repeats, twin, seed + 3)[0]!;
  const [firstOne, firstTwo] = [first(false), first(true)];
  const firstOrder = sigma * Math.sqrt(1 + 4 * k * k + k ** 4), secondOrder = (sigma * sigma * (1 + k * k)) / h;
  plot([`estimate minus truth; the true value is ${(-p).toFixed(3)} s²`, `估值减真值；真值为 ${(-p).toFixed(3)} s²`], {
    'one critic': one, 'min of two': two,
  }, { x: ['backups', '备份次数'] });
  const spreads = [0.025, 0.05, 0.1, 0.15];
  table(['bias after 40 backups, by the error of each coefficient', '40 次备份后的偏差，按系数误差'], ['σ', ['one critic', '单个评论家'], ['min of two', '两者取小']],
    spreads.map((s) => [s, ...[false, true].map((twin) => +valueBias(weakMotor, s, backups, repeats / 10, twin, seed + 2).at(-1)!.toFixed(3))]));
  bars(['bias after one backup and after forty', '一次与四十次备份后的偏差'], {
    'one critic, 1': firstOne, 'one critic, 40': one.at(-1)!, 'min of two, 1': firstTwo, 'min of two, 40': two.at(-1)!,
  });
  say(`the errors are 0 on average, yet one critic ends ${one.at(-1)!.toFixed(3)} too high, ${(one.at(-1)! / firstOne).toFixed(1)} times its first bias`,
    `误差的均值为 0，单个评论家最终却偏高 ${one.at(-1)!.toFixed(3)}，是首次偏差的 ${(one.at(-1)! / firstOne).toFixed(1)} 倍`);

  const handed = 0.98 * (1 - 0.1 * k) ** 2; // an error of P is handed on by this factor
  check('one-critic', ['bias of one critic after one backup', '单个评论家一次备份后的偏差'], ['σ²(1 + K²)/h, to order σ²', 'σ²(1 + K²)/h，精确到 σ² 阶'],
    secondOrder, firstOne, 0.002);
  check('two-critics', ['bias of the smaller of two', '两者取小的偏差'], ['−σ√(1 + 4K² + K⁴)/√π, to order σ²', '−σ√(1 + 4K² + K⁴)/√π，精确到 σ² 阶'],
    -firstOrder / Math.sqrt(Math.PI), firstTwo, 0.004);
  check('handed-on', ['bias of one critic after 40 backups', '单个评论家 40 次备份后的偏差'],
    ['first bias·(1 − f⁴⁰)/(1 − f), f = γ(a − bK)²', '首次偏差·(1 − f⁴⁰)/(1 − f)，f = γ(a − bK)²'], (secondOrder * (1 - handed ** 40)) / (1 - handed), one.at(-1)!, 0.02);
}

run(import.meta, demo);
