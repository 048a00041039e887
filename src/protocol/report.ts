/**
 * What a running file tells the editor: one JSON object a line, the first of them `start`.
 * Numbers that JSON lacks (NaN, ±∞) travel as null and arrive as NaN, but for tables, where they travel as text.
 */

import { isCount, isNumber, isText, listOf, longListOf, maybe, oneOf, pick, type Guard, type Shape } from './guards.ts';

export const reportVersion = 1;

/** One text for all readers, or English and Chinese. */
export type ReportText = string | readonly [en: string, zh: string];

export interface ReportAxes {
  readonly x?: ReportText | undefined;
  readonly y?: ReportText | undefined;
  readonly logX?: boolean | undefined;
  readonly logY?: boolean | undefined;
}

export interface ReportSeries {
  readonly name: string;
  /** Left out: 1…n. */
  readonly x?: readonly number[] | undefined;
  readonly y: readonly number[];
}

export interface StartMessage {
  readonly type: 'start';
  readonly version: typeof reportVersion;
  readonly process: number;
  readonly file: string;
  readonly args: readonly string[];
  readonly seed?: number | undefined;
}

export interface CheckMessage {
  readonly type: 'check';
  readonly id: string;
  readonly claim: ReportText;
  readonly source: ReportText;
  readonly published: number;
  readonly ours: number;
  readonly holds: boolean;
}

export interface SeriesMessage {
  readonly type: 'plot' | 'scatter';
  readonly title: ReportText;
  readonly series: readonly ReportSeries[];
  readonly axes: ReportAxes;
}

/** More points of one series of a figure that grows. */
export interface PointsMessage {
  readonly type: 'points';
  readonly title: ReportText;
  readonly series: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
}

export interface HeatMapMessage {
  readonly type: 'heatMap';
  readonly title: ReportText;
  readonly values: readonly number[];
  readonly rows: number;
  readonly cols: number;
}

export interface BarsMessage {
  readonly type: 'bars';
  readonly title: ReportText;
  readonly names: readonly string[];
  readonly values: readonly number[];
}

export interface TableMessage {
  readonly type: 'table';
  readonly title: ReportText;
  readonly head: readonly ReportText[];
  readonly rows: readonly (readonly (string | number)[])[];
}

export interface ProgressMessage {
  readonly type: 'progress';
  readonly done: number;
  readonly total: number;
}

/** A message that something is drawn from. */
export type FigureMessage = CheckMessage | SeriesMessage | PointsMessage | HeatMapMessage | BarsMessage | TableMessage | ProgressMessage;
export type ReportMessage = StartMessage | FigureMessage;

const isReportText: Guard<ReportText> = (value): value is ReportText =>
  isText(value) || (Array.isArray(value) && value.length === 2 && value.every(isText));
const isNumberOrNull = (value: unknown): value is number | null => value === null || isNumber(value);
const isNumbers = longListOf(isNumberOrNull) as Guard<readonly number[]>;
const isYes: Guard<boolean> = (value): value is boolean => typeof value === 'boolean';
const isWhole: Guard<number> = (value): value is number => Number.isSafeInteger(value);

const axes: Shape<ReportAxes> = { x: maybe(isReportText), y: maybe(isReportText), logX: maybe(isYes), logY: maybe(isYes) };
const isAxes: Guard<ReportAxes> = (value): value is ReportAxes => pick(value, axes) !== undefined;
const isSeries: Guard<ReportSeries> = (value): value is ReportSeries => {
  const series = pick<ReportSeries>(value, { name: isText, x: maybe(isNumbers), y: isNumbers });
  return series !== undefined && (series.x === undefined || series.x.length === series.y.length);
};
const isCell: Guard<string | number> = (value): value is string | number => isText(value) || isNumber(value);
const isMaybeNumber = isNumberOrNull as Guard<number>;

const shapes: { readonly [M in ReportMessage as M['type']]: Shape<M> } = {
  start: { type: oneOf(['start']), version: oneOf([reportVersion]), process: isCount, file: isText, args: listOf(isText), seed: maybe(isWhole) },
  check: {
    type: oneOf(['check']), id: isText, claim: isReportText, source: isReportText,
    published: isMaybeNumber, ours: isMaybeNumber, holds: isYes,
  },
  plot: { type: oneOf(['plot', 'scatter']), title: isReportText, series: listOf(isSeries), axes: isAxes },
  scatter: { type: oneOf(['plot', 'scatter']), title: isReportText, series: listOf(isSeries), axes: isAxes },
  points: { type: oneOf(['points']), title: isReportText, series: isText, x: isNumbers, y: isNumbers },
  heatMap: { type: oneOf(['heatMap']), title: isReportText, values: isNumbers, rows: isCount, cols: isCount },
  bars: { type: oneOf(['bars']), title: isReportText, names: listOf(isText), values: isNumbers },
  table: { type: oneOf(['table']), title: isReportText, head: listOf(isReportText), rows: listOf(listOf(isCell)) },
  progress: { type: oneOf(['progress']), done: isNumber, total: isNumber },
};

/** The message on one line; `undefined` for a line that is none. Never throws. */
export function parseReport(line: string): ReportMessage | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  return checkReport(value);
}

/** The value as a message if it is one. */
export function checkReport(value: unknown): ReportMessage | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { type } = value as { readonly type?: unknown };
  if (typeof type !== 'string' || !Object.hasOwn(shapes, type)) return undefined;
  const message = pick(value, shapes[type as ReportMessage['type']] as Shape<ReportMessage>);
  if (message === undefined) return undefined;
  switch (message.type) {
    case 'points': return message.x.length === message.y.length ? { ...message, x: whole(message.x), y: whole(message.y) } : undefined;
    case 'plot': case 'scatter':
      return { ...message, series: message.series.map(({ name, x, y }) => ({ name, ...(x === undefined ? {} : { x: whole(x) }), y: whole(y) })) };
    case 'heatMap': return message.values.length === message.rows * message.cols ? { ...message, values: whole(message.values) } : undefined;
    case 'bars': return message.names.length === message.values.length ? { ...message, values: whole(message.values) } : undefined;
    case 'check': return { ...message, published: message.published ?? NaN, ours: message.ours ?? NaN };
    default: return message;
  }
}

const whole = (numbers: readonly (number | null)[]): readonly number[] => (numbers.includes(null) ? numbers.map((x) => x ?? NaN) : numbers as readonly number[]);
