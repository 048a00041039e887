/**
 * What attention moves between slow and fast memory, counted element by element, forward.
 * 注意力前向在慢速与快速内存之间搬运了多少数据：逐元素计数。
 *
 * Dao et al. 2022, arXiv 2205.14135: Algorithms 0 and 1, Theorem 2, Fig. 2. Dao 2023, arXiv 2307.08691: Algorithm 1.
 */
import { run, type Report } from '../kit/demo.ts';
import { addRows, dotRows, maxGap, type Mat } from '../kit/matrix.ts';
import { normals } from '../kit/random.ts';
import { naiveAttention } from './flash-forward.ts';

// #region hbm
/** One square call: N queries and keys of size d, cut into Br×Bc tiles. 一次方阵调用：N 个长为 d 的查询与键，切成 Br×Bc 的块。 */
export interface Job {
  readonly N: number;
  readonly d: number;
  readonly Br: number;
  readonly Bc: number;
  /** Elements that fast memory holds. 快速内存可容纳的元素数。 */
  readonly M?: number;
  readonly causal?: boolean;
  /** FA1: what is known to be zero at the first visit is not read. FA1：首次访问时已知为零者不读。 */
  readonly skipFirst?: boolean;
}

/**
 * Slow memory that counts; an algorithm reaches its arrays, of N rows each, only through load and store.
 * 会计数的慢速内存；算法只能经由 load 与 store 触及其中的数组，每个数组有 N 行。
 */
export class Hbm {
  readonly counts = { loads: 0, stores: 0, matmulFlops: 0, tiles: 0, sram: 0 };
  /** Elements loaded and stored, by array. 各数组读写的元素数。 */
  readonly moved: Record<string, number> = {};
  readonly slow: Readonly<Record<string, Mat>>;
  readonly #job: Job;
  #fast: Readonly<Record<string, Mat>> = {};

  constructor(job: Job, slow: Readonly<Record<string, Mat>>) {
    this.#job = job;
    this.slow = slow;
  }

  /**
   * Buffers in fast memory, by shape; one number per row sits in a register and takes no room.
   * 按形状分配快速内存；每行一个的数放在寄存器里，不占空间。
   */
  chip<T extends Record<string, readonly number[]>>(shapes: T, M = this.#job.M ?? Infinity): { [K in keyof T]: Mat } {
    const size = (shape: readonly number[]) => shape.reduce((product, n) => product * n, 1);
    const needs = Object.values(shapes).filter((shape) => shape.length > 1).reduce((sum, shape) => sum + size(shape), 0);
    const { Br, Bc, d } = this.#job;
    if (needs > M) throw new RangeError(`tile ${Br}x${Bc} with d=${d} needs ${needs} elements of SRAM; M is ${M}`);
    this.counts.sram = Math.max(this.counts.sram, needs);
    const fast = Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, new Float64Array(size(shape))]));
    this.#fast = fast;
    return fast as { [K in keyof T]: Mat };
  }

  /** Copies rows from…to into the buffer of the same name. 把第 from…to 行复制到同名缓冲区。 */
  load(name: string, from = 0, to = this.#job.N): void {
    const { slow, fast, cols } = this.#find(name);
    fast.set(slow.subarray(from * cols, to * cols));
    this.#count('loads', name, (to - from) * cols);
  }

  /** Copies the buffer back to rows from…to. 把缓冲区写回第 from…to 行。 */
  store(name: string, from = 0, to = this.#job.N): void {
    const { slow, fast, cols } = this.#find(name);
    slow.set(fast.subarray(0, (to - from) * cols), from * cols);
    this.#count('stores', name, (to - from) * cols);
  }

  /** Notes matrix products over rows×cols scores: 2d FLOP a score. 记下 rows×cols 个分数上的矩阵乘：每个分数 2d 次浮点运算。 */
  multiply(products: number, rows: number, cols: number): void {
    this.counts.matmulFlops += 2 * products * rows * cols * this.#job.d;
  }

  #count(kind: 'loads' | 'stores', name: string, elements: number): void {
    this.counts[kind] += elements;
    this.moved[name] = (this.moved[name] ?? 0) + elements;
  }

  #find(name: string): { slow: Mat; fast: Mat; cols: number } {
    const [slow, fast] = [this.slow[name], this.#fast[name]];
    if (!slow || !fast) throw new RangeError(`${name} is not in ${slow ? 'fast' : 'slow'} memory`);
    return { slow, fast, cols: slow.length / this.#job.N };
  }
}
// #endregion

