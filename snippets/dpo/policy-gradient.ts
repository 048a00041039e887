/**
 * Two ways uphill to the optimum of RLHF: the exact policy gradient, and PPO with a critic, which only sees samples.
 * 通往 RLHF 最优解的两条上坡路：精确策略梯度，以及只看样本、带评论家的 PPO。
 *
 * Ziegler et al. 2019: §2.2. Ouyang et al. 2022: §3.5. Rafailov et al. 2023: eq. 10. Schulman 2020, Approximating KL Divergence.
 */
import { run, type Report } from '../kit/demo.ts';
import type { Mat } from '../kit/matrix.ts';
import { uniform } from '../kit/random.ts';
import { klDivergence, klObjective, klOptimalPolicy, type Standing } from './kl-optimum.ts';
import { gae, klEstimate, ppoLoss, tokenRewards, whiten } from './ppo.ts';
import {
  adam, logitGradient, prefixes, prefixTable, responseLogProbs, stepsOf, tokenGradient, tokenLogProbs, V, type PolicyClass,
} from './prefix-tree.ts';
import { buildWorld, type World } from './review-world.ts';

// #region exact-pg
/** Options of {@link exactPolicyGradient}. 选项。 */
export interface ExactOptions {
  readonly beta: number;
  readonly estimator?: keyof typeof klEstimate;
  readonly steps?: number;
  readonly lr?: number;
  readonly policy?: PolicyClass;
}

/**
 * Climbs along ∇ Σ π(y)(G(y) − Ḡ) log π(y) by Adam, from the reference; π(y), G and Ḡ are constants in the gradient. The return G
 * is the reward minus β times the estimates summed over the tokens. With k1 that is the gradient of J; with k3 it is not.
 * 用 Adam 从参考策略出发，沿 ∇ Σ π(y)(G(y) − Ḡ) log π(y) 上升；π(y)、G、Ḡ 在梯度中视为常数。
 * 回报 G 是奖励减去 β 乘以各词元估计量之和。用 k1 时这正是 J 的梯度；用 k3 则不是。
 * @returns how the policy stands after 0, 1, … steps, and the last one
 */
export function exactPolicyGradient(world: World, o: ExactOptions) {
  const { beta, estimator = 'k1', steps = 400, lr = 0.05, policy = prefixTable(world.refTokens) } = o;
  const theta = policy.start.slice();
  const descend = adam(theta.length);
  const history: Standing[] = [];
  for (;;) {
    const logp = tokenLogProbs(policy.logits(theta));
    const logPi = responseLogProbs(logp);
    history.push(klObjective(logPi, world.logRef, world.reward, beta)); // eq: rl-objective
    if (history.length > steps) return { history, logPi };
    const penalty = responseLogProbs(logp.map((l, i) => klEstimate[estimator](l - world.refTokens[i]!))); // eq: rl-token-reward
    const G = world.reward.map((r, y) => r - beta * penalty[y]!);
    const mean = G.reduce((sum, x, y) => sum + Math.exp(logPi[y]!) * x, 0);
    descend(theta, policy.gradient(logitGradient(logPi.map((l, y) => -Math.exp(l) * (G[y]! - mean)), logp)), lr);
  }
}
// #endregion

// #region ppo
/** Options of {@link trainPpo}; the defaults are those of the demo. 选项；默认值即演示所用。 */
export interface PpoOptions {
  readonly beta?: number;
  readonly iterations?: number;
  readonly batch?: number;
  readonly miniBatch?: number;
  readonly epochs?: number;
  readonly clip?: number;
  readonly clipValue?: number;
  readonly gamma?: number;
  readonly lambda?: number;
  /** Falls to 0 over the iterations. 随迭代线性降至 0。 */
  readonly lr?: number;
  readonly valueLr?: number;
  readonly seed?: number;
}

/** One iteration of PPO, judged by the true reward exactly. PPO 的一次迭代，以真实奖励精确评估。 */
export interface PpoStage extends Standing {
  readonly clipFraction: number;
  readonly approxKl: number;
  /** The critic’s value of the prompt. 评论家给提示的价值。 */
  readonly root: number;
  readonly logPi: Mat;
}

