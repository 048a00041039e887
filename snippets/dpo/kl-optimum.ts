/**
 * The best policy of the KL-regularised objective, in closed form; its reward read back; the same token by token.
 * KL 正则化目标的最优策略（闭式）；由它读回奖励；以及逐词元的形式。
 *
 * Rafailov et al. 2023: eqs. 3–5, 9, theorem 1, app. A.1. Rafailov et al. 2024, From r to Q*: §4.1.
 */
import { run, type Report } from '../kit/demo.ts';
import { maxGap, type Mat } from '../kit/matrix.ts';
import { normals } from '../kit/random.ts';
import { prefixes, responseLogProbs, textOf, tokenLogProbs, V } from './prefix-tree.ts';
import { buildWorld, type World } from './review-world.ts';
import { logSumExp } from './sequence-logprobs.ts';

// #region kl-divergence
/** KL(p‖q) in nats from log-probabilities; 0 · log 0 = 0. 由对数概率求 KL(p‖q)，单位 nat；0 · log 0 = 0。 */
export function klDivergence(logP: Mat, logQ: Mat): number {
  return logP.reduce((sum, l, y) => (l === -Infinity ? sum : sum + Math.exp(l) * (l - logQ[y]!)), 0);
}
// #endregion

// #region kl-objective
/** What a policy earns, how far it strayed, and J = E[r] − β·KL(π‖π_ref). 策略的期望奖励、偏离参考的程度，与 J = E[r] − β·KL(π‖π_ref)。 */
export interface Standing {
  readonly reward: number;
  readonly kl: number;
  readonly objective: number;
}

/** J of any policy over the responses to one prompt. 一个提示的回答上，任意策略的 J。 */
export function klObjective(logPi: Mat, logRef: Mat, r: Mat, beta: number): Standing {
  const reward = logPi.reduce((sum, l, y) => { // what is never said earns nothing, even where r = −∞
    const p = Math.exp(l);
    return p === 0 ? sum : sum + p * r[y]!;
  }, 0);
  const kl = klDivergence(logPi, logRef);
  return { reward, kl, objective: reward - beta * kl }; // eq: rl-objective
}
// #endregion

// #region kl-opt
/** The optimum: log Z, log π* and how it stands. 最优解：log Z、log π* 及其各项指标。 */
export interface Optimum extends Standing {
  readonly logZ: number;
  readonly logProbs: Mat;
}

/** Throws unless β can be divided by. 检查 β 可作除数。 */
export function expectBeta(beta: number): void {
  if (!(beta > 0 && beta < Infinity)) throw new RangeError(`beta must be a positive finite number, got ${beta}`);
}

/**
 * argmax of E[r] − β·KL(π‖π_ref): the reference, reweighted by e^{r/β}. A reward of −∞ forbids a response; where the reference
 * has none, no reward brings it back.
 * E[r] − β·KL(π‖π_ref) 的最大者：参考策略按 e^{r/β} 重新加权。奖励 −∞ 表示禁止；参考概率为 0 的回答，任何奖励都唤不回来。
 * @param logRef log π_ref(y|x) [N]
 * @param r [N]
 */
export function klOptimalPolicy(logRef: Mat, r: Mat, beta: number): Optimum {
  expectBeta(beta);
  if (logRef.length !== r.length) throw new RangeError(`expected ${r.length} reference log-probabilities, got ${logRef.length}`);
  if (r.some((x) => !(x < Infinity)) || r.every((x) => x === -Infinity)) {
    throw new RangeError('rewards must be finite or -Infinity, with at least one finite value');
  }
  // eq: dpo-partition | hole: partition
  const weights: Mat = logRef.map((l, y) => l + r[y]! / beta);
  const logZ = logSumExp(weights);

  if (logZ === -Infinity) throw new RangeError('the reference allows no response that has a finite reward');
  const logProbs = weights.map((w) => w - logZ); // eq: dpo-optimal-policy
  return { logZ, logProbs, ...klObjective(logProbs, logRef, r, beta) };
}

/** J of any policy from its distance to the optimum: J = β log Z − β·KL(π‖π*). 由到最优解的距离求任意策略的 J。 */
export const objectiveByGap = (logPi: Mat, { logZ, logProbs }: Optimum, beta: number): number =>
  beta * logZ - beta * klDivergence(logPi, logProbs); // eq: dpo-gap
// #endregion

// #region reward-of-policy
/**
 * The reward for which a policy is optimal; β log Z, one number a prompt, is all that the policy does not tell.
 * 使某策略成为最优的奖励；策略唯一没有透露的是 β log Z，每个提示一个数。
 */
export function rewardOfPolicy(logPi: Mat, logRef: Mat, beta: number, logZ = 0): Mat {
  return logPi.map((l, y) => beta * (l - logRef[y]!) + beta * logZ); // eq: dpo-reward
}
// #endregion

