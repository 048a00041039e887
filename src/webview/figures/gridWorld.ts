import { maxGap, type Mat } from '../../../snippets/kit/matrix.ts';
import { bookGrid, gridModel, printed } from '../../../snippets/rl-basics/grid-world.ts';
import { qFromV } from '../../../snippets/rl-basics/policy-evaluation.ts';
import { policyIteration } from '../../../snippets/rl-basics/policy-iteration.ts';
import { truncatedPI } from '../../../snippets/rl-basics/truncated-iteration.ts';
import { greedy, valueIteration } from '../../../snippets/rl-basics/value-iteration.ts';
import type { Bilingual, Language } from '../../core/model.ts';
import type { Figure } from './figure.ts';
import { percent, svg } from './svg.ts';

const [side, nS, nA] = [5, 25, 5];
/** Sweeps of the truncated form between two improvements. */
const j = 5;
/** No run shows more frames than this; at γ = 0.99 value iteration would need a thousand. */
const mostSteps = 150;
const tol = 1e-6;
const stay = 4;

/** The values after one step, and what they are worth. */
interface Stage {
  readonly v: Mat;
  /** The policy that has these values, or that is greedy for them. */
  readonly pi: Int32Array;
  /** Largest change against the stage before; NaN for the first. */
  readonly change: number;
  /** Largest gap to the exact optimal values. */
  readonly error: number;
  /** Cells whose action is not an optimal one. */
  readonly wrong: number;
}

interface Run {
  readonly algorithm: number;
  readonly gamma: number;
  readonly stages: readonly Stage[];
  /** Whether the last stage is the end, and not only the last one shown. */
  readonly converged: boolean;
}

function compute({ algorithm, gamma, penalty }: Readonly<Record<'algorithm' | 'gamma' | 'penalty', number>>): Run {
  const m = { nS, nA, gamma, ...gridModel({ ...bookGrid, rForbidden: penalty }) };
  const exact = policyIteration(m);
  const best = qFromV(m, exact.v);
  const wrong = (pi: Int32Array) => pi.filter((a, s) => best[s * nA + a]! < exact.v[s]! - 1e-9).length;
  const stage = (v: Mat, before: Mat | undefined, pi: Int32Array): Stage =>
    ({ v, pi, change: before === undefined ? NaN : maxGap(v, before), error: maxGap(v, exact.v), wrong: wrong(pi) });
  if (algorithm === 1) {
    const { history, converged } = policyIteration(m, { pi0: new Int32Array(nS).fill(stay) });
    return { algorithm, gamma, converged, stages: history.map(({ v, pi }, k) => stage(v, history[k - 1]?.v, pi)) };
  }
  const { history = [], converged } = algorithm === 0
    ? valueIteration(m, { tol, maxSweeps: mostSteps, trace: true })
    : truncatedPI(m, { j, tol, maxOuter: mostSteps / j, trace: true });
  return { algorithm, gamma, converged, stages: history.map((v, k) => stage(v, history[k - 1], greedy(qFromV(m, v), nS, nA))) };
}

const cell = 100;
const marks = (cells: typeof bookGrid.target) => new Set(cells.map(([row, col]) => (row - 1) * side + col - 1));
const [forbidden, target] = [marks(bookGrid.forbidden), marks(bookGrid.target)];
const directions = [[0, -1], [1, 0], [0, 1], [-1, 0]] as const;

function arrow(x: number, y: number, action: number): SVGElement {
  const direction = directions[action];
  if (direction === undefined) return svg('circle', { class: 'arrow', cx: x, cy: y, r: 12 });
  const [dx, dy] = direction;
  const [tipX, tipY] = [x + 20 * dx, y + 20 * dy];
  const wing = (turn: number) => `${tipX - 11 * dx - 9 * turn * dy} ${tipY - 11 * dy - 9 * turn * dx}`;
  return svg('path', { class: 'arrow', d: `M${x - 20 * dx} ${y - 20 * dy}L${tipX} ${tipY}M${wing(1)}L${tipX} ${tipY}L${wing(-1)}` });
}

