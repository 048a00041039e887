/**
 * Grouped-query attention: several query heads share one key and value head, and their gradients meet there.
 * 分组查询注意力：若干查询头共用一个键值头，梯度也在那里汇合。
 *
 * Shazeer 2019, arXiv 1911.02150 (one key head). Ainslie et al. 2023, arXiv 2305.13245, §2.2. Dao 2023, arXiv 2307.08691: §3.1.2.
 */
import { run, type Report } from '../kit/demo.ts';
import { expectMatrix, maxGap, type Mat } from '../kit/matrix.ts';
import { normals } from '../kit/random.ts';
import { flashBackward, naiveBackward } from './flash-backward.ts';
import { flash2Forward, naiveAttention, type AttnOpts } from './flash-forward.ts';

// #region group-size
/**
 * How many query heads share a key head.
 * 每个键头由多少个查询头共用。
 */
export function groupSize(hq: number, hkv: number): number {
  if (![hq, hkv].every((heads) => Number.isInteger(heads) && heads > 0)) throw new RangeError('head counts must be positive integers');
  if (hq % hkv !== 0) throw new RangeError(`heads (${hq}) must be a multiple of kv heads (${hkv})`);
  return hq / hkv;
}

/** The matrix of one head: a view, not a copy. 某个头的矩阵：视图而非副本。 */
export function headOf(A: Mat, head: number, heads: number): Mat {
  const size = A.length / heads;
  return A.subarray(head * size, (head + 1) * size);
}
// #endregion

// #region gqa
/**
 * Attention of hq query heads over hkv key heads: query head h reads key head ⌊h / group⌋.
 * hq 个查询头对 hkv 个键头的注意力：查询头 h 读第 ⌊h / group⌋ 个键头。
 * @param Q [hq, nq, d]
 * @param K [hkv, nk, d]
 * @param V [hkv, nk, dv]
 * @returns O [hq, nq, dv], L [hq, nq]
 */
export function groupedAttention(
  Q: Mat, K: Mat, V: Mat, hq: number, hkv: number, nq: number, nk: number, d: number, dv: number, o: AttnOpts = {},
) {
  const group = groupSize(hq, hkv);
  expectMatrix('Q', Q, hq * nq, d, 'hq*nq*d');
  expectMatrix('K', K, hkv * nk, d, 'hkv*nk*d');
  expectMatrix('V', V, hkv * nk, dv, 'hkv*nk*dv');
  const [O, L] = [new Float64Array(hq * nq * dv), new Float64Array(hq * nq)];
  for (let h = 0; h < hq; h++) {
    const shared = Math.floor(h / group); // eq: attn-def
    const one = flash2Forward(headOf(Q, h, hq), headOf(K, shared, hkv), headOf(V, shared, hkv), nq, nk, d, dv, o); // eq: attn-def
    headOf(O, h, hq).set(one.O);
    headOf(L, h, hq).set(one.L);
  }
  return { O, L };
}
// #endregion

// #region gqa-backward
/**
 * Its gradients: a key head receives the sum over the query heads that read it.
 * 其梯度：一个键头收到所有读它的查询头之和。
 * @param O from the forward pass [hq, nq, dv]
 * @param L from the forward pass [hq, nq]
 * @param dO [hq, nq, dv]
 * @returns dQ [hq, nq, d], dK [hkv, nk, d], dV [hkv, nk, dv]
 */
export function groupedBackward(
  Q: Mat, K: Mat, V: Mat, O: Mat, L: Mat, dO: Mat,
  hq: number, hkv: number, nq: number, nk: number, d: number, dv: number, o: AttnOpts = {},
) {
  const group = groupSize(hq, hkv);
  const [dQ, dK, dV] = [Q, K, V].map((A) => new Float64Array(A.length)) as [Mat, Mat, Mat];
  for (let h = 0; h < hq; h++) {
    const shared = Math.floor(h / group);
    const [q, out, l, dOut] = [Q, O, L, dO].map((A) => headOf(A, h, hq)) as [Mat, Mat, Mat, Mat];
    const one = flashBackward(q, headOf(K, shared, hkv), headOf(V, shared, hkv), out, l, dOut, nq, nk, d, dv, o);
    headOf(dQ, h, hq).set(one.dQ);
    // eq: bwd-dv, bwd-dqk | hole: group
    const [dKShared, dVShared] = [headOf(dK, shared, hkv), headOf(dV, shared, hkv)];
    one.dK.forEach((x, k) => { dKShared[k]! += x; });
    one.dV.forEach((x, k) => { dVShared[k]! += x; });
  }
  return { dQ, dK, dV };
}
// #endregion