// #region standard-io
/**
 * Standard attention: three kernels, and S and P travel between them. Each product reads an operand once, the best it can do.
 * 标准注意力：三个核函数，S 与 P 在其间往返。每次矩阵乘对每个操作数只读一遍，已是最优。
 */
export function standardForward(hbm: Hbm, { N, d, causal = false }: Job): void {
  const { Q, K, V, O, S, P } = hbm.chip({ Q: [1, d], K: [N, d], V: [N, d], O: [1, d], S: [1, N], P: [1, N] }, Infinity);
  // eq: io-standard
  hbm.load('K');
  for (let i = 0; i < N; i++) {
    hbm.load('Q', i, i + 1);
    dotRows(1 / Math.sqrt(d), Q, 0, K, 0, N, d, S);
    hbm.store('S', i, i + 1);
  }
  // eq: io-standard
  for (let i = 0; i < N; i++) {
    hbm.load('S', i, i + 1);
    softmaxRow(S, causal ? i + 1 : N, P);
    hbm.store('P', i, i + 1);
  }
  // eq: io-standard
  hbm.load('V');
  for (let i = 0; i < N; i++) {
    hbm.load('P', i, i + 1);
    O.fill(0);
    addRows(P, V, 0, N, d, O, 0);
    hbm.store('O', i, i + 1);
  }
  hbm.multiply(2, N, N);
}

/** Softmax over the first n scores; the others are hidden. 对前 n 个分数做 Softmax；其余被遮住。 */
function softmaxRow(S: Mat, n: number, P: Mat): void {
  let m = -Infinity;
  for (let j = 0; j < n; j++) m = Math.max(m, S[j]!);
  let l = 0;
  P.fill(0);
  for (let j = 0; j < n; j++) l += P[j] = Math.exp(S[j]! - m);
  for (let j = 0; j < n; j++) P[j]! /= l;
}
// #endregion

// #region attend-row
/**
 * Row r meets the first keys of the tile on chip. Rows take turns here and share one row of S; a GPU fills the tile at once.
 * 第 r 行与片上块中的前 keys 个键相遇。此处各行轮流使用 S 的一行；GPU 则同时填满整块。
 */
function attendRow(chip: Record<'Q' | 'K' | 'V' | 'O' | 'S' | 'm' | 'l', Mat>, r: number, keys: number, d: number): void {
  const { Q, K, V, O, S, m, l } = chip;
  dotRows(1 / Math.sqrt(d), Q, r * d, K, 0, keys, d, S); // eq: tile-stats
  let mNew = m[r]!;
  for (let j = 0; j < keys; j++) mNew = Math.max(mNew, S[j]!);
  let sum = 0;
  for (let j = 0; j < keys; j++) sum += S[j] = Math.exp(S[j]! - mNew);
  const alpha = Math.exp(m[r]! - mNew);
  for (let t = r * d; t < (r + 1) * d; t++) O[t]! *= alpha; // eq: fa2-update
  addRows(S, V, 0, keys, d, O, r * d); // eq: fa2-update
  l[r] = alpha * l[r]! + sum; // eq: fa2-update
  m[r] = mNew;
}
// #endregion

// #region fa1-io
/**
 * FlashAttention-1: keys outside; O, l, m of every row travel once per key block.
 * FlashAttention-1：外层为键；每个键块都让所有行的 O、l、m 往返一次。
 */
export function fa1Forward(hbm: Hbm, { N, d, Br, Bc, causal = false, skipFirst = false }: Job): void {
  const chip = hbm.chip({ Q: [Br, d], O: [Br, d], K: [Bc, d], V: [Bc, d], S: [Br, Bc], l: [Br], m: [Br] });
  for (let j0 = 0; j0 < N; j0 += Bc) { // eq: loop-order
    const j1 = Math.min(j0 + Bc, N);
    hbm.load('K', j0, j1); // eq: io-flash
    hbm.load('V', j0, j1); // eq: io-flash
    for (let i0 = 0; i0 < N; i0 += Br) {
      const i1 = Math.min(i0 + Br, N);
      if (causal && j0 >= i1) continue;
      // eq: io-flash | hole: fa1-count
      const known = skipFirst && j0 === 0 ? ['Q'] : ['Q', 'O', 'l', 'm'];
      for (const name of known) hbm.load(name, i0, i1);
      if (known.length === 1) clear(chip);
      for (let i = i0; i < i1; i++) visitRow(chip, i - i0, Math.min(j1, causal ? i + 1 : N) - j0, d);
      for (const name of ['O', 'l', 'm']) hbm.store(name, i0, i1);

      hbm.multiply(2, i1 - i0, j1 - j0);
      hbm.counts.tiles++;
    }
  }
}

