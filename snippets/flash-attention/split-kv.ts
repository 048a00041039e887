/**
 * One query against a long cache: cut the keys, attend to every part at once, and merge.
 * 一个查询面对很长的缓存：切分键，各部分并行计算注意力，再合并。
 *
 * Dao, Haziza, Massa, Sizov 2023, "Flash-Decoding for long-context inference"; Dao-AILab/flash-attention, flash_api.cpp.
 */
import { run, type Report } from '../kit/demo.ts';
import { maxGap, type Mat } from '../kit/matrix.ts';
import { normals } from '../kit/random.ts';
import { flash2Forward, type AttnOpts } from './flash-forward.ts';

// #region split-kv
/** The output and the logsumexp of some keys: O [nq, dv], L [nq]. 部分键的输出与指数和的对数：O [nq, dv]，L [nq]。 */
export interface Part {
  readonly O: Mat;
  readonly L: Mat;
}

/**
 * Merges normalised parts: each weighs as much as its share of all the exponentials. A part without keys has L = −∞ and weighs 0.
 * 合并已归一化的各部分：权重为其在全部指数和中所占份额。没有键的部分 L = −∞，权重为 0。
 */
export function mergeLse(parts: readonly Part[]): Part {
  const O = new Float64Array(parts[0]?.O.length ?? 0);
  const L = new Float64Array(parts[0]?.L.length ?? 0).fill(-Infinity);
  const dv = O.length / L.length;
  for (let i = 0; i < L.length; i++) {
    const m = Math.max(...parts.map((part) => part.L[i]!));
    if (m === -Infinity) continue; // no key in any part
    L[i] = m + Math.log(parts.reduce((sum, part) => sum + Math.exp(part.L[i]! - m), 0)); // eq: split-merge
    for (const part of parts) {
      const weight = Math.exp(part.L[i]! - L[i]!); // eq: split-merge | hole: weights
      for (let t = i * dv; t < (i + 1) * dv; t++) O[t]! += weight * part.O[t]!; // eq: split-merge
    }
  }
  return { O, L };
}

/**
 * Attention over parts of the keys, cut before the given places, then merged. The parts do not need each other.
 * 在给定位置之前切开键，对各部分分别计算注意力，然后合并。各部分互不依赖。
 * @param Q [nq, d]
 * @param K [nk, d]
 * @param V [nk, dv]
 * @returns parts, O [nq, dv], L [nq]
 */
export function splitKv(
  Q: Mat, K: Mat, V: Mat, nq: number, nk: number, d: number, dv: number, cuts: readonly number[],
  o: Pick<AttnOpts, 'scale' | 'keyLen' | 'causal'> = {},
) {
  const ends = [...cuts, nk];
  if (ends.some((cut, s) => !(Number.isInteger(cut) && cut >= (ends[s - 1] ?? 0)))) throw new RangeError(`cuts must rise within 0…${nk}`);
  const parts = ends.map((to, s): Part => {
    const from = ends[s - 1] ?? 0;
    const [Kpart, Vpart] = [K.subarray(from * d, to * d), V.subarray(from * dv, to * dv)];
    const right = o.causal ? nk - to : nq + nk; // bottom-right is measured from the last key of the part
    const keyLen = Math.max(0, (o.keyLen ?? nk) - from);
    return flash2Forward(Q, Kpart, Vpart, nq, to - from, d, dv, { scale: o.scale ?? 1 / Math.sqrt(d), keyLen, window: [nq + nk, right] });
  });
  return { parts, ...mergeLse(parts) };
}
// #endregion

// #region num-splits
/**
 * Into how many parts to cut the keys so that few processors stand idle in the last wave; in float32, as in flash-attention.
 * 把键切成多少部分，才能使最后一波中空闲的处理器很少；与 flash-attention 一样用 float32 计算。
 * @param bhm batch × heads × row blocks, the thread blocks there are without splitting
 * @param sms processors
 * @param nBlocks blocks of keys
 */
export function numSplits(bhm: number, sms: number, nBlocks: number, max = 128): number {
  if (bhm >= 0.8 * sms) return 1;
  // A count that leaves the longest part as long as one split less is of no use.
  // 若最长部分与少切一份时同样长，则这个切分数没有用处。
  const eligible = (s: number) => s === 1 || Math.ceil(nBlocks / s) !== Math.ceil(nBlocks / (s - 1)); // hole: eligible
  const busy = (s: number) => {
    const waves = Math.fround((bhm * s) / sms);
    return Math.fround(waves / Math.ceil(waves));
  };
  const counts = Array.from({ length: Math.min(max, sms, nBlocks) }, (_, s) => s + 1).filter(eligible);
  const best = Math.max(...counts.map(busy));
  return counts.find((s) => busy(s) >= 0.85 * best) ?? 1;
}
// #endregion

