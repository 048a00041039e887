import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { quantile } from './quantile.ts';

setFlagsFromString('--expose_gc');
const collect = runInNewContext('gc') as () => void;

/** Two ways to do the same work, measured one after the other in every round. */
export interface Paired {
  /** Milliseconds of one call: the medians. */
  readonly ours: number;
  readonly peer: number;
  /** ours / peer, round by round: median and quartiles. A busy machine slows both sides of a round alike. */
  readonly ratio: number;
  readonly spread: readonly [lower: number, upper: number];
  /** MiB that one call leaves before anything is collected. */
  readonly ourMiB: number;
  readonly peerMiB: number;
}

/** Times `ours` and `peer` by turns, each first in every second round, after rounds that warm the compiler up. */
export function measurePaired(ours: () => unknown, peer: () => unknown, rounds = 15): Paired {
  let slower = Infinity;
  for (let warm = 0; warm < 5; warm++) slower = Math.min(slower, Math.max(time(ours, 1), time(peer, 1)));
  const calls = Math.ceil(60 / slower); // short work is repeated, so that the clock and the scheduler matter little
  const pairs = Array.from({ length: rounds }, (_, round) => {
    collect();
    if (round % 2 === 0) return [time(ours, calls), time(peer, calls)] as const;
    const second = time(peer, calls);
    return [time(ours, calls), second] as const;
  });
  const ratios = pairs.map(([a, b]) => a / b);
  return {
    ours: quantile(pairs.map(([a]) => a), 0.5), peer: quantile(pairs.map(([, b]) => b), 0.5),
    ratio: quantile(ratios, 0.5), spread: [quantile(ratios, 0.25), quantile(ratios, 0.75)],
    ourMiB: left(ours), peerMiB: left(peer),
  };
}

function time(work: () => unknown, calls: number): number {
  const start = performance.now();
  for (let call = 0; call < calls; call++) work();
  return (performance.now() - start) / calls;
}

function left(work: () => unknown): number {
  const used = () => {
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const grown = Array.from({ length: 5 }, () => {
    collect();
    collect(); // the first one may still be giving buffers back while we read
    const before = used();
    const result = work();
    const after = used();
    return result === undefined ? 0 : after - before;
  });
  return quantile(grown, 0.5) / 2 ** 20;
}
