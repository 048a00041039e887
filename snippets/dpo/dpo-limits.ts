/**
 * Where DPO and RLHF agree to the last digit, and where they part: noisy labels, and a policy that cannot be the optimum.
 * DPO 与 RLHF 在何处逐位一致，又在何处分道扬镳：带噪标签，以及无法表示最优解的策略类。
 *
 * Rafailov et al. 2023: §5. Mitchell 2023 (cDPO). Chowdhury et al. 2024 (robust DPO). Xu et al. 2024, Is DPO Superior to PPO?
 */
import { run, type Report } from '../kit/demo.ts';
import { totalVariation, trainPopulation, type PopulationOptions, type PopulationStage } from './dpo-population.ts';
import { klOptimalPolicy } from './kl-optimum.ts';
import { exactPolicyGradient } from './policy-gradient.ts';
import { bigramTable } from './prefix-tree.ts';
import { buildWorld, type World } from './review-world.ts';

// #region run-gap
/** The largest total variation between two runs, step by step; 0 where they are the same run. 两次训练逐步比较的最大全变差；为 0 即同一次训练。 */
export const runGap = (a: readonly PopulationStage[], b: readonly PopulationStage[]): number =>
  a.reduce((gap, { logPi }, k) => Math.max(gap, totalVariation(logPi, b[k]!.logPi)), 0);
// #endregion

// #region misspecified
/**
 * J of three policies that remember the last word only: of RL on the objective, and of DPO on pairs from the reference and at random.
 * 三个只记得上一个词的策略的 J：直接优化目标的 RL，以及偏好对取自参考策略和均匀抽取时的 DPO。
 */
export function misspecified(world: World, beta: number): { rl: number; reference: number; uniform: number } {
  const policy = bigramTable(world.refTokens);
  const dpo = (pairDistribution: 'reference' | 'uniform') =>
    trainPopulation(world, { beta, lr: 0.1, steps: 800, decay: true, policy, pairDistribution }).at(-1)!.objective;
  const { history } = exactPolicyGradient(world, { beta, steps: 1500, policy }); // eq: rl-objective
  return { rl: history.at(-1)!.objective, reference: dpo('reference'), uniform: dpo('uniform') }; // eq: dpo-consistency
}
// #endregion

export function demo({ check, table, plot, progress }: Report): void {
  const [film, food] = buildWorld();
  const own: [string, string] = ['exact expectations, Adam', '精确期望，Adam'];
  let done = 0;
  const train = (world: World, o: PopulationOptions) => {
    const history = trainPopulation(world, o);
    progress(++done, 8);
    return history;
  };

  const distance = (world: World, beta: number, lr: number, steps: number) =>
    totalVariation(
      train(world, { beta, lr, steps, decay: true }).at(-1)!.logPi,
      klOptimalPolicy(world.logRef, world.reward, beta).logProbs);
  const near = { 'long-film': distance(film, 0.5, 0.1, 1000), 'long-food': distance(food, 0.5, 0.1, 1000) };
  const sharp = { 'sharp-film': distance(film, 0.1, 0.5, 4000), 'sharp-food': distance(food, 0.1, 0.5, 4000) };
  for (const [name, value] of Object.entries({ ...near, ...sharp })) {
    const [how, where] = name.split('-');
    const beta = how === 'long' ? 0.5 : 0.1;
    check(name, [`${where}, β = ${beta}: total variation from DPO to π*, below 1e-8`, `${where}，β = ${beta}：DPO 到 π* 的全变差，小于 1e-8`], own,
      0, Number(value.toFixed(9)), 1e-8);
  }

  const clean = train(film, { beta: 0.5 });
  const noisy = train(film, { beta: 0.5, flipRate: 0.2 });
  const robust = train(film, { beta: 0.5, flipRate: 0.2, loss: 'robust', labelSmoothing: 0.2 });
  const smoothed = train(film, { beta: 0.5, labelSmoothing: 0.2 });
  plot(['film: true reward, β = 0.5', 'film：真实奖励，β = 0.5'], {
    clean: clean.map(({ reward }) => reward),
    '20 % flipped': noisy.map(({ reward }) => reward),
    'robust, 20 % flipped': robust.map(({ reward }) => reward),
  }, { x: ['steps + 1', '步数 + 1'] });
  const flips: [string, string] = ['20 % of the labels flipped', '20 % 的标签被翻转'];
  check('flipped-reward', ['film: reward of DPO', 'film：DPO 的奖励'], flips, 1.092265, noisy[400]!.reward, 1e-6);
  check('flipped-kl', ['film: its KL, shrunk', 'film：其 KL，被压缩'], flips, 0.374360, noisy[400]!.kl, 1e-6);
  check('robust-same', ['largest gap of robust DPO, ε = 0.2, to the clean run', '鲁棒 DPO（ε = 0.2）与无噪训练的最大差距'], flips,
    0, Number(runGap(robust, clean).toFixed(8)), 1e-7);
  check('cdpo-same', ['largest gap of cDPO on clean labels to DPO on flipped ones', 'cDPO 用干净标签与 DPO 用翻转标签的最大差距'], 'ε = 0.2',
    0, Number(runGap(smoothed, noisy).toFixed(8)), 1e-7);

  const printed = { film: [0.9519, 0.8629, 0.8133, 1.0506], food: [1.4270, 1.0540, 1.3066, 1.5559] };
  const rows = [film, food].map((world, i) => {
    const { rl, reference, uniform } = misspecified(world, 0.5);
    const values = [rl, reference, uniform, klOptimalPolicy(world.logRef, world.reward, 0.5).objective];
    const name = i === 0 ? 'film' : 'food';
    const claims = [
      ['rl', 'J of RL on the objective', '直接优化目标的 RL 的 J'], ['dpo-reference', 'J of DPO, pairs from the reference', 'DPO 的 J，偏好对取自参考策略'],
      ['dpo-uniform', 'J of DPO, pairs at random', 'DPO 的 J，偏好对均匀抽取'], ['optimum', 'J*, out of its reach', '无法达到的 J*'],
    ] as const;
    claims.forEach(([id, en, zh], k) => check(`${name}-${id}`, [`${name}, bigram policy: ${en}`, `${name}，二元语法策略：${zh}`], own,
      printed[name][k]!, Number(values[k]!.toFixed(5)), 1e-3));
    return [name, ...values.map((x) => x.toFixed(4))];
  });
  table(['J of a policy that only remembers the last word, β = 0.5', '只记得上一个词的策略的 J，β = 0.5'],
    [['prompt', '提示'], 'RL', ['DPO, reference pairs', 'DPO，参考策略的偏好对'], ['DPO, uniform pairs', 'DPO，均匀偏好对'], 'J*'], rows);
}

run(import.meta, demo);
