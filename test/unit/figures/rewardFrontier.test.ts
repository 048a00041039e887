import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tangent } from '../../../snippets/dpo/frontier.ts';
import { frames, missing } from '../../../src/webview/figures/rewardFrontier/runs.ts';
import { rewardFrontier } from '../../../src/webview/figures/rewardFrontier/rewardFrontier.ts';

const at = (prompt: number, beta: number, data = 0) => rewardFrontier.compute({ prompt, beta: Math.log10(beta), data }, undefined);

test('the tangent touches the frontier at the optimum and lies above it everywhere else', () => {
  for (const beta of [0.1, 0.5, 2]) {
    const { world, best, edge } = at(0, beta);
    assert.ok(Math.abs(tangent(world, beta)(best.kl) - best.reward) < 1e-9);
    assert.ok(edge.every(({ kl, reward }) => reward <= tangent(world, beta)(kl) + 1e-9));
  }
});

test('DPO on all pairs and PPO end at the point of contact; on 600 pairs DPO does not', () => {
  const run = at(0, 0.5);
  for (const { kl, reward } of [run.dpo(frames).at(-1)!, run.ppo(frames).at(-1)!]) {
    assert.ok(run.best.objective - (reward - 0.5 * kl) < 0.005);
  }
  const few = at(0, 0.1, 2);
  const end = few.dpo(frames).at(-1)!;
  assert.ok(Math.abs(end.reward - 0.4983) < 1e-4, 'the run of the template: step 200');
  assert.ok(missing(few, end) > 1);
});

test('flipped labels shrink the KL, and a policy without memory stays below the frontier', () => {
  const [clean, flipped, bigram] = [0, 1, 3].map((data) => at(0, 0.5, data).dpo(frames).at(-1)!);
  assert.ok(flipped!.kl < 0.5 * clean!.kl);
  const run = at(0, 0.5, 3);
  assert.ok(missing(run, bigram!) > 0.1 && Math.abs(bigram!.reward - 0.5 * bigram!.kl - 0.8629) < 0.01);
});

test('training goes no further than the frame that is shown, and further frames continue it', () => {
  const run = at(1, 1);
  assert.equal(run.dpo(0).length, 1);
  assert.equal(run.ppo(3).length, 16);
  assert.deepEqual(run.dpo(5).slice(0, 21), run.dpo(2));
  assert.deepEqual(run.dpo(4), at(1, 1).dpo(4));
});

test('nothing stands above the frontier, whatever the prompt, β and data', () => {
  for (const prompt of [0, 1]) {
    for (const beta of [0.07, 5]) {
      for (const data of [0, 2]) {
        const run = at(prompt, beta, data);
        for (const place of [...run.bestOf, ...run.ipo, run.preferred, run.dpo(frames).at(-1)!, run.ppo(frames).at(-1)!]) {
          assert.ok(place.reward <= tangent(run.world, beta)(place.kl) + 1e-9);
          assert.ok(Number.isFinite(missing(run, place)));
        }
      }
    }
  }
});

test('every frame has its sentence in both languages, and every row of both tables as many cells as the head', () => {
  for (const data of [0, 2]) {
    const run = at(0, 0.5, data);
    for (let frame = 0; frame < rewardFrontier.frames(run); frame++) {
      for (const language of ['en', 'zh-cn'] as const) assert.doesNotMatch(rewardFrontier.says(run, frame, language), /undefined|NaN/);
    }
    for (const { head, rows } of [rewardFrontier.table(run), rewardFrontier.frameTable!(run, 3)]) {
      assert.ok(rows.length > 5 && rows.every((row) => row.length === head.length));
    }
  }
});
