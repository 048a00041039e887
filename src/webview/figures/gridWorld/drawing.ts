import type { Mat } from '../../../../snippets/kit/matrix.ts';
import { printed } from '../../../../snippets/rl-basics/grid-world.ts';
import type { Language } from '../../../core/model.ts';
import { percent, svg } from '../svg.ts';
import { forbidden, frames, side, stageAt, target, type Kind, type Run, type Stage } from './runs.ts';
import { amount, arrowsWrong, trackNames } from './words.ts';

const cell = 100;
const directions = [[0, -1], [1, 0], [0, 1], [-1, 0]] as const;

function arrow(x: number, y: number, action: number, length = 20): SVGElement {
  const direction = directions[action];
  if (direction === undefined) return svg('circle', { class: 'arrow', cx: x, cy: y, r: 0.6 * length });
  const [dx, dy] = direction;
  const [tipX, tipY] = [x + length * dx, y + length * dy];
  const [back, wide] = [0.55 * length, 0.45 * length];
  const wing = (turn: number) => `${tipX - back * dx - wide * turn * dy} ${tipY - back * dy - wide * turn * dx}`;
  return svg('path', { class: 'arrow', d: `M${x - length * dx} ${y - length * dy}L${tipX} ${tipY}M${wing(1)}L${tipX} ${tipY}L${wing(-1)}` });
}

/** Values with one decimal, or none where a penalty has made them long. */
function valueTexts(v: Mat): string[] {
  return printed(v, side, v.some((x) => Math.abs(x) >= 99.95) ? 0 : 1).flat().map((text) => text.trim().replace('-', '−'));
}

/** What a cell is, and in its shade how much it is worth. */
function drawGround(into: SVGElement, x: number, y: number, kind: Kind, share: number): void {
  into.append(svg('rect', { class: share < 0 ? 'below' : 'above', x, y, width: cell, height: cell, 'fill-opacity': 0.5 * Math.abs(share) }));
  if (kind === forbidden) into.append(svg('path', { class: 'hatch', d: `M${x} ${y + 50}l50 -50M${x} ${y + 100}l100 -100M${x + 50} ${y + 100}l50 -50` }));
  into.append(svg('rect', { class: 'square', x, y, width: cell, height: cell }));
  if (kind === target) into.append(svg('rect', { class: 'target', x: x + 7, y: y + 7, width: cell - 14, height: cell - 14 }));
}

const largest = (v: Mat) => v.reduce((top, x) => Math.max(top, Math.abs(x)), 1e-9);

/** One cell of the board that the reader edits; with the second tool, faint heads show where a click sets the arrow. */
export function drawCell(square: SVGSVGElement, { world, own: { v, pi } }: Run, s: number, tool: number): void {
  drawGround(square, 0, 0, world.kinds[s]!, v[s]! / largest(v));
  if (tool === 1) {
    const heads = directions.map(([dx, dy]) => `M${50 + 46 * dx} ${50 + 46 * dy}l${-8 * dx - 8 * dy} ${-8 * dy - 8 * dx}l${16 * dy} ${16 * dx}z`);
    square.append(svg('path', { class: 'aim', d: heads.join('') }));
  }
  square.append(svg('text', { class: 'label', x: 50, y: 38, 'text-anchor': 'middle' }, valueTexts(v)[s]!), arrow(50, 66, pi[s]!));
}

function drawBoard(stage: Stage, kinds: readonly Kind[]): SVGSVGElement {
  const edge = side * cell;
  const board = svg('svg', { class: 'small', y: 38, width: '100%', height: 208, viewBox: `-4 -4 ${edge + 8} ${edge + 8}`, preserveAspectRatio: 'xMidYMin meet' });
  const most = largest(stage.v);
  valueTexts(stage.v).forEach((text, s) => {
    const [x, y] = [(s % side) * cell, Math.floor(s / side) * cell];
    drawGround(board, x, y, kinds[s]!, stage.v[s]! / most);
    board.append(svg('text', { class: 'label', x: x + 50, y: y + 42, 'text-anchor': 'middle' }, text), arrow(x + 50, y + 70, stage.pi[s]!));
  });
  return board;
}

