import { fa1Forward, fa2Forward, forwardMemory, Hbm, standardForward, type Job } from '../../../snippets/flash-attention/io-forward.ts';
import type { Mat } from '../../../snippets/kit/matrix.ts';
import { normals } from '../../../snippets/kit/random.ts';
import type { Language } from '../../core/model.ts';
import type { Figure } from './figure.ts';
import { percent, svg } from './svg.ts';

const n = 64;
const d = 8;
/** Sides of a tile, all divisors of n. */
const sizes = [4, 8, 16];

/** The moment after one tile: which it was, and what had crossed between slow and fast memory by then. */
interface Visit {
  readonly row: number;
  readonly col: number;
  readonly loads: number;
  readonly stores: number;
}

interface Walk {
  /** Tiles on a side. */
  readonly side: number;
  readonly causal: boolean;
  readonly visits: readonly Visit[];
  /** Elements moved by array when all is done. */
  readonly moved: Readonly<Record<string, number>>;
  readonly total: number;
  /** What standard attention moves for the same result. */
  readonly standard: number;
}

/** Slow memory that also notes, tile by tile, how much it has moved. */
class TracedHbm extends Hbm {
  readonly visits: Visit[] = [];
  #row = 0;
  #col = 0;

  override load(name: string, from = 0, to = n): void {
    super.load(name, from, to);
    if (name === 'Q') this.#row = from;
    if (name === 'K') this.#col = from;
  }

