/**
 * What the gradients of attention move between slow and fast memory, and both passes against the published gigabytes.
 * 注意力的梯度在慢速与快速内存之间搬运了多少，以及前向与反向合计同公开数值的对照。
 *
 * Dao et al. 2022, arXiv 2205.14135: Algorithms 3 and 4, Theorem 5, Fig. 2. Dao 2023, arXiv 2307.08691: Algorithm 2.
 */
import { run, type Report } from '../kit/demo.ts';
import { addRows, dotRows, maxGap, type Mat } from '../kit/matrix.ts';
import { normals } from '../kit/random.ts';
import { addOuter, naiveBackward } from './flash-backward.ts';
import { naiveAttention } from './flash-forward.ts';
import { fa1Forward, fa2Forward, forwardMemory, Hbm, standardForward, type Job } from './io-forward.ts';

// #region standard-bwd-io
/**
 * Standard backward: five kernels, and P, dP, dS travel between them.
 * 标准反向：五个核函数，P、dP、dS 在其间往返。
 */
export function standardBackward(hbm: Hbm, { N, d }: Job): void {
  const shapes = { Q: [1, d], K: [N, d], V: [N, d], dO: [1, d], P: [1, N], dP: [1, N], dS: [1, N], dQ: [1, d], dK: [N, d], dV: [N, d] };
  const { Q, K, V, dO, P, dP, dS, dQ, dK, dV } = hbm.chip(shapes, Infinity);
  const tau = 1 / Math.sqrt(d);
  const eachRow = (work: (i: number) => void) => Array.from({ length: N }, (_, i) => work(i));

  // eq: io-standard
  eachRow((i) => {
    hbm.load('P', i, i + 1);
    hbm.load('dO', i, i + 1);
    addOuter(P, dO, 0, 0, N, d, dV);
  });
  hbm.store('dV');

  // eq: io-standard
  hbm.load('V');
  eachRow((i) => {
    hbm.load('dO', i, i + 1);
    dotRows(1, dO, 0, V, 0, N, d, dP);
    hbm.store('dP', i, i + 1);
  });

  // eq: io-standard
  eachRow((i) => {
    hbm.load('P', i, i + 1);
    hbm.load('dP', i, i + 1);
    const D = P.reduce((sum, p, j) => sum + p * dP[j]!, 0);
    for (let j = 0; j < N; j++) dS[j] = tau * P[j]! * (dP[j]! - D);
    hbm.store('dS', i, i + 1);
  });

  // eq: io-standard
  hbm.load('K');
  eachRow((i) => {
    hbm.load('dS', i, i + 1);
    dQ.fill(0);
    addRows(dS, K, 0, N, d, dQ, 0);
    hbm.store('dQ', i, i + 1);
  });

  // eq: io-standard
  eachRow((i) => {
    hbm.load('dS', i, i + 1);
    hbm.load('Q', i, i + 1);
    addOuter(dS, Q, 0, 0, N, d, dK);
  });
  hbm.store('dK');
  hbm.multiply(4, N, N);
}
// #endregion

// #region flash-bwd-io
/** What differs between the versions: how P comes back, and what a visit reads and writes. 两个版本的差别：P 如何复原，每次访问读写什么。 */
interface Visits {
  readonly loads: (first: boolean) => readonly string[];
  readonly stores: (first: boolean) => readonly string[];
  /** Forms D from O in fast memory. 用片上的 O 求 D。 */
  readonly formsD: (first: boolean) => boolean;
  /** What is taken off a score, and what its exponential is multiplied by. 分数要减去的量，指数要乘的量。 */
  readonly norm: (r: number) => readonly [shift: number, factor: number];
}

/**
 * Keys outside: K, V, dK, dV of a block stay on chip, dQ of every row travels once per key block.
 * 外层为键：一块的 K、V、dK、dV 留在片上，每一行的 dQ 随每个键块往返一次。
 */
