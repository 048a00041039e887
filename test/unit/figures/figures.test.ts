import assert from 'node:assert/strict';
import { test } from 'node:test';
import { causalTiles } from '../../../src/webview/figures/causalTiles.ts';
import { onlineRecurrence } from '../../../src/webview/figures/onlineRecurrence.ts';

test('the tile walk counts what the closed forms say', () => {
  const [n, d] = [64, 8];
  for (const [choice, size] of [4, 8, 16].entries()) {
    const T = n / size;
    const fa1 = causalTiles.compute({ algorithm: 0, mask: 1, size: choice });
    assert.equal(fa1.total, 2 * n * d + T * (3 * n * d + 4 * n));
    assert.equal(fa1.standard, 4 * n * n + 4 * n * d);
    assert.equal(fa1.visits.length, T * T);
    const fa2 = causalTiles.compute({ algorithm: 1, mask: 1, size: choice });
    assert.equal(fa2.total, 2 * n * d + n + 2 * T * n * d);
  }
});

test('with a causal mask each tile on or below the diagonal is visited once, keys outside or queries outside', () => {
  for (const algorithm of [0, 1]) {
    const { visits, side } = causalTiles.compute({ algorithm, mask: 0, size: 1 });
    assert.deepEqual(new Set(visits.map(({ row, col }) => row * side + col)).size, (side * (side + 1)) / 2);
    assert.ok(visits.every(({ row, col }) => col <= row));
    const outer = visits.map(({ row, col }) => (algorithm === 0 ? col : row));
    assert.deepEqual(outer, [...outer].sort((a, b) => a - b));
  }
});

test('the online figure ends where the three-pass softmax ends, in every order and at every scale', () => {
  for (const order of [0, 1, 2]) {
    for (const tau of [0.25, 1, 4]) {
      const { gap, m, x } = onlineRecurrence.compute({ order, seed: 3, tau });
      assert.ok(gap < 1e-15);
      assert.equal(m.at(-1), Math.max(...x));
    }
  }
});

test('every frame has its sentence in both languages, and every row of the table as many cells as the head', () => {
  const walk = causalTiles.compute({ algorithm: 0, mask: 0, size: 1 });
  for (let frame = 0; frame < causalTiles.frames(walk); frame++) {
    assert.match(causalTiles.says(walk, frame, 'en'), /^Tile \d+ of 36: /);
    assert.match(causalTiles.says(walk, frame, 'zh-cn'), /^第 \d+ 块/);
  }
  const { head, rows } = causalTiles.table(walk);
  assert.ok(rows.every((row) => row.length === head.length));
});
