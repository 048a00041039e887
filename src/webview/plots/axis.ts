/** One axis: where a value lies between 0 and 1, and the values worth a mark. */
export interface Axis {
  readonly place: (value: number) => number;
  readonly ticks: readonly number[];
}

/** The axis over all finite values given as [least, largest]; a logarithmic one leaves out what is not positive. */
export function makeAxis(low: number, high: number, log: boolean, marks: number): Axis {
  if (!(low <= high)) return { place: () => NaN, ticks: [] };
  if (log) {
    const [a, b] = [Math.log10(low), Math.log10(high)];
    const wide = b - a || 1;
    const step = Math.max(1, Math.ceil((Math.floor(b) - Math.ceil(a)) / marks));
    const ticks: number[] = [];
    for (let e = Math.ceil(a); e <= b; e += step) ticks.push(10 ** e);
    return { place: (value) => (value > 0 ? (Math.log10(value) - a) / wide : NaN), ticks: ticks.length > 1 ? ticks : [low, high] };
  }
  const size = Math.max(Math.abs(low), Math.abs(high));
  // Closer together than any mark could tell apart: drawn in the middle, as one value.
  const one = high - low <= 1e-9 * size;
  const wide = one ? size || 1 : high - low;
  const start = one ? low - wide / 2 : low;
  const raw = wide / marks;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * ([1, 2, 5, 10].find((m) => m * power >= raw) ?? 10);
  const ticks: number[] = [];
  for (let i = Math.ceil(start / step); i * step <= start + wide * (1 + 1e-9); i++) ticks.push(+(i * step).toPrecision(12));
  return { place: (value) => (value - start) / wide, ticks };
}

/** Least and largest of the finite values (positive ones for a logarithm); [∞, −∞] if there is none. */
export function span(lists: Iterable<readonly number[]>, log: boolean): readonly [low: number, high: number] {
  let [low, high] = [Infinity, -Infinity];
  for (const list of lists) {
    for (let i = 0; i < list.length; i++) {
      const value = list[i]!;
      if (!Number.isFinite(value) || (log && value <= 0)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return [low, high];
}

/** A number in four digits, as short as it gets. */
export const short = (x: number): string => (Number.isFinite(x) ? String(+x.toPrecision(4)) : String(x));

/**
 * Places of a line in pixels, x and y by turns. Of many points in one column of pixels only the first, the least, the largest and the
 * last are kept, in their order: the line looks the same, and takes no longer to draw than the figure is wide.
 */
export function thinned(xs: readonly number[], ys: readonly number[], toX: (x: number) => number, toY: (y: number) => number): number[] {
  const points: number[] = [];
  let column = NaN;
  let kept: number[] = [];
  const close = () => {
    const order = kept.length <= 2 ? kept : [...new Set([kept[0]!, ...minMax(kept, ys), kept.at(-1)!])].sort((a, b) => a - b);
    for (const i of order) points.push(toX(xs[i]!), toY(ys[i]!));
    kept = [];
  };
  for (let i = 0; i < ys.length; i++) {
    const x = toX(xs[i]!);
    if (!Number.isFinite(x) || !Number.isFinite(toY(ys[i]!))) continue;
    if (Math.floor(x) !== column) {
      close();
      column = Math.floor(x);
    }
    kept.push(i);
  }
  close();
  return points;
}

function minMax(indices: readonly number[], values: readonly number[]): number[] {
  let [low, high] = [indices[0]!, indices[0]!];
  for (const i of indices) {
    if (values[i]! < values[low]!) low = i;
    if (values[i]! > values[high]!) high = i;
  }
  return [low, high];
}
