import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { flash2Forward, naiveAttention, type AttnOpts } from '../../../snippets/flash-attention/flash-forward.ts';
import { flash1Forward, onePassAttention } from '../../../snippets/flash-attention/flash1-forward.ts';
import { butterflyMask, packedAttention, tileKinds } from '../../../snippets/flash-attention/masks.ts';
import { mergeLse, splitKv } from '../../../snippets/flash-attention/split-kv.ts';
import { maxGap, type Mat } from '../../../snippets/kit/matrix.ts';
import { normals } from '../../../snippets/kit/random.ts';

/** Output rows are averages of 𝒩(0,1) values: a gap of 1e-13 is rounding, whatever the order of the sums. */
const same = (a: Mat, b: Mat) => assert.ok(a.length === b.length && maxGap(a, b) < 1e-13, `they differ by ${maxGap(a, b)}`);

const size = fc.integer({ min: 1, max: 24 });
const problem = fc.record({ nq: size, nk: size, d: fc.integer({ min: 1, max: 6 }), dv: fc.integer({ min: 1, max: 6 }), seed: fc.integer() })
  .map(({ seed, ...sizes }) => ({
    ...sizes, Q: normals(sizes.nq * sizes.d, seed), K: normals(sizes.nk * sizes.d, seed + 1), V: normals(sizes.nk * sizes.dv, seed + 2),
  }));
const mask = fc.record({
  causal: fc.boolean(),
  window: fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 12 })),
  keyLen: fc.integer({ min: 0, max: 24 }),
}, { requiredKeys: [] });
const tiles = fc.record({ Br: fc.integer({ min: 1, max: 30 }), Bc: fc.integer({ min: 1, max: 30 }) });
const seeded = { seed: 7, numRuns: 300 };

