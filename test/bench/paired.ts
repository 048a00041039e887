import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

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

/** Times `ours` and `peer` by turns, each first in every second round, after two rounds that warm the compiler up. */
export function measurePaired(ours: () => unknown, peer: () => unknown, rounds = 11): Paired {
  for (let warm = 0; warm < 2; warm++) {
    ours();
    peer();
  }
  const pairs = Array.from({ length: rounds }, (_, round) => {
    collect();
    if (round % 2 === 0) return [time(ours), time(peer)] as const;
    const second = time(peer);
    return [time(ours), second] as const;
  });
  const ratios = pairs.map(([a, b]) => a / b);
  return {
    ours: quantile(pairs.map(([a]) => a), 0.5), peer: quantile(pairs.map(([, b]) => b), 0.5),
    ratio: quantile(ratios, 0.5), spread: [quantile(ratios, 0.25), quantile(ratios, 0.75)],
    ourMiB: left(ours), peerMiB: left(peer),
  };
}

function time(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function left(work: () => unknown): number {
  const used = () => process.memoryUsage().heapUsed + process.memoryUsage().external;
  collect();
  const before = used();
  const result = work();
  const after = used();
  return result === undefined ? 0 : Math.max(0, after - before) / 2 ** 20;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(place)] ?? NaN, sorted[Math.ceil(place)] ?? NaN];
  return low + (place - Math.floor(place)) * (high - low);
}
