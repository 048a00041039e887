/**
 * Six algorithms run against counted memory; their counts by closed form; and what the size of fast memory buys.
 * 六种算法在计数内存上运行；计数的闭式；以及快速内存的大小换来什么。
 *
 * Dao et al. 2022, arXiv 2205.14135: Theorem 2, Theorem 5, Proposition 3. Dao 2023, arXiv 2307.08691: §3.1.
 */
import { run, type Report } from '../kit/demo.ts';
import type { Mat } from '../kit/matrix.ts';
import { normals } from '../kit/random.ts';
import { fa1Backward, fa2Backward, backwardMemory, standardBackward } from './io-backward.ts';
import { fa1Forward, fa2Forward, forwardMemory, standardForward, type Hbm, type Job } from './io-forward.ts';

// #region io-simulator
/** The algorithms by name: a forward one, and what the backward pass of its kind adds. 按名称列出各算法：前向，以及同类的反向。 */
export type IoAlgorithm = 'standard-fwd' | 'standard-bwd' | 'fa1-fwd' | 'fa1-bwd' | 'fa2-fwd' | 'fa2-bwd';

/**
 * Runs one algorithm on real numbers; only what itself loads and stores is counted, not the forward pass that a backward one follows.
 * 在真实数据上运行一种算法；只计它自身的读写，不计反向之前的那次前向。
 * @param inputs Q, K, V, dO [N, d] each; dO may be left out for a forward algorithm
 * @param M elements of fast memory that the tiles of the flash algorithms must fit into
 * @returns counts, elements moved by array, and the arrays as they stand in slow memory
 */
export function simulate(
  alg: IoAlgorithm, inputs: Readonly<Record<'Q' | 'K' | 'V', Mat> & { dO?: Mat }>,
  N: number, d: number, Br: number, Bc: number, M = Infinity, options: Pick<Job, 'causal' | 'skipFirst'> = {},
) {
  if (![Br, Bc].every((size) => Number.isInteger(size) && size > 0)) throw new RangeError('block sizes must be positive integers');
  const job = { ...options, N, d, Br, Bc };
  const { Q, K, V, dO = new Float64Array(N * d) } = inputs;
  const passes = {
    standard: [standardForward, standardBackward], fa1: [fa1Forward, fa1Backward], fa2: [fa2Forward, fa2Backward],
  } as const;
  const [kind, direction] = alg.split('-') as ['standard' | 'fa1' | 'fa2', 'fwd' | 'bwd'];
  const [forward, backward] = passes[kind];
  const before = forwardMemory(direction === 'fwd' ? { ...job, M } : job, { Q, K, V });
  forward(before, job);
  if (direction === 'fwd') return result(before);
  const after = backwardMemory({ ...job, M }, before, dO);
  backward(after, job);
  return result(after);
}

const result = ({ counts, moved, slow }: Hbm) => ({ ...counts, total: counts.loads + counts.stores, moved, slow });
// #endregion

// #region io-count
/**
 * Elements moved by full attention, by closed form.
 * 完整注意力搬运的元素数，用闭式。
 */
export function ioCount(alg: IoAlgorithm, N: number, d: number, Br: number, Bc: number, skipFirst = false): number {
  const [Tr, Tc] = [Math.ceil(N / Br), Math.ceil(N / Bc)];
  switch (alg) {
    case 'standard-fwd': return 4 * N * N + 4 * N * d; // eq: io-standard
    case 'standard-bwd': return 7 * N * N + 8 * N * d; // eq: io-standard
    case 'fa1-fwd':
      return 2 * N * d + Tc * (3 * N * d + 4 * N) - (skipFirst ? N * d + 2 * N : 0); // eq: io-flash | hole: closed-form
    case 'fa1-bwd': return 4 * N * d + Tc * (skipFirst ? 4 * N * d + 3 * N : 5 * N * d + 2 * N); // eq: io-flash
    case 'fa2-fwd': return 2 * N * d + N + 2 * Tr * N * d; // eq: io-flash
    case 'fa2-bwd': return 6 * N * d + N + Tc * (4 * N * d + 2 * N); // eq: io-flash
  }
}
// #endregion

