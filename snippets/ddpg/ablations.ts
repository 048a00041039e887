/**
 * What each part of DDPG is for: take it out, train as before, and look at every seed.
 * DDPG 的每个部分有何用处：去掉它，照样训练，再看每一个种子的结果。
 *
 * Lillicrap et al. 2016, arXiv 1509.02971: §3, fig. 2, appendix 7. Fujimoto et al. 2018, arXiv 1802.09477: Algorithm 1.
 */
import { run, type Report } from '../kit/demo.ts';
import { ddpgSteps, pendulumWorld, torqueOf, type DdpgOptions } from './ddpg.ts';
import { evalGrid } from './pendulum.ts';

// #region ablation
/** The switches: what each changes in the settings of a run. 各开关：它改动训练设定的哪一项。 */
export const ablations = {
  plain: { name: ['nothing changed', '不作改动'], change: {} },
  'no-target': { name: ['no target networks, τ = 1', '无目标网络，τ = 1'], change: { tau: 1 } },
  'no-replay': { name: ['no replay: the last 32 steps', '无回放：仅最近 32 步'], change: { capacity: 32 } },
  'wrong-terminal': { name: ['time limit stored as the end', '时间上限当作终止'], change: { limitIsTerminal: true } },
  'paper-rates': {
    name: ['the paper’s rates, τ, γ, L2', '论文的学习率、τ、γ、L2'], change: { lrActor: 1e-4, lrCritic: 1e-3, tau: 0.001, gamma: 0.99, l2: 0.01 },
  },
  gaussian: { name: ['Gaussian noise, σ = 0.1', '高斯噪声，σ = 0.1'], change: { noise: 'gauss', sigma: 0.1 } },
  td3: { name: ['TD3', 'TD3'], change: { td3: true } },
} satisfies Readonly<Record<string, { readonly name: readonly [en: string, zh: string]; readonly change: DdpgOptions }>>;

export type Ablation = keyof typeof ablations;

/**
 * Scores of one switch for several seeds; more steps and seeds only cost time.
 * 一个开关在若干种子上的得分；步数与种子越多，只是越费时间。
 * @returns the mean return from 100 fixed starts, seed by seed 各种子在 100 个固定起点上的平均回报
 */
export function ablate(which: Ablation, seeds: readonly number[], steps: number, onRun?: () => void): number[] {
  return seeds.map((seed) => {
    let score = NaN;
    for (const { step, actor } of ddpgSteps(pendulumWorld, { ...ablations[which].change, steps }, seed)) {
      if (step === steps) score = evalGrid(torqueOf(actor)).mean;
    }
    onRun?.();
    return score;
  });
}
// #endregion

/** Five switches, three seeds and 5000 steps here; call it with more of each, `gaussian` and `td3` among them. 这里是五个开关、三个种子、5000 步；可自行增加，也可加入 `gaussian` 与 `td3`。 */
export function demo(
  { say, check, bars, progress, table }: Report, seed = 1, runs = 3, steps = 5000,
  which: readonly Ablation[] = ['plain', 'no-target', 'no-replay', 'wrong-terminal', 'paper-rates'],
): void {
  const seeds = Array.from({ length: runs }, (_, k) => seed + k);
  let done = 0;
  const scores = which.map((one) => ({ one, sorted: ablate(one, seeds, steps, () => progress(++done, runs * which.length)) }))
    .map(({ one, sorted }) => ({ one, each: sorted, sorted: [...sorted].sort((a, b) => a - b) }));
  const columns = seeds.map((s): [string, string] => [`seed ${s}`, `种子 ${s}`]);
  table([`mean return after ${steps} steps`, `${steps} 步之后的平均回报`], [['what is changed', '改动'], '', ...columns],
    scores.map(({ one, each }) => [one, ablations[one].name[0], ...each.map((x) => +x.toFixed(1))]));
  bars(['median of the seeds', '各种子的中位数'], Object.fromEntries(scores.map(({ one, sorted }) => [one, sorted[Math.floor(runs / 2)]!])));
  say('without torque the pendulum earns −1220.5, with energy control −146.9', '零力矩得 −1220.5，能量控制得 −146.9');

  // The numbers belong to these runs; another seed gives others. 数值属于这几次训练；换一个种子便不同。
  if (seed !== 1 || runs !== 3 || steps !== 5000) return;
  const known: Partial<Readonly<Record<Ablation, readonly [median: number, worst: number]>>> = {
    plain: [-174.04, -203.9], 'no-target': [-206.49, -1139.67], 'no-replay': [-1330.91, -1444.37], 'wrong-terminal': [-1041.87, -1250.35],
    'paper-rates': [-1447.38, -1447.87],
  };
  for (const { one, sorted } of scores) {
    const [median, worst] = known[one] ?? [], [en, zh] = ablations[one].name, own: [string, string] = ['our first run of seeds 1 to 3, repeated', '我们对种子 1 至 3 的首次训练，此处重复'];
    if (median !== undefined) check(one, [`${en}: median of three runs`, `${zh}：三次训练的中位数`], own, median, sorted[1]!, 1e-4);
    if (worst !== undefined) check(`${one}-worst`, [`${en}: the worst of them`, `${zh}：其中最差的一次`], own, worst, sorted[0]!, 1e-4);
  }
}

run(import.meta, demo);
