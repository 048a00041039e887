import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ddpgSteps, estimateAndTruth, pendulumWorld, torqueOf, type DdpgOptions } from '../../../snippets/ddpg/ddpg.ts';
import { actorStep, criticStep, ddpgUpdate, joined, learner } from '../../../snippets/ddpg/ddpg-update.ts';
import { Adam, addProduct, Mlp } from '../../../snippets/ddpg/mlp.ts';
import { OuNoise, ouCorrelation, ouCorrelationTime, ouStationarySd } from '../../../snippets/ddpg/noise.ts';
import { evalGrid } from '../../../snippets/ddpg/pendulum.ts';
import { emptyBatch, Replay, type Batch } from '../../../snippets/ddpg/replay-buffer.ts';
import { ddpgTarget, expectedMax, halfLife, smoothAction, softUpdate, td3Target } from '../../../snippets/ddpg/targets.ts';
import { td3Update } from '../../../snippets/ddpg/td3-update.ts';
import { centralDifferences } from '../../../snippets/kit/differences.ts';
import { maxGap, type Mat } from '../../../snippets/kit/matrix.ts';
import { normals, uniform } from '../../../snippets/kit/random.ts';

const seeded = { seed: 7, numRuns: 60 };
/** Even on [min, max]; `fc.double` is even on what the machine can write, so nearly all of its numbers would be next to 0. */
const between = (min: number, max: number) => fc.integer({ min: 0, max: 10_000 }).map((k) => min + ((max - min) * k) / 10_000);
const size = (max: number) => fc.integer({ min: 1, max });
const fractions = between(0, 1);

/** A network, a batch of inputs, and a direction of outputs. */
const networks = fc.record({ sizes: fc.array(size(6), { minLength: 2, maxLength: 4 }), B: size(5), tanh: fc.boolean(), seed: fc.integer() })
  .map(({ sizes, B, tanh, seed }) => ({
    net: new Mlp(sizes, tanh ? 'tanh' : 'linear', tanh ? 2 : 1, uniform(seed)), B, x: normals(B * sizes[0]!, seed), dy: normals(B * sizes.at(-1)!, seed + 1),
  }));

describe('networks', () => {
  it('a product in blocks is the plain one', () => fc.assert(fc.property(size(7), size(7), size(9), fc.integer(), (n, k, m, seed) => {
    const A = normals(n * k, seed), B = normals(k * m, seed + 1), C = new Float64Array(n * m).fill(1);
    addProduct(A, k, 1, B, m, 1, C, n, k, m);
    C.forEach((c, at) => {
      const [i, j] = [Math.floor(at / m), at % m];
      let sum = 1;
      for (let p = 0; p < k; p++) sum += A[i * k + p]! * B[p * m + j]!;
      assert.ok(Math.abs(c - sum) < 1e-12);
    });
  }), seeded));
  it('gradients in weights and inputs are those of differences', () => fc.assert(fc.property(networks, ({ net, B, x, dy }) => {
    const loss = () => net.forward(x, B).reduce((sum, y, k) => sum + y * dy[k]!, 0);
    loss();
    const dx = net.backward(dy).slice(), dw = net.grad.slice();
    assert.ok(maxGap(centralDifferences(net.params, loss), dw) < 1e-6);
    assert.ok(maxGap(centralDifferences(x, loss), dx) < 1e-6);
  }), seeded));
  it('rows of a batch do not see each other; tanh keeps to its scale', () => fc.assert(fc.property(networks, ({ net, B, x }) => {
    const all = net.forward(x, B).slice(), n = net.sizes[0]!, m = all.length / B;
    for (let i = 0; i < B; i++) assert.ok(maxGap(net.forward(x.slice(i * n, (i + 1) * n), 1), all.slice(i * m, (i + 1) * m)) < 1e-12);
    if (net.out === 'tanh') assert.ok(all.every((y) => Math.abs(y) <= 2));
  }), seeded));
  it('what is not asked for is not touched; a copy goes its own way', () => fc.assert(fc.property(networks, ({ net, B, x, dy }) => {
    net.forward(x, B);
    net.grad.fill(7);
    net.backward(dy, { weights: false });
    assert.ok(net.grad.every((g) => g === 7));
    assert.ok(net.backward(dy, { input: false }).every((g) => g === 0));
    const twin = net.copy();
    twin.params[0]! += 1;
    assert.notEqual(net.params[0], twin.params[0]);
  }), seeded));
});

