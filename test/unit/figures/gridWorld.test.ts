import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evalExact, oneHot } from '../../../snippets/rl-basics/closed-form.ts';
import { bookGrid, gridModel } from '../../../snippets/rl-basics/grid-world.ts';
import { gridWorld } from '../../../src/webview/figures/gridWorld/gridWorld.ts';
import { bookWorld, measuredRate, type Knob, type Run, type World } from '../../../src/webview/figures/gridWorld/runs.ts';

const controls = Object.entries(gridWorld.controls) as [Knob, { readonly start: number }][];
const starts = Object.fromEntries(controls.map(([name, { start }]) => [name, start])) as Record<Knob, number>;
const at = (change: Partial<Record<Knob, number>> = {}, world: World = bookWorld) => gridWorld.compute({ ...starts, ...change }, world);
const board = gridWorld.board!;
const ends = ({ tracks }: Run) => tracks.map(({ stages }) => stages.at(-1)!);

test('value iteration starts 1/(1 − γ) away from the exact values and comes closer by γ in each sweep', () => {
  const run = at();
  const { stages, converged } = run.tracks[0];
  assert.ok(converged);
  assert.equal(stages.length, 134);
  stages.slice(0, 100).forEach(({ error }, k) => assert.ok(Math.abs(error - 10 * 0.9 ** k) < 1e-9));
  assert.equal(measuredRate(run, 0), undefined);
  assert.ok(Math.abs(measuredRate(run, 50)! - 0.9) < 1e-9);
});

test('counted by outer steps, policy iteration needs the improvements of the template and is never behind', () => {
  const run = at({ count: 1, from: 1, rForbidden: -10 });
  const [values, truncated, policies] = run.tracks;
  assert.equal(policies.stages.length, 9);
  assert.ok(policies.stages[8]!.error < 1e-12 && policies.stages[8]!.wrong === 0);
  assert.ok(Math.abs(policies.stages[0]!.error - 110) < 1e-9, 'staying in a forbidden cell beside the target costs 100 and forgoes 10');
  assert.equal(values.stages[0]!.error, policies.stages[0]!.error, 'all start from the values of the same policy');
  policies.stages.forEach(({ v }, k) => assert.ok(v.every((x, s) => x >= values.stages[k]!.v[s]! - 1e-9), `step ${k}`));
  assert.ok(truncated.stages.length < values.stages.length);
});

test('counted by sweeps, policy iteration takes the longest, and every one of its values is a sweep of its policy', () => {
  const run = at({ rForbidden: -10 });
  const [values, , policies] = run.tracks;
  assert.ok(policies.stages.length > values.stages.length);
  const { next, reward } = gridModel({ ...bookGrid, rForbidden: -10 });
  policies.stages.slice(1).forEach(({ v, pi }, k) => v.forEach((x, s) =>
    assert.equal(x, reward[s * 5 + pi[s]!]! + 0.9 * policies.stages[k]!.v[next[s * 5 + pi[s]!]!]!)));
});

test('all three end on the same values, for every discount and reward, however they are counted and wherever they start', () => {
  const worlds = [bookWorld, { ...bookWorld, kinds: bookWorld.kinds.map(() => 0 as const) }, { ...bookWorld, kinds: bookWorld.kinds.map(() => 1 as const) }];
  for (const count of [0, 1]) {
    for (const gamma of [0, 0.5, 0.8]) {
      for (const [rForbidden, rStep] of [[-20, 0], [-1, -2], [0, 2]] as const) {
        for (const world of worlds) {
          const run = at({ count, from: count, gamma, rForbidden, rStep }, world);
          assert.ok(ends(run).every(({ error, wrong }) => error < 1e-5 && wrong === 0), JSON.stringify({ count, gamma, rForbidden, rStep }));
          assert.ok(run.tracks.every(({ converged }) => converged));
        }
      }
    }
  }
});

test('a run that is cut off says so', () => {
  const run = at({ gamma: 0.99 });
  assert.equal(run.tracks[0].converged, false);
  assert.equal(gridWorld.frames(run), 251);
  assert.match(gridWorld.says(run, 250, 'en'), /Not all of them have converged/);
  assert.match(gridWorld.says(run, 250, 'zh-cn'), /并非都已收敛/);
});

test('a click goes through the kinds of a cell, and what was edited before stays as it was', () => {
  const once = board.click(bookWorld, 0, 0, undefined);
  const twice = board.click(once, 0, 0, undefined);
  assert.deepEqual([bookWorld, once, twice, board.click(twice, 0, 0, undefined)].map(({ kinds }) => kinds[0]), [0, 1, 2, 0]);
  assert.ok(Math.abs(at({}, once).own.v[0]! + 10) < 1e-9, 'staying in a cell that is now forbidden');
  assert.ok(Math.abs(at({ rTarget: 2 }, twice).own.v[0]! - 20) < 1e-9);
});

test('a click sets the arrow that it points at; the keyboard turns it or sets it by Shift and an arrow', () => {
  const spots = [[0, -0.8], [0.8, 0.1], [0.2, 0.9], [-0.5, 0], [0.1, 0.1]] as const;
  assert.deepEqual(spots.map(([right, down]) => board.click(bookWorld, 7, 1, { right, down }).policy[7]), [0, 1, 2, 3, 4]);
  assert.equal(board.click(bookWorld, 7, 1, undefined).policy[7], 0);
  const keys = ['Shift+ArrowUp', 'Shift+ArrowRight', 'Shift+ArrowDown', 'Shift+ArrowLeft', 'o'];
  assert.deepEqual(keys.map((key) => board.press(bookWorld, 7, key)?.policy[7]), [0, 1, 2, 3, 4]);
  assert.deepEqual(['f', 't', 'p'].map((key) => board.press(bookWorld, 17, key)?.kinds[17]), [1, 2, 0]);
  assert.equal(board.press(bookWorld, 7, 'x'), undefined);
});

test('the board shows the exact values of the reader’s own policy; the best one loses nothing', () => {
  const right = board.presets[1]!.apply(bookWorld, at());
  const exact = evalExact({ nS: 25, nA: 5, gamma: 0.9, ...gridModel(bookGrid) }, oneHot(new Int32Array(25).fill(1), 5));
  assert.deepEqual(at({}, right).own.v, exact);
  const run = at({}, board.presets[2]!.apply(right, at({}, right)));
  assert.ok(run.own.error < 1e-9 && run.own.wrong === 0);
  assert.match(board.says(run, 'en'), /is optimal/);
  assert.match(board.says(at(), 'zh-cn'), /25 格中有 \d+ 格/);
  assert.equal(board.name(at({}, right), 17, 'en'), 'Row 4, column 3: target, your action right, value −9.1');
});

test('every frame has its sentence in both languages, and every row of the tables as many cells as the head', () => {
  for (const count of [0, 1]) {
    const run = at({ count });
    for (let frame = 0; frame < gridWorld.frames(run); frame++) {
      for (const language of ['en', 'zh-cn'] as const) assert.doesNotMatch(gridWorld.says(run, frame, language), /undefined|NaN/);
    }
    for (const { head, rows } of [gridWorld.table(run), gridWorld.frameTable!(run, 3)]) assert.ok(rows.every((row) => row.length === head.length));
    assert.equal(gridWorld.table(run).rows.length, gridWorld.frames(run));
    assert.equal(gridWorld.frameTable!(run, 3).rows.length, 25);
  }
});
