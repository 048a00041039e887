import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { dropoutForward, hashKeep } from '../../../snippets/flash-attention/dropout-replay.ts';
import { flash2Forward, naiveAttention } from '../../../snippets/flash-attention/flash-forward.ts';
import { groupedAttention, groupedBackward, headOf } from '../../../snippets/flash-attention/grouped-query.ts';
import { flashHalf, halfEmulation, roundHalf, standardHalf } from '../../../snippets/flash-attention/half-emulation.ts';
import { maxGap, type Mat } from '../../../snippets/kit/matrix.ts';
import { normals } from '../../../snippets/kit/random.ts';

test('each query head of a group sees the shared keys as its own', () => {
  const few = fc.integer({ min: 1, max: 3 });
  fc.assert(fc.property(few, few, fc.boolean(), fc.integer({ min: 1, max: 1e6 }), (hkv, group, causal, seed) => {
    const [hq, n, d] = [hkv * group, 5, 3];
    const [Q, K, V] = [normals(hq * n * d, seed), normals(hkv * n * d, seed + 1), normals(hkv * n * d, seed + 2)];
    const { O, L } = groupedAttention(Q, K, V, hq, hkv, n, n, d, d, { causal });
    for (let h = 0; h < hq; h++) {
      const shared = Math.floor(h / group);
      const one = naiveAttention(headOf(Q, h, hq), headOf(K, shared, hkv), headOf(V, shared, hkv), n, n, d, d, { causal });
      assert.ok(maxGap(one.O, headOf(O, h, hq)) < 1e-13 && maxGap(one.L, headOf(L, h, hq)) < 1e-13);
    }
  }), { seed: 1, numRuns: 100 });
});

test('a shared key meets central differences', () => {
  const [hq, hkv, n, d, h] = [6, 2, 4, 3, 1e-5];
  const [Q, dO, K, V] = [normals(hq * n * d, 1), normals(hq * n * d, 4), normals(hkv * n * d, 2), normals(hkv * n * d, 3)];
  const { O, L } = groupedAttention(Q, K, V, hq, hkv, n, n, d, d);
  const { dK, dV } = groupedBackward(Q, K, V, O, L, dO, hq, hkv, n, n, d, d);
  const f = () => groupedAttention(Q, K, V, hq, hkv, n, n, d, d).O.reduce((sum, x, k) => sum + x * dO[k]!, 0);
  for (const [x, gradient] of [[K, dK], [V, dV]] as const) {
    x.forEach((x0, k) => {
      x[k] = x0 + h;
      const above = f();
      x[k] = x0 - h;
      const below = f();
      x[k] = x0;
      assert.ok(Math.abs((above - below) / (2 * h) - gradient[k]!) < 1e-7);
    });
  }
});

test('heads that do not divide, and sizes that do not fit, are told', () => {
  const call = (hq: number, hkv: number, K = normals(hkv * 4, 2)) => () =>
    groupedAttention(normals(hq * 4, 1), K, normals(hkv * 4, 3), hq, hkv, 2, 2, 2, 2);
  assert.throws(call(6, 4), new RangeError('heads (6) must be a multiple of kv heads (4)'));
  assert.throws(call(4, 0), new RangeError('head counts must be positive integers'));
  assert.throws(call(4, 2, normals(7, 2)), new RangeError('K has 7 values; expected hkv*nk*d = 8'));
});

test('dropout by hash gives the same output for five tile sizes, and that of a stored mask', () => {
  const [nq, nk, d, p] = [37, 53, 8, 0.3];
  const [Q, K, V] = [normals(nq * d, 1), normals(nk * d, 2), normals(nk * d, 3)];
  const keep = Uint8Array.from({ length: nq * nk }, (_, index) => hashKeep(11, index, p));
  const stored = naiveAttention(Q, K, V, nq, nk, d, d, { dropP: p, keep });
  for (const [Br, Bc] of [[64, 64], [1, 1], [5, 7], [37, 2], [3, 53]] as const) {
    const { O, L } = dropoutForward(Q, K, V, nq, nk, d, d, p, (index) => hashKeep(11, index, p), Br, Bc);
    assert.ok(maxGap(O, stored.O) < 1e-13 && maxGap(L, stored.L) < 1e-13, `${Br}x${Bc}`);
    assert.ok(maxGap(flash2Forward(Q, K, V, nq, nk, d, d, { dropP: p, keep, Br, Bc }).O, O) < 1e-13);
  }
});

