import { type Points, type Report, type Text } from './report.ts';

interface Row {
  readonly cells: readonly string[];
  readonly holds: boolean;
}

/**
 * A report in plain text: `print` gets whole lines; `finish` prints the checks and tells whether all hold.
 * 纯文本报告：`print` 逐行输出；`finish` 打印核对表，并返回是否全部成立。
 */
export function terminalReport(language: 'en' | 'zh-cn', print: (line: string) => void): { report: Report; finish: () => boolean } {
  const read = (text: Text) => (typeof text === 'string' ? text : text[language === 'en' ? 0 : 1]);
  const heading = (title: Text, x?: Text, y?: Text) => {
    const axes = [y, x].filter((axis) => axis !== undefined).map((axis) => read(axis));
    print(`\n${read(title)}${axes.length > 0 ? ` (${axes.join(' / ')})` : ''}`);
  };
  const checks: Row[] = [];
  const growing = new Map<string, { title: Text; series: Map<string, { x: number[]; y: number[] }> }>();
  let decile = 0;

  const report: Report = {
    say: (en, zh = en) => print(language === 'en' ? en : zh),
    check: (id, claim, source, published, ours, tolerance = 0) => {
      const holds = Math.abs(ours - published) <= tolerance * Math.max(1, Math.abs(published));
      checks.push({ holds, cells: [holds ? '✓' : '✗', id, digits(published), digits(ours), read(claim), read(source)] });
    },
    plot: (title, series, axes = {}) => {
      heading(title, axes.x, axes.y);
      for (const [name, values] of Object.entries(series)) print(dots(name, points(values), true, axes.logX, axes.logY));
    },
    scatter: (title, series, axes = {}) => {
      heading(title, axes.x, axes.y);
      for (const [name, values] of Object.entries(series)) print(dots(name, values, false, axes.logX, axes.logY));
    },
    point: (title, name, x, y) => {
      const figure = growing.get(read(title)) ?? { title, series: new Map<string, { x: number[]; y: number[] }>() };
      const series = figure.series.get(name) ?? { x: [], y: [] };
      series.x.push(x);
      series.y.push(y);
      figure.series.set(name, series);
      growing.set(read(title), figure);
    },
    heatMap: (title, values, rows, cols) => {
      heading(title);
      print(shades(values, rows, cols));
    },
    bars: (title, values) => {
      heading(title);
      print(bars(values));
    },
    table: (title, head, rows) => {
      heading(title);
      print(columns([head.map(read), ...rows.map((row) => row.map((cell) => (typeof cell === 'number' ? digits(cell) : cell)))],
        head.map((_, c) => rows.every((row) => typeof row[c] === 'number'))));
    },
    progress: (done, total) => {
      const now = Math.floor((10 * done) / total);
      if (now > decile && now < 10) print(`… ${10 * now} %`);
      decile = now;
    },
  };

  const finish = () => {
    for (const { title, series } of growing.values()) report.plot(title, Object.fromEntries(series));
    if (checks.length === 0) return true;
    const head = language === 'en' ? ['', 'check', 'published', 'ours', 'claim', 'source'] : ['', '核对', '公开值', '我方值', '论断', '来源'];
    print(`\n${columns([head, ...checks.map((row) => row.cells)], [false, false, true, true, false, false])}`);
    const held = checks.filter((row) => row.holds).length;
    print(language === 'en' ? `\n${held} of ${checks.length} checks hold` : `\n${checks.length} 项核对中 ${held} 项成立`);
    return held === checks.length;
  };
  return { report, finish };
}

const points = (values: ArrayLike<number> | Points): Points =>
  'x' in values ? values : { x: Float64Array.from({ length: values.length }, (_, i) => i + 1), y: values };

const digits = (x: number) => (Number.isInteger(x) ? `${x}` : `${+x.toPrecision(Math.abs(x) < 1e-6 ? 3 : 11)}`);

const short = (x: number) => `${+x.toPrecision(4)}`;

/** How many terminal columns a text takes: Han characters and full-width marks take two. 文字占用的终端列数：汉字与全角标点占两列。 */
const width = (text: string) => Array.from(text).reduce((sum, c) => sum + (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(c) ? 2 : 1), 0);

