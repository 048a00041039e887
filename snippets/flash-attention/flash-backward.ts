/**
 * The gradients of attention twice: from the stored P, and tile by tile with P rebuilt from Q, K and L.
 * 注意力梯度的两种写法：用存下的 P 计算，或逐块由 Q、K、L 重建 P。
 *
 * Dao et al. 2022, arXiv 2205.14135: Algorithms 3 and 4, App. B.2. Dao 2023, arXiv 2307.08691: Algorithm 2, §4.1.
 */
import { run, type Report } from '../kit/demo.ts';
import { centralDifferences } from '../kit/differences.ts';
import { addRows, dotRows, expectMatrix, maxGap, type Mat } from '../kit/matrix.ts';
import { normals } from '../kit/random.ts';
import { flash2Forward, naiveAttention, planAttention, type AttnOpts } from './flash-forward.ts';

// #region add-outer
/**
 * Rows from…to of C grow by w times one row of A: a rank-one update.
 * C 的第 from…to 行各加上 w 乘 A 的一行：秩一更新。
 * @param w weights [to − from]
 * @param A holds the row, starting at index a: [d]
 * @param C [·, d]
 */
export function addOuter(w: Mat, A: Mat, a: number, from: number, to: number, d: number, C: Mat): void {
  for (let j = from, c = from * d; j < to; j++) {
    const wj = w[j - from]!;
    for (let t = a; t < a + d; t++, c++) C[c]! += wj * A[t]!;
  }
}
// #endregion

// #region naive-backward
/**
 * The gradients of Σ O∘dO from the stored P; dP and dS are stored whole too, on purpose.
 * 由存下的 P 求 Σ O∘dO 的梯度；dP 与 dS 也特意完整存下。
 * @param P before dropout [nq, nk]
 * @param dO [nq, dv]
 * @returns dQ [nq, d], dK [nk, d], dV [nk, dv]
 */
export function naiveBackward(
  Q: Mat, K: Mat, V: Mat, P: Mat, dO: Mat, nq: number, nk: number, d: number, dv: number, o: AttnOpts = {},
) {
  const { tau, keep, gain } = planAttention(Q, K, V, nq, nk, d, dv, o);
  expectMatrix('P', P, nq, nk, 'nq*nk');
  expectMatrix('dO', dO, nq, dv, 'nq*dv');
  const dropped = (A: Mat, i: number) => (keep ? A.map((x, j) => x * gain * keep[i * nk + j]!) : A);
  const dP = new Float64Array(nq * nk);
  const dS = new Float64Array(nq * nk);
  const [dQ, dK, dV] = [new Float64Array(nq * d), new Float64Array(nk * d), new Float64Array(nk * dv)];
  for (let i = 0; i < nq; i++) {
    const [p, dp, ds] = [P, dP, dS].map((A) => A.subarray(i * nk, (i + 1) * nk)) as [Mat, Mat, Mat];
    addOuter(dropped(p, i), dO, i * dv, 0, nk, dv, dV); // eq: bwd-dv
    dotRows(1, dO, i * dv, V, 0, nk, dv, dp); // eq: bwd-dv
    dp.set(dropped(dp, i));

    // eq: softmax-jacobian
    let mean = 0;
    for (let j = 0; j < nk; j++) mean += p[j]! * dp[j]!;
    for (let j = 0; j < nk; j++) ds[j] = p[j]! * (dp[j]! - mean);

    const tauS = ds.map((x) => tau * x);
    addRows(tauS, K, 0, nk, d, dQ, i * d); // eq: bwd-dqk
    addOuter(tauS, Q, i * d, 0, nk, d, dK); // eq: bwd-dqk
  }
  return { dQ, dK, dV };
}
// #endregion

// #region flash-backward
/**
 * FlashAttention-2, backward: keys outside, queries inside; dK, dV of a key block stay on chip, P is rebuilt and forgotten.
 * FlashAttention-2 反向：外层键、内层查询；一个键块的 dK、dV 留在片上，P 现建现弃。
 * @param O from the forward pass [nq, dv]
 * @param L logsumexp of the scores, from the forward pass [nq]
 * @param dO [nq, dv]
 * @returns dQ [nq, d], dK [nk, d], dV [nk, dv], D [nq], and the extra bytes
 */
