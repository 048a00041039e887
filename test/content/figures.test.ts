import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { onlineSoftmax } from '../../snippets/flash-attention/online-softmax.ts';
import { tileKinds } from '../../snippets/flash-attention/masks.ts';

/** Coordinates are written with one decimal, so a drawn point may be off by half of that, and once more by that of its axis. */
const drawn = 0.15;

const read = (name: string) =>
  readFileSync(join(import.meta.dirname, '..', '..', 'media', 'topics', 'flash-attention', 'figures', `${name}.svg`), 'utf8');

/** All matches of a pattern whose groups are numbers. */
const numbers = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map((match) => match.slice(1).map(Number));

/** The data of the only path of a class. */
function path(svg: string, name: string): string {
  const found = [...svg.matchAll(new RegExp(`<path class="${name}" d="([^"]*)"`, 'g'))].map((match) => match[1]!);
  assert.equal(found.length, 1, `paths of class ${name}`);
  return found[0]!;
}

function near(ours: number, expected: number, what: string): void {
  assert.ok(Math.abs(ours - expected) <= drawn, `${what} is drawn at ${ours}, belongs at ${expected.toFixed(2)}`);
}

it('traffic: every point, line and mark stands where the closed forms put it', () => {
  const svg = read('traffic');
  const [N, d] = [1024, 64];
  assert.ok(svg.includes(`N = ${N}, d = ${d}`));
  const x = (M: number) => 62 + ((530 - 62) * (Math.log2(M) - 10)) / 8;
  const y = (elements: number) => 14 + ((194 - 14) * (8 - Math.log10(elements))) / 2.7;
  const superscript = (text: string) => Number([...text].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(digit)).join(''));
  const labels = [...svg.matchAll(/<text x="([\d.]+)" y="([\d.]+)"[^>]*>(10|2)([⁰¹²³⁴⁵⁶⁷⁸⁹]+)</g)];
  assert.equal(labels.length, 8);
  for (const [label, left, top, base, exponent] of labels) {
    if (base === '2') near(Number(left), x(2 ** superscript(exponent!)), label);
    else near(Number(top) - 4, y(10 ** superscript(exponent!)), label);
  }

  const sizes = Array.from({ length: 9 }, (_, k) => 2 ** (10 + k));
  const H0 = 4 * N * N + 4 * N * d;
  const H1 = (M: number) => 2 * N * d + Math.ceil(N / Math.ceil(M / (4 * d))) * (3 * N * d + 4 * N);
  const dots = numbers(svg, /<circle class="dot" cx="([\d.]+)" cy="([\d.]+)"/g);
  assert.equal(dots.length, sizes.length);
  sizes.forEach((M, k) => {
    near(dots[k]![0]!, x(M), `M = ${M}`);
    near(dots[k]![1]!, y(H1(M)), `H₁(${M})`);
  });
  assert.deepEqual(numbers(path(svg, 'm'), /[ML]([\d.]+) ([\d.]+)/g), dots);

  const leading = numbers(path(svg, 'd'), /[ML]([\d.]+) ([\d.]+)/g);
  [sizes[0]!, sizes[8]!].forEach((M, k) => {
    near(leading[k]![0]!, x(M), `M = ${M}`);
    near(leading[k]![1]!, y((12 * N * N * d * d) / M), `12N²d²/${M}`);
  });
  const level = numbers(svg, /<path class="axis" d="M62 ([\d.]+)H530"/g);
  assert.equal(level.length, 1);
  near(level[0]![0]!, y(H0), 'H₀');

  const cross = (d * (3 * d + 4)) / (1 + d / (2 * N));
  const [mark] = numbers(path(svg, 'here'), /M([\d.]+) /g);
  near(mark![0]!, x(cross), 'the cross-over');
  const after = dots.findIndex(([left]) => left! > mark![0]!);
  const [[x0, y0], [x1, y1]] = [dots[after - 1]!, dots[after]!] as [[number, number], [number, number]];
  assert.ok(Math.abs(y0 + ((y1 - y0) * (mark![0]! - x0)) / (x1 - x0) - y(H0)) < 0.5, 'the curves meet at the mark');
  assert.ok(Math.abs(cross / (3 * d * d) - 1) < 0.02, 'and the mark is near 3d²');
});