function clear({ O, l, m }: Record<'O' | 'l' | 'm', Mat>): void {
  O.fill(0);
  l.fill(0);
  m.fill(-Infinity);
}

/** FA1 keeps O divided by l: multiply it back, add the tile, divide again. FA1 存的是除以 l 之后的 O：先乘回，加上该块，再除。 */
function visitRow(chip: Parameters<typeof attendRow>[0], r: number, keys: number, d: number): void {
  if (keys <= 0) return;
  const row = chip.O.subarray(r * d, (r + 1) * d);
  for (let t = 0; t < d; t++) row[t]! *= chip.l[r]!; // eq: fa1-update
  attendRow(chip, r, keys, d);
  for (let t = 0; t < d; t++) row[t]! /= chip.l[r]!; // eq: fa1-update
}
// #endregion

// #region fa2-io
/**
 * FlashAttention-2: queries outside; O is written once, but K and V are read again for every query block.
 * FlashAttention-2：外层为查询；O 只写一次，但每个查询块都要重读 K 与 V。
 */
export function fa2Forward(hbm: Hbm, { N, d, Br, Bc, causal = false }: Job): void {
  const chip = hbm.chip({ Q: [Br, d], O: [Br, d], K: [Bc, d], V: [Bc, d], S: [Br, Bc], l: [Br], m: [Br], L: [Br] });
  const { O, L, l, m } = chip;
  for (let i0 = 0; i0 < N; i0 += Br) { // eq: loop-order
    const i1 = Math.min(i0 + Br, N);
    hbm.load('Q', i0, i1); // eq: io-flash
    clear(chip);
    for (let j0 = 0; j0 < (causal ? i1 : N); j0 += Bc) {
      const j1 = Math.min(j0 + Bc, N);
      hbm.load('K', j0, j1); // eq: io-flash
      hbm.load('V', j0, j1); // eq: io-flash
      for (let i = i0; i < i1; i++) {
        const keys = Math.min(j1, causal ? i + 1 : N) - j0;
        if (keys > 0) attendRow(chip, i - i0, keys, d);
      }
      hbm.multiply(2, i1 - i0, j1 - j0);
      hbm.counts.tiles++;
    }
    for (let r = 0; r < i1 - i0; r++) {
      for (let t = r * d; t < (r + 1) * d; t++) O[t]! /= l[r]!;
      L[r] = m[r]! + Math.log(l[r]!); // eq: lse
    }
    hbm.store('O', i0, i1); // eq: io-flash
    hbm.store('L', i0, i1); // eq: io-flash
  }
}
// #endregion

// #region forward-memory
/**
 * Slow memory before a forward pass: the inputs, and room for all that any of the three writes.
 * 前向之前的慢速内存：输入，以及三种算法要写的一切。
 */
export function forwardMemory(job: Job, inputs: Readonly<Record<'Q' | 'K' | 'V', Mat>>): Hbm {
  const { N, d } = job;
  const zeros = (cols: number) => new Float64Array(N * cols);
  return new Hbm(job, { ...inputs, O: zeros(d), l: zeros(1), m: zeros(1).fill(-Infinity), L: zeros(1), S: zeros(N), P: zeros(N) });
}
// #endregion