describe('Adam', () => {
  it('first steps by lr against the sign, whatever the size of the gradient', () => fc.assert(fc.property(between(1e-3, 1e3), fc.boolean(), (g, down) => {
    const p = Float64Array.of(0);
    new Adam(1, { lr: 0.1, eps: 0 }).step(p, Float64Array.of(down ? -g : g));
    assert.ok(Math.abs(p[0]! - (down ? 0.1 : -0.1)) < 1e-12);
  }), seeded));
  it('does not see the unit of the loss, but for eps', () => fc.assert(fc.property(between(0.01, 100), fc.integer(), (c, seed) => {
    const [p, q] = [new Float64Array(3), new Float64Array(3)], [a, b] = [new Adam(3, { lr: 0.1, eps: 0 }), new Adam(3, { lr: 0.1, eps: 0 })];
    for (let t = 0; t < 10; t++) {
      const g = normals(3, seed + t);
      a.step(p, g);
      b.step(q, g.map((x) => c * x));
    }
    assert.ok(maxGap(p, q) < 1e-10);
  }), seeded));
  it('takes the penalty for a part of the gradient', () => fc.assert(fc.property(fractions, fc.integer(), (l2, seed) => {
    const p = normals(3, seed), q = p.slice(), g = normals(3, seed + 1);
    new Adam(3, { lr: 0.1, l2 }).step(p, g);
    new Adam(3, { lr: 0.1 }).step(q, g.map((x, k) => x + l2 * q[k]!));
    assert.ok(maxGap(p, q) < 1e-12);
  }), seeded));
});

describe('the buffer', () => {
  it('holds the newest, each in its slot, and draws nothing else', () => fc.assert(fc.property(size(8), size(30), fc.integer(), (capacity, pushes, seed) => {
    const held = new Replay(capacity, 1, 1);
    for (let k = 0; k < pushes; k++) held.push(Float64Array.of(k), Float64Array.of(-k), k, Float64Array.of(k + 1), k % 3 === 0);
    assert.equal(held.size, Math.min(capacity, pushes));
    assert.equal(held.next, pushes % capacity);
    const { s, a, r, s2, done } = held.sample(200, uniform(seed));
    assert.deepEqual(new Set(r), new Set(Array.from({ length: held.size }, (_, k) => pushes - 1 - k)));
    r.forEach((k, i) => assert.deepEqual([s[i], a[i], s2[i], done[i]], [k, -k, k + 1, k % 3 === 0 ? 1 : 0]));
  }), { ...seeded, numRuns: 40 }));
});

describe('noise', () => {
  const o = fc.record({ theta: between(0.05, 0.9), sigma: between(0.01, 3), dt: between(0.05, 2), mu: between(-2, 2) });
  it('one push dies out by 1 − θΔt a step, and its squares sum to the stationary variance, at every Δt', () => fc.assert(fc.property(o, (options) => {
    const noise = new OuNoise(1, options), { theta, sigma, dt, mu } = options;
    let sum = 0;
    for (let k = 0; k < 40 / (theta * dt) || k < 60; k++) {
      const x = noise.sample(() => (k === 0 ? 1 : 0))[0]! - mu;
      if (k < 20) assert.ok(Math.abs(x - sigma * Math.sqrt(dt) * (1 - theta * dt) ** k) < 1e-9);
      sum += x * x;
    }
    assert.ok(Math.abs(sum - ouStationarySd(options) ** 2) < 1e-6 * Math.max(1, sum));
  }), seeded));
  it('its spread no longer changes, its memory halves when steps double, and a reset ends it', () => fc.assert(fc.property(o, (options) => {
    const { theta, sigma, dt, mu } = options, V = ouStationarySd(options) ** 2;
    assert.ok(Math.abs((1 - theta * dt) ** 2 * V + sigma ** 2 * dt - V) < 1e-9 * Math.max(1, V));
    assert.ok(Math.abs(ouCorrelation(6, options) - ouCorrelation(3, options) ** 2) < 1e-12);
    assert.ok(Math.abs(Math.abs(1 - theta * dt) ** ouCorrelationTime(options) - Math.exp(-1)) < 1e-9 || theta * dt === 1);
    const noise = new OuNoise(2, options);
    noise.sample(() => 1);
    noise.reset();
    assert.deepEqual([...noise.x], [mu, mu]);
  }), seeded));
});