export function flashBackward(
  Q: Mat, K: Mat, V: Mat, O: Mat, L: Mat, dO: Mat, nq: number, nk: number, d: number, dv: number, o: AttnOpts = {},
) {
  const { tau, Br, Bc, first, end, blocks, keep, gain } = planAttention(Q, K, V, nq, nk, d, dv, o);
  expectMatrix('O', O, nq, dv, 'nq*dv');
  expectMatrix('L', L, nq, 1, 'nq');
  expectMatrix('dO', dO, nq, dv, 'nq*dv');
  const [dQ, dK, dV] = [new Float64Array(nq * d), new Float64Array(nk * d), new Float64Array(nk * dv)];
  const [p, ds] = [new Float64Array(Bc), new Float64Array(Bc)]; // one row of a tile: P; dP, which becomes dS
  const z = new Float64Array(Bc).fill(1); // its dropout: 0 or 1/(1 − dropP)
  const D = new Float64Array(nq);
  for (let i = 0; i < nq; i++) {
    for (let t = i * dv; t < (i + 1) * dv; t++) D[i]! += dO[t]! * O[t]!; // eq: d-trick | hole: d
  }

  for (let j0 = 0; j0 < nk; j0 += Bc) { // eq: loop-order
    for (let i0 = 0; i0 < nq; i0 += Br) {
      if (blocks?.[i0 / Br]?.[j0 / Bc] === 0) continue;
      for (let i = i0; i < Math.min(i0 + Br, nq); i++) {
        const from = Math.max(j0, first(i));
        const to = Math.min(j0 + Bc, end(i));
        if (from >= to || L[i] === -Infinity) continue; // a row that sees nothing has no gradient
        if (keep) for (let j = from; j < to; j++) z[j - from] = gain * keep[i * nk + j]!;

        dotRows(tau, Q, i * d, K, from, to, d, p);
        for (let j = 0; j < to - from; j++) p[j] = Math.exp(p[j]! - L[i]!); // eq: recompute-p
        dotRows(1, dO, i * dv, V, from, to, dv, ds); // eq: bwd-dv
        for (let j = 0; j < to - from; j++) {
          ds[j] = p[j]! * (z[j]! * ds[j]! - D[i]!); // eq: softmax-jacobian | hole: ds
          p[j]! *= z[j]!; // the weights that the values saw
          ds[j]! *= tau; // eq: bwd-dqk
        }
        addOuter(p, dO, i * dv, from, to, dv, dV); // eq: bwd-dv
        addRows(ds, K, from, to, d, dQ, i * d); // eq: bwd-dqk
        addOuter(ds, Q, i * d, from, to, d, dK); // eq: bwd-dqk
      }
    }
  }
  return { dQ, dK, dV, D, bytes: 8 * (D.length + p.length + ds.length + z.length) };
}
// #endregion

