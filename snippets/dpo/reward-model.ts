/**
 * Stage 2 of RLHF in the review world: a reward learned from 600 noisy pairs, and what the best policy for it is truly worth.
 * 评论世界中 RLHF 的第二阶段：由 600 个含噪偏好对学得奖励，再看该奖励下的最优策略真实价值几何。
 *
 * Ouyang et al. 2022, §3.1. Over-optimisation, where the proxy rises and the truth falls: Gao et al. 2022, arXiv 2210.10760.
 */
import { run, type Report } from '../kit/demo.ts';
import type { Mat } from '../kit/matrix.ts';
import { klOptimalPolicy } from './kl-optimum.ts';
import { choleskySolve, negLogSigmoid, sigmoid } from './preference-models.ts';
import { responses, tokensOf, V } from './prefix-tree.ts';
import { buildWorld, evaluate, reviewPairs } from './review-world.ts';

// #region bigram-features
/**
 * How often each token follows each context (0 = start, else the word before), <eos> counted where it is said: [5 contexts · 5 tokens].
 * 每个词元跟在每个上下文（0 为开头，否则为前一个词）之后的次数，生成了 <eos> 才计：[5 上下文 · 5 词元]。
 * @param tokens the words of a response, at most three
 */
export function bigramFeatures(tokens: readonly number[]): Mat {
  const counts = new Float64Array(V * V);
  let context = 0;
  for (const token of tokens.length < 3 ? [...tokens, 0] : tokens) {
    counts[context * V + token]! += 1;
    context = token;
  }
  return counts;
}
// #endregion

// #region rm-fit
/**
 * A reward that is linear in features, r = θ·φ(y): the minimum of Σ −log σ(θ·(φ_w − φ_l)) + ridge/2 · |θ|², by Newton’s method.
 * 特征的线性奖励 r = θ·φ(y)：用牛顿法求 Σ −log σ(θ·(φ_w − φ_l)) + ridge/2 · |θ|² 的最小值。
 * @param pairs indices into phi
 * @param phi features of each response
 * @param ridge > 0, which keeps θ finite where features never disagree with a label
 * @returns theta, the reward of each response, share of pairs in order, mean loss without the ridge
 */
export function fitRewardModel(
  pairs: readonly { readonly chosen: number; readonly rejected: number }[], phi: readonly Mat[], ridge: number,
) {
  if (pairs.length === 0) throw new RangeError('batch is empty');
  if (!(ridge > 0 && ridge < Infinity)) throw new RangeError(`ridge must be a positive finite number, got ${ridge}`);
  const n = phi[0]?.length ?? 0;
  const differences = pairs.map(({ chosen, rejected }, i) => {
    const [w, l] = [phi[chosen], phi[rejected]];
    if (!w || !l) throw new RangeError(`pair ${i} names response ${w ? rejected : chosen}; there are features of ${phi.length}`);
    return w.map((x, j) => x - l[j]!);
  });
  const dot = (x: Mat, y: Mat) => x.reduce((sum, xi, j) => sum + xi * y[j]!, 0);
  let theta: Mat = new Float64Array(n);
  for (let steps = 0, size = Infinity; size > 1e-11 && steps < 100; steps++) {
    const gradient = theta.map((t) => ridge * t);
    const hessian = Float64Array.from({ length: n * n }, (_, k) => (k % (n + 1) === 0 ? ridge : 0));
    for (const d of differences) {
      const delta = dot(theta, d);
      const slope = -sigmoid(-delta); // eq: rm-loss
      const curvature = sigmoid(delta) * sigmoid(-delta);
      for (let i = 0; i < n; i++) {
        if (d[i] === 0) continue;
        gradient[i]! += slope * d[i]!;
        for (let j = 0; j < n; j++) hessian[i * n + j]! += curvature * d[i]! * d[j]!;
      }
    }
    const step = choleskySolve(hessian, gradient, n);
    theta = theta.map((t, i) => t - step[i]!);
    size = Math.max(...step.map(Math.abs));
  }
  const rewards = Float64Array.from(phi, (features) => dot(theta, features));
  return {
    theta, rewards,
    trainAccuracy: pairs.filter(({ chosen, rejected }) => rewards[chosen]! > rewards[rejected]!).length / pairs.length,
    trainLoss: differences.reduce((sum, d) => sum + negLogSigmoid(dot(theta, d)), 0) / pairs.length, // eq: rm-loss
  };
}
// #endregion

