import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { flashBackward, naiveBackward } from '../../../snippets/flash-attention/flash-backward.ts';
import { flash2Forward, naiveAttention, type AttnOpts } from '../../../snippets/flash-attention/flash-forward.ts';
import { maxGap, type Mat } from '../../../snippets/kit/matrix.ts';
import { normals } from '../../../snippets/kit/random.ts';

interface Call {
  readonly Q: Mat;
  readonly K: Mat;
  readonly V: Mat;
  readonly dO: Mat;
  readonly shape: readonly [nq: number, nk: number, d: number, dv: number];
  readonly options: AttnOpts;
}

const gradients = ({ Q, K, V, dO, shape, options }: Call, tiles: AttnOpts = {}) => {
  const o = { ...options, ...tiles };
  const { O, L } = flash2Forward(Q, K, V, ...shape, o);
  return { O, L, ...flashBackward(Q, K, V, O, L, dO, ...shape, o) };
};

const names = ['dQ', 'dK', 'dV'] as const;
const apart = (a: Readonly<Record<(typeof names)[number], Mat>>, b: Readonly<Record<(typeof names)[number], Mat>>) =>
  Math.max(...names.map((name) => maxGap(a[name], b[name])));

const upTo = (max: number) => fc.integer({ min: 1, max });

/** Calls of any shape and mask; keys may be fewer than queries, so that rows without a key occur. */
const calls = fc.record({
  nq: upTo(9), nk: upTo(9), d: upTo(5), dv: upTo(5), seed: upTo(1e6), causal: fc.boolean(), dropped: fc.boolean(),
  keyLen: fc.option(fc.nat({ max: 9 }), { nil: undefined }),
  window: fc.option(fc.tuple(fc.nat({ max: 4 }), fc.nat({ max: 4 })), { nil: undefined }),
}).map(({ nq, nk, d, dv, seed, causal, keyLen, window, dropped }): Call => ({
  Q: normals(nq * d, seed), K: normals(nk * d, seed + 1), V: normals(nk * dv, seed + 2), dO: normals(nq * dv, seed + 3),
  shape: [nq, nk, d, dv],
  options: {
    causal, ...(keyLen !== undefined && { keyLen }), ...(window && { window }),
    ...(dropped && { dropP: 0.3, keep: Uint8Array.from(normals(nq * nk, seed + 4), (x) => (x > -0.5 ? 1 : 0)) }),
  },
}));

test('the tiled gradients are those of the definition, under every mask, with and without dropout', () => {
  fc.assert(fc.property(calls, (call) => {
    const { Q, K, V, dO, shape, options } = call;
    const { P } = naiveAttention(Q, K, V, ...shape, options);
    assert.ok(apart(gradients(call), naiveBackward(Q, K, V, P, dO, ...shape, options)) < 1e-12);
  }), { seed: 1, numRuns: 300 });
});

test('any tile size gives the same gradients', () => {
  fc.assert(fc.property(calls, upTo(12), upTo(12), (call, Br, Bc) => {
    assert.ok(apart(gradients(call, { Br, Bc }), gradients(call)) < 1e-12);
  }), { seed: 2, numRuns: 300 });
});

test('each gradient meets central differences to 1e-7', () => {
  const h = 1e-5;
  fc.assert(fc.property(calls, (call) => {
    const f = () => flash2Forward(call.Q, call.K, call.V, ...call.shape, call.options).O.reduce((sum, x, k) => sum + x * call.dO[k]!, 0);
    const exact = gradients(call);
    for (const [x, gradient] of [[call.Q, exact.dQ], [call.K, exact.dK], [call.V, exact.dV]] as const) {
      const size = Math.max(1, ...gradient.map(Math.abs));
      x.forEach((x0, k) => {
        x[k] = x0 + h;
        const above = f();
        x[k] = x0 - h;
        const below = f();
        x[k] = x0;
        assert.ok(Math.abs((above - below) / (2 * h) - gradient[k]!) < 1e-7 * size);
      });
    }
  }), { seed: 3, numRuns: 60 });
});