describe('tiled attention', () => {
  it('equals its definition for every shape, mask and tile', () => {
    fc.assert(fc.property(problem, mask, tiles, ({ Q, K, V, nq, nk, d, dv }, masked, sizes) => {
      const o: AttnOpts = { ...masked, ...sizes };
      const naive = naiveAttention(Q, K, V, nq, nk, d, dv, o);
      const two = flash2Forward(Q, K, V, nq, nk, d, dv, o);
      const one = flash1Forward(Q, K, V, nq, nk, d, dv, o);
      same(two.O, naive.O);
      same(two.L, naive.L);
      same(one.O, naive.O);
      same(one.m.map((m, i) => m + Math.log(one.l[i]!)), naive.L);
    }), seeded);
  });

  it('equals its definition with dropout', () => {
    fc.assert(fc.property(problem, mask, tiles, fc.double({ min: 0, max: 0.9, noNaN: true }), (p, masked, sizes, dropP) => {
      const keep = Uint8Array.from(normals(p.nq * p.nk, 5), (z) => (z > 0 ? 1 : 0));
      const o: AttnOpts = { ...masked, ...sizes, dropP, keep };
      const naive = naiveAttention(p.Q, p.K, p.V, p.nq, p.nk, p.d, p.dv, o);
      const bare = naiveAttention(p.Q, p.K, p.V, p.nq, p.nk, p.d, p.dv, { ...masked, ...sizes });
      for (const attention of [flash1Forward, flash2Forward]) same(attention(p.Q, p.K, p.V, p.nq, p.nk, p.d, p.dv, o).O, naive.O);
      same(naive.L, bare.L); // the row sum is taken before dropping
      same(naive.P, bare.P);
    }), seeded);
  });

  it('does not mind a common shift of the scores', () => {
    fc.assert(fc.property(problem, fc.double({ min: -800, max: 800, noNaN: true }), ({ Q, K, V, nq, nk, d, dv }, c) => {
      // One more coordinate, 1 in every query and c in every key, adds c to all scores.
      const widen = (A: Mat, rows: number, last: number) =>
        Float64Array.from({ length: rows * (d + 1) }, (_, i) => (i % (d + 1) === d ? last : A[Math.floor(i / (d + 1)) * d + (i % (d + 1))]!));
      const plain = flash2Forward(Q, K, V, nq, nk, d, dv, { scale: 1 });
      const shifted = flash2Forward(widen(Q, nq, 1), widen(K, nk, c), V, nq, nk, d + 1, dv, { scale: 1 });
      assert.ok(maxGap(shifted.O, plain.O) < 1e-10);
      assert.ok(maxGap(shifted.L.map((L) => L - c), plain.L) < 1e-10);
    }), seeded);
  });

  it('does not mind the order of the keys', () => {
    fc.assert(fc.property(problem, tiles, ({ Q, K, V, nq, nk, d, dv }, sizes) => {
      const order = Array.from({ length: nk }, (_, j) => (j * 7 + 3) % nk).sort((a, b) => Math.sin(a * 99) - Math.sin(b * 99));
      const permute = (A: Mat, width: number) => Float64Array.from(order.flatMap((j) => [...A.subarray(j * width, (j + 1) * width)]));
      const unique = new Set(order).size === nk;
      fc.pre(unique);
      same(flash2Forward(Q, permute(K, d), permute(V, dv), nq, nk, d, dv, sizes).O, flash2Forward(Q, K, V, nq, nk, d, dv, sizes).O);
    }), seeded);
  });

  it('gives rows without keys O = 0 and L = −∞', () => {
    const [Q, K, V] = [normals(5 * 2, 1), normals(3 * 2, 2), normals(3 * 2, 3)];
    for (const attention of [naiveAttention, flash2Forward]) {
      const { O, L } = attention(Q, K, V, 5, 3, 2, 2, { causal: true, Br: 2, Bc: 2 });
      assert.deepEqual([...O.subarray(0, 4)], [0, 0, 0, 0]);
      assert.deepEqual([...L.subarray(0, 2)], [-Infinity, -Infinity]);
      assert.ok(L.subarray(2).every(Number.isFinite));
    }
    const none = flash2Forward(Q, new Float64Array(0), new Float64Array(0), 5, 0, 2, 2);
    assert.deepEqual([none.O.some((o) => o !== 0), none.L.every((L) => L === -Infinity)], [false, true]);
  });

  it('takes a key whose score is −∞ for a hidden one', () => {
    const K = Float64Array.of(1, 0.5, -Infinity, 0.2, 0.3, 1);
    const [Q, V] = [Float64Array.of(1, 1), normals(6, 1)];
    const seen = naiveAttention(Q, Float64Array.of(1, 0.5, 0.3, 1), Float64Array.of(V[0]!, V[1]!, V[4]!, V[5]!), 1, 2, 2, 2);
    for (const Bc of [1, 2, 3]) {
      same(flash2Forward(Q, K, V, 1, 3, 2, 2, { Bc }).O, seen.O);
      same(flash1Forward(Q, K, V, 1, 3, 2, 2, { Bc }).O, seen.O);
    }
    same(onePassAttention(Q, K, V, 3, 2, 2).o, seen.O);
  });

  it('uses memory that grows by one number a row', () => {
    const bytes = (N: number) => flash2Forward(normals(N, 1), normals(N, 2), normals(N, 3), N, N, 1, 1, { Br: 4, Bc: 4 }).bytes;
    assert.equal(bytes(100) - bytes(50), 50 * 8);
  });
});

describe('one pass', () => {
  it('is exact for the keys read so far', () => {
    fc.assert(fc.property(problem, ({ Q, K, V, nk, d, dv }) => {
      const q = Q.subarray(0, d);
      const seen: Mat[] = [];
      const { o, m, l } = onePassAttention(q, K, V, nk, d, dv, {}, (_j, _m, _l, _old, now) => seen.push(now.slice()));
      seen.forEach((now, j) => same(now, naiveAttention(q, K, V, 1, nk, d, dv, { keyLen: j + 1 }).O));
      const naive = naiveAttention(q, K, V, 1, nk, d, dv);
      same(o, naive.O);
      same(Float64Array.of(m + Math.log(l)), naive.L);
    }), { ...seeded, numRuns: 60 });
  });
});