/** The shuffled numbers 0 … n − 1 (Fisher–Yates). 打乱的 0 … n − 1。 */
function shuffled(n: number, random: () => number): number[] {
  const order = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

/** Entries of x at these places. x 在这些位置上的值。 */
function take(x: Mat, places: readonly number[]): Mat {
  const taken = new Float64Array(places.length);
  places.forEach((k, i) => { taken[i] = x[k]!; });
  return taken;
}

/** Draws a response with these log-probabilities. 按这些对数概率抽取一个回答。 */
function draw(logPi: Mat, u: number): number {
  let y = 0;
  for (let below = Math.exp(logPi[0]!); below <= u && y < logPi.length - 1; below += Math.exp(logPi[y]!)) y++;
  return y;
}

/**
 * PPO from the reference policy: sample a batch, reward its tokens, estimate advantages, take a few clipped epochs. `r` is what it
 * is paid, the true reward or a learned one. Each iteration is computed when it is asked for.
 * 从参考策略出发的 PPO：采样一批回答，给词元奖励，估计优势，做几轮截断更新。`r` 是所付的奖励，可以是真实的，也可以是学来的。每次迭代在被索取时才计算。
 */
export function* ppoStages(world: World, o: PpoOptions = {}, r: Mat = world.reward): Generator<PpoStage> {
  const {
    beta = 0.5, iterations = 100, batch = 256, miniBatch = 64, epochs = 4, clip = 0.2, clipValue = 0.2, gamma = 1, lambda = 0.95,
    lr = 0.03, valueLr = 0.1, seed = 7,
  } = o;
  const random = uniform(seed);
  const [logits, values] = [world.refTokens.slice(), new Float64Array(prefixes)];
  const [improve, learn] = [adam(logits.length), adam(values.length)];
  const valuesAt = (steps: readonly number[]) => take(values, steps.map((step) => Math.floor(step / V)));
  for (let iteration = 0; iteration < iterations; iteration++) {
    const logp = tokenLogProbs(logits);
    const logPi = responseLogProbs(logp);
    const rows = Array.from({ length: batch }, () => {
      const y = draw(logPi, random());
      const steps = stepsOf(y);
      const R = tokenRewards(take(logp, steps), take(world.refTokens, steps), r[y]!, beta); // eq: rl-token-reward
      return { steps, ...gae(R, valuesAt(steps), gamma, lambda) }; // eq: rl-gae
    });
    const steps = rows.flatMap((row) => row.steps);
    const old = { logProbs: take(logp, steps), values: valuesAt(steps) };
    const advantages = whiten(Float64Array.from(rows.flatMap((row) => Array.from(row.advantages))), steps.map(() => 1));
    const returns = Float64Array.from(rows.flatMap((row) => Array.from(row.returns)));
    let place = 0;
    const placesOf = rows.map((row) => row.steps.map(() => place++));

    const last = { clipFraction: 0, approxKl: 0 };
    for (let epoch = 0; epoch < epochs; epoch++) {
      const order = shuffled(batch, random);
      for (let from = 0; from < batch; from += miniBatch) {
        const places = order.slice(from, from + miniBatch).flatMap((i) => placesOf[i]!);
        const at = places.map((k) => steps[k]!);
        const now = tokenLogProbs(logits);
        const mask = at.map(() => 1);
        const { gradNewLogProbs, gradValues, clipFraction, approxKl } = ppoLoss({ // eq: rl-ppo-clip
          newLogProbs: take(now, at), oldLogProbs: take(old.logProbs, places), advantages: take(advantages, places),
          values: valuesAt(at), oldValues: take(old.values, places), returns: take(returns, places),
          policyMask: mask, valueMask: mask,
        }, { clip, clipValue, vfCoef: 1 });
        const [byToken, byValue] = [new Float64Array(logits.length), new Float64Array(prefixes)];
        at.forEach((step, k) => {
          byToken[step]! += gradNewLogProbs[k]!;
          byValue[Math.floor(step / V)]! += gradValues[k]!;
        });
        improve(logits, tokenGradient(byToken, now), lr * (1 - iteration / iterations));
        learn(values, byValue, valueLr);
        Object.assign(last, { clipFraction, approxKl });
      }
    }
    const after = responseLogProbs(tokenLogProbs(logits));
    yield { ...last, root: values[0]!, logPi: after, ...klObjective(after, world.logRef, world.reward, beta) };
  }
}

/** All iterations of the run. 训练的全部迭代。 */
export const trainPpo = (world: World, o: PpoOptions = {}, r: Mat = world.reward): PpoStage[] => Array.from(ppoStages(world, o, r));
// #endregion

export function demo({ check, table, plot, point, progress }: Report, seed = 7): void {
  const [film] = buildWorld();
  const exact = { k1: exactPolicyGradient(film, { beta: 0.5 }), k3: exactPolicyGradient(film, { beta: 0.5, estimator: 'k3' }) };
  const optimum = klOptimalPolicy(film.logRef, film.reward, 0.5);
  plot(['J on the exact gradient, β = 0.5: the estimate in the reward decides', '精确梯度上的 J，β = 0.5：取决于奖励中用哪个估计量'], {
    k1: exact.k1.history.map(({ objective }) => objective), k3: exact.k3.history.map(({ objective }) => objective),
    'J*': exact.k1.history.map(() => optimum.objective),
  }, { x: ['steps', '步数'] });
  const own: [string, string] = ['exact sum over 85 responses', '对 85 个回答精确求和'];
  check('k1-objective', ['J after 400 exact steps, k1 in the reward', '奖励中用 k1，精确 400 步后的 J'], own,
    1.050338, exact.k1.history[400]!.objective, 1e-4);
  check('k3-objective', ['J after 400 exact steps, k3 in the reward', '奖励中用 k3，精确 400 步后的 J'], own,
    0.384626, exact.k3.history[400]!.objective, 1e-4);
  check('optimum', 'J*, β = 0.5', 'β log Z', 1.050641, optimum.objective, 1e-6);

  const rows: (string | number)[][] = [];
  const betas = [0.2, 0.5, 1];
  const mean = (x: readonly number[]) => Number((x.reduce((sum, v) => sum + v, 0) / x.length).toFixed(6));
  betas.forEach((beta, k) => {
    const best = klOptimalPolicy(film.logRef, film.reward, beta);
    const runs = [seed, seed + 1, seed + 2, seed + 3].map((s) => trainPpo(film, { beta, seed: s }));
    runs[0]!.forEach(({ objective }, i) => {
      if (i % 4 === 3) point(['J/J* of PPO over its iterations', 'PPO 的 J/J* 随迭代的变化'], `β = ${beta}`, i + 1, objective / best.objective);
    });
    const ends = runs.map((history) => history.at(-1)!);
    ends.forEach(({ reward, kl, objective, root }, i) =>
      rows.push([beta, seed + i, ...[reward, kl, objective, best.objective, root].map((x) => x.toFixed(4))]));
    const name = `${beta}`.replace('.', '');
    const four: [string, string] = ['mean of 4 seeds', '4 个种子的平均'];
    check(`ppo-${name}`, [`J/J* of PPO, β = ${beta}: at least 0.995`, `PPO 的 J/J*，β = ${beta}：至少 0.995`], four,
      1, mean(ends.map(({ objective }) => objective / best.objective)), 0.005);
    check(`root-${name}`, [`critic’s value of the prompt / β log Z, β = ${beta}`, `评论家给提示的价值 / β log Z，β = ${beta}`],
      four, 1, mean(ends.map(({ root }) => root / (beta * best.logZ))), 0.03);
    const distances = ends.map(({ logPi }) => klDivergence(logPi, best.logProbs));
    check(`ppo-kl-${name}`, [`KL(π‖π*) of PPO, β = ${beta}`, `PPO 的 KL(π‖π*)，β = ${beta}`], four,
      0, mean(distances), beta < 0.5 ? 0.05 : 0.01);
    check(`identity-${name}`, [`(J* − J)/β − KL(π‖π*), β = ${beta}`, `(J* − J)/β − KL(π‖π*)，β = ${beta}`], ['identity', '恒等式'],
      0, Number(((best.objective - ends[0]!.objective) / beta - distances[0]!).toFixed(9)), 1e-9);
    progress(k + 1, betas.length);
  });
  table(['PPO after 100 iterations of 256 samples, film', '每次 256 个样本、100 次迭代后的 PPO，film'],
    ['β', ['seed', '种子'], 'E[r]', 'KL', 'J', 'J*', ['critic at the prompt', '评论家给提示的价值']], rows);
}

run(import.meta, demo);