it('causal-tiles: each tile is drawn as what the mask makes of it; 36 of 64 are computed', () => {
  const svg = read('causal-tiles');
  const T = 8;
  const place = (left: number, top: number): [number, number] => [(top - 27) / 22, (left - 191) / 22];
  const drawnKinds = Array.from({ length: T * T }, () => -1);
  const put = (kind: number, places: number[][]) => {
    for (const [left, top] of places) {
      const [row, column] = place(left!, top!);
      assert.ok(Number.isInteger(row) && Number.isInteger(column) && row >= 0 && row < T && column >= 0 && column < T, `${left}, ${top}`);
      // A half that is filled lies in an outline; nothing else is drawn over anything.
      assert.equal(drawnKinds[row * T + column], kind === 1 ? 0 : -1, `tile ${row + 1}, ${column + 1}`);
      drawnKinds[row * T + column] = kind;
    }
  };
  put(0, numbers(path(svg, 'grid'), /M(\d+) (\d+)h20v20h-20z/g));
  put(2, numbers(svg, /<rect class="dot" x="(\d+)" y="(\d+)" width="20" height="20"/g));
  const corners = numbers(svg, /<polygon class="dot" points="(\d+),(\d+) (\d+),(\d+) (\d+),(\d+)"/g);
  for (const [left, top, ...others] of corners) assert.deepEqual(others, [left, top! + 20, left! + 20, top! + 20], 'the half below the diagonal');
  put(1, corners);

  const { kinds, visited } = tileKinds(T * 64, T * 64, { causal: true });
  assert.deepEqual(drawnKinds, [...kinds]);
  assert.equal(visited, (T * (T + 1)) / 2);
  const counts = Array.from({ length: T }, (_, i) => i + 1);
  const onTheRight = [...svg.matchAll(/<text x="394" y="\d+" text-anchor="end">(\d+)</g)].map((match) => Number(match[1]));
  assert.deepEqual(onTheRight, [...counts, visited]);
});

it('online-recurrence: the drawn scores have the drawn maxima, normalisers and rises', () => {
  const svg = read('online-recurrence');
  const ticks = numbers(svg, /<text x="38" y="([\d.]+)" text-anchor="end">(\d)</g);
  assert.deepEqual(ticks.map(([, value]) => value), [0, 1, 2, 3, 4]);
  const unit = (ticks[0]![0]! - ticks[4]![0]!) / 4;
  ticks.forEach(([top, value]) => near(top! - 4, 194 - unit * value!, `tick ${value}`));
  const bars = numbers(path(svg, 'x'), /M([\d.]+) 194V([\d.]+)/g);
  const levels = (name: string) => numbers(path(svg, name), /[ML]([\d.]+) ([\d.]+)H([\d.]+)/g);
  const [m, d] = [levels('m'), levels('d')];
  assert.deepEqual([bars.length, m.length, d.length], [24, 24, 24]);

  const x = Float64Array.from(bars, ([, top]) => (194 - top!) / unit);
  const risen: number[][] = [];
  bars.forEach(([middle], i) => {
    const left = 46 + (498 * i) / 24;
    near(middle!, left + 498 / 48, `bar ${i + 1}`);
    for (const [from, , to] of [m[i]!, d[i]!]) {
      near(from!, left, `stair ${i + 1}`);
      near(to!, left + 498 / 24, `end of stair ${i + 1}`);
    }
    const prefix = onlineSoftmax(x.subarray(0, i + 1));
    near(m[i]![1]!, 194 - unit * prefix.m, `m at ${i + 1}`);
    // Each score is known to half a decimal only, which moves the sum by that much times at most the number of terms kept alive, d′.
    assert.ok(Math.abs(d[i]![1]! - (194 - unit * prefix.d)) <= drawn * prefix.d, `d′ at ${i + 1}`);
    if (i > 0 && x[i]! > Math.max(...x.subarray(0, i))) risen.push([m[i]![0]!, m[i]![1]!]);
  });
  assert.deepEqual(numbers(svg, /<circle cx="([\d.]+)" cy="([\d.]+)"/g), risen);
});
