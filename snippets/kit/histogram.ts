/**
 * How many of the values lie in each of `bins` equal intervals, for `report.bars`; the last interval holds its upper end. Without `bins`
 * Sturges' ⌈log₂ n⌉ + 1 (1926). Values that are not finite are left out.
 * 落在 bins 个等宽区间中的值的个数，供 report.bars 使用；最后一个区间包含右端点。省略 bins 时取 Sturges 的 ⌈log₂ n⌉ + 1（1926）。
 * 非有限的值不计入。
 * @param values samples [n]
 */
export function histogram(values: ArrayLike<number>, bins?: number): Record<string, number> {
  const kept = Array.from(values).filter(Number.isFinite);
  const count = bins ?? Math.ceil(Math.log2(Math.max(1, kept.length))) + 1;
  if (!Number.isSafeInteger(count) || count < 1) throw new RangeError(`a histogram has a whole number of bins, at least 1; given: ${count}`);
  if (kept.length === 0) return {};
  const low = kept.reduce((a, b) => Math.min(a, b));
  const width = (kept.reduce((a, b) => Math.max(a, b)) - low) / count || 1;
  const counts = Array.from({ length: count }, () => 0);
  for (const value of kept) counts[Math.min(count - 1, Math.floor((value - low) / width))]!++;
  // As many digits as tell the edges apart; values that differ by less than digits can tell get numbered bins.
  const digits = Math.max(0, Math.ceil(-Math.log10(width)) + 1);
  const edge = (i: number) => (low + i * width).toFixed(Math.min(100, digits));
  const names = counts.map((_, i) => `${edge(i)} … ${edge(i + 1)}`);
  const told = new Set(names).size === count;
  return Object.fromEntries(counts.map((number, i) => [told ? names[i]! : `bin ${i + 1}`, number]));
}
