import type { Board, Figure, Slider, Spot } from '../figure.ts';
import { signed } from '../writing.ts';
import { draw, drawCell } from './drawing.ts';
import { bookWorld, compute, forbidden, frames, free, nS, side, stay, target, type Kind, type Knob, type Run, type World } from './runs.ts';
import { boardTable, cellName, errorTable, ownSays, says } from './words.ts';

const withKind = (world: World, cell: number, kind: Kind): World => ({ ...world, kinds: world.kinds.with(cell, kind) });
const withAction = (world: World, cell: number, action: number): World => ({ ...world, policy: world.policy.with(cell, action) });
const next: readonly Kind[] = [forbidden, target, free];

/** The middle of a cell stays; around it the larger way decides. */
function actionAt({ right, down }: Spot): number {
  if (Math.max(Math.abs(right), Math.abs(down)) < 0.35) return stay;
  return Math.abs(down) > Math.abs(right) ? (down < 0 ? 0 : 2) : right > 0 ? 1 : 3;
}

const kindKeys: Readonly<Record<string, Kind>> = { f: forbidden, t: target, p: free };
const actionKeys: Readonly<Record<string, number>> = {
  'Shift+ArrowUp': 0, 'Shift+ArrowRight': 1, 'Shift+ArrowDown': 2, 'Shift+ArrowLeft': 3, 'o': stay,
};

const everywhere = (world: World, action: number): World => ({ ...world, policy: Array.from({ length: nS }, () => action) });

const board: Board<Run, World> = {
  label: { en: 'Your board: cells and policy', 'zh-cn': '你的棋盘：格子与策略' },
  rows: side, cols: side, start: bookWorld,
  tools: [{ en: 'cell', 'zh-cn': '格子' }, { en: 'arrow', 'zh-cn': '箭头' }],
  presets: [
    { label: { en: 'stay', 'zh-cn': '停留' }, apply: (world) => everywhere(world, stay) },
    { label: { en: 'right', 'zh-cn': '向右' }, apply: (world) => everywhere(world, 1) },
    { label: { en: 'best policy', 'zh-cn': '最优策略' }, apply: (world, { best }) => ({ ...world, policy: [...best] }) },
    { label: { en: 'no forbidden cells', 'zh-cn': '清除禁区' }, apply: (world) => ({ ...world, kinds: world.kinds.map((kind) => (kind === forbidden ? free : kind)) }) },
  ],
  click: (world, cell, tool, spot) => {
    if (tool === 0) return withKind(world, cell, next[world.kinds[cell]!]!);
    return withAction(world, cell, spot === undefined ? (world.policy[cell]! + 1) % 5 : actionAt(spot));
  },
  press: (world, cell, key) => {
    const [kind, action] = [kindKeys[key], actionKeys[key]];
    return kind !== undefined ? withKind(world, cell, kind) : action !== undefined ? withAction(world, cell, action) : undefined;
  },
  draw: drawCell,
  name: cellName,
  says: ownSays,
  help: {
    en: 'Keys: arrows move; F forbidden, T target, P plain; Shift with an arrow sets the action, O stays.',
    'zh-cn': '按键：方向键移动；F 禁区，T 目标，P 普通；Shift 加方向键设置动作，O 停留。',
  },
};

const reward = (en: string, zh: string, min: number, max: number, step: number, start: number): Slider =>
  ({ kind: 'slider', min, max, step, start, label: { en, 'zh-cn': zh }, show: signed });

/** A board of 5 × 5 cells that the reader edits, and three methods that solve it side by side, with their errors. */
export const gridWorld: Figure<Knob, Run, World> = {
  label: { en: 'A grid world to edit, and three methods that solve it', 'zh-cn': '可编辑的网格世界，以及求解它的三种方法' },
  legend: [
    { key: 'm', shape: 'line', label: { en: 'value iteration', 'zh-cn': '值迭代' } },
    { key: 'd', shape: 'line', label: { en: 'truncated', 'zh-cn': '截断' } },
    { key: 'third', shape: 'line', label: { en: 'policy iteration', 'zh-cn': '策略迭代' } },
    { key: 'bound', shape: 'line', label: { en: 'first error · γᵏ', 'zh-cn': '初始误差 · γᵏ' } },
    { key: 'above', shape: 'bar', label: { en: 'value above 0', 'zh-cn': '价值大于 0' } },
    { key: 'below', shape: 'bar', label: { en: 'below 0', 'zh-cn': '小于 0' } },
  ],
  controls: {
    count: {
      kind: 'choice', start: 0, label: { en: 'One frame is', 'zh-cn': '一帧是' },
      options: [{ en: 'one sweep', 'zh-cn': '一次扫描' }, { en: 'one outer step', 'zh-cn': '一个外层步' }],
    },
    from: {
      kind: 'choice', start: 0, label: { en: 'Sweeps start at', 'zh-cn': '扫描的初值' },
      options: [{ en: 'zero', 'zh-cn': '零' }, { en: 'your policy’s values', 'zh-cn': '你的策略的价值' }],
    },
    sweeps: { kind: 'slider', min: 1, max: 50, step: 1, start: 5, label: { en: 'Truncated after J', 'zh-cn': '截断于 J' }, show: String },
    gamma: { kind: 'slider', min: 0, max: 0.99, step: 0.01, start: 0.9, label: { en: 'Discount γ', 'zh-cn': '折扣因子 γ' }, show: (value) => value.toFixed(2) },
    rTarget: reward('Reward: target', '奖励：目标', 0, 10, 0.5, 1),
    rForbidden: reward('Reward: forbidden', '奖励：禁区', -20, 0, 1, -1),
    rBoundary: reward('Reward: edge', '奖励：边界', -10, 0, 0.5, -1),
    rStep: reward('Reward: other moves', '奖励：其余各步', -2, 2, 0.1, 0),
  },
  board,
  compute,
  frames,
  place: { en: 'Step k', 'zh-cn': '第 k 步' },
  firstPlace: 0,
  draw, says, table: errorTable, frameTable: boardTable,
};