function drawBoard({ v, pi }: Stage): SVGSVGElement {
  const edge = side * cell;
  const board = svg('svg', { class: 'board', x: 0, y: 8, width: '50%', height: 256, viewBox: `-4 -4 ${edge + 8} ${edge + 8}`, preserveAspectRatio: 'xMidYMid meet' });
  const most = v.reduce((top, x) => Math.max(top, Math.abs(x)), 1e-9);
  printed(v, side).flat().forEach((text, s) => {
    const [x, y] = [(s % side) * cell, Math.floor(s / side) * cell];
    board.append(svg('rect', { class: v[s]! < 0 ? 'below' : 'above', x, y, width: cell, height: cell, 'fill-opacity': (0.55 * Math.abs(v[s]!)) / most }));
    if (forbidden.has(s)) board.append(svg('path', { class: 'hatch', d: `M${x} ${y + 50}l50 -50M${x} ${y + 100}l100 -100M${x + 50} ${y + 100}l50 -50` }));
    board.append(svg('rect', { class: 'square', x, y, width: cell, height: cell }));
    if (target.has(s)) board.append(svg('rect', { class: 'target', x: x + 8, y: y + 8, width: cell - 16, height: cell - 16 }));
    board.append(svg('text', { class: 'label', x: x + 50, y: y + 40, 'text-anchor': 'middle' }, text.trim()), arrow(x + 50, y + 68, pi[s]!));
  });
  return board;
}

const [top, floor] = [16, 232];
const exponents = [2, 0, -2, -4, -6];
const height = (error: number) => top + ((floor - top) * (2 - Math.log10(Math.max(error, 1e-7)))) / 9;
const ten = (power: number) => (power === 0 ? '1' : `10${[...`${power}`].map((c) => (c === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(c)])).join('')}`);

function drawErrors({ stages, algorithm, gamma }: Run, frame: number, language: Language): SVGSVGElement {
  const errors = svg('svg', { class: 'errors', x: '60%', y: 6, width: '39%', height: 258 });
  const last = Math.max(1, stages.length - 1);
  const line = (name: string, k: number, from: number, to: number) =>
    svg('line', { class: name, x1: percent((k - 1) / last), x2: percent(k / last), y1: height(from), y2: height(to) });
  for (const power of exponents) {
    const y = height(10 ** power);
    errors.append(svg('line', { class: 'grid', x1: 0, x2: '100%', y1: y, y2: y }), svg('text', { x: -8, y: y + 4, 'text-anchor': 'end' }, ten(power)));
  }
  errors.append(svg('line', { class: 'axis', x1: 0, x2: '100%', y1: floor, y2: floor }), svg('text', { x: '100%', y: 249, 'text-anchor': 'end' }, `${last}`), svg('text', { x: 0, y: 249 }, '0'));
  const first = stages[0]!.error;
  if (algorithm !== 1) {
    for (let k = 1; k <= last; k++) errors.append(line('bound', k, first * gamma ** (k - 1), first * gamma ** k));
  }
  for (let k = 1; k <= frame; k++) errors.append(line('m', k, stages[k - 1]!.error, stages[k]!.error));
  const y = height(stages[frame]!.error);
  errors.append(svg('circle', { class: 'dot', cx: percent(frame / last), cy: y, r: 4 }),
    svg('text', { class: 'label', x: '100%', y: 12, 'text-anchor': 'end' }, `${language === 'en' ? 'error' : '误差'} ${amount(stages[frame]!.error)}`));
  return errors;
}

const amount = (x: number) => (x < 1e-12 ? '0' : x < 0.001 ? x.toExponential(1) : `${+x.toPrecision(3)}`);
const same = (text: string): Bilingual => ({ en: text, 'zh-cn': text });

