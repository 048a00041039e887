/**
 * Dropout without a stored mask: what is dropped follows from a seed and a place, so every tile order sees the same.
 * 不存掩码的 Dropout：丢弃与否由种子与位置决定，任何分块次序所见相同。
 *
 * Dao et al. 2022, arXiv 2205.14135: Algorithms 2 and 4, lines on dropout (random state R). Mixer: C. Wellons, lowbias32.
 */
import { run, type Report } from '../kit/demo.ts';
import { addRows, dotRows, maxGap, type Mat } from '../kit/matrix.ts';
import { normals, uniform } from '../kit/random.ts';
import { flashBackward, naiveBackward } from './flash-backward.ts';
import { naiveAttention, planAttention } from './flash-forward.ts';

// #region dropout-replay
/**
 * 0 where P is dropped, with probability p, else 1; a function of its arguments alone, without state.
 * 以概率 p 返回 0（丢弃），否则为 1；只取决于参数，没有状态。
 * @param index of the score: i·nk + j
 */
export function hashKeep(seed: number, index: number, p: number): 0 | 1 {
  if (!(p >= 0 && p < 1)) throw new RangeError('dropP must be in [0,1)');
  const place = mix32(mix32(seed) ^ index);
  return mix32(place ^ Math.floor(index / 2 ** 32)) / 2 ** 32 >= p ? 1 : 0;
}

/** Each bit that goes in turns over about half of the bits that come out. 输入的每一位都会翻转大约一半的输出位。 */
function mix32(x: number): number {
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0xd35a2d97);
  return (x ^ (x >>> 15)) >>> 0;
}
// #endregion

// #region dropout-forward
/**
 * FlashAttention-2 with dropout: l is summed before anything is dropped, what is kept grows by 1/(1 − p) after it.
 * 带 Dropout 的 FlashAttention-2：先求和得 l，再丢弃；留下的放大 1/(1 − p)。
 * @param Q [nq, d]
 * @param K [nk, d]
 * @param V [nk, dv]
 * @param keep 0 or 1 of the score at i·nk + j, asked for at any time and in any order
 * @returns O [nq, dv], L [nq]
 */
export function dropoutForward(
  Q: Mat, K: Mat, V: Mat, nq: number, nk: number, d: number, dv: number, p: number, keep: (index: number) => number, Br = 64, Bc = 64,
) {
  if (!(p >= 0 && p < 1)) throw new RangeError('dropP must be in [0,1)');
  const { tau } = planAttention(Q, K, V, nq, nk, d, dv, { Br, Bc });
  const [O, L, m, l] = [new Float64Array(nq * dv), new Float64Array(nq), new Float64Array(Br), new Float64Array(Br)];
  const w = new Float64Array(Bc);
  for (let i0 = 0; i0 < nq; i0 += Br) {
    const i1 = Math.min(i0 + Br, nq);
    m.fill(-Infinity);
    l.fill(0);
    for (let j0 = 0; j0 < nk; j0 += Bc) {
      const j1 = Math.min(j0 + Bc, nk);
      for (let i = i0, r = 0; i < i1; i++, r++) {
        dotRows(tau, Q, i * d, K, j0, j1, d, w);
        const mNew = w.subarray(0, j1 - j0).reduce((top, x) => Math.max(top, x), m[r]!);
        const alpha = Math.exp(m[r]! - mNew);
        l[r]! *= alpha;
        for (let t = i * dv; t < (i + 1) * dv; t++) O[t]! *= alpha;
        // hole: keep-scale
        for (let j = 0; j < j1 - j0; j++) {
          const e = Math.exp(w[j]! - mNew);
          l[r]! += e;
          w[j] = (e * keep(i * nk + j0 + j)) / (1 - p);
        }

        addRows(w, V, j0, j1, dv, O, i * dv);
        m[r] = mNew;
      }
    }
    for (let i = i0, r = 0; i < i1; i++, r++) {
      for (let t = i * dv; t < (i + 1) * dv; t++) O[t]! /= l[r]!;
      L[i] = m[r]! + Math.log(l[r]!); // eq: lse
    }
  }
  return { O, L };
}
// #endregion

