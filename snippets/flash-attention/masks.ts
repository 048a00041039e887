/**
 * Which tiles a mask lets the computation skip, and a sparse pattern made only of tiles.
 * 掩码让计算跳过哪些块；以及一种完全由块构成的稀疏模式。
 *
 * Dao 2023, arXiv 2307.08691: §3.1 (causal). Dao et al. 2022, arXiv 2205.14135: §3.3, Proposition 4 (block-sparse).
 */
import { run, type Report } from '../kit/demo.ts';
import { maxGap, type Mat } from '../kit/matrix.ts';
import { normals } from '../kit/random.ts';
import { flash2Forward, naiveAttention, visibleKeys, type AttnOpts } from './flash-forward.ts';

// #region masks
/**
 * What becomes of each tile of scores: 0 skipped, 1 visited and masked, 2 visited and whole.
 * 每一块分数的去向：0 跳过，1 访问且需掩码，2 访问且完整。
 * @returns kinds [Tr, Tc], and how many tiles there are of each
 */
export function tileKinds(nq: number, nk: number, o: AttnOpts) {
  const { first, end } = visibleKeys(nq, nk, o);
  const [Br, Bc] = [o.blockMask?.br ?? o.Br ?? 64, o.blockMask?.bc ?? o.Bc ?? 64];
  const [Tr, Tc] = [Math.ceil(nq / Br), Math.ceil(nk / Bc)];
  const kinds = new Uint8Array(Tr * Tc);
  for (let a = 0; a < Tr; a++) {
    const top = a * Br, bottom = Math.min(top + Br, nq) - 1;
    for (let b = 0; b < Tc; b++) {
      if (o.blockMask?.mask[a]?.[b] === 0) continue;
      const left = b * Bc, right = Math.min(left + Bc, nk) - 1;
      const hidden = left >= end(bottom) || right < first(top); // eq: causal-skip | hole: bounds
      const whole = left >= first(bottom) && right < end(top);
      kinds[a * Tc + b] = hidden ? 0 : whole ? 2 : 1;
    }
  }
  const count = (kind: number) => kinds.filter((k) => k === kind).length;
  return { kinds, Tr, Tc, skipped: count(0), masked: count(1), whole: count(2), visited: count(1) + count(2) };
}

/**
 * Sequences packed one after another (varlen): each attends to itself only, so no mask is needed at all.
 * 首尾相接打包的多个序列（varlen）：各自只关注自身，因而根本不需要掩码。
 * @param Q [n, d]; K and V likewise, n = the sum of lengths
 * @returns O [n, dv], L [n]
 */
export function packedAttention(Q: Mat, K: Mat, V: Mat, lengths: readonly number[], d: number, dv: number, o: AttnOpts = {}) {
  const total = lengths.reduce((sum, n) => sum + n, 0);
  const O = new Float64Array(total * dv);
  const L = new Float64Array(total);
  let start = 0;
  for (const n of lengths) {
    const rows = (A: Mat, size: number) => A.subarray(start * size, (start + n) * size);
    const part = flash2Forward(rows(Q, d), rows(K, d), rows(V, dv), n, n, d, dv, o);
    O.set(part.O, start * dv);
    L.set(part.L, start);
    start += n;
  }
  return { O, L };
}
// #endregion

// #region block-sparse
/**
 * The butterfly pattern on T×T tiles: the diagonal, and every pair of tiles whose numbers differ in one bit.
 * T×T 块上的蝶形模式：对角线，以及编号只差一个二进制位的每一对块。
 * @param T a power of two
 * @returns a mask with T(1 + log₂T) ones [T][T]
 */
export function butterflyMask(T: number): number[][] {
  if (!(T > 0 && Number.isInteger(Math.log2(T)))) throw new RangeError(`butterflyMask: ${T} is not a power of two`);
  const tiles = Array.from({ length: T }, (_, t) => t);
  const kept = (bits: number) => (bits & (bits - 1)) === 0; // eq: io-lower | hole: butterfly
  return tiles.map((a) => tiles.map((b) => (kept(a ^ b) ? 1 : 0)));
}
// #endregion

