import type { Bilingual, Language } from '../../../core/model.ts';
import type { DataTable, Figure } from '../figure.ts';
import { fixed, same } from '../writing.ts';
import { draw } from './drawing.ts';
import { compute, frames, iterationsAFrame, missing, stepsAFrame, type Place, type Run } from './runs.ts';

const digits = (x: number) => fixed(x, 3);

const dataNames: readonly Bilingual[] = [
  { en: 'all pairs', 'zh-cn': '全部偏好对' }, { en: 'all pairs, 20 % flipped', 'zh-cn': '全部偏好对，20 % 翻转' },
  { en: '600 pairs', 'zh-cn': '600 个偏好对' }, { en: 'all pairs, bigram policy', 'zh-cn': '全部偏好对，二元语法策略' },
];

/** J at the figure’s β. */
const objective = ({ beta }: Run, { kl, reward }: Place) => reward - beta * kl;

function says(run: Run, frame: number, language: Language): string {
  const { beta, best, data } = run;
  const [dpo, ppo] = [run.dpo(frame).at(-1)!, run.ppo(frame).at(-1)!];
  const [step, iteration] = [frame * stepsAFrame, frame * iterationsAFrame];
  const [gap, lag] = [best.objective - objective(run, dpo), best.objective - objective(run, ppo)].map(digits);
  if (language === 'en') {
    const touch = `At β = ${beta} the tangent touches the frontier at KL ${digits(best.kl)} and reward ${digits(best.reward)}; it begins at J* = ${digits(best.objective)}.`;
    if (frame === 0) return `${touch} DPO and PPO start at the reference, ${gap} below J*.`;
    return `${touch} After ${step} steps DPO on ${dataNames[data]!.en} earns ${digits(dpo.reward)} at KL ${digits(dpo.kl)}, ${gap} below J*; `
      + `PPO after ${iteration} iterations ${digits(ppo.reward)} at KL ${digits(ppo.kl)}, ${lag} below.`;
  }
  const touch = `β = ${beta} 时，切线与前沿相切于 KL ${digits(best.kl)}、奖励 ${digits(best.reward)} 处，起点为 J* = ${digits(best.objective)}。`;
  if (frame === 0) return `${touch}DPO 与 PPO 从参考策略出发，比 J* 低 ${gap}。`;
  return `${touch}${step} 步之后，DPO（${dataNames[data]!['zh-cn']}）的奖励为 ${digits(dpo.reward)}，KL 为 ${digits(dpo.kl)}，比 J* 低 ${gap}；`
    + `PPO 迭代 ${iteration} 次之后，奖励为 ${digits(ppo.reward)}，KL 为 ${digits(ppo.kl)}，低 ${lag}。`;
}

/** The training, frame by frame. */
function table(run: Run): DataTable {
  const [dpo, ppo] = [run.dpo(frames), run.ppo(frames)];
  return {
    head: [
      { en: 'DPO steps', 'zh-cn': 'DPO 步数' }, { en: 'DPO: KL', 'zh-cn': 'DPO：KL' }, { en: 'DPO: reward', 'zh-cn': 'DPO：奖励' },
      { en: 'PPO iterations', 'zh-cn': 'PPO 迭代' }, { en: 'PPO: KL', 'zh-cn': 'PPO：KL' }, { en: 'PPO: reward', 'zh-cn': 'PPO：奖励' },
    ],
    rows: Array.from({ length: frames + 1 }, (_, k) => [[dpo, k * stepsAFrame], [ppo, k * iterationsAFrame]] as const).map((both) =>
      both.flatMap(([places, at]) => [`${at}`, digits(places[at]!.kl), digits(places[at]!.reward)])),
  };
}

/** All policies that the picture of a frame shows. */
function frameTable(run: Run, frame: number): DataTable {
  const places: readonly (readonly [string, Place])[] = [
    [`π*, β = ${run.beta}`, run.best], ...run.marks.map((at) => [`π*, β = ${at.beta}`, at] as const),
    ...run.bestOf.map((at) => [`Best-of-${at.n}`, at] as const), ...run.ipo.map((at) => [`IPO, τ = ${at.tau}`, at] as const),
    ['preferred-FT', run.preferred], ['DPO', run.dpo(frame).at(-1)!], ['PPO', run.ppo(frame).at(-1)!],
  ];
  return {
    head: [{ en: 'Policy', 'zh-cn': '策略' }, same('KL'), { en: 'Reward', 'zh-cn': '奖励' }, { en: 'Missing to the frontier', 'zh-cn': '离前沿的差距' }],
    rows: places.map(([name, at]) => [name, digits(at.kl), digits(at.reward), digits(missing(run, at))]),
  };
}

/** What reward a KL can buy: the exact frontier of the review world, and how DPO and PPO walk towards it. */
export const rewardFrontier: Figure<'prompt' | 'beta' | 'data', Run> = {
  label: { en: 'Reward against KL: the frontier and the methods', 'zh-cn': '奖励与 KL：前沿与各种方法' },
  legend: [
    { key: 'm', shape: 'line', label: { en: 'frontier π*', 'zh-cn': '前沿 π*' } },
    { key: 'bound', shape: 'line', label: { en: 'tangent of slope β', 'zh-cn': '斜率为 β 的切线' } },
    { key: 'd', shape: 'line', label: same('DPO') },
    { key: 'third', shape: 'line', label: same('PPO') },
    { key: 'best', shape: 'bar', label: { en: 'best of 2 … 128', 'zh-cn': '2 … 128 选一' } },
    { key: 'ipo', shape: 'diamond', label: { en: 'IPO, τ = 1 … 0.01', 'zh-cn': 'IPO，τ = 1 … 0.01' } },
    { key: 'preferred', shape: 'dot', label: same('preferred-FT') },
  ],
  controls: {
    prompt: { kind: 'choice', start: 0, label: { en: 'Prompt', 'zh-cn': '提示' }, options: [same('film:'), same('food:')] },
    beta: { kind: 'slider', min: -1.2, max: 0.7, step: 0.05, start: -0.3, label: same('β'), show: (value) => `${+(10 ** value).toPrecision(2)}` },
    data: { kind: 'choice', start: 0, label: { en: 'DPO trained on', 'zh-cn': 'DPO 的训练数据' }, options: dataNames },
  },
  compute,
  frames: () => frames + 1,
  place: { en: 'Slice of training', 'zh-cn': '训练进度' },
  firstPlace: 0,
  draw,
  says,
  table,
  frameTable,
};