export function demo({ say, check, table }: Report): void {
  const [hq, n, d] = [8, 128, 32];
  const [Q, dO] = [normals(hq * n * d, 1), normals(hq * n * d, 2)];
  const causal = { causal: true };
  const copies = (K: Mat, V: Mat) => Array.from({ length: hq }, (_, h) => { // by the definition, every head with keys of its own
    const [q, k, v, dOut] = [Q, K, V, dO].map((A) => headOf(A, h, hq)) as [Mat, Mat, Mat, Mat];
    const { O, P } = naiveAttention(q, k, v, n, n, d, d, causal);
    return { O, ...naiveBackward(q, k, v, P, dOut, n, n, d, d, causal) };
  });
  const groups = [8, 4, 2, 1].map((hkv) => {
    const group = hq / hkv;
    const [K, V] = [normals(hkv * n * d, 3), normals(hkv * n * d, 4)];
    const { O, L } = groupedAttention(Q, K, V, hq, hkv, n, n, d, d, causal);
    const { dQ, dK, dV } = groupedBackward(Q, K, V, O, L, dO, hq, hkv, n, n, d, d, causal);
    const heads = copies(repeat(K, hkv, group), repeat(V, hkv, group));
    const own = heads.map((one, h) => Math.max(maxGap(one.O, headOf(O, h, hq)), maxGap(one.dQ, headOf(dQ, h, hq))));
    const sums = Array.from({ length: hkv }, (_, g) => {
      const members = heads.slice(g * group, (g + 1) * group);
      const total = (which: 'dK' | 'dV') => headOf(K, g, hkv).map((_, k) => members.reduce((sum, one) => sum + one[which][k]!, 0));
      return Math.max(maxGap(total('dK'), headOf(dK, g, hkv)), maxGap(total('dV'), headOf(dV, g, hkv)));
    });
    return { hkv, group, gap: Math.max(...sums), forward: Math.max(...own), bytes: 2 * 2 * hkv * d };
  });
  say(`${hq} query heads of size ${d}, ${n} positions, causal; the cache holds two bytes a number`,
    `${hq} 个长为 ${d} 的查询头，${n} 个位置，因果；缓存每个数两字节`);
  const head = [['kv heads', '键值头数'], ['group', '组大小'], ['cache B/token', '缓存 B/词元'], ['gap to copies', '与复制键的差']] as const;
  table(['sharing keys against copying them', '共用键与复制键'], head, groups.map(({ hkv, group, gap, bytes }) => [hkv, group, bytes, gap]));
  const cache = (hkv: number) => (2 * 2 * 80 * hkv * 128) / 1024; // K and V, two bytes, 80 layers of head size 128

  check('forward', ['max gap of O, dQ to copied keys', 'O、dQ 与复制键时的最大差'], 'Ainslie §2.2', 0, Math.max(...groups.map((g) => g.forward)), 1e-13);
  check('group', ['max |dK shared − Σ dK of the copies|', 'max |共用键的 dK − 各副本 dK 之和|'], ['chain rule', '链式法则'],
    0, Math.max(...groups.map((g) => g.gap)), 1e-13);
  check('heads', ['query heads per kv head, 64 over 8', '每个键值头对应的查询头，64 比 8'], 'h_q / h_kv', 8, groupSize(64, 8));
  check('cache', ['KiB a token: 80 layers, 8 kv heads of 128', '每词元 KiB：80 层、8 个 128 维键值头'], '2 · 2 · 80 · 8 · 128 / 1024',
    320, cache(8));
}

/** Every key head copied for each of its query heads. 为每个查询头各复制一份键头。 */
const repeat = (A: Mat, hkv: number, group: number) =>
  Float64Array.from(Array.from({ length: hkv * group }, (_, h) => Array.from(headOf(A, Math.floor(h / group), hkv))).flat());

run(import.meta, demo);
