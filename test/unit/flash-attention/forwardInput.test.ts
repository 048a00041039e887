import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { flash2Forward, naiveAttention, type AttnOpts } from '../../../snippets/flash-attention/flash-forward.ts';
import { flash1Forward, onePassAttention } from '../../../snippets/flash-attention/flash1-forward.ts';
import { butterflyMask } from '../../../snippets/flash-attention/masks.ts';
import { safeSoftmax, softmaxTopk } from '../../../snippets/flash-attention/online-softmax.ts';
import { splitKv } from '../../../snippets/flash-attention/split-kv.ts';
import { normals } from '../../../snippets/kit/random.ts';

const [nq, nk, d, dv] = [6, 7, 4, 3];
const [Q, K, V] = [normals(nq * d, 1), normals(nk * d, 2), normals(nk * dv, 3)];
const forwards = { naiveAttention, flash1Forward, flash2Forward };

describe('what an attention refuses', () => {
  for (const [name, attention] of Object.entries(forwards)) {
    const refuses = (message: string, o: AttnOpts, q = Q, kind: new (message?: string) => Error = RangeError) =>
      assert.throws(() => attention(q, K, V, nq, nk, d, dv, o), (error) => error instanceof kind && error.message === message);

    it(`${name}: a matrix of the wrong size`, () => refuses('Q has 23 values; expected nq*d = 24', {}, Q.slice(0, 23)));
    it(`${name}: NaN, with its place`, () => {
      const q = Q.slice();
      q[3 * d + 1] = NaN;
      refuses('NaN in Q at row 3, column 1', {}, q, TypeError);
    });
    it(`${name}: block sizes`, () => {
      for (const o of [{ Br: 0 }, { Bc: -1 }, { Br: 2.5 }, { Bc: NaN }]) refuses('block sizes must be positive integers', o);
    });
    it(`${name}: a drop rate of 1 or more, or without a mask`, () => {
      for (const dropP of [1, -0.1, NaN]) refuses('dropP must be in [0,1)', { dropP, keep: new Uint8Array(nq * nk) });
      refuses('keep has 0 values; expected nq*nk = 42', { dropP: 0.1 });
      refuses('keep has 5 values; expected nq*nk = 42', { dropP: 0.1, keep: new Uint8Array(5) });
    });
    it(`${name}: a block mask of another shape`, () => {
      const mask = [[1, 1, 1, 1], [1, 1, 1, 1], [1, 1, 1, 1]];
      assert.throws(() => attention(normals(8 * d, 1), normals(8 * d, 2), normals(8 * d, 3), 8, 8, d, d, { blockMask: { br: 2, bc: 2, mask } }),
        { name: 'RangeError', message: 'blockMask is 3x4; expected 4x4' });
    });
  }

  it('an infinite score', () => {
    const q = Q.slice().fill(1e308, 2 * d, 3 * d);
    const k = K.slice().fill(2);
    for (const attention of [flash1Forward, flash2Forward]) {
      assert.throws(() => attention(q, k, V, nq, nk, d, dv), { name: 'RangeError', message: '+Infinity in the scores at row 2' });
    }
    assert.throws(() => onePassAttention(q.subarray(2 * d, 3 * d), k, V, nk, d, dv), { message: '+Infinity in the scores at row 0' });
  });

  it('a naive attention with an infinite score', () => {
    const q = Q.slice().fill(1e308, 2 * d, 3 * d);
    assert.throws(() => naiveAttention(q, K.slice().fill(2), V, nq, nk, d, dv), { message: '+Infinity in the scores at row 2' });
  });
});

describe('what the smaller functions refuse', () => {
  it('softmax of nothing', () => assert.throws(() => safeSoftmax(new Float64Array(0)), { name: 'RangeError', message: 'empty sequence' }));
  it('more than there is', () => {
    assert.throws(() => softmaxTopk(new Float64Array(5), 9), { name: 'RangeError', message: 'top-k: k = 9 is larger than n = 5' });
  });
  it('a butterfly that is no power of two', () => {
    for (const T of [6, 0, -4, 2.5]) {
      assert.throws(() => butterflyMask(T), { name: 'RangeError', message: `butterflyMask: ${T} is not a power of two` });
    }
  });
  it('cuts out of order', () => {
    for (const cuts of [[3, 2], [-1], [8], [1.5]]) {
      assert.throws(() => splitKv(Q, K, V, nq, nk, d, dv, cuts), { name: 'RangeError', message: 'cuts must rise within 0…7' });
    }
  });
});
