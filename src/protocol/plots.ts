/** What the host and the page of the figures tell each other. */

import { isCount, isText, maybe, oneOf, pick, record, type Shape } from './guards.ts';
import type { FigureMessage } from './report.ts';

export const plotsVersion = 1;

/** A run that has reported something. */
export interface RunHead {
  /** Counts up from 1 in this window. */
  readonly run: number;
  /** What runs of the same thing have in common: only those are compared. */
  readonly subject: string;
  readonly name: string;
  readonly args: readonly string[];
  readonly seed?: number | undefined;
}

export type ToPlots =
  | ({ readonly type: 'started' } & RunHead)
  | { readonly type: 'reported'; readonly run: number; readonly messages: readonly FigureMessage[] }
  | { readonly type: 'ended'; readonly run: number };

export type FromPlots =
  | { readonly type: 'ready'; readonly version: number }
  | { readonly type: 'stop'; readonly run: number }
  | { readonly type: 'save'; readonly name: string; readonly format: 'svg' | 'png' | 'csv'; readonly data: string }
  | { readonly type: 'failed'; readonly message: string };

/** Texts of the page in the editor's language. */
export interface PlotStrings {
  readonly empty: string;
  readonly stop: string;
  readonly save: string;
  readonly former: string;
  readonly run: string;
  readonly seed: string;
  readonly checks: string;
  readonly check: string;
  readonly published: string;
  readonly ours: string;
  readonly claim: string;
  readonly source: string;
  readonly holds: string;
  readonly fails: string;
  /** {0} percent, {1} seconds left. */
  readonly progress: string;
  readonly ended: string;
  /** {0} name, {1} count, {2} first, {3} last, {4} least, {5} largest value. */
  readonly seriesText: string;
  /** {0} rows, {1} columns, {2} least, {3} largest value. */
  readonly heatText: string;
}

export interface InitialPlots {
  readonly language: 'en' | 'zh-cn';
  readonly strings: PlotStrings;
}

const shapes: { readonly [M in FromPlots as M['type']]: Shape<M> } = {
  ready: { type: oneOf(['ready']), version: oneOf([plotsVersion]) },
  stop: { type: oneOf(['stop']), run: isCount },
  save: { type: oneOf(['save']), name: isText, format: oneOf(['svg', 'png', 'csv']), data: (value): value is string => typeof value === 'string' && value.length < 5e7 },
  failed: { type: oneOf(['failed']), message: isText },
};

/** The page's message, checked; `undefined` for anything else. Never throws. */
export function parseFromPlots(value: unknown): FromPlots | undefined {
  const kind = pick<{ type: string }>(value, { type: isText });
  if (kind === undefined || !Object.hasOwn(shapes, kind.type)) return undefined;
  return pick(value, shapes[kind.type as FromPlots['type']] as Shape<FromPlots>);
}

/** Whether a value could be a message of the host; the host itself checks what runs report. */
export const isToPlots = (value: unknown): value is ToPlots =>
  record<{ type: string; run: number; name: string | undefined }>({ type: oneOf(['started', 'reported', 'ended']), run: isCount, name: maybe(isText) })(value);
