import type { ReportText } from '../../protocol/report.ts';
import { makeAxis, short, span, thinned } from './axis.ts';
import type { Figure } from './store.ts';
import type { Surface } from './surface.ts';

/** What the theme says. */
export interface Ink {
  readonly text: string;
  readonly grid: string;
  readonly background: string;
  readonly series: readonly string[];
  readonly font: string;
}

export type Drawn = Extract<Figure, { kind: 'plot' | 'scatter' | 'heatMap' | 'bars' }>;
type Read = (text: ReportText) => string;

const [left, right, top, bottom] = [62, 14, 10, 34];

/** Draws a figure, with the same figure of former runs pale behind it, newest first. */
export function paint(surface: Surface, figure: Drawn, former: readonly Drawn[], ink: Ink, read: Read): void {
  if (figure.kind === 'heatMap') paintHeatMap(surface, figure, ink);
  else if (figure.kind === 'bars') paintBars(surface, figure, former.filter((one): one is BarsFigure => one.kind === 'bars'), ink);
  else paintSeries(surface, figure, former.filter((one): one is SeriesFigure => one.kind === figure.kind), ink, read);
}

type SeriesFigure = Extract<Figure, { kind: 'plot' | 'scatter' }>;

function paintSeries(surface: Surface, figure: SeriesFigure, former: readonly SeriesFigure[], ink: Ink, read: Read): void {
  const { logX = false, logY = false, x: nameX, y: nameY } = figure.axes;
  const all = [figure, ...former].flatMap(({ series }) => [...series.values()]);
  const [x0, x1] = span(all.map(({ x }) => x), logX);
  const [y0, y1] = span(all.map(({ y }) => y), logY);
  const [wide, high] = [surface.width - left - right, surface.height - top - bottom];
  const [axisX, axisY] = [makeAxis(x0, x1, logX, Math.max(2, Math.floor(wide / 90))), makeAxis(y0, y1, logY, Math.max(2, Math.floor(high / 45)))];
  const toX = (x: number) => left + wide * axisX.place(x);
  const toY = (y: number) => top + high * (1 - axisY.place(y));
  for (const y of axisY.ticks) {
    surface.rect(left, toY(y), wide, 1, ink.grid, 1);
    surface.text(short(y), left - 6, toY(y), 'right', ink.text);
  }
  for (const x of axisX.ticks) {
    surface.rect(toX(x), top, 1, high, ink.grid, 1);
    surface.text(short(x), toX(x), top + high + 10, 'center', ink.text);
  }
  const names = [nameY, nameX].flatMap((name) => (name === undefined ? [] : [read(name)])).join(' / ');
  surface.text(names, left + wide / 2, surface.height - 8, 'center', ink.text);
  const order = [...figure.series.keys()];
  const draw = ({ series }: SeriesFigure, alpha: number, thick: number) => {
    for (const { name, x, y } of series.values()) {
      const colour = ink.series[Math.max(0, order.indexOf(name)) % ink.series.length] ?? ink.text;
      const points = figure.kind === 'scatter' ? x.flatMap((one, i) => (Number.isFinite(toX(one) + toY(y[i]!)) ? [toX(one), toY(y[i]!)] : [])) : thinned(x, y, toX, toY);
      if (figure.kind === 'scatter' || points.length === 2) surface.dots(points, colour, 2, alpha);
      else surface.line(points, colour, thick, alpha);
    }
  };
  for (const one of [...former].reverse()) draw(one, 0.3, 1);
  draw(figure, 1, 1.75);
}

type BarsFigure = Extract<Figure, { kind: 'bars' }>;

function paintBars(surface: Surface, figure: BarsFigure, former: readonly BarsFigure[], ink: Ink): void {
  const lists = [figure, ...former].map(({ values }) => values);
  const [low, high] = span([...lists, [0]], false);
  const [wide, tall] = [surface.width - left - right, surface.height - top - bottom];
  const axis = makeAxis(low, high, false, Math.max(2, Math.floor(tall / 45)));
  const toY = (y: number) => top + tall * (1 - axis.place(y));
  for (const y of axis.ticks) {
    surface.rect(left, toY(y), wide, 1, ink.grid, 1);
    surface.text(short(y), left - 6, toY(y), 'right', ink.text);
  }
  const slot = wide / Math.max(1, figure.names.length);
  const every = Math.ceil(60 / slot);
  const width = slot > 4 ? slot * 0.7 : slot;
  figure.names.forEach((name, i) => {
    const x = left + slot * i + (slot - width) / 2;
    const bar = (value: number, alpha: number, colour: string) => {
      if (Number.isFinite(value)) surface.rect(x, Math.min(toY(0), toY(value)), width, Math.max(1, Math.abs(toY(value) - toY(0))), colour, alpha);
    };
    bar(figure.values[i]!, 1, ink.series[0] ?? ink.text);
    for (const one of former) {
      const value = one.values[one.names.indexOf(name)];
      if (value !== undefined && Number.isFinite(value)) surface.rect(x - 2, toY(value) - 1, width + 4, 2, ink.text, 0.45);
    }
    if (i % every === 0) surface.text(name.length > 14 ? `${name.slice(0, 13)}…` : name, x + width / 2, top + tall + 10, 'center', ink.text);
  });
}

type HeatFigure = Extract<Figure, { kind: 'heatMap' }>;

/** Shades from the background to the first colour of the series; a bar at the right says which is which. */
function paintHeatMap(surface: Surface, { values, rows, cols }: HeatFigure, ink: Ink): void {
  const [low, high] = span([values], false);
  const wide = surface.width - left - right - 70;
  const cell = Math.min(wide / cols, (surface.height - 2 * top) / rows);
  const step = Math.max(1, Math.ceil(1 / cell));
  const shade = (value: number) => (high === low ? 0.5 : (value - low) / (high - low));
  const colour = ink.series[0] ?? ink.text;
  for (let r = 0; r < rows; r += step) {
    for (let c = 0; c < cols; c += step) {
      const value = values[r * cols + c]!;
      if (Number.isFinite(value)) surface.rect(left + c * cell, top + r * cell, cell * step + 0.4, cell * step + 0.4, colour, 0.04 + 0.96 * shade(value));
    }
  }
  const x = left + cols * cell + 14;
  const tall = Math.max(40, rows * cell);
  for (let i = 0; i < 24; i++) surface.rect(x, top + (tall * i) / 24, 12, tall / 24 + 0.4, colour, 0.04 + 0.96 * (1 - i / 23));
  surface.text(short(high), x + 18, top + 6, 'left', ink.text);
  surface.text(short(low), x + 18, top + tall - 6, 'left', ink.text);
}
