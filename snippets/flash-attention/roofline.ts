/**
 * How fast attention can be at best, by its FLOP per byte; and how much memory one call needs.
 * 由每字节浮点运算数看注意力最快能有多快；以及一次调用需要多少显存。
 *
 * Williams, Waterman, Patterson 2009. Dao et al. 2022, arXiv 2205.14135: Fig. 2, Table 21. Dao 2023, arXiv 2307.08691: §3.1.
 */
import { run, type Report, type Text } from '../kit/demo.ts';

// #region roofline
/**
 * The roof over a kernel: the arithmetic units from above, memory from the left.
 * 核函数头上的屋顶：上方是算力，左侧是带宽。
 * @param peak FLOP per second
 * @param bandwidth bytes per second
 */
export function roofline(flops: number, bytes: number, peak: number, bandwidth: number) {
  if (![flops, bytes, peak, bandwidth].every((x) => x > 0)) throw new RangeError('flops, bytes, peak and bandwidth must be positive');
  const intensity = flops / bytes;
  const attainable = Math.min(peak, intensity * bandwidth); // eq: roofline
  const bound: 'compute' | 'memory' = intensity * bandwidth < peak ? 'memory' : 'compute';
  return { intensity, bound, attainable, seconds: flops / attainable };
}
// #endregion

// #region attention-intensity
/**
 * FLOP and bytes of one head's forward pass: three kernels; fused, each array moved once; one new token against a cache.
 * 一个头前向的浮点运算数与字节数：三个核函数；融合且每个数组只搬一次；一个新词元对缓存。
 * @param bytes of one element
 * @param group query heads that share a key head when decoding
 */
export function attentionWork(
  kind: 'standard' | 'fused' | 'decode', N: number, d: number, bytes = 2, group = 1,
): { flops: number; bytes: number } {
  const rows = kind === 'decode' ? group : N;
  const moved = { standard: 4 * N * N + 4 * N * d, fused: 4 * N * d, decode: 2 * N * d }[kind]; // decode: K and V, once for the group
  // eq: roofline | hole: intensity
  return { flops: 4 * rows * N * d, bytes: bytes * moved };
}
// #endregion

// #region memory-model
/**
 * Memory of one forward and backward call in half precision, by formulas fitted to the published table.
 * 一次半精度前向加反向调用的显存，公式由公开表格拟合而得。
 * @param Bc keys of one column block; more than one block, and dQ is summed in single precision
 */
export function memoryModel(N: number, batch: number, heads: number, d: number, Bc = 256) {
  const MiB = 2 ** 20;
  const data = (2 * batch * heads * N * d) / MiB; // one of Q, K, V, O
  const scores = (2 * batch * heads * N * N) / MiB; // one N×N array
  const statistics = (4 * batch * heads * N) / MiB; // one of L, D
  return {
    standardMiB: 10 * data + 4 * scores, // eq: memory-wall | hole: coefficient
    flashMiB: (N > Bc ? 13 : 11) * data + 2 * statistics,
  };
}
// #endregion

/** Dense half-precision FLOP/s and bytes/s. 半精度稠密算力与带宽。 */
const devices = {
  V100: [125e12, 0.9e12],
  'A100-40': [312e12, 1.555e12],
  'H100-SXM': [989.4e12, 3.35e12],
} as const;