function keysOutside(hbm: Hbm, { N, d, Br, Bc, causal = false }: Job, visits: (chip: Record<'l' | 'm' | 'L', Mat>) => Visits): void {
  const rows = { Q: [Br, d], O: [Br, d], dO: [Br, d], dQ: [Br, d], l: [Br], m: [Br], L: [Br], D: [Br] };
  const chip = hbm.chip({ ...rows, K: [Bc, d], V: [Bc, d], dK: [Bc, d], dV: [Bc, d], P: [Br, Bc], dP: [Br, Bc] });
  const { Q, O, dO, dQ, D, K, V, dK, dV, P, dP } = chip;
  const { loads, stores, formsD, norm } = visits(chip);
  const tau = 1 / Math.sqrt(d);
  for (let j0 = 0; j0 < N; j0 += Bc) {
    const j1 = Math.min(j0 + Bc, N);
    for (const name of ['K', 'V']) hbm.load(name, j0, j1); // eq: io-flash
    dK.fill(0);
    dV.fill(0);
    for (let i0 = 0; i0 < N; i0 += Br) {
      const i1 = Math.min(i0 + Br, N);
      if (causal && j0 >= i1) continue;
      const first = j0 === 0;
      if (first) dQ.fill(0);
      for (const name of loads(first)) hbm.load(name, i0, i1); // eq: io-flash
      if (formsD(first)) rowDots(dO, O, i1 - i0, d, D);
      for (let i = i0; i < i1; i++) {
        const keys = Math.min(j1, causal ? i + 1 : N) - j0;
        if (keys <= 0) continue;
        const r = i - i0;
        const [shift, factor] = norm(r);
        dotRows(tau, Q, r * d, K, 0, keys, d, P);
        for (let j = 0; j < keys; j++) P[j] = factor * Math.exp(P[j]! - shift); // eq: recompute-p
        addOuter(P, dO, r * d, 0, keys, d, dV); // eq: bwd-dv
        dotRows(1, dO, r * d, V, 0, keys, d, dP);
        for (let j = 0; j < keys; j++) dP[j] = tau * P[j]! * (dP[j]! - D[r]!); // now τ dS
        addRows(dP, K, 0, keys, d, dQ, r * d); // eq: bwd-dqk
        addOuter(dP, Q, r * d, 0, keys, d, dK); // eq: bwd-dqk
      }
      for (const name of stores(first)) hbm.store(name, i0, i1); // eq: io-flash
      hbm.multiply(5, i1 - i0, j1 - j0);
      hbm.counts.tiles++;
    }
    for (const name of ['dK', 'dV']) hbm.store(name, j0, j1); // eq: io-flash
  }
}

function rowDots(A: Mat, B: Mat, rows: number, d: number, out: Mat): void {
  for (let r = 0; r < rows; r++) {
    out[r] = 0;
    for (let t = r * d; t < (r + 1) * d; t++) out[r]! += A[t]! * B[t]!; // eq: d-trick
  }
}

/**
 * FlashAttention-1, backward: keeps l and m, and forms D at every visit, or with skipFirst once.
 * FlashAttention-1 反向：保存 l 与 m；每次访问都求 D，若 skipFirst 则只求一次。
 */
export function fa1Backward(hbm: Hbm, job: Job): void {
  const { skipFirst = false } = job;
  keysOutside(hbm, job, ({ l, m }) => ({
    loads: (first) => ['Q', 'dO', 'l', 'm', ...(skipFirst ? (first ? ['O'] : ['dQ', 'D']) : ['O', 'dQ'])],
    stores: (first) => (skipFirst && first ? ['dQ', 'D'] : ['dQ']),
    formsD: (first) => first || !skipFirst,
    norm: (r) => [m[r]!, 1 / l[r]!],
  }));
}

/**
 * FlashAttention-2, backward: D in a sweep of its own; one L instead of l and m.
 * FlashAttention-2 反向：D 单独先扫一遍求出；以一个 L 代替 l 与 m。
 */
export function fa2Backward(hbm: Hbm, job: Job): void {
  const { N, d } = job;
  const { O, dO, D } = hbm.chip({ O: [1, d], dO: [1, d], D: [1] });
  for (let i = 0; i < N; i++) {
    for (const name of ['O', 'dO']) hbm.load(name, i, i + 1); // eq: io-flash
    rowDots(dO, O, 1, d, D);
    hbm.store('D', i, i + 1); // eq: io-flash
  }
  keysOutside(hbm, job, ({ L }) => ({
    loads: () => ['Q', 'dO', 'dQ', 'L', 'D'],
    stores: () => ['dQ'],
    formsD: () => false,
    norm: (r) => [L[r]!, 1],
  }));
}
// #endregion