export function demo({ say, check, table, plot }: Report): void {
  const phi = Array.from({ length: responses }, (_, y) => bigramFeatures(tokensOf(y)));
  const { rewards, trainAccuracy, trainLoss } = fitRewardModel(reviewPairs(), phi, 1);
  const [film, food] = buildWorld();
  say(`25 features, 600 pairs, ridge 1: ${(100 * trainAccuracy).toFixed(1)} % of the pairs in order, mean loss ${trainLoss.toFixed(4)}`,
    `25 个特征，600 对，岭系数 1：${(100 * trainAccuracy).toFixed(1)} % 的偏好对次序正确，平均损失 ${trainLoss.toFixed(4)}`);
  /** True reward, proxy reward and KL of the optimum for the learned reward. 在学得的奖励下最优策略的真实奖励、代理奖励与 KL。 */
  const optimum = (beta: number) => [film, food].map((world) => {
    const { logProbs, reward: proxy } = klOptimalPolicy(world.logRef, rewards, beta);
    const { reward: truth, kl } = evaluate(world, logProbs);
    return { truth, proxy, kl };
  });
  const betas = [5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01];
  const rows = betas.map(optimum);
  for (const [p, name] of ['film', 'food'].entries()) {
    table([`${name}: the best policy for the learned reward`, `${name}：学得奖励下的最优策略`],
      ['β', ['proxy reward', '代理奖励'], ['true reward', '真实奖励'], 'KL'],
      rows.map((row, i) => [betas[i]!, row[p]!.proxy.toFixed(4), row[p]!.truth.toFixed(4), row[p]!.kl.toFixed(4)]));
  }
  plot(['film: proxy and true reward along the KL', 'film：代理奖励与真实奖励随 KL 的变化'], {
    proxy: { x: rows.map(([one]) => one!.kl), y: rows.map(([one]) => one!.proxy) },
    true: { x: rows.map(([one]) => one!.kl), y: rows.map(([one]) => one!.truth) },
  }, { x: 'KL' });

  say('no over-optimisation here: what the proxy likes best, “good very good”, truly is the best; at β = 0.1 nearly nothing else is said',
    '这里没有过度优化：代理奖励最高的「good very good」确实最好；β = 0.1 时几乎只说这一句');

  const exact: [string, string] = ['exact sum over 85 responses', '对 85 个回答精确求和'];
  const newton: [string, string] = ['Newton’s method', '牛顿法'];
  const [half, fifth] = [optimum(0.5), optimum(0.2)];
  check('accuracy', ['share of the 600 pairs in order', '600 对中次序正确的比例'], newton, 0.745, trainAccuracy, 1e-12);
  check('loss', ['mean loss of the fit', '拟合的平均损失'], newton, 0.5369614011436988, trainLoss, 1e-9);
  check('correlation', ['correlation with the true reward, 85 responses', '与真实奖励的相关系数，85 个回答'], exact,
    0.755, correlation(rewards, film.reward), 5e-4);
  check('film-true', ['film, β = 0.5: true reward', 'film，β = 0.5：真实奖励'], exact, 1.190931, half[0]!.truth, 1e-5);
  check('film-proxy', ['film: reward it was optimised for', 'film：所优化的代理奖励'], exact, 1.37005, half[0]!.proxy, 1e-5);
  check('film-kl', 'film: KL', exact, 0.777228, half[0]!.kl, 1e-5);
  check('food-true', ['food, β = 0.5: true reward', 'food，β = 0.5：真实奖励'], exact, 1.648652, half[1]!.truth, 1e-5);
  check('food-proxy', ['food: reward it was optimised for', 'food：所优化的代理奖励'], exact, 1.18854, half[1]!.proxy, 1e-5);
  check('food-kl', 'food: KL', exact, 0.822222, half[1]!.kl, 1e-5);
  check('film-true-02', ['film, β = 0.2: true reward', 'film，β = 0.2：真实奖励'], exact, 2.2863677723, fifth[0]!.truth, 1e-7);
  check('film-kl-02', ['film, β = 0.2: KL', 'film，β = 0.2：KL'], exact, 3.7629715047, fifth[0]!.kl, 1e-7);
  check('food-true-02', ['food, β = 0.2: true reward', 'food，β = 0.2：真实奖励'], exact, 2.8588777235, fifth[1]!.truth, 1e-7);
  check('food-kl-02', ['food, β = 0.2: KL', 'food，β = 0.2：KL'], exact, 4.2036641708, fifth[1]!.kl, 1e-7);
}

function correlation(x: Mat, y: Mat): number {
  const centred = (v: Mat) => {
    const mean = v.reduce((sum, vi) => sum + vi, 0) / v.length;
    return v.map((vi) => vi - mean);
  };
  const dot = (u: Mat, v: Mat) => u.reduce((sum, ui, i) => sum + ui * v[i]!, 0);
  const [cx, cy] = [centred(x), centred(y)];
  return dot(cx, cy) / Math.sqrt(dot(cx, cx) * dot(cy, cy));
}

run(import.meta, demo);
