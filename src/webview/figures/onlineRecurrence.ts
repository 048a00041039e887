import { normals } from '../../../snippets/kit/random.ts';
import { onlineSoftmax, safeSoftmax } from '../../../snippets/flash-attention/online-softmax.ts';
import type { Figure } from './figure.ts';
import { heights, percent, plotFloor, svg, ticks } from './svg.ts';

const n = 24;

/** One pass over the scores: what the recurrence held after each of them. */
interface Pass {
  readonly x: Float64Array;
  /** Largest score so far. */
  readonly m: readonly number[];
  /** Normaliser so far, measured from m. */
  readonly d: readonly number[];
  /** Largest gap between the finished softmax and the three-pass one. */
  readonly gap: number;
}

function compute({ order, seed, tau }: Readonly<Record<'order' | 'seed' | 'tau', number>>): Pass {
  const x = normals(n, seed).map((value) => tau * (value + 2.5));
  if (order === 1) x.sort();
  if (order === 2) x.sort().reverse();
  const prefixes = Array.from({ length: n }, (_, i) => onlineSoftmax(x.subarray(0, i + 1)));
  const exact = safeSoftmax(x);
  const gap = prefixes[n - 1]!.y.reduce((most, y, i) => Math.max(most, Math.abs(y - exact[i]!)), 0);
  return { x, m: prefixes.map((p) => p.m), d: prefixes.map((p) => p.d), gap };
}

function draw(stage: SVGSVGElement, { x, m, d }: Pass, frame: number): void {
  const low = Math.min(0, ...x);
  const high = Math.max(...m, ...d);
  const y = heights(low, high);
  const plot = svg('svg', { class: 'plot', y: 6 });
  const left = (i: number) => percent(i / n);
  for (const tick of ticks(high)) {
    plot.append(svg('line', { class: 'grid', x1: 0, x2: '100%', y1: y(tick), y2: y(tick) }));
    plot.append(svg('text', { x: -8, y: y(tick) + 4, 'text-anchor': 'end' }, `${+tick.toPrecision(3)}`));
  }
  x.forEach((value, i) => {
    const state = i === frame ? ' now' : i > frame ? ' to-come' : '';
    plot.append(svg('rect', { class: `term${state}`, x: percent((i + 0.3) / n), width: percent(0.4 / n), y: Math.min(y(value), y(0)), height: Math.abs(y(value) - y(0)) }));
  });
  for (const [name, series] of [['d', d], ['m', m]] as const) {
    for (let i = 0; i <= frame; i++) {
      plot.append(svg('line', { class: name, x1: left(i), x2: left(i + 1), y1: y(series[i]!), y2: y(series[i]!) }));
      if (i > 0) plot.append(svg('line', { class: `${name} rise`, x1: left(i), x2: left(i), y1: y(series[i - 1]!), y2: y(series[i]!) }));
    }
  }
  for (let i = 1; i <= frame; i++) {
    if (m[i]! > m[i - 1]!) plot.append(svg('circle', { class: 'dot', cx: left(i), cy: y(m[i]!), r: 4 }));
  }
  plot.append(svg('line', { class: 'axis', x1: 0, x2: '100%', y1: plotFloor, y2: plotFloor }));
  for (const i of [1, 6, 12, 18, 24]) plot.append(svg('text', { x: percent((i - 0.5) / n), y: 249, 'text-anchor': 'middle' }, i === 1 ? 'i = 1' : `${i}`));
  const late = frame > 0.75 * n;
  const at = { class: 'label', x: late ? left(frame) : left(frame + 1), dx: late ? -8 : 7, 'text-anchor': late ? 'end' : 'start' };
  const [mY, dY] = [y(m[frame]!) - 6, y(d[frame]!) + (Math.abs(y(d[frame]!) - y(m[frame]!)) < 18 ? 18 : -6)];
  plot.append(svg('text', { ...at, y: mY }, `m = ${m[frame]!.toFixed(2)}`), svg('text', { ...at, y: dY }, `d′ = ${d[frame]!.toFixed(2)}`));
  stage.append(plot);
}