// #region block-sizes
/**
 * Tile sizes for M elements of fast memory: as FA1 prints them, or the largest square tile that really fits.
 * 给定 M 个元素的快速内存，块的大小：按 FA1 印出的取法，或真正放得下的最大方块。
 */
export function blockSizes(rule: 'paper' | 'fit', M: number, d: number): { Br: number; Bc: number } {
  if (rule === 'paper') {
    const Bc = Math.ceil(M / (4 * d));
    return { Br: Math.min(Bc, d), Bc };
  }
  const B = Math.floor(Math.sqrt(4 * d * d + M) - 2 * d); // the largest B with 4Bd + B² ≤ M
  if (B < 1) throw new RangeError(`no tile fits: d=${d} needs ${4 * d + 1} elements of SRAM; M is ${M}`);
  return { Br: B, Bc: B };
}
// #endregion

export function demo({ say, check, table, plot, progress }: Report): void {
  const [N, d] = [512, 32];
  const [Q, K, V, dO] = [1, 2, 3, 4].map((seed) => normals(N * d, seed)) as [Mat, Mat, Mat, Mat];
  const inputs = { Q, K, V, dO };
  const sizes = [1, 2, 4, 8, 16].map((k) => 4 * d * d * k);
  const counts = sizes.map((M, k) => {
    progress(k + 1, sizes.length);
    const [paper, fit] = [blockSizes('paper', M, d), blockSizes('fit', M, d)];
    const strict = simulate('fa1-fwd', inputs, N, d, fit.Br, fit.Bc, M);
    return { M, paper, fit, fa1: simulate('fa1-fwd', inputs, N, d, paper.Br, paper.Bc), strict };
  });
  const standard = simulate('standard-fwd', inputs, N, d, 1, 1).total;
  const elements = ['elements', '元素数'] as const;
  const head = ['M', ['paper Br×Bc', '论文 Br×Bc'], ['on chip / M', '片上 / M'], elements, ['fitting B', '放得下的 B'], elements] as const;
  const title = [`N = ${N}, d = ${d}: FA1 forward; standard moves ${standard}`, `N = ${N}，d = ${d}：FA1 前向；标准算法搬运 ${standard}`] as const;
  table(title, head, counts.map(({ M, paper, fit, fa1, strict }) =>
    [M, `${paper.Br}×${paper.Bc}`, fa1.sram / M, fa1.total, fit.Br, strict.total]));
  plot(['traffic against fast memory', '访存与快速内存'], {
    'FA1, paper tiles': { x: sizes, y: counts.map(({ fa1 }) => fa1.total) },
    'FA1, fitting tiles': { x: sizes, y: counts.map(({ strict }) => strict.total) },
    '12N²d²/M': { x: sizes, y: sizes.map((M) => (12 * N * N * d * d) / M) },
    standard: { x: sizes, y: sizes.map(() => standard) },
  }, { x: ['M, elements', 'M，元素数'], y: ['elements moved', '搬运的元素数'], logX: true, logY: true });
  say('\nthe tiles as printed need up to 1.25 M on chip; the strict simulator says of 64x64, d = 128, M = 16384:',
    '\n按论文印出的取法，块在片上最多需要 1.25 M；对 64x64、d = 128、M = 16384，严格的模拟器说：');
  const one = new Float64Array(128);
  say(complaint(() => simulate('fa1-fwd', { Q: one, K: one, V: one }, 1, 128, 64, 64, 16384)));

  const algorithms: IoAlgorithm[] = ['standard-fwd', 'standard-bwd', 'fa1-fwd', 'fa1-bwd', 'fa2-fwd', 'fa2-bwd'];
  const runs = algorithms.flatMap((alg) => (alg.startsWith('fa1') ? [false, true] : [false]).map((skipFirst) => ({ alg, skipFirst })));
  const short = { Q: Q.subarray(0, 800), K: K.subarray(0, 800), V: V.subarray(0, 800), dO: dO.subarray(0, 800) };
  const met = runs.filter(({ alg, skipFirst }) =>
    simulate(alg, short, 100, 8, 16, 24, Infinity, { skipFirst }).total === ioCount(alg, 100, 8, 16, 24, skipFirst));
  const large = 4096;
  const paper = (M: number) => ioCount('fa1-fwd', large, 64, 64, blockSizes('paper', M, 64).Bc);
  const Ms = Array.from({ length: 8 }, (_, k) => 4 * 64 * 2 ** (k + 4));
  const formula = slope(Ms, Ms.map((M) => paper(M) - 2 * large * 64));
  const simulated = slope(sizes, counts.map(({ fa1 }) => fa1.total - 2 * N * d));
  const share = ioCount('fa1-fwd', 1024, 64, 64, 64) / ioCount('standard-fwd', 1024, 64, 1, 1);
  const { moved } = simulate('fa1-fwd', inputs, N, d, 32, N, Infinity, { skipFirst: true });
  const floor = ['Q', 'K', 'V', 'O'].reduce((sum, name) => sum + moved[name]! / (N * d), 0); // eq: io-lower

  check('closed-form', ['runs that meet their closed form, N = 100', '与闭式相符的运行数，N = 100'],
    ['io-standard, io-flash', 'io-standard、io-flash'], runs.length, met.length);
  check('slope', ['slope of log(count − 2Nd) on log M', 'log(计数 − 2Nd) 对 log M 的斜率'], 'FA1 Theorem 2', -1, formula, 1e-12);
  check('slope-run', ['the same from the runs above', '同上，取自上面的运行'], 'FA1 Theorem 2', -1, simulated, 1e-12);
  check('line', ['elements, N = 4096, d = 64, M = 32768', '元素数，N = 4096，d = 64，M = 32768'], '2Nd + Tc(3Nd + 4N)', 26214400, paper(32768));
  check('line-standard', ['the same, standard', '同上，标准算法'], '4N² + 4Nd', 68157440, ioCount('standard-fwd', large, 64, 1, 1));
  check('crossover', ['M where FA1 meets standard, N = 1024', 'FA1 与标准算法相等处的 M，N = 1024'], 'd(3d + 4)/(1 + d/2N)',
    12163.9, crossover(1024, 64), 0.05 / 12163.9);
  check('fa1-wins', ['FA1 / standard at M = 16384', 'M = 16384 处 FA1 与标准算法之比'], ['below 1', '小于 1'], 0.75, share, 0.005);
  check('floor', ['passes over Nd when all of K fits', '整个 K 都放得下时遍历 Nd 的趟数'], 'FA1 Proposition 3', 4, floor);
  check('sram', ['tiles as printed: on chip / M', '按论文取块：片上 / M'], 'FA1 Algorithm 1, line 1', 1.25, counts[0]!.fa1.sram / counts[0]!.M);
}

function complaint(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
  return '–';
}

/** Least squares on logarithms. 对数上的最小二乘斜率。 */
function slope(x: readonly number[], y: readonly number[]): number {
  const [u, v] = [x.map(Math.log), y.map(Math.log)];
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [uMean, vMean] = [mean(u), mean(v)];
  return mean(u.map((ui, k) => (ui - uMean) * (v[k]! - vMean))) / mean(u.map((ui) => (ui - uMean) ** 2));
}

/**
 * The M at which FA1 with Bc = M/4d, not rounded, moves as much as the standard algorithm: by bisection.
 * 用二分法求 FA1（Bc = M/4d，不取整）与标准算法访存相等处的 M。
 */
function crossover(N: number, d: number): number {
  let [low, high] = [d, N * d];
  for (let k = 0; k < 60; k++) {
    const M = (low + high) / 2;
    const Tc = (4 * N * d) / M;
    if (2 * N * d + Tc * (3 * N * d + 4 * N) > ioCount('standard-fwd', N, d, 1, 1)) low = M;
    else high = M;
  }
  return low;
}

run(import.meta, demo);
