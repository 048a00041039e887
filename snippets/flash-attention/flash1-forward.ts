/**
 * One row in one pass, and the same step taken by whole tiles: FlashAttention as first published.
 * 一趟算完一行；再把同一步骤推广到整块：最初发表的 FlashAttention。
 *
 * Ye 2023, "From Online Softmax to FlashAttention". Dao et al. 2022, arXiv 2205.14135: Algorithm 1.
 */
import { run, type Report } from '../kit/demo.ts';
import { addRows, dotRows, maxGap, type Mat } from '../kit/matrix.ts';
import { normals } from '../kit/random.ts';
import { flash2Forward, naiveAttention, planAttention, type AttnOpts } from './flash-forward.ts';

// #region one-pass-attention
/**
 * Attention of one query, one key at a time: o is the exact output for the keys read so far.
 * 单个查询的注意力，每次读一个键：o 始终是已读各键的精确输出。
 * @param q [d]
 * @param K [nk, d]
 * @param V [nk, dv]
 * @param visit is shown each key's place and what the old output was multiplied by
 * @returns o [dv], m = the largest score, l = Σ exp(score − m)
 */
export function onePassAttention(
  q: Mat, K: Mat, V: Mat, nk: number, d: number, dv: number, options: Pick<AttnOpts, 'scale' | 'keyLen'> = {},
  visit?: (j: number, m: number, l: number, old: number, o: Mat) => void,
) {
  const { tau, first, end } = planAttention(q, K, V, 1, nk, d, dv, options);
  const o = new Float64Array(dv);
  const score = new Float64Array(1);
  let m = -Infinity, l = 0;
  for (let j = first(0); j < end(0); j++) {
    dotRows(tau, q, 0, K, j, j + 1, d, score);
    const x = score[0]!;
    if (x === -Infinity) continue;
    if (!(x < Infinity)) throw new RangeError(`${x > 0 ? '+' : ''}${x} in the scores at row 0`);
    const mNew = Math.max(m, x);
    const lNew = l * Math.exp(m - mNew) + Math.exp(x - mNew); // eq: online-recurrence
    const old = (l * Math.exp(m - mNew)) / lNew; // eq: one-pass | hole: one-pass
    const share = Math.exp(x - mNew) / lNew; // eq: output-sum
    for (let t = 0; t < dv; t++) o[t] = old * o[t]! + share * V[j * dv + t]!; // eq: one-pass
    m = mNew;
    l = lNew;
    visit?.(j, m, l, old, o);
  }
  return { o, m, l };
}
// #endregion

// #region flash1-forward
/**
 * FlashAttention-1, forward: keys outside, queries inside; O is kept normalised and comes back for every tile of keys.
 * FlashAttention-1 前向：外层键、内层查询；O 始终归一化，每处理一块键都要取回一次。
 * @param Q [nq, d]
 * @param K [nk, d]
 * @param V [nk, dv]
 * @returns O [nq, dv], l [nq], m [nq], and counts: tiles visited, rows of O rewritten
 */
export function flash1Forward(Q: Mat, K: Mat, V: Mat, nq: number, nk: number, d: number, dv: number, o: AttnOpts = {}) {
  const { tau, Br, Bc, first, end, blocks, keep, gain } = planAttention(Q, K, V, nq, nk, d, dv, o);
  const O = new Float64Array(nq * dv);
  const l = new Float64Array(nq);
  const m = new Float64Array(nq).fill(-Infinity);
  const s = new Float64Array(Bc); // scores of one row, then its weights
  const counts = { tiles: 0, rewrites: 0 };
  for (let j0 = 0; j0 < nk; j0 += Bc) { // eq: loop-order
    for (let i0 = 0; i0 < nq; i0 += Br) {
      const i1 = Math.min(i0 + Br, nq);
      if (j0 >= end(i1 - 1) || j0 + Bc <= first(i0) || blocks?.[i0 / Br]?.[j0 / Bc] === 0) continue; // eq: causal-skip
      counts.tiles++;
      for (let i = i0; i < i1; i++) {
        const from = Math.max(j0, first(i));
        const to = Math.min(j0 + Bc, end(i));
        if (from >= to) continue;

        // eq: tile-stats
        dotRows(tau, Q, i * d, K, from, to, d, s);
        let mTile = -Infinity;
        for (let j = 0; j < to - from; j++) mTile = Math.max(mTile, s[j]!);
        if (mTile === -Infinity) continue;
        if (!(mTile < Infinity)) throw new RangeError(`${mTile > 0 ? '+' : ''}${mTile} in the scores at row ${i}`);
        let lTile = 0;
        for (let j = 0; j < to - from; j++) lTile += s[j] = Math.exp(s[j]! - mTile);
        if (keep) for (let j = from; j < to; j++) s[j - from]! *= gain * keep[i * nk + j]!; // after the sum

        // eq: fa1-update
        const mNew = Math.max(m[i]!, mTile);
        const [old, fresh] = [Math.exp(m[i]! - mNew), Math.exp(mTile - mNew)];
        const lNew = old * l[i]! + fresh * lTile;

        // eq: fa1-update | hole: line12
        for (let t = i * dv; t < (i + 1) * dv; t++) O[t]! *= (l[i]! * old) / lNew;
        for (let j = 0; j < to - from; j++) s[j]! *= fresh / lNew;
        addRows(s, V, from, to, dv, O, i * dv);

        m[i] = mNew;
        l[i] = lNew;
        counts.rewrites++;
      }
    }
  }
  return { O, l, m, ...counts };
}
// #endregion