const [top, floor, bottomPower] = [10, 150, -6];
const ten = (power: number) => (power === 0 ? '1' : `10${[...`${power}`].map((c) => (c === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(c)])).join('')}`);
/** The classes of the three lines; they differ in dashes as well as in colour. */
export const trackKeys = ['m', 'd', 'third'] as const;

function drawErrors(run: Run, frame: number, language: Language): SVGSVGElement {
  const chart = svg('svg', { class: 'errors', x: '6%', y: 262, width: '93%', height: 180 });
  const { tracks: [values, , policies], gamma } = run;
  const last = Math.max(1, frames(run) - 1);
  const first = values.stages[0]!.error;
  const highest = Math.max(first, policies.stages[0]!.error, 1e-3);
  const topPower = Math.ceil(Math.log10(highest));
  const height = (error: number) => top + ((floor - top) * (topPower - Math.log10(Math.max(error, 10 ** bottomPower)))) / (topPower - bottomPower);
  // One path a line, so that its dashes go through; the view box is stretched to the panel's width, the strokes are not.
  const lines = svg('svg', { width: '100%', height: 180, viewBox: '0 0 1000 180', preserveAspectRatio: 'none', overflow: 'visible' });
  const line = (name: string, errors: readonly number[]) => lines.append(svg('path', {
    class: `curve ${name}`, d: errors.map((error, k) => `${k === 0 ? 'M' : 'L'}${((1000 * k) / last).toFixed(2)} ${height(error).toFixed(2)}`).join(''),
  }));
  for (let power = topPower; power >= bottomPower; power -= 2) {
    const y = height(10 ** power);
    chart.append(svg('line', { class: 'grid', x1: 0, x2: '100%', y1: y, y2: y }), svg('text', { x: -8, y: y + 4, 'text-anchor': 'end' }, ten(power)));
  }
  const unit = { en: run.bySweep ? 'sweeps' : 'outer steps', 'zh-cn': run.bySweep ? '扫描次数' : '外层步数' }[language];
  chart.append(svg('line', { class: 'axis', x1: 0, x2: '100%', y1: floor, y2: floor }), svg('text', { x: 0, y: floor + 17 }, '0'),
    svg('text', { x: '100%', y: floor + 17, 'text-anchor': 'end' }, `${last} ${unit}`));
  line('bound', Array.from({ length: last + 1 }, (_, k) => first * gamma ** k).filter((error) => error > 10 ** bottomPower));
  chart.append(svg('line', { class: 'here', x1: percent(frame / last), x2: percent(frame / last), y1: top, y2: floor }), lines);
  run.tracks.forEach(({ stages }, i) => {
    const shown = stages.slice(0, frame + 1).map(({ error }) => error);
    line(trackKeys[i]!, shown);
    chart.append(svg('circle', { class: `dot ${trackKeys[i]!}-dot`, cx: percent((shown.length - 1) / last), cy: height(shown.at(-1)!), r: 4 }));
  });
  return chart;
}

/** The three boards, each with its error, above the three curves of errors. */
export function draw(stage: SVGSVGElement, run: Run, frame: number, language: Language): void {
  run.tracks.forEach((track, i) => {
    const now = stageAt(track, frame);
    const column = svg('svg', { x: `${34 * i}%`, width: '32%', height: 250 });
    column.append(svg('text', { class: 'label', x: 2, y: 12 }, trackNames(run)[i]![language]),
      svg('text', { x: 2, y: 29 }, `${{ en: 'error', 'zh-cn': '误差' }[language]} ${amount(now.error)}`,
        svg('tspan', { class: 'more' }, arrowsWrong(now.wrong, language))),
      drawBoard(now, run.world.kinds));
    stage.append(column);
  });
  stage.append(drawErrors(run, frame, language));
}
