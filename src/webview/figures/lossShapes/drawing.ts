import type { Language } from '../../../core/model.ts';
import { heights, pathOf, percent, plotFloor, svg } from '../svg.ts';
import { signed } from '../writing.ts';
import { highestGap, lowestGap, type Curve, type Family } from './curves.ts';

/** Stroke of each curve in its family's order; each has its own dashes, so that colour is not needed. */
export const strokes = ['m', 'd', 'third', 'fourth', 'fifth'] as const;

const share = (h: number) => (h - lowestGap) / (highestGap - lowestGap);
const samples = Array.from({ length: 241 }, (_, k) => lowestGap + ((highestGap - lowestGap) * k) / 240);

/** Round numbers between two bounds, four to eight of them. */
function rounded([low, high]: readonly [number, number]): number[] {
  const step = [0.1, 0.2, 0.25, 0.5, 1, 2].find((size) => (high - low) / size <= 7)!;
  return Array.from({ length: Math.floor(high / step + 1e-9) - Math.ceil(low / step - 1e-9) + 1 }, (_, k) => (Math.ceil(low / step - 1e-9) + k) * step);
}

interface Panel {
  readonly title: string;
  readonly x: number;
  readonly width: number;
  readonly range: readonly [low: number, high: number];
  readonly value: (curve: Curve) => (h: number) => number;
}

function drawPanel({ title, x, width, range, value }: Panel, { curves }: Family, h: number): SVGSVGElement {
  const height = heights(...range);
  const plot = svg('svg', { class: 'unclipped', x: percent(x), width: percent(width), height: 264 });
  const put = (at: number, y: number, made: SVGElement) => svg('svg', { x: percent(share(at)), y, overflow: 'visible' }, made);
  for (const tick of rounded(range)) {
    plot.append(svg('line', { class: tick === 0 ? 'axis' : 'grid', x1: 0, x2: '100%', y1: height(tick), y2: height(tick) }),
      svg('text', { x: -6, y: height(tick) + 4, 'text-anchor': 'end' }, signed(+tick.toPrecision(3))));
  }
  for (const at of [lowestGap, 0, 20, highestGap]) {
    plot.append(svg('text', { class: at === 20 ? 'more' : '', x: percent(share(at)), y: plotFloor + 16, 'text-anchor': at === highestGap ? 'end' : 'middle' }, at === highestGap ? `h = ${at}` : signed(at)));
  }
  plot.append(svg('line', { class: 'now-line', x1: percent(share(h)), x2: percent(share(h)), y1: height(range[1]), y2: plotFloor }),
    svg('text', { class: 'label', x: 2, y: 10 }, title));
  const inside = (y: number) => y >= range[0] && y <= range[1];
  const box = svg('svg', { y: height(range[1]), width: '100%', height: height(range[0]) - height(range[1]), viewBox: `0 ${height(range[1])} 1000 ${height(range[0]) - height(range[1])}`, preserveAspectRatio: 'none', overflow: 'hidden' });
  plot.append(box);
  curves.forEach((curve, k) => {
    const of = value(curve);
    box.append(svg('path', { class: `curve ${strokes[k]!}`, d: pathOf(samples.map((at) => [1000 * share(at), bounded(height(of(at)))])) }));
    if (inside(of(h))) plot.append(put(h, height(of(h)), svg('circle', { class: `dot ${strokes[k]!}-dot`, r: 4 })));
    if (curve.rest !== undefined && curve.rest >= lowestGap && curve.rest <= highestGap && inside(of(curve.rest))) {
      plot.append(put(curve.rest, height(of(curve.rest)), svg('rect', { class: 'rest', x: -4, y: -4, width: 8, height: 8, transform: 'rotate(45)' })));
    }
  });
  return plot;
}

/** Far outside the box a height says nothing, but its digits would fill the page. */
const bounded = (y: number) => Math.max(-2000, Math.min(2000, y));

/** Losses on the left, their slopes on the right, and where a pair stands whose gap is h. */
export function draw(stage: SVGSVGElement, family: Family, h: number, language: Language): void {
  const loss = { en: 'loss ℓ', 'zh-cn': '损失 ℓ' }[language];
  stage.append(
    drawPanel({ title: loss, x: 0.07, width: 0.41, range: family.lossRange, value: (curve) => curve.loss }, family, h),
    drawPanel({ title: family.unit, x: 0.57, width: 0.41, range: family.slopeRange, value: (curve) => curve.slope }, family, h),
  );
}