// #region traffic-model
/**
 * Gigabytes of one training step over many heads, by closed forms; the row statistics of the flash passes are left out.
 * 多个头一次训练步的访存（GB），用闭式；Flash 的行统计量不计。
 * @param heads batch × heads
 * @param bytes of one element
 * @returns standard: Algorithms 0 and 3; masked, dropout: the same with these steps as kernels of their own
 */
export function trafficModel(N: number, d: number, heads: number, Bc: number, bytes: number) {
  const GB = (elements: number) => (elements * heads * bytes) / 1e9;
  const [square, pass, Tc] = [N * N, N * d, Math.ceil(N / Bc)];
  return {
    standard: GB(11 * square + 12 * pass), // eq: io-standard
    masked: GB(15 * square + 12 * pass), // S and dS once more each, read and written
    dropout: GB(20 * square + 12 * pass),
    flashForward: GB((1 + 3 * Tc) * pass), // eq: io-flash
    flashBackward: GB((4 + 4 * Tc) * pass), // eq: io-flash
  };
}
// #endregion

// #region backward-memory
/**
 * Slow memory before a backward pass: a forward pass has left what it saves, and there is room for the gradients.
 * 反向之前的慢速内存：前向已留下它所保存的，并为梯度留出空间。
 */
export function backwardMemory(job: Job, forward: Hbm, dO: Mat): Hbm {
  const { N, d } = job;
  const zeros = (cols: number) => new Float64Array(N * cols);
  const gradients = { dQ: zeros(d), dK: zeros(d), dV: zeros(d), D: zeros(1), dP: zeros(N), dS: zeros(N) };
  return new Hbm(job, { ...forward.slow, dO, ...gradients });
}
// #endregion