function says({ algorithm, stages, converged }: Run, k: number, language: Language): string {
  const { change, error, wrong } = stages[k]!;
  const end = k === stages.length - 1;
  const outer = Math.ceil(k / j);
  if (language === 'en') {
    const where = [
      k === 0 ? 'Before the first sweep all values are 0' : `After sweep ${k} of value iteration`,
      k === 0 ? 'The policy “stay everywhere” has these values' : `After improvement ${k} the new policy has been evaluated exactly`,
      k === 0 ? 'Before the first sweep all values are 0' : `After sweep ${k}, in outer step ${outer}`,
    ][algorithm]!;
    const moved = k === 0 ? '' : ` The largest change was ${amount(change)}.`;
    const policy = wrong === 0 ? 'the arrows are already optimal' : `in ${wrong} of ${nS} cells the arrow is not an optimal one`;
    const stop = !end ? '' : converged ? ' Nothing more will change.' : ' It has not converged yet; no more is shown.';
    return `${where}.${moved} The largest error is ${amount(error)}; ${policy}.${stop}`;
  }
  const where = [
    k === 0 ? '第一次扫描之前，所有的值都是 0' : `值迭代第 ${k} 次扫描之后`,
    k === 0 ? '这是「处处停留」策略的价值' : `第 ${k} 次改进之后，新策略已精确评估`,
    k === 0 ? '第一次扫描之前，所有的值都是 0' : `第 ${k} 次扫描之后，位于第 ${outer} 个外层步`,
  ][algorithm]!;
  const moved = k === 0 ? '' : `最大的变化是 ${amount(change)}。`;
  const policy = wrong === 0 ? '箭头已全部最优' : `${nS} 格中有 ${wrong} 格的箭头不是最优动作`;
  const stop = !end ? '' : converged ? '此后不再变化。' : '尚未收敛，后面的不再显示。';
  return `${where}。${moved}最大的误差是 ${amount(error)}；${policy}。${stop}`;
}

/** Zhao's 5 × 5 board: values and policy, step by step, with the error against the exact solution. */
export const gridWorld: Figure<'algorithm' | 'gamma' | 'penalty', Run> = {
  id: 'grid-values',
  label: { en: 'Values and policy of the 5 × 5 grid world', 'zh-cn': '5 × 5 网格世界的价值与策略' },
  legend: [
    { key: 'above', shape: 'bar', label: { en: 'value above 0', 'zh-cn': '价值大于 0' } },
    { key: 'below', shape: 'bar', label: { en: 'value below 0', 'zh-cn': '价值小于 0' } },
    { key: 'm', shape: 'line', label: { en: 'largest error', 'zh-cn': '最大误差' } },
    { key: 'bound', shape: 'line', label: { en: 'first error · γᵏ', 'zh-cn': '初始误差 · γᵏ' } },
  ],
  controls: {
    algorithm: {
      kind: 'choice', start: 0, label: { en: 'Algorithm', 'zh-cn': '算法' },
      options: [
        { en: 'value iteration', 'zh-cn': '值迭代' }, { en: 'policy iteration', 'zh-cn': '策略迭代' },
        { en: `truncated, J = ${j}`, 'zh-cn': `截断策略迭代，J = ${j}` },
      ],
    },
    gamma: { kind: 'slider', min: 0, max: 0.99, step: 0.01, start: 0.9, label: { en: 'Discount γ', 'zh-cn': '折扣因子 γ' }, show: (value) => value.toFixed(2) },
    penalty: {
      kind: 'slider', min: -20, max: 0, step: 1, start: -1, label: { en: 'Reward of forbidden cells', 'zh-cn': '禁区的奖励' },
      show: (value) => `${value}`.replace('-', '−'),
    },
  },
  compute,
  frames: ({ stages }) => stages.length,
  place: { en: 'Frame', 'zh-cn': '帧' },
  draw: (stage, run, frame, language) => stage.append(drawBoard(run.stages[frame]!), drawErrors(run, frame, language)),
  says,
  table: ({ stages }) => ({
    head: [
      same('k'), { en: 'Largest change', 'zh-cn': '最大变化' }, { en: 'Largest error', 'zh-cn': '最大误差' },
      { en: 'Cells not optimal', 'zh-cn': '非最优的格数' },
    ],
    rows: stages.map(({ change, error, wrong }, k) => [`${k}`, k === 0 ? '–' : amount(change), amount(error), `${wrong}`]),
  }),
};