export function demo({ say, check, table, bars }: Report): void {
  const [N, d] = [1024, 64];
  const [Q, K, V] = [normals(N * d, 1), normals(N * d, 2), normals(N * d, 3)];
  const exact = [false, true].map((causal) => naiveAttention(Q, K, V, N, N, d, d, { causal }).O);
  let gap = 0;
  const count = (algorithm: (hbm: Hbm, job: Job) => void, options: Partial<Job> = {}) => {
    const job = { N, d, Br: 64, Bc: 256, ...options };
    const hbm = forwardMemory(job, { Q, K, V });
    algorithm(hbm, job);
    gap = Math.max(gap, maxGap(hbm.slow['O']!, exact[job.causal ? 1 : 0]!));
    const { loads, stores } = hbm.counts;
    const matrices = ['Q', 'K', 'V', 'O'].reduce((sum, name) => sum + hbm.moved[name]!, 0);
    return { ...hbm.counts, moved: hbm.moved, total: loads + stores, matrices };
  };

  const standard = count(standardForward);
  const fa1 = count(fa1Forward);
  const skipFirst = count(fa1Forward, { skipFirst: true });
  const causal = count(fa1Forward, { causal: true });
  const fa2 = count(fa2Forward);
  const fa2Large = count(fa2Forward, { Br: 128 });

  say(`N = ${N}, d = ${d}: every element that crosses between slow and fast memory`, `N = ${N}，d = ${d}：在慢速与快速内存之间往返的每个元素`);
  const head = [['algorithm', '算法'], ['loads', '读'], ['stores', '写'], ['total', '合计'], ['tiles', '块数'], ['on chip', '片上']] as const;
  table(['elements moved', '搬运的元素数'], head,
    Object.entries({ standard, FA1: fa1, 'FA1 skipFirst': skipFirst, 'FA1 causal': causal, 'FA2 Br=64': fa2, 'FA2 Br=128': fa2Large })
      .map(([name, c]) => [name, c.loads, c.stores, c.total, c.tiles, c.sram]));
  bars(['where the standard traffic comes from', '标准算法的访存从何而来'], standard.moved);
  bars(['where the traffic of FA1 comes from', 'FA1 的访存从何而来'], fa1.moved);

  // 1024 heads, two bytes an element; row statistics left out, as in the 33 passes of Nd behind the printed 4.4 GB.
  // 1024 个头，每元素两字节；不计行统计量，与印出的 4.4 GB 背后的 33 趟 Nd 一致。
  const columns = [64, 128, 256, 512].map((Bc) => ({ Bc, GB: (2 * 1024 * count(fa1Forward, { Bc, skipFirst: true }).matrices) / 1e9 }));
  const title = ['forward traffic of FA1 by key block (FA1 Fig. 2, middle)', 'FA1 前向访存随键块大小的变化（FA1 图 2 中）'] as const;
  table(title, ['Bc', 'GB'], columns.map(({ Bc, GB }) => [Bc, GB]));

  check('exact', ['max |O counted − O naive|, all runs', '各次运行的 max |O 计数 − O 朴素|'], 'FA1 Theorem 1', 0, gap, 1e-14);
  check('standard', ['elements, standard', '元素数，标准算法'], '4N² + 4Nd', 4456448, standard.total);
  check('fa1', ['elements, FA1, Bc = 256', '元素数，FA1，Bc = 256'], '2Nd + Tc(3Nd + 4N)', 933888, fa1.total);
  check('skip-first', ['the same, known zeros not read', '同上，已知的零不读'], '2Nd + Tc(3Nd + 4N) − Nd − 2N', 866304, skipFirst.total);
  check('fa1-causal', ['elements, FA1, causal: 40 of 64 tiles', '元素数，FA1，因果：64 块中的 40 块'], ['tile by tile', '逐块计数'], 632832, causal.total);
  check('fa2', ['elements, FA2, Br = 64', '元素数，FA2，Br = 64'], '2Nd + N + 2TrNd', 2229248, fa2.total);
  check('fa1-passes', ['FA1: passes over Nd, zeros not read', 'FA1：遍历 Nd 的趟数，零不读'], '1 + 3Tc', 13, skipFirst.matrices / (N * d));
  check('fa2-passes', ['FA2: passes over Nd, Br = 128', 'FA2：遍历 Nd 的趟数，Br = 128'], '2 + 2Tr', 18, fa2Large.matrices / (N * d));
  check('flops', ['FLOP of the two products', '两次矩阵乘的浮点运算数'], '4N²d', 268435456, fa1.matmulFlops);
  [6.58, 3.36, 1.74, 0.94].forEach((counted, k) => {
    const { Bc, GB } = columns[k]!;
    check(`column-${Bc}`, [`GB forward, Bc = ${Bc}`, `前向 GB，Bc = ${Bc}`], '(1 + 3Tc)Nd', counted, GB, 0.005 / Math.max(1, counted));
  });
}

run(import.meta, demo);