test('the keep rate is 1 − p within 3σ for nearly all seeds, and neighbours are independent', () => {
  const n = 4096;
  let outside = 0;
  for (let seed = 0; seed < 200; seed++) {
    for (const p of [0.1, 0.5]) {
      let [kept, both] = [0, 0];
      for (let index = 0; index < n; index++) {
        const k = hashKeep(seed, index, p);
        kept += k;
        both += k & hashKeep(seed + 1, index, p);
      }
      if (Math.abs(kept / n - (1 - p)) > 3 * Math.sqrt((p * (1 - p)) / n)) outside++;
      const q = (1 - p) ** 2;
      if (Math.abs(both / n - q) > 3 * Math.sqrt((q * (1 - q)) / n)) outside++;
    }
  }
  assert.ok(outside <= 8, `${outside} of 800 rates outside 3σ; 2.2 are expected`);
});

test('the masks of two seeds are not one mask in another order', () => {
  const same = Array.from({ length: 4096 }, (_, i) => i).filter((i) => hashKeep(0, i, 0.5) === hashKeep(1, i ^ 1, 0.5)).length;
  assert.ok(Math.abs(same / 4096 - 0.5) < 0.04, `${same} of 4096 agree`);
});

test('nothing is dropped at p = 0, and p = 1 is refused', () => {
  assert.ok(Array.from({ length: 1000 }, (_, index) => hashKeep(1, index, 0)).every((k) => k === 1));
  assert.throws(() => hashKeep(1, 0, 1), new RangeError('dropP must be in [0,1)'));
  const [Q, K, V] = [normals(2, 1), normals(2, 2), normals(2, 3)];
  assert.throws(() => dropoutForward(Q, K, V, 1, 1, 2, 2, -0.1, () => 1), new RangeError('dropP must be in [0,1)'));
});

test('rounding to half is what the engine rounds to, where it can', (t) => {
  const f16round = (Math as { f16round?: (x: number) => number }).f16round;
  if (f16round === undefined) return t.skip('this engine has no Math.f16round');
  const number = fc.oneof(fc.double({ noNaN: true, min: -7e4, max: 7e4 }), fc.double({ noNaN: true, min: -1e-4, max: 1e-4 }));
  fc.assert(fc.property(number, (x) => {
    assert.equal(roundHalf(x) + 0, f16round(x) + 0);
  }), { seed: 5, numRuns: 5000 });
  const edges = [0, 65504, 65519.99, 65520, 1 + 2 ** -11, 1 + 3 * 2 ** -11, 2 ** -25, 2 ** -24, -Infinity, NaN];
  for (const x of edges) assert.equal(roundHalf(x), f16round(x));
});

test('half precision errs by about its rounding unit, and flash by less', () => {
  const [N, d] = [96, 16];
  const [Q, K, V] = [1, 2, 3].map((seed) => normals(N * d, seed).map(roundHalf)) as [Mat, Mat, Mat];
  const exact = flash2Forward(Q, K, V, N, N, d, d).O;
  assert.ok(maxGap(standardHalf(Q, K, V, N, d), exact) < 4e-3);
  for (const Bc of [1, 7, 64, 200]) assert.ok(maxGap(flashHalf(Q, K, V, N, d, Bc), exact) < 2e-3, `Bc = ${Bc}`);
  const { standardRmse, flashRmse } = halfEmulation(128, 32, 5);
  assert.ok(standardRmse / flashRmse > 1.5);
});