export function demo({ say, check, table, plot }: Report): void {
  const N = 512, d = 64;
  const [Q, K, V] = [normals(N * d, 1), normals(N * d, 2), normals(N * d, 3)];
  const steps: number[][] = [];
  const outputs: Mat[] = [];
  const row = onePassAttention(Q.subarray(0, d), K, V, N, d, d, {}, (j, m, l, old, o) => {
    steps.push([j + 1, m, l, old, o[0]!]);
    outputs.push(o.slice());
  });
  table(['one query, key by key', '单个查询，逐键推进'], ['i', 'm', 'l', ['factor of the old o', '旧 o 的系数'], 'o[0]'],
    [...steps.slice(0, 12), steps.at(-1)!].map((step) => step.map((x) => +x.toPrecision(5))));
  plot(['the running output o[0] settles', '当前输出 o[0] 趋于稳定'], { 'o[0]': outputs.map((o) => o[0]!) }, { x: 'i' });

  const half = naiveAttention(Q.subarray(0, d), K, V, 1, N, d, d, { keyLen: 256 });
  const exact = naiveAttention(Q, K, V, N, N, d, d);
  const one = flash1Forward(Q, K, V, N, N, d, d);
  const two = flash2Forward(Q, K, V, N, N, d, d);
  const masked = { causal: true, window: [96, 0], keyLen: 500 } as const;
  const steep = { scale: 20 };
  const shapes = [[1, 1], [7, 13], [16, 128], [600, 600]] as const;
  const gaps = shapes.map(([Br, Bc]) => maxGap(flash1Forward(Q, K, V, N, N, d, d, { Br, Bc }).O, exact.O));
  say(
    `rows of O written: ${one.rewrites} by FlashAttention-1, ${N} by FlashAttention-2`,
    `写出 O 的行数：FlashAttention-1 为 ${one.rewrites}，FlashAttention-2 为 ${N}`,
  );

  const lse = one.m.map((m, i) => m + Math.log(one.l[i]!));
  check('one-pass', ['max |o one pass − O naive|', 'max |o 单趟 − O 朴素|'], ['Ye 2023, one-pass recurrence', 'Ye 2023，单趟递推'],
    0, maxGap(row.o, exact.O.subarray(0, d)), 1e-14);
  check('prefix', ['max |o₂₅₆ − O of 256 keys|', 'max |o₂₅₆ − 前 256 个键的 O|'], ['o′ᵢ is exact at every i', 'o′ᵢ 对每个 i 都精确'],
    0, maxGap(outputs[255]!, half.O), 1e-14);
  check('flash1', ['max |O tiled − O naive|, N = 512', 'max |O 分块 − O 朴素|，N = 512'], ['FA1 Theorem 1', 'FA1 定理 1'],
    0, maxGap(one.O, exact.O), 1e-14);
  check('other-tiles', ['max |O tiled − O naive|, other tiles', 'max |O 分块 − O 朴素|，其他块长'], ['any Br, Bc', '任意 Br、Bc'],
    0, Math.max(...gaps), 1e-14);
  check('flash1-masked', ['max |O tiled − O naive|, causal, window, padding', 'max |O 分块 − O 朴素|，因果、窗口、填充'], ['FA1 Theorem 1', 'FA1 定理 1'],
    0, maxGap(flash1Forward(Q, K, V, N, N, d, d, masked).O, naiveAttention(Q, K, V, N, N, d, d, masked).O), 1e-14);
  check('flash1-steep', ['max |O tiled − O naive|, scores beyond ±709', 'max |O 分块 − O 朴素|，分数超出 ±709'], ['FA1 Theorem 1', 'FA1 定理 1'],
    0, maxGap(flash1Forward(Q, K, V, N, N, d, d, steep).O, naiveAttention(Q, K, V, N, N, d, d, steep).O), 1e-12);
  check('pair', 'max |m + log l − L|', ['FA2 §3.1.1, only L is kept', 'FA2 §3.1.1，只存 L'], 0, maxGap(lse, two.L), 1e-14);
  check('rewrites', ['writes of O, FA1 / FA2', 'O 的写出次数，FA1 / FA2'], 'Tc = N/Bc', 8, one.rewrites / N);
}

run(import.meta, demo);