export function demo({ say, check, table, heatMap }: Report): void {
  const N = 1024, d = 64, B = 64, T = N / B;
  const [Q, K, V] = [normals(N * d, 1), normals(N * d, 2), normals(N * d, 3)];
  const butterfly = { blockMask: { br: B, bc: B, mask: butterflyMask(T) } };
  const masks: Record<string, AttnOpts> = {
    full: {},
    causal: { causal: true },
    'window [200, 0]': { window: [200, 0] },
    'keyLen 700': { keyLen: 700 },
    butterfly,
  };
  const rows = Object.entries(masks).map(([name, o]) => {
    const { skipped, masked, whole } = tileKinds(N, N, o);
    const start = performance.now();
    const { tiles } = flash2Forward(Q, K, V, N, N, d, d, o);
    return [name, skipped, masked, whole, tiles, Math.round(performance.now() - start)];
  });
  table([`${T} × ${T} tiles of 64 × 64`, `${T} × ${T} 个 64 × 64 的块`],
    [['mask', '掩码'], ['skipped', '跳过'], ['masked', '需掩码'], ['whole', '完整'], ['visited by flash2', 'flash2 访问'], 'ms'], rows);
  const shades = (title: [string, string], o: AttnOpts) => heatMap(title, tileKinds(N, N, o).kinds, T, T);
  shades(['causal: dark whole, light masked', '因果：深色完整，浅色需掩码'], { causal: true });
  shades(['butterfly', '蝶形'], butterfly);

  const causal = (tiles: number) => tileKinds(tiles * B, tiles * B, { causal: true });
  const gain = (tiles: number) => tiles ** 2 / causal(tiles).visited;
  const share = (tiles: number) => butterflyMask(tiles).flat().reduce((sum, kept) => sum + kept, 0) / tiles ** 2;
  const counted = Math.max(...rows.map((row) => Math.abs(Number(row[3]) + Number(row[2]) - Number(row[4]))));
  const gaps = Object.values(masks).map((o) => maxGap(flash2Forward(Q, K, V, N, N, d, d, o).O, naiveAttention(Q, K, V, N, N, d, d, o).O));
  const diagonal = { br: 256, bc: 256, mask: [0, 1, 2, 3].map((a) => [0, 1, 2, 3].map((b) => (a === b ? 1 : 0))) };
  const packed = packedAttention(Q, K, V, [256, 256, 256, 256], d, d);
  say(`causal masking of ${T} × ${T} tiles saves a factor ${gain(T).toFixed(2)}; the limit is 2`,
    `${T} × ${T} 块上的因果掩码节省 ${gain(T).toFixed(2)} 倍；极限为 2`);

  check('visited', ['tiles visited of 8 × 8, causal', '8 × 8 块中访问的块数，因果'], 'T(T+1)/2', 36, causal(8).visited);
  check('diagonal', ['tiles masked of 8 × 8, causal', '8 × 8 块中需掩码的块数，因果'], ['FA2 §3.1, one per row', 'FA2 §3.1，每行一块'],
    8, causal(8).masked);
  check('gain-4', ['tiles saved, T = 4', '省去的块，T = 4'], '2T/(T+1)', 1.6, gain(4), 1e-15);
  check('gain-16', ['tiles saved, T = 16', '省去的块，T = 16'], '2T/(T+1)', 1.88, gain(16), 0.005 / 1.88);
  check('counted', ['tiles foreseen − tiles visited', '预计块数 − 实际访问块数'], ['five masks', '五种掩码'], 0, counted);
  check('butterfly', ['tiles kept of 16 × 16', '16 × 16 块中保留的块数'], 'T(1 + log₂T)', 80, 256 * share(16));
  check('share-4', ['share of tiles kept, T = 4', '保留块的比例，T = 4'], '(1 + log₂T)/T', 0.75, share(4));
  check('share-32', ['share of tiles kept, T = 32', '保留块的比例，T = 32'], '(1 + log₂T)/T', 0.1875, share(32));
  check('masked-exact', ['max |O tiled − O naive|, five masks', 'max |O 分块 − O 朴素|，五种掩码'], ['FA1 Theorem 1', 'FA1 定理 1'],
    0, Math.max(...gaps), 1e-14);
  check('packed', ['max |O packed − O block-diagonal|', 'max |O 打包 − O 块对角|'], ['four sequences of 256', '四个长 256 的序列'],
    0, maxGap(packed.O, naiveAttention(Q, K, V, N, N, d, d, { blockMask: diagonal }).O), 1e-14);
}

run(import.meta, demo);