describe('masks', () => {
  it('foresees what is visited, and a whole tile has no hidden score', () => {
    fc.assert(fc.property(problem, mask, tiles, ({ Q, K, V, nq, nk, d, dv }, masked, sizes) => {
      const o: AttnOpts = { ...masked, ...sizes };
      const { kinds, Tc, visited, skipped, whole } = tileKinds(nq, nk, o);
      assert.equal(visited + skipped, kinds.length);
      const { P } = naiveAttention(Q, K, V, nq, nk, d, dv, o);
      P.forEach((p, at) => {
        const kind = kinds[Math.floor(Math.floor(at / nk) / sizes.Br) * Tc + Math.floor((at % nk) / sizes.Bc)];
        if (p > 0) assert.notEqual(kind, 0);
        if (kind === 2) assert.ok(p > 0);
      });
      assert.ok(whole <= visited);
      assert.equal(flash1Forward(Q, K, V, nq, nk, d, dv, o).tiles, visited);
    }), seeded);
  });

  it('keeps the butterfly symmetric with 1 + log₂T tiles a row', () => {
    for (const T of [1, 2, 4, 8, 64]) {
      const kept = butterflyMask(T);
      kept.forEach((row, a) => {
        assert.equal(row.reduce((sum, x) => sum + x, 0), 1 + Math.log2(T));
        row.forEach((x, b) => assert.equal(x, kept[b]![a]));
      });
    }
  });

  it('keeps packed sequences apart, of any lengths', () => {
    const lengths = [3, 0, 5, 1];
    const [Q, K, V] = [normals(27, 1), normals(27, 2), normals(27, 3)];
    const { O, L } = packedAttention(Q, K, V, lengths, 3, 3, { causal: true, Br: 2, Bc: 2 });
    const second = naiveAttention(Q.subarray(9, 24), K.subarray(9, 24), V.subarray(9, 24), 5, 5, 3, 3, { causal: true });
    same(O.subarray(9, 24), second.O);
    same(L.subarray(3, 8), second.L);
  });
});

describe('split-KV', () => {
  it('is exact for every set of cuts, causal or padded', () => {
    const cuts = fc.array(fc.integer({ min: 0, max: 24 }), { maxLength: 6 });
    fc.assert(fc.property(problem, mask, cuts, ({ Q, K, V, nq, nk, d, dv }, { causal, keyLen }, places) => {
      const rising = places.filter((place) => place <= nk).sort((a, b) => a - b);
      const o = { ...(causal === undefined ? {} : { causal }), ...(keyLen === undefined ? {} : { keyLen }) };
      const merged = splitKv(Q, K, V, nq, nk, d, dv, rising, o);
      const naive = naiveAttention(Q, K, V, nq, nk, d, dv, o);
      same(merged.O, naive.O);
      same(merged.L, naive.L);
    }), seeded);
  });

  it('merges in any grouping', () => {
    const part = fc.record({ o: fc.double({ min: -5, max: 5, noNaN: true }), L: fc.oneof(fc.constant(-Infinity), fc.double({ min: -700, max: 700, noNaN: true })) })
      .map(({ o, L }) => ({ O: Float64Array.of(L === -Infinity ? 0 : o), L: Float64Array.of(L) }));
    fc.assert(fc.property(part, part, part, (a, b, c) => {
      const left = mergeLse([mergeLse([a, b]), c]);
      const right = mergeLse([a, mergeLse([b, c])]);
      const flat = mergeLse([c, a, b]);
      for (const other of [right, flat]) {
        assert.ok(maxGap(left.O, other.O) < 1e-11 && maxGap(left.L, other.L) < 1e-11);
      }
    }), seeded);
  });
});