function columns(rows: readonly (readonly string[])[], right: readonly boolean[]): string {
  const widths = right.map((_, c) => Math.max(...rows.map((row) => width(row[c] ?? ''))));
  const cell = (text: string, c: number) => {
    const blank = ' '.repeat(widths[c]! - width(text));
    return right[c] ? blank + text : text + blank;
  };
  return rows.map((row) => row.map(cell).join('  ').trimEnd()).join('\n');
}

/** Draws one series with braille dots, 2×4 to a character. 用盲文点阵画一个序列，每字符 2×4 点。 */
function dots(name: string, { x, y }: Points, joined: boolean, logX = false, logY = false, wide = 60, high = 5): string {
  const scale = (values: ArrayLike<number>, log: boolean) => Array.from(values, (v) => (log ? Math.log10(v) : v));
  const [xs, ys] = [scale(x, logX), scale(y, logY)];
  const seen = xs.map((_, i) => i).filter((i) => Number.isFinite(xs[i]) && Number.isFinite(ys[i]));
  if (seen.length === 0) return `${name.padStart(14)} │`;
  const range = (values: number[]) => seen.reduce(([low, top], i) => [Math.min(low!, values[i]!), Math.max(top!, values[i]!)], [Infinity, -Infinity]);
  const [x0, x1] = range(xs) as [number, number];
  const [y0, y1] = range(ys) as [number, number];
  const px = (i: number) => (x1 === x0 ? 0 : Math.round(((2 * wide - 1) * (xs[i]! - x0)) / (x1 - x0)));
  const py = (value: number) => Math.round((4 * high - 1) * (y1 === y0 ? 0.5 : (y1 - value) / (y1 - y0)));
  const cells = Array.from({ length: high }, () => new Uint8Array(wide));
  const set = (c: number, r: number) => {
    cells[r >> 2]![c >> 1]! |= [0x01, 0x02, 0x04, 0x40, 0x08, 0x10, 0x20, 0x80][(c & 1) * 4 + (r & 3)]!;
  };
  seen.forEach((i, k) => {
    set(px(i), py(ys[i]!));
    const before = seen[k - 1];
    if (!joined || before === undefined) return;
    for (let c = px(before) + 1; c < px(i); c++) {
      set(c, py(ys[before]! + ((ys[i]! - ys[before]!) * (c - px(before))) / (px(i) - px(before))));
    }
  });
  const labels = [short(logY ? 10 ** y1 : y1), '', name, '', short(logY ? 10 ** y0 : y0)];
  const lines = cells.map((row, r) => `${labels[r]!.padStart(14)} │${String.fromCodePoint(...Array.from(row, (bits) => 0x2800 + bits))}`);
  const [left, end] = [short(logX ? 10 ** x0 : x0), short(logX ? 10 ** x1 : x1)];
  return [...lines, `${' '.repeat(15)}└${left}${' '.repeat(Math.max(1, wide - left.length - end.length))}${end}`].join('\n');
}

/** A matrix as shades, two characters to an entry while it fits. 以深浅表示矩阵；放得下时每个元素占两个字符。 */
function shades(values: ArrayLike<number>, rows: number, cols: number): string {
  const finite = Array.from(values).filter(Number.isFinite);
  const low = finite.reduce((a, b) => Math.min(a, b), Infinity);
  const top = finite.reduce((a, b) => Math.max(a, b), -Infinity);
  const step = Math.max(1, Math.ceil(cols / 64));
  const shade = (v: number) => (Number.isFinite(v) ? ' ░▒▓█'[top === low ? 2 : Math.min(4, Math.floor((5 * (v - low)) / (top - low)))]! : '·');
  const lines: string[] = [];
  for (let r = 0; r < rows; r += step) {
    let line = '';
    for (let c = 0; c < cols; c += step) line += shade(values[r * cols + c]!).repeat(cols <= 32 ? 2 : 1);
    lines.push(`  ${line}`);
  }
  return [...lines, `  ${short(low)} … ${short(top)}`].join('\n');
}

function bars(values: Readonly<Record<string, number>>, wide = 48): string {
  const top = Math.max(...Object.values(values), 0);
  const names = Math.max(...Object.keys(values).map(width));
  const bar = (v: number) => {
    const eighths = top > 0 ? Math.round((8 * wide * Math.max(0, v)) / top) : 0;
    return '█'.repeat(eighths >> 3) + ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'][eighths & 7]!;
  };
  return Object.entries(values).map(([name, v]) => `${' '.repeat(names - width(name))}${name} │${bar(v)} ${short(v)}`).join('\n');
}
