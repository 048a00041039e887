import type { RunReport, RunSubject } from '../run/runner.ts';
import type { RunHead, ToPlots } from '../../protocol/plots.ts';
import type { FigureMessage } from '../../protocol/report.ts';

interface Kept extends RunHead {
  readonly file: string;
  readonly process: number;
  readonly messages: FigureMessage[];
  /** Numbers in the messages. */
  size: number;
  ended: boolean;
}

/** Runs kept for a panel that opens later, and the most numbers of one run. */
const mostRuns = 5;
const mostNumbers = 2_000_000;

/** What runs have reported so far, so that a panel opened in the middle shows everything. */
export class FiguresHistory {
  readonly #runs: Kept[] = [];
  #count = 0;

  /** Takes a report; what the panel has to hear of it. */
  take({ process, message }: RunReport, nameOf: (file: string) => string): ToPlots | undefined {
    if (message.type === 'start') {
      const { file, args, seed } = message;
      const kept: Kept = { run: ++this.#count, subject: file, name: nameOf(file), args, ...(seed === undefined ? {} : { seed }), file, process, messages: [], size: 0, ended: false };
      this.#runs.push(kept);
      if (this.#runs.length > mostRuns) this.#runs.shift();
      return undefined;
    }
    const kept = this.#runs.findLast((run) => run.process === process && !run.ended);
    if (kept === undefined) return undefined;
    kept.size += sizeOf(message);
    if (kept.size < mostNumbers) kept.messages.push(message);
    return { type: 'reported', run: kept.run, messages: [message] };
  }

  /** The first message of a run is told with what the run is. */
  isFirst(run: number): boolean {
    return this.#runs.find((one) => one.run === run)?.messages.length === 1;
  }

  head(run: number): ToPlots | undefined {
    const kept = this.#runs.find((one) => one.run === run);
    return kept && startedBy(kept);
  }

  /** The files whose figures are kept. */
  files(): readonly string[] {
    return this.#runs.map(({ file }) => file);
  }

  fileOf(run: number): string | undefined {
    return this.#runs.find((one) => one.run === run)?.file;
  }

  /** The runs of a file have ended. */
  end({ file }: RunSubject): readonly ToPlots[] {
    const ended = this.#runs.filter((run) => run.file === file && !run.ended);
    for (const run of ended) run.ended = true;
    return ended.map(({ run }) => ({ type: 'ended', run }));
  }

  /** All that is kept, oldest first. */
  all(): readonly ToPlots[] {
    return this.#runs.filter(({ messages }) => messages.length > 0).flatMap((kept): ToPlots[] => [
      startedBy(kept), { type: 'reported', run: kept.run, messages: kept.messages }, ...(kept.ended ? [{ type: 'ended', run: kept.run } as const] : []),
    ]);
  }
}

function startedBy({ run, subject, name, args, seed }: Kept): ToPlots {
  return { type: 'started', run, subject, name, args, ...(seed === undefined ? {} : { seed }) };
}

function sizeOf(message: FigureMessage): number {
  switch (message.type) {
    case 'points': return 2 * message.x.length;
    case 'plot': case 'scatter': return message.series.reduce((sum, { y }) => sum + 2 * y.length, 0);
    case 'heatMap': case 'bars': return message.values.length;
    default: return 10;
  }
}
