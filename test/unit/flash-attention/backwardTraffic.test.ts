import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { naiveBackward } from '../../../snippets/flash-attention/flash-backward.ts';
import { naiveAttention } from '../../../snippets/flash-attention/flash-forward.ts';
import { Hbm } from '../../../snippets/flash-attention/io-forward.ts';
import { blockSizes, ioCount, simulate, type IoAlgorithm } from '../../../snippets/flash-attention/io-simulator.ts';
import { attentionWork, memoryModel, roofline } from '../../../snippets/flash-attention/roofline.ts';
import { maxGap, type Mat } from '../../../snippets/kit/matrix.ts';
import { normals } from '../../../snippets/kit/random.ts';

const algorithms: IoAlgorithm[] = ['standard-fwd', 'standard-bwd', 'fa1-fwd', 'fa1-bwd', 'fa2-fwd', 'fa2-bwd'];
const inputsOf = (N: number, d: number) => {
  const [Q, K, V, dO] = [1, 2, 3, 4].map((seed) => normals(N * d, seed)) as [Mat, Mat, Mat, Mat];
  return { Q, K, V, dO };
};

test('a counted run computes attention, and its count is the closed form to the last element', () => {
  const small = fc.integer({ min: 1, max: 20 });
  fc.assert(fc.property(fc.constantFrom(...algorithms), small, fc.integer({ min: 1, max: 5 }), small, small, fc.boolean(), fc.boolean(),
    (alg, N, d, Br, Bc, causal, skip) => {
      const skipFirst = skip && alg.startsWith('fa1');
      const inputs = inputsOf(N, d);
      const { Q, K, V, dO } = inputs;
      const run = simulate(alg, inputs, N, d, Br, Bc, Infinity, { causal, skipFirst });
      const { O, P } = naiveAttention(Q, K, V, N, N, d, d, { causal });
      const exact: Record<string, Mat> = { O, ...naiveBackward(Q, K, V, P, dO, N, N, d, d, { causal }) };
      for (const name of alg.endsWith('fwd') ? ['O'] : ['dQ', 'dK', 'dV']) {
        assert.ok(maxGap(run.slow[name]!, exact[name]!) < 1e-12, `${alg} ${name}`);
      }
      assert.equal(run.total, Object.values(run.moved).reduce((sum, x) => sum + x, 0));
      if (!causal) assert.equal(run.total, ioCount(alg, N, d, Br, Bc, skipFirst));
      const places = Array.from({ length: N * N }, (_, k) => [Math.floor(k / N), k % N] as const).filter(([i, j]) => !causal || j <= i);
      const tiles = new Set(places.map(([i, j]) => `${Math.floor(i / Br)} ${Math.floor(j / Bc)}`)).size;
      assert.equal(run.tiles, alg.startsWith('standard') ? 0 : tiles);
    }), { seed: 1, numRuns: 400 });
});

test('a tile that does not fit is refused before anything is read', () => {
  const inputs = inputsOf(64, 128);
  assert.throws(() => simulate('fa1-fwd', inputs, 64, 128, 64, 64, 16384),
    new RangeError('tile 64x64 with d=128 needs 36864 elements of SRAM; M is 16384'));
  assert.throws(() => simulate('fa2-fwd', inputs, 64, 128, 64, 64, 36863), RangeError);
  assert.equal(simulate('fa2-fwd', inputs, 64, 128, 64, 64, 36864).sram, 36864);
  assert.throws(() => simulate('fa2-fwd', inputs, 64, 128, 0, 64), new RangeError('block sizes must be positive integers'));
});

test('an array must be in both memories to move', () => {
  const hbm = new Hbm({ N: 2, d: 1, Br: 1, Bc: 1 }, { Q: new Float64Array(2) });
  hbm.chip({ K: [1, 1] });
  assert.throws(() => hbm.load('K'), new RangeError('K is not in slow memory'));
  assert.throws(() => hbm.load('Q'), new RangeError('Q is not in fast memory'));
});

test('fit is the largest square tile within M; the printed sizes take up to 5M/4', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 256 }), fc.integer({ min: 1, max: 1e6 }), (d, M) => {
    const need = (B: number) => 4 * B * d + B * B;
    if (need(1) > M) {
      assert.throws(() => blockSizes('fit', M, d), /^RangeError: no tile fits/);
      return;
    }
    const { Br, Bc } = blockSizes('fit', M, d);
    assert.ok(Br === Bc && need(Br) <= M && need(Br + 1) > M);
  }), { seed: 2, numRuns: 2000 });
  const { Br, Bc } = blockSizes('paper', 4 * 64 * 64, 64);
  assert.deepEqual([Br, Bc, (2 * (Br + Bc) * 64 + Br * Bc) / (4 * 64 * 64)], [64, 64, 1.25]);
});

test('the roof is the smaller of arithmetic and memory, and they meet at the ridge', () => {
  fc.assert(fc.property(fc.double({ min: 1e-3, max: 1e6, noNaN: true }), (intensity) => {
    const { attainable, bound, seconds } = roofline(intensity, 1, 200, 2);
    assert.ok(attainable <= 200 && attainable <= 2 * intensity);
    assert.equal(bound, intensity < 100 ? 'memory' : 'compute');
    assert.ok(Math.abs(seconds - Math.max(intensity / 200, 1 / 2)) <= 1e-12 * seconds);
  }), { seed: 3 });
  assert.throws(() => roofline(1, 0, 1, 1), new RangeError('flops, bytes, peak and bandwidth must be positive'));
});

test('intensity: standard below d/2, fused N/2, decoding the size of the group', () => {
  const intensity = (work: { flops: number; bytes: number }) => work.flops / work.bytes;
  assert.ok(intensity(attentionWork('standard', 2 ** 20, 64)) < 32 && intensity(attentionWork('standard', 2 ** 20, 64)) > 31.99);
  assert.equal(intensity(attentionWork('fused', 4096, 128)), 2048);
  for (const group of [1, 4, 8]) assert.equal(intensity(attentionWork('decode', 777, 64, 2, group)), group);
});

test('memory grows with N² for the standard call and with N for flash', () => {
  const [one, two] = [memoryModel(2 ** 16, 1, 1, 64), memoryModel(2 ** 17, 1, 1, 64)];
  assert.ok(two.standardMiB / one.standardMiB > 3.99);
  assert.equal(two.flashMiB / one.flashMiB, 2);
});
