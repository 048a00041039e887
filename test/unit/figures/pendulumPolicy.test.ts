import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ddpgSteps, pendulumWorld, torqueOf } from '../../../snippets/ddpg/ddpg.ts';
import { episodeReturn, evalGrid } from '../../../snippets/ddpg/pendulum.ts';
import { pendulumPolicy } from '../../../src/webview/figures/pendulumPolicy/pendulumPolicy.ts';
import { episode, omegaCells, thetaCells, torqueMap, Training } from '../../../src/webview/figures/pendulumPolicy/training.ts';

const settings = { trained: 1500, start: 180, change: 0, seed: 2 };
const never = () => false;

test('a run in slices is the run of the template, whenever the page had its turn', () => {
  const sliced = new Training('plain', 2);
  let [slices, step] = [0, 0];
  while (!sliced.advance(1500, () => ++step % 7 === 0)) slices++;
  assert.ok(slices > 200);
  const whole = new Training('plain', 2);
  assert.ok(whole.advance(1500, never));
  assert.deepEqual(sliced.checkpoints.map(({ score, estimate, truth }) => [score, estimate, truth]), whole.checkpoints.map(({ score, estimate, truth }) => [score, estimate, truth]));
  for (const { step: at, actor } of ddpgSteps(pendulumWorld, { steps: 1500 }, 2)) {
    if (at === 1500) assert.equal(whole.at(1500).score, evalGrid(torqueOf(actor)).mean);
  }
});

test('checkpoints lie every 500 steps, the first before anything is learnt, and keep their own networks', () => {
  const training = new Training('plain', 1);
  training.advance(0, () => true);
  assert.deepEqual([training.step, training.checkpoints.length], [1, 1]);
  const untrained = training.at(0).score;
  training.advance(1500, never);
  assert.deepEqual(training.checkpoints.map(({ step }) => step), [0, 500, 1000, 1500]);
  assert.equal(evalGrid(torqueOf(training.at(0).actor)).mean, untrained);
  assert.equal(training.at(500).score, untrained, 'random steps teach nothing');
  assert.notEqual(training.at(1500).score, untrained);
  assert.equal(training.at(1499).step, 1000);
  assert.throws(() => new Training('plain', 1).at(0), /the training has not begun; call advance first/);
});

test('a switch changes the run, and γ with it', () => {
  const [plain, paper] = (['plain', 'paper-rates'] as const).map((change) => new Training(change, 1));
  assert.deepEqual([plain!.gamma, paper!.gamma], [0.98, 0.99]);
  for (const training of [plain!, paper!]) training.advance(1500, never);
  assert.notEqual(plain!.at(1500).score, paper!.at(1500).score);
});

test('the episode earns what the template says, and the map shows the same torques', () => {
  const training = new Training('plain', 2);
  training.advance(1500, never);
  const { actor } = training.at(1500), start = { th: 2, w: 0 };
  const moments = episode(actor, start);
  assert.equal(moments.length, 201);
  assert.ok(Math.abs(moments.at(-1)!.earned - episodeReturn(torqueOf(actor), start)) < 1e-9);
  const map = torqueMap(actor);
  assert.equal(map.length, thetaCells * omegaCells);
  const middle = (omegaCells - 1) / 2 * thetaCells + (thetaCells - 1) / 2;
  assert.ok(Math.abs(map[middle]! - torqueOf(actor)({ th: 0, w: 0 })) < 1e-12);
});

test('the page gets its turn while it trains, the sentence says how far it is, and going back costs nothing', () => {
  let time = 0;
  const figure = pendulumPolicy(() => (time += 25)); // a step takes 25 ms
  const run = figure.compute(settings, undefined);
  assert.equal(figure.prepare!(run, 0), false);
  assert.ok(run.training.step < 10);
  assert.match(figure.says(run, 0, 'en'), /^Training: step \d of 1500\. The picture shows the policy of step 0\.$/);
  assert.match(figure.says(run, 0, 'zh-cn'), /^训练中：第 \d 步，共 1500 步。图中是第 0 步的策略。$/);
  while (!figure.prepare!(run, 0));
  assert.match(figure.says(run, 0, 'en'), /^After 1500 steps of training .* At 0\.0 s the angle is −180°/);
  const earlier = figure.compute({ ...settings, trained: 500 }, undefined);
  assert.equal(figure.prepare!(earlier, 0), true);
  assert.equal(earlier.checkpoint.step, 500);
  assert.equal(earlier.training, run.training);
  assert.notEqual(figure.compute({ ...settings, seed: 3 }, undefined).training, run.training);
  assert.notEqual(pendulumPolicy().compute(settings, undefined).training, run.training, 'each figure has its own');
});

test('every frame has its sentence in both languages; the last one holds the critic against the truth; tables fit their heads', () => {
  const figure = pendulumPolicy(() => 0);
  const run = figure.compute({ ...settings, start: 20 }, undefined);
  figure.prepare!(run, 0);
  assert.equal(figure.frames(run), 101);
  for (let frame = 0; frame < 101; frame++) for (const language of ['en', 'zh-cn'] as const) assert.doesNotMatch(figure.says(run, frame, language), /undefined|NaN/);
  assert.match(figure.says(run, 100, 'en'), /With γ = 0\.98 the critic expected −?[\d.]+ of its start, and −[\d.]+ is what comes\.$/);
  const { head, rows } = figure.table(run);
  assert.equal(rows.length, 21);
  assert.ok(rows.every((row) => row.length === head.length) && rows[0]![1] === '20');
  const training = figure.frameTable!(run, 0);
  assert.deepEqual(training.rows.map(([step]) => step), ['0', '500', '1000', '1500']);
  assert.ok(training.rows.every((row) => row.length === training.head.length));
});
