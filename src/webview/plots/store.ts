import type { CheckMessage, FigureMessage, ReportAxes, ReportText } from '../../protocol/report.ts';
import type { RunHead, ToPlots } from '../../protocol/plots.ts';

/** A series as it is drawn; its lists grow. */
export interface Series {
  readonly name: string;
  readonly x: number[];
  readonly y: number[];
}

export type Figure =
  | { readonly kind: 'plot' | 'scatter'; readonly title: ReportText; readonly series: Map<string, Series>; readonly axes: ReportAxes; version: number }
  | { readonly kind: 'heatMap'; readonly title: ReportText; readonly values: readonly number[]; readonly rows: number; readonly cols: number; version: number }
  | { readonly kind: 'bars'; readonly title: ReportText; readonly names: readonly string[]; readonly values: readonly number[]; version: number }
  | { readonly kind: 'table'; readonly title: ReportText; readonly head: readonly ReportText[]; readonly rows: readonly (readonly (string | number)[])[]; version: number }
  | { readonly kind: 'checks'; readonly checks: CheckMessage[]; version: number };

export interface Run extends RunHead {
  readonly figures: Map<string, Figure>;
  progress: { readonly done: number; readonly total: number; readonly since: number; readonly from: number; readonly at: number } | undefined;
  ended: boolean;
}

/** How many former runs of the same thing stay to compare with. */
const most = 4;

/** The runs that the page knows, oldest first. */
export class Store {
  readonly runs: Run[] = [];

  /** Takes a message of the host; `now` in milliseconds. */
  take(message: ToPlots, now: number): void {
    if (message.type === 'started') {
      const { type: _, ...head } = message;
      this.runs.push({ ...head, figures: new Map(), progress: undefined, ended: false });
      const same = this.runs.filter(({ subject }) => subject === head.subject);
      if (same.length > most) this.runs.splice(this.runs.indexOf(same[0]!), 1);
      return;
    }
    const run = this.runs.find((one) => one.run === message.run);
    if (!run) return;
    if (message.type === 'ended') run.ended = true;
    else for (const one of message.messages) add(run, one, now);
  }

  /** The run that is shown: the latest. */
  get current(): Run | undefined {
    return this.runs.at(-1);
  }

  /** Former runs of what is shown, newest first. */
  get former(): readonly Run[] {
    const { current } = this;
    return this.runs.filter((run) => run !== current && run.subject === current?.subject).reverse();
  }
}

/** Key of a figure inside its run: the same calls of two runs have the same. */
const keyOf = (kind: string, title: ReportText) => `${kind} ${typeof title === 'string' ? title : title[0]}`;

function add(run: Run, message: FigureMessage, now: number): void {
  const version = 1;
  switch (message.type) {
    case 'progress': {
      const { done, total } = message;
      const former = run.progress !== undefined && run.progress.total === total && run.progress.done <= done ? run.progress : undefined;
      run.progress = { done, total, since: former?.since ?? now, from: former?.from ?? done, at: now };
      return;
    }
    case 'check': {
      const known = run.figures.get('checks');
      if (known?.kind === 'checks') {
        known.checks.push(message);
        known.version++;
      } else run.figures.set('checks', { kind: 'checks', checks: [message], version });
      return;
    }
    case 'points': {
      const key = keyOf('plot', message.title);
      const known = run.figures.get(key);
      const figure = known?.kind === 'plot' ? known : { kind: 'plot' as const, title: message.title, series: new Map<string, Series>(), axes: {}, version };
      const series = figure.series.get(message.series) ?? { name: message.series, x: [], y: [] };
      for (let i = 0; i < message.x.length; i++) {
        series.x.push(message.x[i]!);
        series.y.push(message.y[i]!);
      }
      figure.series.set(message.series, series);
      figure.version++;
      run.figures.set(key, figure);
      return;
    }
    case 'plot': case 'scatter': {
      const series = message.series.map(({ name, x, y }) => [name, { name, x: [...(x ?? y.map((_, i) => i + 1))], y: [...y] }] as [string, Series]);
      const key = keyOf(message.type, message.title);
      run.figures.set(key, { kind: message.type, title: message.title, series: new Map(series), axes: message.axes, version: next(run, key) });
      return;
    }
    default: {
      const { type: kind, ...rest } = message;
      const key = keyOf(kind, message.title);
      run.figures.set(key, { kind, ...rest, version: next(run, key) } as Figure);
    }
  }
}

const next = (run: Run, key: string) => (run.figures.get(key)?.version ?? 0) + 1;

/** Seconds that the work will still take at the pace it has had; `undefined` while nobody can tell. */
export function secondsLeft({ done, total, since, from, at }: NonNullable<Run['progress']>): number | undefined {
  if (done <= from || at <= since) return undefined;
  return ((at - since) / 1000) * ((total - done) / (done - from));
}