export function demo({ say, check, table, plot, progress }: Report): void {
  const nk = 65536, d = 64, sms = 108;
  const [q, K, V] = [normals(d, 1), normals(nk * d, 2), normals(nk * d, 3)];
  const whole = flash2Forward(q, K, V, 1, nk, d, d);
  const even = (splits: number) => Array.from({ length: splits - 1 }, (_, s) => Math.round(((s + 1) * nk) / splits));
  const rows = [1, 2, 4, 7, 16, 32].map((splits, done) => {
    progress(done, 6);
    const merged = splitKv(q, K, V, 1, nk, d, d, even(splits));
    const weights = merged.parts.map((part) => Math.exp(part.L[0]! - merged.L[0]!));
    return [splits, maxGap(merged.O, whole.O), Math.min(...weights), Math.max(...weights), weights.reduce((sum, w) => sum + w, 0)];
  });
  table([`one query, ${nk} keys`, `一个查询，${nk} 个键`],
    [['splits', '切分数'], 'max |ΔO|', ['least weight', '最小权重'], ['largest weight', '最大权重'], ['their sum', '权重之和']],
    rows.map((row) => row.map((x) => +x.toPrecision(4))));
  const counts = Array.from({ length: 64 }, (_, s) => s + 1);
  const efficiency = (blocks: number) => blocks / sms / Math.ceil(blocks / sms);
  plot([`processors busy against splits, 8 heads on ${sms}`, `处理器忙碌比例与切分数，8 头、${sms} 个处理器`],
    { busy: counts.map((s) => efficiency(8 * s)) }, { x: ['splits', '切分数'] });
  const heads = numSplits(8, sms, 32);
  say(`8 heads, 32 key blocks: ${heads} splits`, `8 头、32 个键块：切成 ${heads} 份`);

  const empty = splitKv(q, K, V, 1, nk, d, d, [0, 1000, 1000]);
  const queries = normals(16 * d, 4);
  const few = splitKv(queries, K, V, 16, 4096, d, d, [1000, 4090], { causal: true });
  const none = mergeLse(splitKv(q, K, V, 1, nk, d, d, [10], { keyLen: 0 }).parts);
  check('splits', ['max |O merged − O whole|, 1–32 splits', 'max |O 合并 − O 整体|，1–32 份'], ['our bound', '自定界'],
    0, Math.max(...rows.map((row) => row[1]!)), 1e-13);
  check('mass', ['sum of the weights of 32 parts', '32 个部分的权重之和'], 'Σ exp(Lₛ − L)', 1, rows.at(-1)![4]!, 1e-13);
  check('empty-part', ['max |O merged − O whole|, two empty parts', 'max |O 合并 − O 整体|，两个空部分'], ['weight 0', '权重为 0'],
    0, maxGap(empty.O, whole.O), 1e-13);
  check('no-part', ['max |O| when no part has keys', '各部分都没有键时的 max |O|'], 'O = 0, L = −∞',
    0, maxGap(none.O, new Float64Array(d)));
  check('few-causal', ['max |O merged − O whole|, 16 queries, causal', 'max |O 合并 − O 整体|，16 个查询，因果'], ['our bound', '自定界'],
    0, maxGap(few.O, flash2Forward(queries, K.subarray(0, 4096 * d), V.subarray(0, 4096 * d), 16, 4096, d, d, { causal: true }).O), 1e-13);
  check('choice-8', ['splits for 8 thread blocks, 32 key blocks, 108 SMs', '8 个线程块、32 个键块、108 个 SM 的切分数'], 'flash_api.cpp',
    11, heads);
  check('choice-16', ['splits for 16 thread blocks, 10 key blocks, 132 SMs', '16 个线程块、10 个键块、132 个 SM 的切分数'], 'flash_api.cpp',
    5, numSplits(16, 132, 10));
  check('grid-1', ['SMs busy, FA1: 16 heads, one sequence', 'SM 忙碌比例，FA1：16 头、单序列'], '16/108', 0.15, efficiency(16), 0.005);
  check('grid-2', ['waves, FA2: the same, N = 16384, Br = 128', '波数，FA2：同上，N = 16384，Br = 128'], '16·128/108',
    18.96, (16 * 16384) / 128 / sms, 0.005 / 18.96);
  check('grid-busy', ['SMs busy in these waves', '这些波中 SM 的忙碌比例'], '18.96/19', 0.998, efficiency((16 * 16384) / 128), 5e-4);
}

run(import.meta, demo);