export function demo({ say, check, table, heatMap }: Report): void {
  const [N, d, p, seed] = [256, 32, 0.2, 7];
  const [Q, K, V, dO] = [1, 2, 3, 4].map((s) => normals(N * d, s)) as [Mat, Mat, Mat, Mat];
  const replay = (index: number) => hashKeep(seed, index, p);
  const keep = Uint8Array.from({ length: N * N }, (_, index) => replay(index));
  const tiles = [[64, 64], [1, 1], [7, 13], [16, 128], [300, 300]] as const;
  const forward = (ask: (index: number) => number, Br: number, Bc: number) => dropoutForward(Q, K, V, N, N, d, d, p, ask, Br, Bc);
  const stored = naiveAttention(Q, K, V, N, N, d, d, { dropP: p, keep });
  const rows = tiles.map(([Br, Bc]) => {
    const next = uniform(seed); // a generator that is asked in the order of the work
    return { Br, Bc, hashed: forward(replay, Br, Bc), drawn: forward(() => (next() >= p ? 1 : 0), Br, Bc) };
  });
  const [first] = rows as [(typeof rows)[number]];
  const head = [['tiles', '块'], ['hash of seed and place', '种子与位置的散列'], ['drawn in order', '按次序抽取']] as const;
  table(['max |O − O of 64×64 tiles|', 'max |O − 64×64 块的 O|'], head,
    rows.map(({ Br, Bc, hashed, drawn }) => [`${Br}×${Bc}`, maxGap(hashed.O, first.hashed.O), maxGap(drawn.O, first.drawn.O)]));
  say('a generator makes the mask depend on the tile order: then the backward pass would undo another dropout',
    '顺序抽取使掩码取决于分块次序：反向所对应的便是另一次 Dropout');
  heatMap([`what is kept of the first 24 × 48 scores, p = ${p}`, `前 24 × 48 个分数的去留，p = ${p}`],
    Float64Array.from({ length: 24 * 48 }, (_, k) => replay(Math.floor(k / 48) * N + (k % 48))), 24, 48);

  const { O, L } = first.hashed;
  const options = { dropP: p, keep };
  const flash = flashBackward(Q, K, V, O, L, dO, N, N, d, d, options);
  const naive = naiveBackward(Q, K, V, stored.P, dO, N, N, d, d, options);
  const kept = keep.reduce((sum, k) => sum + k, 0) / keep.length;
  const plain = naiveAttention(Q, K, V, N, N, d, d);
  const sigma = Math.sqrt((p * (1 - p)) / keep.length);
  check('keep-rate', ['share of scores kept', '保留的分数所占比例'], ['1 − p, within 3σ', '1 − p，3σ 之内'], 0.8, kept, 3 * sigma);
  check('tiles', ['max gap between five tile sizes', '五种块大小之间的最大差'], ['any Br, Bc', '任意 Br、Bc'],
    0, Math.max(...rows.map(({ hashed }) => maxGap(hashed.O, first.hashed.O))), 1e-13);
  check('stored', ['max gap to a stored mask', '与存下掩码时的最大差'], 'FA1 Algorithm 2', 0, maxGap(O, stored.O), 1e-13);
  check('lse', ['max |L with − L without dropout|', 'max |有 Dropout 的 L − 无 Dropout 的 L|'], ['l is summed first', '先求 l'],
    0, maxGap(L, plain.L), 1e-13);
  check('gradients', ['max gap, flash to naive gradients', 'Flash 与朴素梯度的最大差'], 'FA1 Algorithm 4', 0,
    Math.max(maxGap(flash.dQ, naive.dQ), maxGap(flash.dK, naive.dK), maxGap(flash.dV, naive.dV)), 1e-13);
}

run(import.meta, demo);