describe('targets', () => {
  const rows = fc.record({ n: size(8), seed: fc.integer() }).map(({ n, seed }) => ({
    r: normals(n, seed), q1: normals(n, seed + 1).map((x) => 10 * x), q2: normals(n, seed + 2).map((x) => 10 * x), done: normals(n, seed + 3).map((x) => (x > 0 ? 1 : 0)),
  }));
  it('are the reward alone at γ = 0 and where the world ended', () => fc.assert(fc.property(rows, fractions, ({ r, q1, done }, gamma) => {
    assert.deepEqual(ddpgTarget(r, done, q1, 0).map((y) => y + 0), r.map((y) => y + 0));
    ddpgTarget(r, done, q1, gamma).forEach((y, i) => assert.ok(Math.abs(y - (done[i] === 1 ? r[i]! : r[i]! + gamma * q1[i]!)) < 1e-12));
  }), seeded));
  it('of TD3 are the smaller of the two, in any order', () => fc.assert(fc.property(rows, fractions, ({ r, q1, q2, done }, gamma) => {
    const y = td3Target(r, done, q1, q2, gamma);
    assert.deepEqual(td3Target(r, done, q2, q1, gamma), y);
    assert.deepEqual(td3Target(r, done, q1, q1, gamma), ddpgTarget(r, done, q1, gamma));
    const [a, b] = [ddpgTarget(r, done, q1, gamma), ddpgTarget(r, done, q2, gamma)];
    y.forEach((x, i) => assert.equal(x, Math.min(a[i]!, b[i]!)));
  }), seeded));
  it('shaken actions stay within the clip and the bound, and mirror', () => fc.assert(fc.property(fc.integer(), fractions, fractions, between(0.1, 5), (seed, sigma, clip, aMax) => {
    const mu = normals(6, seed).map((x) => Math.max(-aMax, Math.min(aMax, x * aMax))), eps = normals(6, seed + 1).map((x) => 3 * x);
    const shaken = smoothAction(mu, eps, sigma, clip, aMax);
    shaken.forEach((a, k) => assert.ok(Math.abs(a) <= aMax && Math.abs(a - mu[k]!) <= clip * aMax + 1e-12));
    const mirrored = smoothAction(mu.map((x) => -x), eps.map((x) => -x), sigma, clip, aMax);
    shaken.forEach((a, k) => assert.ok(Object.is(Math.abs(a + mirrored[k]!), 0)));
    for (const still of [smoothAction(mu, eps, 0, clip, aMax), smoothAction(mu, eps, sigma, 0, aMax)]) assert.ok(maxGap(still, mu) < 1e-15);
  }), seeded));
  it('a copy closes the share τ of its gap: all at 1, none at 0', () => fc.assert(fc.property(fc.integer(), fractions, (seed, tau) => {
    const source = normals(5, seed), target = normals(5, seed + 1);
    for (const t of [tau, 0, 1]) {
      const copy = target.slice();
      softUpdate(copy, source, t);
      copy.forEach((x, k) => assert.ok(Math.abs(source[k]! - x - (1 - t) * (source[k]! - target[k]!)) < 1e-12));
    }
    if (tau > 1e-12 && tau < 1) assert.ok(Math.abs(halfLife(tau) * Math.log1p(-tau) + Math.LN2) < 1e-12);
  }), seeded));
  it('the best of n errors: 0 for one, 1/√π for two, rising, below √(2 ln n)', () => {
    assert.ok(Math.abs(expectedMax(1)) < 1e-9);
    assert.ok(Math.abs(expectedMax(2) - 1 / Math.sqrt(Math.PI)) < 1e-6);
    for (let n = 2; n <= 12; n++) assert.ok(expectedMax(n) > expectedMax(n - 1) && expectedMax(n) < Math.sqrt(2 * Math.log(n)));
  });
});

/** Two networks and a batch for them, of random widths. */
const updates = fc.record({ n: size(6), sDim: size(3), aDim: size(2), seed: fc.integer(), scale: fc.constantFrom(1, 2) }).map(({ n, sDim, aDim, seed, scale }) => {
  const next = uniform(seed);
  const critic = () => learner(new Mlp([sDim + aDim, 5, 1], 'linear', 1, next), 1e-3);
  const batch: Batch = {
    ...emptyBatch(n, sDim, aDim), s: normals(n * sDim, seed), a: normals(n * aDim, seed + 1), r: normals(n, seed + 2), s2: normals(n * sDim, seed + 3),
  };
  return { batch, critics: [critic(), critic()] as const, actor: learner(new Mlp([sDim, 5, aDim], 'tanh', 2, next), 1e-3), scale };
});

