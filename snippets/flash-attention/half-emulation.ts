/**
 * Rounding where a GPU stores half precision: the standard algorithm rounds S, flash keeps it in single precision.
 * 在 GPU 存半精度之处舍入：标准算法要舍入 S，Flash 则以单精度保留它。
 *
 * Setting after Shah et al. 2024, arXiv 2407.08608, §4.3: normal inputs with rare large outliers; error against double precision.
 */
import { run, type Report } from '../kit/demo.ts';
import { addRows, dotRows, type Mat } from '../kit/matrix.ts';
import { normals, uniform } from '../kit/random.ts';
import { flash2Forward } from './flash-forward.ts';

// #region round-half
/**
 * The nearest number of half precision (11 significant bits, at most 65504); halfway cases go to the even one.
 * 最近的半精度数（11 位有效数字，至多 65504）；恰在中间时取偶。
 */
export function roundHalf(x: number): number {
  const size = Math.abs(x);
  if (size >= 65520) return x * Infinity; // no half precision number is nearer than 2¹⁶
  const big = Math.max(size, 2 ** -14) * 2 ** 42; // adding it leaves 11 bits of x, or for tiny x multiples of 2⁻²⁴
  return Math.sign(x) * (size + big - big);
}
// #endregion

// #region standard-half
/**
 * Standard attention with S, scaled S, P and O in half precision; sums and exponentials are finer.
 * 标准注意力：S、缩放后的 S、P 与 O 为半精度；求和与指数更精细。
 * @param Q [N, d]
 * @param K [N, d]
 * @param V [N, d]
 * @returns O [N, d]
 */
export function standardHalf(Q: Mat, K: Mat, V: Mat, N: number, d: number): Mat {
  const O = new Float64Array(N * d);
  const s = new Float64Array(N);
  for (let i = 0; i < N; i++) {
    dotRows(1, Q, i * d, K, 0, N, d, s);
    for (let j = 0; j < N; j++) s[j] = roundHalf(roundHalf(s[j]!) / Math.sqrt(d));
    const m = s.reduce((top, x) => Math.max(top, x), -Infinity); // eq: shift-invariance
    const l = s.reduce((sum, x) => sum + Math.exp(x - m), 0);
    for (let j = 0; j < N; j++) s[j] = roundHalf(Math.exp(s[j]! - m) / l);
    addRows(s, V, 0, N, d, O, i * d);
  }
  return O.map(roundHalf);
}
// #endregion

// #region flash-half
/**
 * FlashAttention-2 with only the unnormalised P and the final O in half precision; S, l and the accumulator in single.
 * FlashAttention-2：只有未归一化的 P 与最终的 O 为半精度；S、l 与累加器为单精度。
 * @param Q [N, d]
 * @param K [N, d]
 * @param V [N, d]
 * @returns O [N, d]
 */
export function flashHalf(Q: Mat, K: Mat, V: Mat, N: number, d: number, Bc = 64): Mat {
  const O = new Float64Array(N * d);
  const s = new Float64Array(Bc);
  const single = Math.fround;
  for (let i = 0; i < N; i++) {
    const acc = O.subarray(i * d, (i + 1) * d);
    let [m, l] = [-Infinity, 0];
    for (let j0 = 0; j0 < N; j0 += Bc) {
      const keys = Math.min(Bc, N - j0);
      dotRows(1 / Math.sqrt(d), Q, i * d, K, j0, j0 + keys, d, s);
      let mNew = m;
      for (let j = 0; j < keys; j++) mNew = Math.max(mNew, (s[j] = single(s[j]!)));
      const alpha = single(Math.exp(m - mNew));
      // eq: fa2-update
      for (let t = 0; t < d; t++) acc[t]! *= alpha;
      l *= alpha;
      for (let j = 0; j < keys; j++) {
        const e = single(Math.exp(s[j]! - mNew));
        l = single(l + e);
        s[j] = roundHalf(e);
      }

      addRows(s, V, j0, j0 + keys, d, acc, 0);
      for (let t = 0; t < d; t++) acc[t] = single(acc[t]!);
      m = mNew;
    }
    for (let t = 0; t < d; t++) acc[t] = roundHalf(acc[t]! / l);
  }
  return O;
}
// #endregion

// #region half-emulation
/**
 * Root mean square errors against double precision, on inputs 𝒩(0, 1) of which one in a thousand has 𝒩(0, 100) added.
 * 相对双精度的均方根误差；输入为 𝒩(0, 1)，其中千分之一另加 𝒩(0, 100)。
 */
export function halfEmulation(N: number, d: number, seed: number): { standardRmse: number; flashRmse: number } {
  const input = (k: number) => {
    const [base, outlier, rare] = [normals(N * d, 10 * seed + k), normals(N * d, 10 * seed + k + 3), uniform(10 * seed + k + 6)];
    return base.map((x, t) => roundHalf(rare() < 0.001 ? x + 10 * outlier[t]! : x));
  };
  const [Q, K, V] = [input(1), input(2), input(3)];
  const exact = flash2Forward(Q, K, V, N, N, d, d).O;
  const rmse = (O: Mat) => Math.sqrt(O.reduce((sum, x, k) => sum + (x - exact[k]!) ** 2, 0) / O.length);
  return { standardRmse: rmse(standardHalf(Q, K, V, N, d)), flashRmse: rmse(flashHalf(Q, K, V, N, d)) };
}
// #endregion

export function demo({ say, check, table, progress }: Report): void {
  const settings = [[256, 64, 1], [512, 64, 2], [512, 32, 3], [1024, 64, 4]] as const;
  const runs = settings.map(([N, d, seed], k) => {
    const { standardRmse, flashRmse } = halfEmulation(N, d, seed);
    progress(k + 1, settings.length);
    return { N, d, standardRmse, flashRmse, ratio: standardRmse / flashRmse };
  });
  const head = ['N', 'd', ['standard', '标准'], 'flash', ['ratio', '之比']] as const;
  table(['root mean square error of O in half precision', '半精度下 O 的均方根误差'], head,
    runs.map((r) => [r.N, r.d, r.standardRmse.toExponential(1), r.flashRmse.toExponential(1), r.ratio.toFixed(1)]));
  say('rounding S to 11 bits shifts large scores, and the exponential turns that shift into a factor',
    '把 S 舍入到 11 位会移动大的分数，而指数把这一移动变成倍数');

  const worst = Math.min(...runs.map(({ ratio }) => ratio));
  check('ratio', ['min(1.5, standard error / flash error), worst run', 'min(1.5, 标准误差 / Flash 误差)，最差一次'], ['own measurement', '自行测量'],
    1.5, Math.min(1.5, worst));
  check('third', ['1/3 in half precision', '半精度中的 1/3'], 'IEEE 754: 1365 · 2⁻¹²', 1365 / 4096, roundHalf(1 / 3));
  check('largest', ['the largest number of half precision', '半精度的最大数'], 'IEEE 754: (2 − 2⁻¹⁰) · 2¹⁵', 65504, roundHalf(65519));
  check('smallest', ['the smallest above 0, times 2²⁴', '大于 0 的最小数，乘 2²⁴'], 'IEEE 754: 2⁻²⁴', 1, roundHalf(4e-8) * 2 ** 24);
}

run(import.meta, demo);