// #region project-reward
/** The one reward of the same class whose partition function is 1 (theorem 1). 同一等价类中配分函数为 1 的那个奖励（定理 1）。 */
export function projectReward(logRef: Mat, r: Mat, beta: number): Mat {
  const { logZ } = klOptimalPolicy(logRef, r, beta);
  return r.map((x) => x - beta * logZ); // eq: dpo-theorem1 | hole: projection
}
// #endregion

// #region soft-value
/**
 * The optimum token by token: from the longest prefixes to the prompt, whose value is β log Z. Q is the value of the next prefix,
 * or the reward where the response ends.
 * 逐词元的最优解：从最长的前缀递推到提示，其价值为 β log Z。Q 是下一前缀的价值；回答结束处即为奖励。
 * @param refTokens log π_ref(token|prefix) [prefixes, 5]
 * @param r [85]
 * @returns V [prefixes], Q and log π*(token|prefix) [prefixes, 5]
 */
export function softValues({ refTokens, reward: r }: Pick<World, 'refTokens' | 'reward'>, beta: number) {
  expectBeta(beta);
  const [values, Q, logProbs] = [new Float64Array(prefixes), new Float64Array(prefixes * V), new Float64Array(prefixes * V)];
  for (let p = prefixes - 1; p >= 0; p--) {
    Q[p * V] = r[p]!;
    for (let w = 1, next = 4 * p + 1; w < V; w++, next++) Q[p * V + w] = next < prefixes ? values[next]! : r[next]!;
    const [q, ref] = [Q.subarray(p * V, (p + 1) * V), refTokens.subarray(p * V, (p + 1) * V)];
    values[p] = beta * logSumExp(ref.map((l, w) => l + q[w]! / beta)); // eq: dpo-soft-value | hole: soft-value
    logProbs.set(ref.map((l, w) => l + (q[w]! - values[p]!) / beta), p * V); // eq: dpo-soft-value
  }
  return { values, Q, logProbs };
}
// #endregion

const printedOptima: Readonly<Record<string, readonly number[]>> = {
  'film-01': [20.479101, 2.493532, 4.456215, 2.047910], 'food-01': [26.830506, 3.243705, 5.606548, 2.683051],
  'film-05': [2.101282, 1.571573, 1.041864, 1.050641], 'food-05': [3.111828, 2.133969, 1.156111, 1.555914],
  'film-1': [0.721715, 1.154298, 0.432583, 0.721715], 'food-1': [1.168241, 1.688209, 0.519968, 1.168241],
  'film-5': [0.052265, 0.407826, 0.029301, 0.261324], 'food-5': [0.130440, 0.801032, 0.029767, 0.652198],
};