describe('an update', () => {
  it('pulls the critic by the gradient of its loss, with y held', () => fc.assert(fc.property(updates, fc.integer(), ({ batch, critics: [critic], scale }, seed) => {
    const { net } = critic, x = joined(batch.s, batch.a, batch.n, scale), y = normals(batch.n, seed), before = net.copy();
    const loss = () => before.forward(x, batch.n).reduce((sum, q, i) => sum + (q - y[i]!) ** 2 / batch.n, 0);
    assert.ok(Math.abs(criticStep(critic, x, y) - loss()) < 1e-12);
    assert.ok(maxGap(centralDifferences(before.params, loss), net.grad) < 1e-6);
  }), seeded));
  it('lets the actor climb the critic, which stays, and does not see the stored actions', () => fc.assert(fc.property(updates, ({ batch, critics: [critic], actor, scale }) => {
    const before = actor.net.copy(), weights = critic.net.params.slice(), value = critic.net.copy();
    const loss = () => -value.forward(joined(batch.s, before.forward(batch.s, batch.n), batch.n, scale), batch.n).reduce((sum, q) => sum + q, 0) / batch.n;
    assert.ok(Math.abs(actorStep(actor, critic.net, batch.s, batch.n, scale).loss - loss()) < 1e-12);
    assert.ok(maxGap(centralDifferences(before.params, loss), actor.net.grad) < 1e-6);
    assert.deepEqual(critic.net.params, weights);
  }), seeded));
  it('does not see the order of its batch', () => fc.assert(fc.property(updates, ({ batch, critics: [critic], actor, scale }) => {
    const { n } = batch, turn = (x: Mat) => Float64Array.from({ length: x.length }, (_, k) => x[((n - 1 - Math.floor(k / (x.length / n))) * x.length) / n + (k % (x.length / n))]!);
    const twins = { actor: learner(actor.net.copy(), 1e-3), critic: learner(critic.net.copy(), 1e-3) };
    const o = { gamma: 0.9, tau: 0.1, actionScale: scale };
    const one = ddpgUpdate({ actor, critic }, batch, o);
    const other = ddpgUpdate(twins, { n, s: turn(batch.s), a: turn(batch.a), r: turn(batch.r), s2: turn(batch.s2), done: turn(batch.done) }, o);
    assert.ok(Math.abs(one.criticLoss - other.criticLoss) < 1e-10 && Math.abs(one.actorLoss - other.actorLoss) < 1e-10);
    assert.ok(maxGap(twins.critic.net.grad, critic.net.grad) < 1e-10);
  }), seeded));
  it('moves all copies by τ, and those of TD3 only when the actor moves', () => fc.assert(fc.property(updates, fractions, size(5), ({ batch, critics, actor, scale }, tau, it) => {
    const eps = normals(batch.a.length, it), o = { gamma: 0.9, tau, actionScale: scale, policyFreq: 3 };
    const before = [actor, ...critics].map(({ target }) => target.params.slice());
    const { actorLoss } = td3Update({ actor, critics }, batch, eps, o, it);
    assert.equal(actorLoss === null, it % 3 !== 0);
    [actor, ...critics].forEach(({ net, target }, i) => target.params.forEach((p, k) => {
      const moved = it % 3 === 0 ? before[i]![k]! + tau * (net.params[k]! - before[i]![k]!) : before[i]![k]!;
      assert.ok(Math.abs(p - moved) < 1e-12);
    }));
  }), seeded));
});

describe('a run', () => {
  const short: DdpgOptions = { steps: 260, startSteps: 50, batch: 16 };
  const weights = (o: DdpgOptions, seed: number, look = false) => {
    let last: Mat = new Float64Array(0);
    for (const p of ddpgSteps(pendulumWorld, { ...short, ...o }, seed)) {
      last = p.actor.params.slice();
      if (look && p.step % 100 === 0) {
        evalGrid(torqueOf(p.actor), 3, 2);
        estimateAndTruth(p, pendulumWorld, [{ th: 1, w: 0 }], 0.98, 20);
      }
    }
    return last;
  };
  it('is the same for the same seed, and looking at it changes nothing', () => {
    assert.deepEqual(weights({}, 1), weights({}, 1));
    assert.deepEqual(weights({}, 1, true), weights({}, 1));
    assert.notDeepEqual(weights({}, 2), weights({}, 1));
  });
  it('follows each of its switches', () => {
    const plain = weights({}, 1);
    const switches: readonly DdpgOptions[] = [{ tau: 1 }, { gamma: 0 }, { noise: 'gauss' }, { limitIsTerminal: true }, { td3: true }, { l2: 0.1 }, { capacity: 20 }];
    for (const o of switches) assert.notDeepEqual(weights(o, 1), plain, JSON.stringify(o));
  });
  it('reports the return of each episode when it ends', () => {
    const ends = [...ddpgSteps(pendulumWorld, { ...short, steps: 450 }, 1)].flatMap(({ step, episodeReturn }) => (episodeReturn === undefined ? [] : [[step, episodeReturn] as const]));
    assert.deepEqual(ends.map(([step]) => step), [200, 400]);
    assert.ok(ends.every(([, sum]) => sum < -200 && sum > -200 * 16.28));
  });
});
