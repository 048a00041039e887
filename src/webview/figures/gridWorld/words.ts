import type { Bilingual, Language } from '../../../core/model.ts';
import type { DataTable } from '../figure.ts';
import { fixed } from '../writing.ts';
import { forbidden, frames, measuredRate, nS, side, stageAt, target, type Run, type Stage } from './runs.ts';

/** A number of the size of an error, as short as it can be read. */
export const amount = (x: number): string => (x < 1e-12 ? '0' : x < 0.001 ? x.toExponential(1).replace('-', '−') : `${+x.toPrecision(3)}`);


/** The methods as they are named beside their boards. */
export const trackNames = ({ j }: Run): readonly Bilingual[] => [
  { en: 'Value iteration', 'zh-cn': '值迭代' },
  { en: `Truncated, J = ${j}`, 'zh-cn': `截断，J = ${j}` },
  { en: 'Policy iteration', 'zh-cn': '策略迭代' },
];

/** How many arrows are not optimal, after the error. */
export function arrowsWrong(wrong: number, language: Language): string {
  if (language === 'en') return wrong === 0 ? ', arrows optimal' : `, ${wrong} arrow${wrong === 1 ? '' : 's'} not optimal`;
  return wrong === 0 ? '，箭头全部最优' : `，${wrong} 个箭头非最优`;
}

const actions = { en: ['up', 'right', 'down', 'left', 'stay'], 'zh-cn': ['上', '右', '下', '左', '停留'] } as const;
const kinds = { en: ['plain', 'forbidden', 'target'], 'zh-cn': ['普通', '禁区', '目标'] } as const;
const one = (x: number) => fixed(x, 1);

/** A cell of the reader's board in words. */
export function cellName({ world, own: { v } }: Run, s: number, language: Language): string {
  const [row, col] = [Math.floor(s / side) + 1, (s % side) + 1];
  const [kind, action] = [kinds[language][world.kinds[s]!], actions[language][world.policy[s]!]!];
  return language === 'en' ? `Row ${row}, column ${col}: ${kind}, your action ${action}, value ${one(v[s]!)}`
    : `第 ${row} 行第 ${col} 列：${kind}，你的动作：${action}，价值 ${one(v[s]!)}`;
}

/** What the reader's own policy is worth. */
export function ownSays({ own: { error, wrong } }: Run, language: Language): string {
  if (language === 'en') {
    return wrong === 0 ? 'Your policy is optimal: in no cell is any policy worth more.'
      : `The values on this board are those of your policy. In ${wrong} of ${nS} cells its action is not an optimal one; in the worst of them it is worth ${amount(error)} less than the best policy.`;
  }
  return wrong === 0 ? '你的策略已是最优：在任何一格，都没有策略能得到更多。'
    : `棋盘上写的是你的策略的价值。${nS} 格中有 ${wrong} 格的动作不是最优；差得最多的一格比最优策略少 ${amount(error)}。`;
}

/** What one frame shows, in two to four sentences. */
export function says(run: Run, k: number, language: Language): string {
  const [values, truncated, policies] = run.tracks.map((track) => stageAt(track, k)) as [Stage, Stage, Stage];
  const rate = measuredRate(run, k);
  const cut = run.tracks.filter(({ converged }) => !converged).length;
  const last = k === frames(run) - 1;
  if (language === 'en') {
    const unit = run.bySweep ? 'sweep' : 'outer step';
    const where = k === 0 ? 'At the start' : `After ${k} ${unit}${k === 1 ? '' : 's'}`;
    const errors = `${where} the largest error is ${amount(values.error)} for value iteration, ${amount(truncated.error)} for truncated and ${amount(policies.error)} for full policy iteration.`;
    const wrong = ` Arrows that are not optimal: ${values.wrong}, ${truncated.wrong} and ${policies.wrong} of ${nS}.`;
    const shrunk = rate === undefined ? '' : ` The last sweep multiplied the error of value iteration by ${rate.toFixed(3)}; γ is ${run.gamma.toFixed(2)}.`;
    const end = !last ? '' : cut === 0 ? ' Nothing more will change.' : ' Not all of them have converged; no more is shown.';
    return errors + wrong + shrunk + end;
  }
  const where = k === 0 ? '开始时' : `${k} ${run.bySweep ? '次扫描' : '个外层步'}之后`;
  const errors = `${where}，最大误差为：值迭代 ${amount(values.error)}，截断策略迭代 ${amount(truncated.error)}，策略迭代 ${amount(policies.error)}。`;
  const wrong = `${nS} 格中非最优的箭头数依次为 ${values.wrong}、${truncated.wrong}、${policies.wrong}。`;
  const shrunk = rate === undefined ? '' : `最近一次扫描使值迭代的误差变为原来的 ${rate.toFixed(3)} 倍；γ 为 ${run.gamma.toFixed(2)}。`;
  const end = !last ? '' : cut === 0 ? '此后不再变化。' : '并非都已收敛，后面的不再显示。';
  return errors + wrong + shrunk + end;
}

/** The errors of all frames. */
export function errorTable(run: Run): DataTable {
  const names = trackNames(run);
  return {
    head: [
      run.bySweep ? { en: 'Sweeps', 'zh-cn': '扫描次数' } : { en: 'Outer steps', 'zh-cn': '外层步数' },
      ...names.map((name) => ({ en: `${name.en}: error`, 'zh-cn': `${name['zh-cn']}：误差` })),
      ...names.map((name) => ({ en: `${name.en}: arrows not optimal`, 'zh-cn': `${name['zh-cn']}：非最优的箭头` })),
    ],
    rows: Array.from({ length: frames(run) }, (_, k) => {
      const stages = run.tracks.map((track) => stageAt(track, k));
      return [`${k}`, ...stages.map(({ error }) => amount(error)), ...stages.map(({ wrong }) => `${wrong}`)];
    }),
  };
}

/** The boards of one frame, cell by cell: each value with its arrow. */
export function boardTable(run: Run, frame: number): DataTable {
  const boards = [run.own, ...run.tracks.map((track) => stageAt(track, frame))];
  return {
    head: [{ en: 'Cell', 'zh-cn': '格子' }, { en: 'Kind', 'zh-cn': '种类' }, { en: 'Your policy', 'zh-cn': '你的策略' }, ...trackNames(run)],
    rows: run.world.kinds.map((kind, s) => [
      `(${Math.floor(s / side) + 1},${(s % side) + 1})`, kind === target ? '◎' : kind === forbidden ? '#' : '·',
      ...boards.map(({ v, pi }) => `${one(v[s]!)} ${'↑→↓←○'[pi[s]!]!}`),
    ]),
  };
}

