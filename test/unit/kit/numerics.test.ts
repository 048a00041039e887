import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { addRows, dotRows, matmul, maxGap, type Mat } from '../../../snippets/kit/matrix.ts';
import { bits, normals, uniform } from '../../../snippets/kit/random.ts';

const shape = fc.tuple(fc.nat(11), fc.nat(11), fc.nat(11), fc.integer());

/** The product, entry by entry. */
function plain(A: Mat, B: Mat, n: number, k: number, m: number): Mat {
  return Float64Array.from({ length: n * m }, (_, at) => {
    let sum = 0;
    for (let p = 0; p < k; p++) sum += A[Math.floor(at / m) * k + p]! * B[p * m + (at % m)]!;
    return sum;
  });
}

describe('matrix', () => {
  it('multiplies as the definition does, to the last bit', () => {
    fc.assert(fc.property(shape, ([n, k, m, seed]) => {
      const [A, B] = [normals(n * k, seed), normals(k * m, seed + 1)];
      assert.deepEqual(matmul(A, B, n, k, m), plain(A, B, n, k, m));
    }), { seed: 3, numRuns: 300 });
  });

  it('takes dot products and weighted sums of rows as the product does', () => {
    fc.assert(fc.property(shape, ([nk, d, skip, seed]) => {
      const from = Math.min(skip, nk);
      const [q, K] = [normals(d, seed), normals(nk * d, seed + 1)];
      const s = new Float64Array(nk - from);
      dotRows(0.5, q, 0, K, from, nk, d, s);
      const half = plain(K.subarray(from * d), q, nk - from, d, 1).map((x) => 0.5 * x);
      assert.ok(maxGap(s, half) < 1e-14);
      const sum = new Float64Array(d);
      addRows(s, K, from, nk, d, sum, 0);
      assert.ok(maxGap(sum, plain(s, K.subarray(from * d), 1, nk - from, d)) < 1e-13);
    }), { seed: 4, numRuns: 300 });
  });

  it('takes equal infinities for equal and passes NaN on', () => {
    assert.equal(maxGap(Float64Array.of(-Infinity, 1), Float64Array.of(-Infinity, 3)), 2);
    assert.equal(maxGap(Float64Array.of(-Infinity), Float64Array.of(0)), Infinity);
    assert.ok(Number.isNaN(maxGap(Float64Array.of(NaN, 5), Float64Array.of(0, 0))));
  });
});

describe('random numbers', () => {
  it('are the same for the same seed, and others for another', () => {
    assert.deepEqual(normals(100, 5), normals(100, 5));
    assert.notDeepEqual(normals(100, 5), normals(100, 6));
    assert.deepEqual(normals(100, 5), normals(200, 5).slice(0, 100));
  });

  it('keep their bits from release to release', () => {
    const next = bits(1);
    assert.deepEqual(Array.from({ length: 4 }, () => next() >>> 0), [1299785925, 4001059704, 2906380172, 1047107358]);
    assert.deepEqual([...normals(4, 1)], [-0.20057391955642126, 1.2336260744793388, -0.12538542182220586, -0.42672374086271386]);
  });

  it('have the moments of the normal distribution', () => {
    const n = 1e6;
    const z = normals(n, 42);
    const moment = (power: number) => z.reduce((sum, x) => sum + x ** power, 0) / n;
    // Five standard errors: √(Var zᵏ / n) with Var z, z², z³, z⁴ = 1, 2, 15, 96.
    for (const [power, expected, variance] of [[1, 0, 1], [2, 1, 2], [3, 0, 15], [4, 3, 96]] as const) {
      assert.ok(Math.abs(moment(power) - expected) < 5 * Math.sqrt(variance / n), `moment ${power} is ${moment(power)}`);
    }
  });

  it('fill the normal distribution evenly: layers, wedges and tail', () => {
    // Shares of |z| beyond each point, from tables of the normal distribution.
    const shares = [[0.5, 0.6170750775], [1, 0.3173105079], [2, 0.0455002639], [3, 0.0026997961], [3.442619855899, 0.0005761085]] as const;
    const n = 4e6;
    const z = normals(n, 43);
    for (const [point, share] of shares) {
      const ours = z.reduce((count, x) => count + (Math.abs(x) > point ? 1 : 0), 0) / n;
      assert.ok(Math.abs(ours - share) < 5 * Math.sqrt((share * (1 - share)) / n), `beyond ${point}: ${ours}`);
    }
  });

  it('are even on [0, 1)', () => {
    const next = uniform(9);
    const counts = new Float64Array(64);
    for (let i = 0; i < 64000; i++) {
      const u = next();
      assert.ok(u >= 0 && u < 1);
      counts[Math.floor(64 * u)]!++;
    }
    const chi = counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    assert.ok(chi < 63 + 5 * Math.sqrt(2 * 63), `χ² is ${chi} for 63 degrees of freedom`);
  });
});