export function demo({ check, table, plot, bars }: Report, seed = 7): void {
  const worlds = buildWorld();
  const [film] = worlds;
  const sweep = Array.from({ length: 60 }, (_, k) => 5 * 100 ** (-k / 59)); // 5 … 0.05
  const likely = (logPi: Mat) => Array.from(logPi.keys()).sort((a, b) => logPi[b]! - logPi[a]!).slice(0, 3).map(textOf).join(' · ');
  for (const { prompt, logRef, reward } of worlds) {
    table([`${prompt} the optimum as the leash loosens`, `${prompt} 束缚放松时的最优策略`],
      ['β', 'log Z', 'E[r]', 'KL', 'J*', ['most likely', '最可能的回答']],
      [5, 2, 1, 0.5, 0.2, 0.1, 0.05].map((beta) => {
        const best = klOptimalPolicy(logRef, reward, beta);
        return [beta, ...[best.logZ, best.reward, best.kl, best.objective].map((x) => x.toFixed(4)), likely(best.logProbs)];
      }));
  }
  const curves = worlds.map(({ logRef, reward }) => sweep.map((beta) => klOptimalPolicy(logRef, reward, beta)));
  plot(['reward that each KL can buy', '每个 KL 能换得的奖励'], Object.fromEntries(curves.map((curve, i) =>
    [worlds[i]!.prompt, { x: curve.map(({ kl }) => kl), y: curve.map(({ reward }) => reward) }])), { x: 'KL(π‖π_ref)', y: 'E[r]' });
  const half = klOptimalPolicy(film.logRef, film.reward, 0.5);
  bars(['film: π* at β = 0.5', 'film：β = 0.5 时的 π*'], Object.fromEntries(Array.from(half.logProbs.keys())
    .sort((a, b) => half.logProbs[b]! - half.logProbs[a]!).slice(0, 8).map((y) => [textOf(y), Math.exp(half.logProbs[y]!)])));

  const own: [string, string] = ['exact sum over 85 responses', '对 85 个回答精确求和'];
  for (const [key, printed] of Object.entries(printedOptima)) {
    const [name = '', b = ''] = key.split('-');
    const beta = Number(b.replace(/^0/, '0.'));
    const { logRef, reward } = worlds[name === 'film' ? 0 : 1];
    const best = klOptimalPolicy(logRef, reward, beta);
    const [what, whatZh] = [`${name}, β = ${beta}: `, `${name}，β = ${beta}：`];
    check(`${name}-logz-${b}`, `${what}log Z`, own, printed[0]!, best.logZ, 1e-6);
    check(`${name}-reward-${b}`, [`${what}reward`, `${whatZh}奖励`], own, printed[1]!, best.reward, 1e-6);
    check(`${name}-kl-${b}`, `${what}KL(π*‖π_ref)`, own, printed[2]!, best.kl, 1e-6);
    check(`${name}-objective-${b}`, `${what}J*`, 'J* = β log Z', printed[3]!, best.objective, 1e-6);
  }
  const [published, reference] = [[0.987644, 0.988896], [0.010745, 0.003411]];
  worlds.forEach(({ prompt, logRef, reward, refTokens }, i) => {
    const name = prompt.slice(0, -1);
    const best = klOptimalPolicy(logRef, reward, 0.1);
    const top = best.logProbs.indexOf(Math.max(...best.logProbs));
    check(`${name}-best`, [`${name}, β = 0.1: chance of “${textOf(top)}”`, `${name}，β = 0.1：「${textOf(top)}」的概率`], own,
      published[i]!, Math.exp(best.logProbs[top]!), 1e-6);
    check(`${name}-best-ref`, [`${name}: its chance under the reference`, `${name}：它在参考策略下的概率`], own,
      reference[i]!, Math.exp(logRef[top]!), 1e-6);
    const { values, logProbs } = softValues({ refTokens, reward }, 0.5);
    const whole = klOptimalPolicy(logRef, reward, 0.5);
    check(`${name}-root`, [`${name}, β = 0.5: soft value of the prompt − β log Z`, `${name}，β = 0.5：提示的软价值 − β log Z`],
      'V*(x) = β log Z(x)', 0, values[0]! - 0.5 * whole.logZ, 1e-9);
    check(`${name}-tokens`, [`${name}: product of token chances against π*`, `${name}：词元概率之积与 π* 对照`],
      ['the log-ratios telescope', '对数比逐项相消'], 0, maxGap(responseLogProbs(logProbs), whole.logProbs), 1e-9);
  });

  const { logRef, reward, refTokens } = film;
  const identity: [string, string] = ['identity', '恒等式'];
  check('root-film-05', ['film, β = 0.5: soft value of the prompt', 'film，β = 0.5：提示的软价值'], 'β log Z',
    1.050641, softValues({ refTokens, reward }, 0.5).values[0]!, 1e-6);
  const random = responseLogProbs(tokenLogProbs(normals(prefixes * V, seed)));
  check('gap', ['J of a random policy − (J* − β KL(π‖π*))', '随机策略的 J −（J* − β KL(π‖π*)）'], identity,
    0, klObjective(random, logRef, reward, 0.5).objective - objectiveByGap(random, half, 0.5), 1e-9);
  check('read-back', ['reward read back from π*, largest error', '由 π* 读回的奖励，最大误差'], identity,
    0, maxGap(rewardOfPolicy(half.logProbs, logRef, 0.5, half.logZ), reward), 1e-9);
  const raised = reward.map((r) => r + 0.75);
  check('shift-policy', ['change of π* when all rewards rise by 0.75', '所有奖励加 0.75 时 π* 的变化'], ['lemma 2', '引理 2'],
    0, maxGap(klOptimalPolicy(logRef, raised, 0.5).logProbs.map(Math.exp), half.logProbs.map(Math.exp)), 1e-12);
  const prefers = (r: Mat, a: number, b: number) => 1 / (1 + Math.exp(r[b]! - r[a]!));
  check('shift-preference', ['change of p(“good” ≻ “bad”) at the same time', '此时 p(「good」≻「bad」) 的变化'], ['lemma 1', '引理 1'],
    0, prefers(raised, 3, 4) - prefers(reward, 3, 4), 1e-12);
  const projected = projectReward(logRef, reward, 0.5);
  check('own-partition', ['partition function of the projected reward', '投影后奖励的配分函数'], ['theorem 1', '定理 1'],
    1, Math.exp(klOptimalPolicy(logRef, projected, 0.5).logZ), 1e-12);
  check('same-projection', ['change of the projection when all rewards rise', '所有奖励上升时投影的变化'], ['theorem 1', '定理 1'],
    0, maxGap(projectReward(logRef, raised, 0.5), projected), 1e-9);
  check('projection-policy', ['change of π* when its reward is projected', '奖励被投影后 π* 的变化'], ['theorem 1', '定理 1'],
    0, maxGap(klOptimalPolicy(logRef, projected, 0.5).logProbs, half.logProbs), 1e-9);
  const huge = klOptimalPolicy(Float64Array.of(0.25, 0.25, 0.5).map(Math.log), Float64Array.of(900, 899, -500), 0.01);
  check('no-overflow', ['log Z at β = 0.01 with a reward of 900', '奖励 900、β = 0.01 时的 log Z'], '90000 − log 4',
    89998.61370563888, huge.logZ, 1e-12);
}

run(import.meta, demo);