export function demo({ say, check, table, bars }: Report): void {
  const [N, d, heads] = [1024, 64, 1024];
  const [Q, K, V, dO] = [1, 2, 3, 4].map((seed) => normals(N * d, seed)) as [Mat, Mat, Mat, Mat];
  const exact = naiveBackward(Q, K, V, naiveAttention(Q, K, V, N, N, d, d).P, dO, N, N, d, d);
  const job: Job = { N, d, Br: 64, Bc: 256 };
  let gap = 0;
  const count = (forward: Algorithm, backward: Algorithm, options: Partial<Job> = {}) => {
    const settled = { ...job, ...options };
    const before = forwardMemory(settled, { Q, K, V });
    forward(before, settled);
    const after = backwardMemory(settled, before, dO);
    backward(after, settled);
    gap = Math.max(gap, ...(['dQ', 'dK', 'dV'] as const).map((name) => maxGap(after.slow[name]!, exact[name])));
    return { forward: ledger(before, N * d), backward: ledger(after, N * d) };
  };
  const standard = count(standardForward, standardBackward);
  const fa1 = count(fa1Forward, fa1Backward);
  const skipFirst = count(fa1Forward, fa1Backward, { skipFirst: true });
  const fa2 = count(fa2Forward, fa2Backward);

  say(`N = ${N}, d = ${d}, Br = ${job.Br}, Bc = ${job.Bc}`);
  const head = [['algorithm', '算法'], ['forward', '前向'], ['backward', '反向'], ['FLOP backward', '反向 FLOP']] as const;
  table(['elements moved', '搬运的元素数'], head, Object.entries({ standard, FA1: fa1, 'FA1 skipFirst': skipFirst, FA2: fa2 })
    .map(([name, c]) => [name, c.forward.total, c.backward.total, c.backward.flops]));
  bars(['where the traffic of the backward FA1 comes from', 'FA1 反向的访存从何而来'], fa1.backward.moved);

  const GB = (elements: number) => (2 * heads * elements) / 1e9;
  const flashGB = GB(skipFirst.forward.matrices + skipFirst.backward.matrices);
  const standardGB = GB(standard.forward.total + standard.backward.total);
  const model = trafficModel(N, d, heads, job.Bc, 2);
  const withStatistics = GB(skipFirst.forward.total + skipFirst.backward.total).toFixed(2);
  say(
    `\n1024 heads, 2 bytes: flash ${flashGB.toFixed(3)} GB (with the row statistics ${withStatistics}); FA1 Fig. 2 prints 4.4.`
      + '\nStandard: 35.3 (NeurIPS) and 40.3 GB (arXiv) are printed without a breakdown; between which counts they lie:',
    `\n1024 个头、2 字节：Flash ${flashGB.toFixed(3)} GB（计入行统计量为 ${withStatistics}）；FA1 图 2 印 4.4。`
      + '\n标准算法：印有 35.3（NeurIPS 版）与 40.3 GB（arXiv 版），未给明细；它们落在以下计数之间：',
  );
  bars(['GB, standard attention', 'GB，标准注意力'], {
    'counted 11N²+12Nd': standardGB,
    'with mask +4N²': model.masked,
    'printed, NeurIPS': 35.3,
    'printed, arXiv': 40.3,
    'with dropout +9N²': model.dropout,
  });

  const bracketed = [35.3, 40.3].filter((printed) => model.masked < printed && printed < model.dropout).length;
  const gigaflop = (products: number) => (2 * products * N * N * d * heads) / 1e9;
  const counted = [standard, skipFirst].map((c) => (heads * (c.forward.flops + c.backward.flops)) / 1e9) as [number, number];
  check('exact', ['max gap to the naive gradients, all runs', '各次运行与朴素梯度的最大差'], 'FA1 Theorem 5', 0, gap, 1e-14);
  check('standard-bwd', ['elements, standard backward', '元素数，标准反向'], '7N² + 8Nd', 7864320, standard.backward.total);
  check('fa1-bwd', ['elements, FA1 backward', '元素数，FA1 反向'], '4Nd + Tc(5Nd + 2N)', 1581056, fa1.backward.total);
  check('fa2-bwd', ['elements, FA2 backward', '元素数，FA2 反向'], '6Nd + N + Tc(4Nd + 2N)', 1451008, fa2.backward.total);
  const [flopRatio, passes] = [fa2.backward.flops / fa2.forward.flops, ['FA1 Fig. 2: 33 passes of Nd', 'FA1 图 2：33 趟 Nd'] as const];
  check('flops', ['FLOP flash backward / forward', 'Flash 反向与前向 FLOP 之比'], '10N²d / 4N²d, FA2 §4.1', 2.5, flopRatio);
  check('paper-gb', ['GB, FA1 forward + backward', 'GB，FA1 前向 + 反向'], passes, 4.4, flashGB, 0.05 / 4.4);
  check('standard-gb', ['GB, Algorithms 0 and 3', 'GB，算法 0 与 3'], '11N² + 12Nd', 25.23, standardGB, 0.005 / 25.23);
  check('masked-gb', ['the same, mask as a kernel of its own', '同上，掩码单独成核'], '15N² + 12Nd', 33.82, model.masked, 0.005 / 33.82);
  check('dropout-gb', ['the same, mask and dropout', '同上，掩码与 Dropout'], '20N² + 12Nd', 44.56, model.dropout, 0.005 / 44.56);
  check('bracket', ['printed values between the last two counts', '落在上两个计数之间的印出值'], 'FA1 Fig. 2: 35.3, 40.3', 2, bracketed);
  check('ratio', ['standard / flash traffic', '标准与 Flash 访存之比'], ['own count', '自行计数'], 5.7, standardGB / flashGB, 0.05 / 5.7);
  check('ratio-masked', ['the same with mask', '同上，含掩码'], ['own count', '自行计数'], 7.6, model.masked / flashGB, 0.05 / 7.6);
  const [small, large] = [['Fig. 2 prints 66.6', '图 2 印 66.6'], ['Fig. 2 prints 75.2', '图 2 印 75.2']] as const;
  check('gflop', ['GFLOP, standard, 1024 heads', 'GFLOP，标准，1024 个头'], small, 824.6, counted[0], 0.05 / 824.6);
  check('gflop-flash', ['GFLOP, flash, 1024 heads', 'GFLOP，Flash，1024 个头'], large, 962.1, counted[1], 0.05 / 962.1);
  check('gflop-gap', ['one product over 64 heads, GFLOP', '64 个头的一次矩阵乘，GFLOP'], '75.2 − 66.6', 8.6, gigaflop(1) / 16, 0.05 / 8.6);
}

type Algorithm = (hbm: Hbm, job: Job) => void;

function ledger({ counts, moved }: Hbm, pass: number) {
  const matrices = Object.values(moved).filter((elements) => elements >= pass).reduce((sum, elements) => sum + elements, 0);
  return { total: counts.loads + counts.stores, flops: counts.matmulFlops, matrices, moved };
}

run(import.meta, demo);