/** The scores of one row, read one by one: the running maximum m and the running normaliser d′. */
export const onlineRecurrence: Figure<'order' | 'seed' | 'tau', Pass> = {
  label: { en: 'Online softmax over 24 scores', 'zh-cn': '24 个分数上的在线 Softmax' },
  legend: [
    { key: 'term', shape: 'bar', label: { en: 'score xᵢ', 'zh-cn': '分数 xᵢ' } },
    { key: 'm', shape: 'line', label: { en: 'mᵢ, largest so far', 'zh-cn': 'mᵢ，迄今最大值' } },
    { key: 'd', shape: 'line', label: { en: 'd′ᵢ, normaliser so far', 'zh-cn': 'd′ᵢ，迄今归一化因子' } },
  ],
  controls: {
    order: {
      kind: 'choice', start: 0, label: { en: 'Order of the scores', 'zh-cn': '分数的次序' },
      options: [{ en: 'as drawn', 'zh-cn': '随机' }, { en: 'rising', 'zh-cn': '递增' }, { en: 'falling', 'zh-cn': '递减' }],
    },
    seed: { kind: 'slider', min: 1, max: 20, step: 1, start: 1, label: { en: 'Seed', 'zh-cn': '随机种子' }, show: String },
    tau: { kind: 'slider', min: 0.25, max: 4, step: 0.25, start: 1, label: { en: 'Scale τ', 'zh-cn': '缩放系数 τ' }, show: (value) => value.toFixed(2) },
  },
  compute,
  frames: () => n,
  place: { en: 'Position i', 'zh-cn': '位置 i' },
  draw,
  says: ({ x, m, d, gap }, i, language) => {
    const two = (value: number) => value.toFixed(2);
    const [before, now] = [m[i - 1] ?? -Infinity, m[i]!];
    const term = two(Math.exp(x[i]! - now));
    const end = language === 'en' ? ` After the last score the softmax differs from the three-pass one by at most ${gap.toExponential(0)}.`
      : `读完最后一个分数，所得 Softmax 与三趟算法之差不超过 ${gap.toExponential(0)}。`;
    const last = i === n - 1 ? end : '';
    if (i === 0) {
      return language === 'en' ? `At i = 1 the only score, ${two(now)}, is the maximum; d′ is 1.` : `i = 1 时，唯一的分数 ${two(now)} 就是最大值；d′ 为 1。`;
    }
    const factor = two(Math.exp(before - now));
    if (now > before) {
      return language === 'en'
        ? `At i = ${i + 1} the maximum rises from ${two(before)} to ${two(now)}: the sum so far, ${two(d[i - 1]!)}, is scaled by ${factor}, and the new term adds 1. d′ is ${two(d[i]!)}.${last}`
        : `i = ${i + 1} 时，最大值从 ${two(before)} 升到 ${two(now)}：已有的和 ${two(d[i - 1]!)} 乘以 ${factor}，新的一项再加 1，d′ 变为 ${two(d[i]!)}。${last}`;
    }
    return language === 'en'
      ? `At i = ${i + 1} the maximum stays at ${two(now)}: nothing is scaled, the new term adds ${term}. d′ is ${two(d[i]!)}.${last}`
      : `i = ${i + 1} 时，最大值仍是 ${two(now)}：无须缩放，新的一项加上 ${term}，d′ 变为 ${two(d[i]!)}。${last}`;
  },
  table: ({ x, m, d }) => ({
    head: ['i', 'xᵢ', 'mᵢ', 'd′ᵢ'].map((cell) => ({ en: cell, 'zh-cn': cell })),
    rows: Array.from(x, (value, i) => [`${i + 1}`, value.toFixed(3), m[i]!.toFixed(3), d[i]!.toFixed(3)]),
  }),
};
