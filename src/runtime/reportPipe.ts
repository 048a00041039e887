import type { Points, Report } from '../../snippets/kit/report.ts';
import { reportVersion, type FigureMessage, type PointsMessage, type ReportMessage, type ReportSeries } from '../protocol/report.ts';
import { Line } from './line.ts';

/** Lines are sent together when the first of them has waited this long, in milliseconds, or when they have this many characters. */
const interval = 16;
const batch = 2 ** 16;

/** Sends what a file reports to the editor that started it, beside what the terminal shows. */
export class ReportPipe {
  readonly #send: (text: string) => void;
  #waiting: string[] = [];
  #length = 0;
  #since = 0;
  #hasFigures = false;
  #timer: NodeJS.Timeout | undefined;
  /** Points of one series, which travel together. */
  #points: { title: PointsMessage['title']; series: string; x: number[]; y: number[] } | undefined;

  /** `send` takes whole lines. */
  constructor(send: (text: string) => void) {
    this.#send = send;
  }

  /** The report that goes on to `report` and is sent as well. */
  beside(report: Report): Report {
    return {
      say: (en, zh) => report.say(en, zh),
      check: (id, claim, source, published, ours, tolerance = 0) => {
        report.check(id, claim, source, published, ours, tolerance);
        const holds = Math.abs(ours - published) <= tolerance * Math.max(1, Math.abs(published));
        this.#put({ type: 'check', id, claim, source, published, ours, holds });
      },
      plot: (title, series, axes = {}) => {
        report.plot(title, series, axes);
        this.#put({ type: 'plot', title, series: Object.entries(series).map(([name, values]) => seriesOf(name, values)), axes });
      },
      scatter: (title, series, axes = {}) => {
        report.scatter(title, series, axes);
        this.#put({ type: 'scatter', title, series: Object.entries(series).map(([name, values]) => seriesOf(name, values)), axes });
      },
      point: (title, series, x, y) => {
        report.point(title, series, x, y);
        const last = this.#points;
        if (last?.series === series && String(last.title) === String(title)) {
          last.x.push(x);
          last.y.push(y);
        } else {
          this.#putPoints();
          this.#points = { title, series, x: [x], y: [y] };
        }
        this.#soon();
      },
      heatMap: (title, values, rows, cols) => {
        report.heatMap(title, values, rows, cols);
        this.#put({ type: 'heatMap', title, values: Array.from(values), rows, cols });
      },
      bars: (title, values) => {
        report.bars(title, values);
        this.#put({ type: 'bars', title, names: Object.keys(values), values: Object.values(values) });
      },
      table: (title, head, rows) => {
        report.table(title, head, rows);
        const text = (cell: string | number) => (typeof cell === 'number' && !Number.isFinite(cell) ? String(cell) : cell);
        this.#put({ type: 'table', title, head, rows: rows.map((row) => row.map(text)) });
      },
      progress: (done, total) => {
        report.progress(done, total);
        this.#put({ type: 'progress', done, total });
      },
    };
  }

  start(file: string, args: readonly string[], seed: number | undefined): void {
    this.#put({ type: 'start', version: reportVersion, process: process.pid, file, args, ...(seed === undefined ? {} : { seed }) });
    this.flush();
  }

  /** Hands over what waits. */
  flush(): void {
    this.#putPoints();
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#waiting.length === 0) return;
    const text = `${this.#waiting.join('\n')}\n`;
    this.#waiting = [];
    this.#length = 0;
    this.#send(text);
  }

  /** Whether something has been reported that can be drawn; a file that only prints need not wait for the editor at its end. */
  get hasFigures(): boolean {
    return this.#hasFigures || this.#points !== undefined;
  }

  #put(message: ReportMessage): void {
    if (message.type !== 'start') this.#putPoints();
    this.#add(message);
    this.#soon();
  }

  #add(message: FigureMessage | ReportMessage): void {
    if (message.type !== 'start') this.#hasFigures = true;
    const line = JSON.stringify(message);
    this.#waiting.push(line);
    this.#length += line.length;
  }

  #putPoints(): void {
    const points = this.#points;
    this.#points = undefined;
    if (points) this.#add({ type: 'points', ...points });
  }

  // A busy file never comes back to its timers, so every call looks at the clock; a file that rests leaves it to the timer.
  #soon(): void {
    const now = performance.now();
    if (this.#timer === undefined) {
      this.#since = now;
      this.#timer = setTimeout(() => this.flush(), interval).unref();
    } else if (now - this.#since >= interval || this.#length >= batch) {
      this.flush();
    }
  }
}

function seriesOf(name: string, values: ArrayLike<number> | Points): ReportSeries {
  return 'x' in values ? { name, x: Array.from(values.x), y: Array.from(values.y) } : { name, y: Array.from(values) };
}

/** The pipe to the editor at `address`; what waits is sent when the process ends, however it ends by itself. */
export function openPipe(address: string): ReportPipe {
  const line = new Line(address);
  const pipe = new ReportPipe((text) => line.send(text));
  process.on('exit', () => {
    if (!pipe.hasFigures) return;
    pipe.flush();
    line.flush(500);
  });
  return pipe;
}
