/**
 * The replay buffer: old steps are kept, whoever chose the action, and drawn again at random.
 * 经验回放池：无论动作由谁选出，旧的一步都留下来，再随机抽取。
 *
 * Lillicrap et al. 2016, arXiv 1509.02971: §3, Algorithm 1.
 */
import { run, type Report } from '../kit/demo.ts';
import type { Mat } from '../kit/matrix.ts';
import { uniform } from '../kit/random.ts';

// #region replay-buffer
/** n steps (s, a, r, s′, d), each part in an array of its own; d = 1 only where the world ended. n 步经验，各部分自成一列；仅当环境真正终止时 d = 1。 */
export interface Batch {
  readonly n: number;
  /** [n, sDim] */
  readonly s: Mat;
  /** [n, aDim] */
  readonly a: Mat;
  /** [n] */
  readonly r: Mat;
  /** [n, sDim] */
  readonly s2: Mat;
  /** [n], 0 or 1 */
  readonly done: Mat;
}

/** A ring: when it is full, the newest step takes the place of the oldest; nothing is moved. 环形缓冲：写满后新的一步占据最旧者的位置，不搬动任何数据。 */
export class Replay {
  readonly capacity: number;
  readonly sDim: number;
  readonly aDim: number;
  private readonly ring: Batch;
  private pushes = 0;

  constructor(capacity: number, sDim: number, aDim: number) {
    if (!(Number.isInteger(capacity) && capacity >= 1)) throw new RangeError(`capacity must be an integer of 1 or more, got ${capacity}`);
    [this.capacity, this.sDim, this.aDim] = [capacity, sDim, aDim];
    this.ring = emptyBatch(capacity, sDim, aDim);
  }

  /** How many steps it holds. 现存的步数。 */
  get size(): number {
    return Math.min(this.pushes, this.capacity);
  }

  /** Where the next step goes. 下一步写入的位置。 */
  get next(): number {
    return this.pushes % this.capacity; // hole: ring
  }

  push(s: Mat, a: Mat, r: number, s2: Mat, done: boolean): void {
    const { ring, sDim, aDim, next: at } = this;
    expectLength('state', s, sDim);
    expectLength('action', a, aDim);
    expectLength('next state', s2, sDim);
    if (!Number.isFinite(r)) throw new TypeError(`reward is ${r}; expected a finite number`);
    ring.s.set(s, at * sDim);
    ring.a.set(a, at * aDim);
    ring.r[at] = r;
    ring.s2.set(s2, at * sDim);
    ring.done[at] = done ? 1 : 0;
    this.pushes++;
  }

  /**
   * n steps drawn evenly and with replacement. Their actions came from older policies: the target needs only r and s′, which
   * follow from (s, a) whoever chose a.
   * 均匀、有放回地抽取 n 步。其中的动作出自旧策略：目标只需要 r 与 s′，它们只取决于 (s, a)，与谁选了 a 无关。
   * @param next numbers even on [0, 1)
   * @param out takes the steps; a new batch without it
   */
  sample(n: number, next: () => number, out = emptyBatch(n, this.sDim, this.aDim)): Batch {
    if (this.size < 1) throw new RangeError('the buffer is empty: push steps before sampling');
    const { ring, sDim, aDim, size } = this;
    for (let i = 0; i < n; i++) {
      const k = Math.floor(next() * size); // eq: ddpg-critic-offpolicy
      out.r[i] = ring.r[k]!;
      out.done[i] = ring.done[k]!;
      for (let j = 0; j < aDim; j++) out.a[i * aDim + j] = ring.a[k * aDim + j]!;
      for (let j = 0; j < sDim; j++) {
        out.s[i * sDim + j] = ring.s[k * sDim + j]!;
        out.s2[i * sDim + j] = ring.s2[k * sDim + j]!;
      }
    }
    return out;
  }
}

/** A batch of zeros. 全零的一批。 */
export function emptyBatch(n: number, sDim: number, aDim: number): Batch {
  const zeros = (width: number) => new Float64Array(n * width);
  return { n, s: zeros(sDim), a: zeros(aDim), r: zeros(1), s2: zeros(sDim), done: zeros(1) };
}

function expectLength(name: string, x: Mat, length: number): void {
  if (x.length !== length) throw new RangeError(`expected ${name} of length ${length}, got ${x.length}`);
  const odd = x.findIndex((v) => !Number.isFinite(v));
  if (odd >= 0) throw new TypeError(`${name} has ${x[odd]} at ${odd}; expected finite numbers`);
}
// #endregion

export function demo({ say, check, bars, table }: Report, seed = 1): void {
  const one = (x: number) => Float64Array.of(x);
  const held = (buffer: Replay, draws: number, next: () => number) => buffer.sample(draws, next).r;
  const ring = new Replay(3, 1, 1);
  const rows = [0, 1, 2, 3, 4].map((k) => {
    const slot = ring.next;
    ring.push(one(k), one(0), k, one(k + 1), false);
    const inside = [...new Set(held(ring, 200, uniform(seed)))].sort((a, b) => a - b);
    return [k, slot, inside.join(' ')];
  });
  table(['capacity 3, five steps', '容量 3，写入五步'], [['step', '步'], ['slot', '位置'], ['held', '现存']], rows);

  const [n, draws] = [8, 80_000];
  const big = new Replay(n, 1, 1);
  for (let k = 0; k < 20; k++) big.push(one(k), one(0), k, one(k + 1), k % 4 === 3);
  const counts = Array.from({ length: n }, () => 0);
  const drawn = held(big, draws, uniform(seed));
  for (const r of drawn) counts[r - 12]!++;
  bars(['how often each of the newest 8 of 20 steps is drawn', '20 步中最新的 8 步各被抽到的次数'],
    Object.fromEntries(counts.map((c, k) => [`${k + 12}`, c])));
  const chi2 = counts.reduce((sum, c) => sum + (c - draws / n) ** 2 / (draws / n), 0);
  const early = new Set(held(big, draws, uniform(seed + 1)));
  say(`χ² of the counts: ${chi2.toFixed(2)}; 99.9 % of fair draws stay below 24.3`, `计数的 χ²：${chi2.toFixed(2)}；公平抽取时 99.9 % 低于 24.3`);

  const slots = new Float64Array(3);
  const again = new Replay(3, 1, 1);
  for (let k = 0; k < 5; k++) {
    slots[again.next] = k;
    again.push(one(k), one(0), k, one(k + 1), false);
  }
  check('ring', ['slots of [3, 4, 2] that agree after 5 steps into 3', '容量 3、写入 5 步后与 [3, 4, 2] 相符的位置数'], 'k mod 3',
    3, [3, 4, 2].filter((k, i) => slots[i] === k).length);
  check('held', ['the oldest step held after 5', '写入 5 步后现存的最旧一步'], '5 − 3', 2, Math.min(...held(ring, 200, uniform(seed))));
  check('newest', ['different steps drawn of the newest 8', '从最新 8 步中抽到的不同步数'], ['own', '自行计算'], 8, early.size);
  check('evenly', ['draws of each step, χ² over 7', '各步抽取次数的 χ²/7'], ['1 on average; below 24.3/7 with 99.9 %', '平均为 1；99.9 % 低于 24.3/7'],
    1, chi2 / 7, 2.5);
}

run(import.meta, demo);
