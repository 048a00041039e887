import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { mergeStats, onlineSoftmax, safeSoftmax, softmaxTopk, type Stats } from '../../../snippets/flash-attention/online-softmax.ts';
import { maxGap } from '../../../snippets/kit/matrix.ts';

const logit = fc.double({ min: -900, max: 900, noNaN: true });
const logits = fc.array(fc.oneof({ weight: 5, arbitrary: logit }, fc.constant(-Infinity)), { minLength: 1, maxLength: 40 })
  .map((x) => Float64Array.from(x));
const seeded = { seed: 11, numRuns: 500 };
const close = (a: Stats, b: Stats) => a.m === b.m && Math.abs(a.d - b.d) <= 1e-13 * Math.max(1, b.d);

describe('online softmax', () => {
  it('equals safe softmax wherever that one has a value', () => {
    fc.assert(fc.property(logits, (x) => {
      fc.pre(x.some((xi) => xi > -Infinity));
      const { y } = onlineSoftmax(x);
      assert.ok(maxGap(y, safeSoftmax(x)) < 1e-14);
      assert.ok(Math.abs(y.reduce((sum, p) => sum + p, 0) - 1) < 1e-13);
    }), seeded);
  });

  it('gives zeros when every logit is masked', () => {
    assert.deepEqual(onlineSoftmax(Float64Array.of(-Infinity, -Infinity)), { m: -Infinity, d: 0, y: Float64Array.of(0, 0) });
  });

  it('does not mind a common shift', () => {
    fc.assert(fc.property(logits, fc.integer({ min: -900, max: 900 }), (x, c) => {
      const whole = x.map(Math.round); // sums of integers are exact
      assert.ok(maxGap(onlineSoftmax(whole).y, onlineSoftmax(whole.map((xi) => xi + c)).y) < 1e-14);
    }), seeded);
  });

  it('merges parts cut anywhere to the statistics of the whole', () => {
    fc.assert(fc.property(logits, fc.nat(40), fc.nat(40), (x, i, j) => {
      const [from, to] = [Math.min(i, j, x.length), Math.min(Math.max(i, j), x.length)];
      const [a, b, c] = [onlineSoftmax(x.subarray(0, from)), onlineSoftmax(x.subarray(from, to)), onlineSoftmax(x.subarray(to))];
      const whole = onlineSoftmax(x);
      assert.ok(close(mergeStats(mergeStats(a, b), c), whole));
      assert.ok(close(mergeStats(a, mergeStats(b, c)), whole));
      assert.ok(close(mergeStats(c, mergeStats(b, a)), whole));
    }), seeded);
  });

  it('has the empty part as identity, from both sides', () => {
    const nothing = { m: -Infinity, d: 0 };
    assert.deepEqual(mergeStats(nothing, nothing), nothing);
    fc.assert(fc.property(logit, (m) => {
      for (const merged of [mergeStats({ m, d: 2.5 }, nothing), mergeStats(nothing, { m, d: 2.5 })]) assert.deepEqual(merged, { m, d: 2.5 });
    }), seeded);
  });
});

describe('softmax with top-k', () => {
  it('equals sorting the probabilities, earlier first among equals', () => {
    const ties = fc.array(fc.oneof({ weight: 5, arbitrary: fc.integer({ min: -3, max: 3 }) }, fc.constant(-Infinity)), { maxLength: 20 });
    fc.assert(fc.property(ties, fc.nat(20), (list, k) => {
      const x = Float64Array.from(list);
      fc.pre(k <= x.length);
      const { y } = onlineSoftmax(x);
      const sorted = [...x.keys()].sort((a, b) => (x[a] === x[b] ? a - b : x[b]! - x[a]!)).slice(0, k);
      const top = softmaxTopk(x, k);
      assert.deepEqual(top.index, sorted);
      assert.ok(maxGap(Float64Array.from(top.value), Float64Array.from(sorted, (i) => y[i]!)) < 1e-15);
    }), seeded);
  });
});