  /** Called once a tile, when its rows and keys have met. */
  override multiply(products: number, rows: number, cols: number): void {
    super.multiply(products, rows, cols);
    const { loads, stores } = this.counts;
    this.visits.push({ row: Math.round(this.#row / rows), col: Math.round(this.#col / cols), loads, stores });
  }
}

function compute({ algorithm, mask, size: choice }: Readonly<Record<'algorithm' | 'mask' | 'size', number>>): Walk {
  const size = sizes[choice]!;
  const causal = mask === 0;
  const job: Job = { N: n, d, Br: size, Bc: size, causal };
  const inputs: Record<'Q' | 'K' | 'V', Mat> = { Q: normals(n * d, 1), K: normals(n * d, 2), V: normals(n * d, 3) };
  const memory = (make: typeof Hbm) => new make(job, forwardMemory(job, inputs).slow);
  const hbm = memory(TracedHbm) as TracedHbm;
  (algorithm === 0 ? fa1Forward : fa2Forward)(hbm, job);
  const standard = memory(Hbm);
  standardForward(standard, job);
  const total = ({ counts }: Hbm) => counts.loads + counts.stores;
  return { side: n / size, causal, visits: hbm.visits, moved: hbm.moved, total: total(hbm), standard: total(standard) };
}

const cell = 100;
const names = { en: { loaded: 'loaded', stored: 'stored', standard: 'standard, in all' }, 'zh-cn': { loaded: '已读', stored: '已写', standard: '标准算法合计' } } as const;

function drawGrid({ side, causal, visits }: Walk, frame: number): SVGSVGElement {
  const grid = svg('svg', { class: 'tiles', x: 0, y: 8, width: '56%', height: 252, viewBox: `-2 -2 ${side * cell + 4} ${side * cell + 4}`, preserveAspectRatio: 'xMidYMid meet' });
  const seen = new Set(visits.slice(0, frame + 1).map(({ row, col }) => row * side + col));
  const now = visits[frame];
  for (let row = 0; row < side; row++) {
    for (let col = 0; col < side; col++) {
      const state = now?.row === row && now.col === col ? 'now' : seen.has(row * side + col) ? 'visited' : causal && col > row ? 'skipped' : 'to-come';
      const at = { x: col * cell + 4, y: row * cell + 4, width: cell - 8, height: cell - 8 };
      grid.append(svg('rect', { class: `tile ${state}`, ...at }));
      if (causal && col === row) grid.append(svg('line', { class: 'masked', x1: at.x, y1: at.y, x2: at.x + at.width, y2: at.y + at.height }));
      if (state === 'skipped') grid.append(svg('circle', { class: 'skip', cx: at.x + at.width / 2, cy: at.y + at.height / 2, r: 7 }));
    }
  }
  return grid;
}

function draw(stage: SVGSVGElement, walk: Walk, frame: number, language: Language): void {
  const { loads, stores } = walk.visits[frame]!;
  const most = Math.max(walk.total, walk.standard);
  const words = names[language];
  const rows: [string, string, number][] = [['loads', words.loaded, loads], ['stores', words.stored, stores], ['whole', words.standard, walk.standard]];
  const counter = svg('svg', { class: 'counter', x: '60%', y: 30, width: '39%', height: 230 });
  rows.forEach(([key, label, value], i) => {
    const y = 24 + 70 * i;
    counter.append(
      svg('text', { x: 0, y }, label), svg('text', { class: 'label', x: '100%', y, 'text-anchor': 'end' }, value.toLocaleString('en')),
      svg('rect', { class: 'track', x: 0, y: y + 8, width: '100%', height: 14 }), svg('rect', { class: key, x: 0, y: y + 8, width: percent(value / most), height: 14 }),
    );
  });
  stage.append(drawGrid(walk, frame), counter);
}

/** The tiles of the score matrix, one after another, with the traffic that the counting memory has seen. */
export const causalTiles: Figure<'algorithm' | 'mask' | 'size', Walk> = {
  label: { en: 'Tiles of a 64 × 64 score matrix, with head size 8', 'zh-cn': '64 × 64 分数矩阵的各块，单头维数 8' },
  legend: [
    { key: 'tile now', shape: 'bar', label: { en: 'this tile', 'zh-cn': '当前块' } },
    { key: 'tile visited', shape: 'bar', label: { en: 'visited', 'zh-cn': '已访问' } },
    { key: 'tile to-come', shape: 'bar', label: { en: 'to come, or skipped (·)', 'zh-cn': '未访问，或跳过（·）' } },
  ],
  controls: {
    algorithm: {
      kind: 'choice', start: 0, label: { en: 'Outer loop', 'zh-cn': '外层循环' },
      options: [{ en: 'keys (FA1)', 'zh-cn': '键（FA1）' }, { en: 'queries (FA2)', 'zh-cn': '查询（FA2）' }],
    },
    mask: { kind: 'choice', start: 0, label: { en: 'Mask', 'zh-cn': '掩码' }, options: [{ en: 'causal', 'zh-cn': '因果' }, { en: 'none', 'zh-cn': '无' }] },
    size: { kind: 'choice', start: 1, label: { en: 'Tile size', 'zh-cn': '块的大小' }, options: sizes.map((size) => ({ en: `${size} × ${size}`, 'zh-cn': `${size} × ${size}` })) },
  },
  compute,
  frames: ({ visits }) => visits.length,
  place: { en: 'Tile', 'zh-cn': '第几块' },
  draw,
  says: ({ visits, side, causal, total, standard, moved }, frame, language) => {
    const { row, col, loads, stores } = visits[frame]!;
    const [all, of] = [visits.length, side * side];
    const edge = causal && row === col;
    const outputs = ((moved['O'] ?? 0) / (n * d));
    const last = frame === all - 1;
    if (language === 'en') {
      const here = `Tile ${frame + 1} of ${all}: query block ${row + 1} meets key block ${col + 1}${edge ? ', on the diagonal, where the mask is applied' : ''}. ${loads} elements loaded, ${stores} stored so far.`;
      return last ? `${here} In all ${all} of ${of} tiles were visited and ${total} elements moved; standard attention moves ${standard}. O crossed ${outputs.toFixed(outputs % 1 === 0 ? 0 : 2)} times its size.` : here;
    }
    const here = `第 ${frame + 1} 块（共 ${all} 块）：查询块 ${row + 1} 遇到键块 ${col + 1}${edge ? '，位于对角线上，需要施加掩码' : ''}。至此读入 ${loads} 个元素，写出 ${stores} 个。`;
    return last ? `${here}总计访问 ${of} 块中的 ${all} 块，搬运 ${total} 个元素；标准注意力要搬运 ${standard} 个。O 的搬运量是其自身大小的 ${outputs.toFixed(outputs % 1 === 0 ? 0 : 2)} 倍。` : here;
  },
  table: ({ visits }) => ({
    head: [{ en: 'Tile', 'zh-cn': '块' }, { en: 'Query block', 'zh-cn': '查询块' }, { en: 'Key block', 'zh-cn': '键块' }, { en: 'Loaded', 'zh-cn': '读入' }, { en: 'Stored', 'zh-cn': '写出' }],
    rows: visits.map(({ row, col, loads, stores }, i) => [i + 1, row + 1, col + 1, loads, stores].map(String)),
  }),
};
