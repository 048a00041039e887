import { tangent } from '../../../../snippets/dpo/frontier.ts';
import type { Language } from '../../../core/model.ts';
import { heights, pathOf, percent, plotFloor, plotTop, svg, ticks } from '../svg.ts';
import type { Place, Run } from './runs.ts';

const mostKl = 6;
const share = (kl: number) => Math.max(0, kl) / mostKl;

/** The half side of a mark, in pixels. */
const half = 4;

/** A square or a diamond whose middle stands at a share of the width. */
function mark(name: string, x: number, y: number, turned: boolean): SVGElement {
  const shape = svg('rect', { class: name, x: -half, y: -half, width: 2 * half, height: 2 * half, ...(turned ? { transform: 'rotate(45)' } : {}) });
  return svg('svg', { x: percent(x), y, overflow: 'visible' }, shape);
}

/** Reward against KL: the frontier, its tangent of slope β, and where the methods stand after `frame` slices of training. */
export function draw(stage: SVGSVGElement, run: Run, frame: number, language: Language): void {
  const { world, beta, best, edge, marks, bestOf, ipo, preferred } = run;
  const high = Math.max(...world.reward) + 0.35;
  const height = heights(0, high);
  const plot = svg('svg', { class: 'frontier', x: '8%', width: '89%', height: 264 });
  for (const tick of ticks(high)) {
    plot.append(svg('line', { class: 'grid', x1: 0, x2: '100%', y1: height(tick), y2: height(tick) }),
      svg('text', { x: -8, y: height(tick) + 4, 'text-anchor': 'end' }, `${tick}`));
  }
  for (let kl = 0; kl <= mostKl; kl++) {
    plot.append(svg('text', { x: percent(share(kl)), y: plotFloor + 16, 'text-anchor': kl === mostKl ? 'end' : 'middle' }, kl === mostKl ? 'KL 6' : `${kl}`));
  }
  // Curves are paths in a box that is stretched to the width, the strokes are not.
  const box = svg('svg', { width: '100%', height: 264, viewBox: '0 0 1000 264', preserveAspectRatio: 'none', overflow: 'hidden' });
  const path = (places: readonly Place[]) =>
    pathOf(places.map(({ kl, reward }) => [1000 * share(kl), height(reward)]));
  const end = edge.at(-1)!.reward;
  box.append(svg('path', { class: 'impossible', d: `M0 ${plotTop}${path(edge).replace('M', 'L')}L1000 ${height(end).toFixed(1)}L1000 ${plotTop}Z` }));
  const touch = tangent(world, beta);
  const upTo = Math.min(mostKl, (high - best.objective) / beta);
  box.append(svg('path', { class: 'curve bound', d: path([{ kl: 0, reward: touch(0) }, { kl: upTo, reward: touch(upTo) }]) }),
    svg('path', { class: 'curve m', d: path(edge) }));
  const [dpo, ppo] = [run.dpo(frame), run.ppo(frame)];
  box.append(svg('path', { class: 'curve d', d: path(dpo) }), svg('path', { class: 'curve third', d: path(ppo) }));
  plot.append(svg('line', { class: 'axis', x1: 0, x2: '100%', y1: plotFloor, y2: plotFloor }), box);

  const place = (name: string, { kl, reward }: Place, r: number) => svg('circle', { class: name, cx: percent(share(kl)), cy: height(reward), r });
  for (const at of marks) {
    plot.append(place('tick-dot', at, 2.5));
    if (at.beta > 0.5) continue; // no room beside the axis; the table has them
    plot.append(svg('text', { class: 'more', x: percent(share(at.kl)), y: height(at.reward) - 9, 'text-anchor': 'end' }, `β = ${at.beta}`));
  }
  for (const at of bestOf) plot.append(mark('best', share(at.kl), height(at.reward), false));
  for (const at of ipo) if (at.kl < mostKl) plot.append(mark('ipo', share(at.kl), height(at.reward), true));
  plot.append(place('preferred', preferred, 5), place('dot d-dot', dpo.at(-1)!, 5), place('dot third-dot', ppo.at(-1)!, 4), place('dot', best, 5));
  plot.append(svg('circle', { class: 'tick-dot', cx: 0, cy: height(best.objective), r: 3 }),
    svg('text', { class: 'label more', x: -20, y: height(best.objective) + 4, 'text-anchor': 'end' }, 'J*'),
    svg('text', { class: 'label', x: '100%', y: plotTop + 12, 'text-anchor': 'end' }, { en: 'impossible', 'zh-cn': '不可能达到' }[language]));
  stage.append(plot);
}