test('a row that sees nothing has no gradient and gives none, whatever its dO', () => {
  fc.assert(fc.property(calls, (call) => {
    const { dQ, dK, dV, L, O } = gradients(call);
    const [nq, , d, dv] = call.shape;
    for (let i = 0; i < nq; i++) {
      if (L[i] !== -Infinity) continue;
      assert.ok(dQ.subarray(i * d, (i + 1) * d).every((x) => x === 0) && O.subarray(i * dv, (i + 1) * dv).every((x) => x === 0));
      call.dO.fill(1e9, i * dv, (i + 1) * dv);
    }
    assert.equal(apart(gradients(call), { dQ, dK, dV }), 0);
  }), { seed: 4, numRuns: 300 });
});

test('scores that are all −∞ hide a row as a mask does', () => {
  const K = Float64Array.of(-Infinity, -Infinity);
  const [Q, V, dO] = [Float64Array.of(1, 2), Float64Array.of(3, 4), Float64Array.of(5, 6)];
  const { dQ, dK, dV, L } = gradients({ Q, K, V, dO, shape: [2, 2, 1, 1], options: {} });
  assert.ok(L.every((x) => x === -Infinity) && [dQ, dK, dV].every((x) => x.every((value) => value === 0)));
});

test('rows of dS sum to zero: equal keys give dQ = 0, and the dK of all keys cancel', () => {
  const [nq, nk, d, dv] = [5, 7, 3, 2];
  const one = normals(d, 1);
  const K = Float64Array.from({ length: nk * d }, (_, k) => one[k % d]!);
  const call: Call = { Q: normals(nq * d, 2), K, V: normals(nk * dv, 3), dO: normals(nq * dv, 4), shape: [nq, nk, d, dv], options: {} };
  const { dQ, dK } = gradients(call);
  assert.ok(dQ.every((x) => Math.abs(x) < 1e-14));
  for (let t = 0; t < d; t++) assert.ok(Math.abs(dK.filter((_, k) => k % d === t).reduce((sum, x) => sum + x, 0)) < 1e-13);
});

test('scores of ±1000 and a single key leave finite gradients', () => {
  const Q = normals(12, 5).map((x) => 1000 * x);
  const [K, V, dO] = [normals(12, 6), normals(12, 7), normals(12, 8)];
  const far = gradients({ Q, K, V, dO, shape: [4, 4, 3, 3], options: { scale: 1 } });
  assert.ok(names.every((name) => far[name].every(Number.isFinite)));
  const single = gradients({ Q: normals(12, 9), K: normals(3, 10), V: normals(3, 11), dO, shape: [4, 1, 3, 3], options: {} });
  assert.ok([single.dQ, single.dK].every((x) => x.every((value) => Math.abs(value) < 1e-14)), 'P = 1, so dS = 0');
});

test('bad input is told by what, where and how many', () => {
  const [Q, K, V, dO] = [normals(24, 1), normals(24, 2), normals(24, 3), normals(24, 4)];
  const { O, L } = flash2Forward(Q, K, V, 6, 6, 4, 4);
  const { P } = naiveAttention(Q, K, V, 6, 6, 4, 4);
  const flash = (change: Partial<Record<'Q' | 'O' | 'L' | 'dO', Mat>>, o: AttnOpts = {}) => () => {
    const x = { Q, O, L, dO, ...change };
    flashBackward(x.Q, K, V, x.O, x.L, x.dO, 6, 6, 4, 4, o);
  };
  const holed = dO.slice();
  holed[13] = NaN;
  assert.throws(flash({ Q: Q.subarray(1) }), new RangeError('Q has 23 values; expected nq*d = 24'));
  assert.throws(flash({ O: O.subarray(4) }), new RangeError('O has 20 values; expected nq*dv = 24'));
  assert.throws(flash({ L: L.subarray(2) }), new RangeError('L has 4 values; expected nq = 6'));
  assert.throws(flash({ dO: holed }), new TypeError('NaN in dO at row 3, column 1'));
  assert.throws(flash({}, { Bc: 0 }), new RangeError('block sizes must be positive integers'));
  assert.throws(flash({}, { dropP: 1, keep: new Uint8Array(36) }), new RangeError('dropP must be in [0,1)'));
  const mask = [[1, 1, 1, 1], [1, 1, 1, 1], [1, 1, 1, 1]];
  assert.throws(flash({}, { blockMask: { br: 2, bc: 2, mask } }), new RangeError('blockMask is 3x4; expected 3x3'));
  assert.throws(() => naiveBackward(Q, K, V, P.subarray(1), dO, 6, 6, 4, 4), new RangeError('P has 35 values; expected nq*nk = 36'));
});
