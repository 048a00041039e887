import assert from 'node:assert/strict';
import { test } from 'node:test';
import { familyOf } from '../../../src/webview/figures/lossShapes/curves.ts';
import { lossShapes } from '../../../src/webview/figures/lossShapes/lossShapes.ts';

const shapes = [0.05, 0.1, 1].flatMap((beta) => [0.01, 0.1, 0.45].map((epsilon) => ({ beta, epsilon, z0: 7 })));
const near = (a: number, b: number, tolerance: number, what: string) => assert.ok(Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b)), `${what}: ${a}, expected ${b}`);

test('every slope is the derivative of its loss, in the unit of the family', () => {
  for (const shape of shapes) {
    for (let index = 0; index < 5; index++) {
      const unit = index === 4 ? 20 : 1 / shape.beta; // h/20 or βh
      for (const { name, loss, slope } of familyOf(index, shape).curves) {
        for (const h of [-17.3, -4.1, 0.7, 3.9, 12.2, 33.3]) {
          const difference = (unit * (loss(h + 1e-4) - loss(h - 1e-4))) / 2e-4;
          near(slope(h), difference, 1e-5, `${name.en}, h = ${h}, β = ${shape.beta}, ε = ${shape.epsilon}`);
        }
      }
    }
  }
});

test('a pair rests where the papers say: log((1 − ε)/ε)/β for conservative DPO and EXO, 1/(2τ) for IPO, nowhere for DPO and robust DPO', () => {
  for (const { beta, epsilon, z0 } of shapes) {
    const [dpo, conservative, robust, ipo, exo] = familyOf(0, { beta, epsilon, z0 }).curves;
    const expected = Math.log((1 - epsilon) / epsilon) / beta;
    near(conservative!.rest!, expected, 1e-6, 'conservative');
    near(exo!.rest!, expected, 1e-6, 'EXO');
    near(ipo!.rest!, 1 / (2 * beta), 1e-6, 'IPO');
    assert.deepEqual([dpo!.rest, robust!.rest], [undefined, undefined]);
  }
});

test('KTO is steepest at its reference point and has given up far from it on both sides', () => {
  const [desirable, undesirable] = familyOf(3, { beta: 0.5, epsilon: 0.1, z0: 7 }).curves;
  near(desirable!.slope(7), -0.25, 1e-12, 'desirable');
  near(undesirable!.slope(7), 0.25, 1e-12, 'undesirable');
  for (const h of [-40, 54]) assert.ok(Math.abs(desirable!.slope(h)) < 1e-6);
});

test('β² makes IPO and SPPO functions of βh, as the others are', () => {
  for (const [index, k] of [[0, 3], [2, 2]] as const) {
    const [one, ten] = [1, 0.1].map((beta) => familyOf(index, { beta, epsilon: 0.1, z0: 0 }).curves[k]!);
    for (const u of [-2, 0.4, 3]) {
      near(ten!.loss(10 * u), one!.loss(u), 1e-9, 'loss');
      near(ten!.slope(10 * u), one!.slope(u), 1e-9, 'slope');
    }
  }
});

test('the sentence puts each curve where the sign of its slope belongs, in both languages', () => {
  const run = lossShapes.compute({ family: 0, beta: -1, epsilon: 0.1, z0: 0 }, undefined);
  const frame = 30 - -20; // h = 30: past every rest
  assert.equal(lossShapes.says(run, frame, 'en'),
    'At h = 30, with the slope in brackets, asking for a wider gap: DPO (−0.047), robust DPO (−0.172); asking for a narrower gap: conservative DPO (0.053), β² · IPO (5.000), EXO (0.036).');
  for (let family = 0; family < 5; family++) {
    const of = lossShapes.compute({ family, beta: -0.5, epsilon: 0.2, z0: 3 }, undefined);
    for (let k = 0; k < lossShapes.frames(of); k++) {
      for (const language of ['en', 'zh-cn'] as const) {
        const sentence = lossShapes.says(of, k, language);
        assert.doesNotMatch(sentence, /undefined|NaN|Infinity/);
        for (const { name } of of.curves) assert.ok(sentence.includes(name[language]), sentence);
      }
    }
  }
});

test('the tables have a cell for each head, and the one of a frame says where a loss is smallest', () => {
  for (let family = 0; family < 5; family++) {
    const run = lossShapes.compute({ family, beta: -1, epsilon: 0.1, z0: 0 }, undefined);
    for (const { head, rows } of [lossShapes.table(run), lossShapes.frameTable!(run, 20)]) assert.ok(rows.every((row) => row.length === head.length));
  }
  const run = lossShapes.compute({ family: 0, beta: -1, epsilon: 0.1, z0: 0 }, undefined);
  assert.deepEqual(lossShapes.frameTable!(run, 20).rows.at(-1), ['arg min ℓ', '—', '21.972', '—', '5.000', '21.972']);
  assert.equal(lossShapes.table(run).rows.length, 31);
});