export function demo({ say, check, table, scatter, plot }: Report): void {
  const [N, d] = [1024, 64];
  const kernels = {
    standard: attentionWork('standard', N, d),
    fused: attentionWork('fused', N, d),
    'decode, g = 1': attentionWork('decode', N, d),
    'decode, g = 8': attentionWork('decode', N, d, 2, 8),
  };
  const intensity = ({ flops, bytes }: { flops: number; bytes: number }) => flops / bytes;
  const machines = { ...devices, 'CPU core, measured': measure() };
  const head: Text[] = [['device', '设备'], ['ridge, FLOP/B', '拐点 FLOP/B'], ...Object.keys(kernels)];
  const share = (work: { flops: number; bytes: number }, peak: number, bandwidth: number) =>
    `${((100 * roofline(work.flops, work.bytes, peak, bandwidth).attainable) / peak).toFixed(1)} %`;
  table(['share of the peak within reach, N = 1024, d = 64, two bytes a number', '可达峰值的比例，N = 1024，d = 64，每个数两字节'], head,
    Object.entries(machines).map(([name, [peak, bandwidth]]) =>
      [name, +(peak / bandwidth).toFixed(1), ...Object.values(kernels).map((work) => share(work, peak, bandwidth))]));
  const [peak, bandwidth] = devices['A100-40'];
  const at = (I: number) => roofline(I, 1, peak, bandwidth).attainable;
  const roof = Array.from({ length: 25 }, (_, k) => 2 ** (k / 2 - 1));
  scatter(['roofline of an A100', 'A100 的屋顶线'], {
    roof: { x: roof, y: roof.map(at) },
    attention: { x: Object.values(kernels).map(intensity), y: Object.values(kernels).map((work) => at(intensity(work))) },
  }, { x: 'FLOP/B', y: 'FLOP/s', logX: true, logY: true });

  const printed = { standard: [36, 104, 336, 1184, 4416, 17024], flash: [22, 44, 104, 209, 418, 836, 1672, 3344, 6688, 13376] };
  const lengths = printed.flash.map((_, k) => 128 * 2 ** k);
  const models = lengths.map((n) => memoryModel(n, 16, 8, 64));
  table(['MB of one call, batch 16, 8 heads, d = 64; printed in FA1 Table 21', '一次调用的显存（MB），批 16、8 头、d = 64；括号中为 FA1 表 21 所印'],
    ['N', ['standard', '标准'], 'flash'], models.map(({ standardMiB, flashMiB }, k) =>
      [lengths[k]!, `${standardMiB} (${printed.standard[k] ?? '–'})`, `${Math.floor(flashMiB)} (${printed.flash[k]})`]));
  plot(['memory of one call', '一次调用的显存'], {
    standard: { x: lengths, y: models.map((model) => model.standardMiB) },
    flash: { x: lengths, y: models.map((model) => model.flashMiB) },
  }, { x: 'N', y: 'MiB', logX: true, logY: true });
  say('\nFA1 Fig. 2 (left) gives 41.7 ms and 7.3 ms; no run can beat its traffic or its arithmetic:',
    '\nFA1 图 2（左）为 41.7 ms 与 7.3 ms；任何运行都快不过其访存与运算所需：');

  const ms = (work: number, rate: number) => (1000 * work) / rate;
  const half = (x: number, digit: number) => digit / 2 / Math.max(1, x);
  const met = printed.standard.filter((MB, k) => models[k]!.standardMiB === MB).length
    + printed.flash.filter((MB, k) => Math.floor(models[k]!.flashMiB) === MB).length;
  const at1024 = ['FLOP/B at N = 1024, d = 64', 'FLOP/B，N = 1024，d = 64'] as const;
  check('intensity', ['FLOP per byte, standard', '每字节 FLOP，标准算法'], at1024, 30.1, intensity(kernels.standard), half(30.1, 0.1));
  check('fused', ['FLOP per byte, each array moved once', '每字节 FLOP，各数组只搬一次'], 'N/2', 512, intensity(kernels.fused));
  check('decode', ['FLOP per byte, one token, g = 1', '每字节 FLOP，单词元，g = 1'], 'g', 1, intensity(kernels['decode, g = 1']));
  check('decode-grouped', ['the same, 8 query heads per key head', '同上，每个键头 8 个查询头'], 'g', 8, intensity(kernels['decode, g = 8']));
  check('ridge-a100', ['FLOP/B where an A100 is balanced', 'A100 平衡处的 FLOP/B'], '312 / 1.555', 200.6, ridge('A100-40'), half(200.6, 0.1));
  check('ridge-h100', ['the same, H100', '同上，H100'], '989.4 / 3.35', 295.3, ridge('H100-SXM'), half(295.3, 0.1));
  check('non-matmul', ['cost of a FLOP outside matrix products', '矩阵乘之外一次 FLOP 的代价'], 'FA2 §3.1: 312 / 19.5', 16, peak / 19.5e12);
  const moving: Text = ['ms to move 40.3 GB, under 41.7', '搬运 40.3 GB 的毫秒数，小于 41.7'];
  check('time-standard', moving, '40.3 / 1.555', 25.9, ms(40.3e9, bandwidth), half(25.9, 0.1));
  check('time-flash', ['ms to move 4.4 GB, under 7.3', '搬运 4.4 GB 的毫秒数，小于 7.3'], '4.4 / 1.555', 2.8, ms(4.4e9, bandwidth), half(2.8, 0.1));
  const computing: Text = ['ms for 962 GFLOP, under 7.3', '962 GFLOP 的毫秒数，小于 7.3'];
  check('time-flop', computing, '962 / 312', 3.1, ms(14 * N * N * d * 1024, peak), half(3.1, 0.1));
  check('memory-table', ['entries of the table that are met', '与表格相符的项数'], 'FA1 Table 21', 16, met);
  for (const k of [0, 3, 5]) {
    const claim: Text = [`MB, standard, N = ${lengths[k]}`, `MB，标准，N = ${lengths[k]}`];
    check(`memory-standard-${lengths[k]}`, claim, 'FA1 Table 21', printed.standard[k]!, models[k]!.standardMiB);
  }
  for (const k of [1, 3, 5, 9]) {
    const claim: Text = [`MB, flash, N = ${lengths[k]}`, `MB，Flash，N = ${lengths[k]}`];
    check(`memory-flash-${lengths[k]}`, claim, 'FA1 Table 21', printed.flash[k]!, Math.floor(models[k]!.flashMiB));
  }
}

const ridge = (device: keyof typeof devices) => devices[device][0] / devices[device][1];

/** FLOP/s of eight independent sums and bytes/s of a copy, here. 在本机上：八路独立求和的 FLOP/s 与复制的字节/秒。 */
function measure(): readonly [peak: number, bandwidth: number] {
  const per = (work: () => number) => {
    work(); // the engine compiles
    const start = performance.now();
    return (1000 * work()) / (performance.now() - start);
  };
  const [from, to] = [new Float64Array(2 ** 21).fill(1), new Float64Array(2 ** 21)];
  const bandwidth = per(() => {
    for (let k = 0; k < 4; k++) to.set(from);
    return 4 * 2 * to.byteLength;
  });
  const peak = per(() => {
    let a = 1, b = 2, c = 3, e = 4, f = 5, g = 6, h = 7, i = 8;
    for (let k = 0; k < 4e6; k++) {
      a = a * 0.5 + 1; b = b * 0.5 + 1; c = c * 0.5 + 1; e = e * 0.5 + 1;
      f = f * 0.5 + 1; g = g * 0.5 + 1; h = h * 0.5 + 1; i = i * 0.5 + 1;
    }
    return a + b + c + e + f + g + h + i > 0 ? 16 * 4e6 : 0; // the sums are used, so that the loop is not removed
  });
  return [peak, bandwidth];
}

run(import.meta, demo);
