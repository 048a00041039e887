import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { energyControl, episodeReturn, evalGrid, maxTorque, observe, pendulumStep, resetPendulum, wrapAngle, type PendulumState } from '../../../snippets/ddpg/pendulum.ts';
import { bestTorque, interpolate, plannedReturn, pendulumValues } from '../../../snippets/ddpg/pendulum-optimum.ts';
import { uniform } from '../../../snippets/kit/random.ts';

const seeded = { seed: 7, numRuns: 200 };
/** Even on [min, max]; `fc.double` is even on what the machine can write, so nearly all of its numbers would be next to 0. */
const between = (min: number, max: number) => fc.integer({ min: 0, max: 10_000 }).map((k) => min + ((max - min) * k) / 10_000);
const states = fc.record({ th: between(-20, 20), w: between(-8, 8) });
const torques = between(-5, 5);
const near = (a: number, b: number, slack = 1e-9) => assert.ok(Math.abs(a - b) <= slack, `${a} and ${b}`);

describe('the angle', () => {
  it('is the same one in [−π, π)', () => fc.assert(fc.property(between(-100, 100), (th) => {
    const x = wrapAngle(th);
    assert.ok(x >= -Math.PI && x < Math.PI);
    near(Math.cos(x), Math.cos(th), 1e-12);
    near(Math.sin(x), Math.sin(th), 1e-12);
  }), seeded));
  it('has its seam at ±π, which belongs to −π', () => {
    assert.deepEqual([-Math.PI, Math.PI, 3 * Math.PI, -3 * Math.PI].map(wrapAngle), [-Math.PI, -Math.PI, -Math.PI, -Math.PI]);
  });
});

describe('a step', () => {
  it('is mirrored with its state and torque, for the same reward', () => fc.assert(fc.property(states, torques, ({ th, w }, u) => {
    const one = pendulumStep({ th, w }, u), other = pendulumStep({ th: -th, w: -w }, -u);
    near(other.th, -one.th, 0);
    near(other.w, -one.w, 0);
    near(other.reward, one.reward);
  }), seeded));
  it('is the same a turn further, and what an agent sees too', () => fc.assert(fc.property(states, torques, (state, u) => {
    const turned = { th: state.th + 2 * Math.PI, w: state.w };
    const [one, other] = [pendulumStep(state, u), pendulumStep(turned, u)];
    near(other.th - one.th, 2 * Math.PI);
    near(other.w, one.w);
    near(other.reward, one.reward);
    observe(turned).forEach((x, k) => near(x, observe(state)[k]!));
  }), seeded));
  it('takes no torque beyond ±2, no velocity beyond ±8, and rewards from −16.2736 to 0', () => fc.assert(fc.property(states, torques, (state, u) => {
    assert.deepEqual(pendulumStep(state, u), pendulumStep(state, Math.max(-maxTorque, Math.min(maxTorque, u))));
    const { w, reward } = pendulumStep(state, u);
    assert.ok(Math.abs(w) <= 8);
    assert.ok(reward <= 0 && reward >= -(Math.PI ** 2 + 6.4 + 0.004));
  }), seeded));
  it('moves the angle with the new velocity: a free swing neither gains nor loses energy for long', () => {
    const energy = ({ th, w }: PendulumState) => (w * w) / 6 + 5 * Math.cos(th);
    fc.assert(fc.property(between(-3, 3), between(-1, 1), (th, w) => {
      let state: PendulumState = { th, w }, first = 0, last = 0;
      for (let t = 0; t < 2000; t++) {
        state = pendulumStep(state, 0);
        if (t < 500) first += energy(state) / 500;
        if (t >= 1500) last += energy(state) / 500;
      }
      near(first, last, 0.1);
    }), { ...seeded, numRuns: 50 });
  });
  it('leaves what stands upright or hangs still, and rewards them 0 and −π²', () => {
    assert.deepEqual(pendulumStep({ th: 0, w: 0 }, 0), { th: 0, w: 0, reward: -0 });
    const hanging = pendulumStep({ th: Math.PI, w: 0 }, 0);
    near(hanging.th, Math.PI, 1e-15);
    near(hanging.reward, -(Math.PI ** 2), 1e-12);
  });
  it('begins anywhere on the circle, slowly', () => {
    const next = uniform(3), starts = Array.from({ length: 1000 }, () => resetPendulum(next));
    assert.ok(starts.every(({ th, w }) => Math.abs(th) <= Math.PI && Math.abs(w) <= 1));
    assert.ok(Math.max(...starts.map(({ th }) => th)) > 3 && Math.min(...starts.map(({ th }) => th)) < -3);
  });
});

describe('the score', () => {
  it('does not tell a policy from its mirror image', () => fc.assert(fc.property(states, between(-5, 5), between(-2, 2), ({ th }, a, b) => {
    const policy = ({ th: x, w }: PendulumState) => a * Math.sin(x) + b * w;
    near(episodeReturn(policy, { th, w: 0.5 }), episodeReturn(policy, { th: -th, w: -0.5 }), 1e-6);
  }), { ...seeded, numRuns: 50 }));
  it('is the mean of its returns, θ in the outer loop', () => {
    const { mean, std, min, max, returns } = evalGrid(energyControl, 4, 3);
    assert.equal(returns.length, 12);
    near(returns[0]!, episodeReturn(energyControl, { th: -0.75 * Math.PI, w: -2 / 3 }), 1e-6);
    near(returns[5]!, episodeReturn(energyControl, { th: -0.25 * Math.PI, w: 2 / 3 }), 1e-6);
    near(mean, returns.reduce((sum, x) => sum + x, 0) / 12);
    near(std ** 2, returns.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 12);
    assert.deepEqual([min, max], [Math.min(...returns), Math.max(...returns)]);
  });
});

describe('planning', () => {
  const grid = { nTheta: 24, nOmega: 17, nTorque: 3 };
  const values = pendulumValues(grid, 30);
  it('interpolates: exact on the grid points, and over the seam of the circle', () => {
    for (const [i, j] of [[0, 0], [5, 8], [23, 16]] as const) {
      near(interpolate(values[30]!, grid, -Math.PI + (2 * Math.PI * i) / 24, -8 + j), values[30]![i * 17 + j]!, 1e-9);
    }
    near(interpolate(values[30]!, grid, Math.PI - 1e-9, 0), interpolate(values[30]!, grid, -Math.PI, 0), 1e-6);
  });
  it('is worth less the more steps are to go, never more than 0, and the same mirrored', () => {
    for (let t = 1; t <= 30; t++) values[t]!.forEach((v, k) => assert.ok(v <= values[t - 1]![k]! + 1e-12));
    fc.assert(fc.property(between(-3, 3), between(-7, 7), (th, w) => near(interpolate(values[30]!, grid, th, w), interpolate(values[30]!, grid, -th, -w), 1e-9)), seeded);
  });
  it('chooses the torque of highest value', () => fc.assert(fc.property(between(-3, 3), between(-7, 7), (th, w) => {
    const { value } = bestTorque(values[10]!, grid, { th, w });
    for (const u of [-2, 0, 2]) {
      const after = pendulumStep({ th, w }, u);
      assert.ok(after.reward + interpolate(values[10]!, grid, after.th, after.w) <= value + 1e-12);
    }
  }), seeded));
  it('earns more than no torque', () => {
    const start = { th: 0.3, w: 0 };
    assert.ok(plannedReturn(values, grid, start, 5) > episodeReturn(() => 0, start, 30));
  });
});
