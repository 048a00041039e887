import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gridWorld } from '../../../src/webview/figures/gridWorld.ts';

const at = (algorithm: number, gamma = 0.9, penalty = -1) => gridWorld.compute({ algorithm, gamma, penalty });

test('value iteration starts 1/(1 − γ) away from the exact values and comes closer by γ in each sweep', () => {
  const { stages, converged } = at(0);
  assert.ok(converged);
  assert.equal(stages.length, 134);
  stages.slice(0, 100).forEach(({ error }, k) => assert.ok(Math.abs(error - 10 * 0.9 ** k) < 1e-9));
});

test('policy iteration needs the improvements of the template and ends on the exact values, with no cell that is not optimal', () => {
  const { stages } = at(1, 0.9, -10);
  assert.equal(stages.length, 9);
  assert.ok(stages[8]!.error < 1e-12 && stages[8]!.wrong === 0);
  assert.ok(stages[0]!.wrong > 0);
  assert.ok(Math.abs(stages[0]!.error - 110) < 1e-9, 'staying in a forbidden cell beside the target costs 100 and forgoes 10');
});

test('all three end on the same values, for every discount and penalty of the sliders', () => {
  for (const gamma of [0, 0.5, 0.9]) {
    for (const penalty of [-20, -1, 0]) {
      const ends = [0, 1, 2].map((algorithm) => at(algorithm, gamma, penalty).stages.at(-1)!);
      assert.ok(ends.every(({ error, wrong }) => error < 1e-5 && wrong === 0), `γ = ${gamma}, penalty ${penalty}`);
    }
  }
});

test('a run that is cut off says so', () => {
  const run = at(0, 0.99);
  assert.equal(run.converged, false);
  assert.equal(gridWorld.frames(run), 151);
  assert.match(gridWorld.says(run, 150, 'en'), /not converged yet/);
  assert.match(gridWorld.says(run, 150, 'zh-cn'), /尚未收敛/);
});

test('every frame has its sentence in both languages, and every row of the table as many cells as the head', () => {
  for (const algorithm of [0, 1, 2]) {
    const run = at(algorithm);
    for (let frame = 0; frame < gridWorld.frames(run); frame++) {
      for (const language of ['en', 'zh-cn'] as const) assert.doesNotMatch(gridWorld.says(run, frame, language), /undefined|NaN/);
    }
    const { head, rows } = gridWorld.table(run);
    assert.ok(rows.every((row) => row.length === head.length));
  }
});
