/** The candidate nearest to a mistyped id, if any is near enough to be what was meant. */
export function closest(id: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  // At least one character in place, and at most a third of them wrong in a long id.
  let least = Math.min(Math.max(2, Math.floor(id.length / 3)), id.length - 1) + 0.75;
  for (const candidate of candidates) {
    // Of equals, the one of the same length.
    const distance = editDistance(id, candidate) + (candidate.length === id.length ? 0 : 0.5);
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

/** `did you mean “x”?`, or what there is to choose from. */
export function suggestion(id: string, candidates: Iterable<string>): string {
  const all = [...candidates];
  const near = closest(id, all);
  if (near !== undefined) return `did you mean “${near}”?`;
  if (all.length === 0) return 'there is none yet';
  return all.length <= 12 ? `one of ${all.join(', ')}` : `one of ${all.slice(0, 12).join(', ')}, …`;
}

/** Insertions, deletions, replacements and swaps of neighbours between a and b (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let distance = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) distance = Math.min(distance, (beforeLast[j - 2] ?? 0) + 1);
      row.push(distance);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