export function demo({ say, check, table, heatMap }: Report): void {
  const d = 64;
  const inputs = (N: number) => [1, 2, 3, 4].map((seed) => normals(N * d, seed)) as [Mat, Mat, Mat, Mat];
  const rows = [256, 512, 1024].map((N) => {
    const [Q, K, V, dO] = inputs(N);
    const { P } = naiveAttention(Q, K, V, N, N, d, d);
    const { O, L } = flash2Forward(Q, K, V, N, N, d, d);
    const start = performance.now();
    naiveBackward(Q, K, V, P, dO, N, N, d, d);
    const middle = performance.now();
    const { bytes } = flashBackward(Q, K, V, O, L, dO, N, N, d, d);
    const times = [middle - start, performance.now() - middle].map(Math.round);
    return [N, ...times, (3 * 8 * N * N) / 1024, bytes / 1024];
  });
  const head = ['N', ['naive ms', '朴素 ms'], ['tiled ms', '分块 ms'], ['naive KiB', '朴素 KiB'], ['tiled KiB', '分块 KiB']] as const;
  table(['the gradients; extra memory: P, dP, dS against D and three tile rows', '求梯度；额外内存：P、dP、dS 对 D 与三条块内行'], head, rows);

  const N = 512;
  const [Q, K, V, dO] = inputs(N);
  const flash = (o: AttnOpts) => {
    const { O, L } = flash2Forward(Q, K, V, N, N, d, d, o);
    return { O, ...flashBackward(Q, K, V, O, L, dO, N, N, d, d, o) };
  };
  const gap = (a: Gradients, b: Gradients) => Math.max(maxGap(a.dQ, b.dQ), maxGap(a.dK, b.dK), maxGap(a.dV, b.dV));
  const { P } = naiveAttention(Q, K, V, N, N, d, d, { causal: true });
  const causal = flash({ causal: true });
  const otherTiles = [[1, 1], [7, 13], [16, 128], [600, 600]].map(([Br, Bc]) => flash({ causal: true, Br: Br!, Bc: Bc! }));
  const rowSums = P.map((p, k) => p * dot(dO, Math.floor(k / N), V, k % N, d)).reduce((sums, x, k) => {
    sums[Math.floor(k / N)]! += x;
    return sums;
  }, new Float64Array(N));
  const hidden = flash({ keyLen: 0 });

  const [differences, error] = gradientCheck();
  say(`\ncentral differences at ${differences} entries`, `\n在 ${differences} 个分量上做中心差分`);
  const few = [Q, K, V].map((A) => A.subarray(0, 24 * d)) as [Mat, Mat, Mat];
  const { P: shown } = naiveAttention(...few, 24, 24, d, d, { causal: true, scale: 0.3 });
  heatMap(['P, causal, N = 24: what the backward pass rebuilds and forgets', '因果掩码下的 P，N = 24：反向时现建现弃'], shown, 24, 24);

  check('same', ['max gap to the standard gradients, N = 512', '与标准梯度的最大差，N = 512'], 'FA1 Algorithm 4',
    0, gap(causal, naiveBackward(Q, K, V, P, dO, N, N, d, d, { causal: true })), 1e-13);
  check('grad', ['relative gap to central differences', '与中心差分的相对差'], 'h = 10⁻⁵', 0, error, 1e-7);
  check('d-trick', 'max |rowsum(P∘dP) − rowsum(dO∘O)|', 'FA1 App. B.2', 0, maxGap(rowSums, causal.D), 1e-12);
  check('tiling', ['max gap between five tile sizes', '五种块大小之间的最大差'], ['any Br, Bc', '任意 Br、Bc'], 0,
    Math.max(...otherTiles.map((other) => gap(other, causal))), 1e-13);
  check('hidden', ['largest gradient when all keys are hidden', '全部键被遮住时的最大梯度'], 'O = 0, L = −∞', 0,
    Math.max(...[hidden.dQ, hidden.dK, hidden.dV].map((g) => g.reduce((top, x) => Math.max(top, Math.abs(x)), 0))));
  check('memory', ['extra bytes per added row', '每增加一行的额外字节'], 'FA1 Theorem 1, O(N)', 8, ((rows[2]![4]! - rows[1]![4]!) * 1024) / 512);
}

interface Gradients {
  readonly dQ: Mat;
  readonly dK: Mat;
  readonly dV: Mat;
}

function dot(A: Mat, i: number, B: Mat, j: number, d: number): number {
  let sum = 0;
  for (let t = 0; t < d; t++) sum += A[i * d + t]! * B[j * d + t]!;
  return sum;
}

/** Every entry of dQ, dK, dV against (f(x + h) − f(x − h)) / 2h, with all masks and dropout. 逐分量与中心差分比较，含各种掩码与 Dropout。 */
function gradientCheck(h = 1e-5): [entries: number, relativeGap: number] {
  const [nq, nk, d, dv] = [6, 8, 3, 2];
  const X = [normals(nq * d, 5), normals(nk * d, 6), normals(nk * dv, 7)] as const;
  const dO = normals(nq * dv, 8);
  const keep = Uint8Array.from(normals(nq * nk, 9), (x) => (x > -1 ? 1 : 0));
  const mask = [[1, 0, 1], [1, 1, 0], [0, 1, 1]];
  const masks: AttnOpts[] = [{}, { causal: true }, { window: [2, 1] }, { keyLen: 5, scale: 0.3 }, { blockMask: { br: 2, bc: 3, mask } }];
  const options = [...masks, { dropP: 0.2, keep }];
  const gaps = options.map((o) => {
    const f = () => flash2Forward(...X, nq, nk, d, dv, o).O.reduce((sum, x, k) => sum + x * dO[k]!, 0);
    const { O, L } = flash2Forward(...X, nq, nk, d, dv, o);
    const { dQ, dK, dV } = flashBackward(...X, O, L, dO, nq, nk, d, dv, o);
    return X.map((x, a) => {
      const slopes = centralDifferences(x, f, h);
      return maxGap(slopes, [dQ, dK, dV][a]!) / Math.max(...slopes.map(Math.abs));
    });
  });
  return [options.length * X.reduce((sum, x) => sum + x.length, 0), Math.max(...gaps.flat())];
}

run(import.meta, demo);
