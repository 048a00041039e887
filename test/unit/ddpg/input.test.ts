import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ddpgSteps, pendulumWorld, saturationWarning, type DdpgOptions, type World } from '../../../snippets/ddpg/ddpg.ts';
import { learner } from '../../../snippets/ddpg/ddpg-update.ts';
import { trainLqDdpg } from '../../../snippets/ddpg/lq-ddpg.ts';
import { doubleIntegrator, evalGain, riccati, scalarSystem, solvePositive, type LinearSystem } from '../../../snippets/ddpg/lqr.ts';
import { Adam, Mlp } from '../../../snippets/ddpg/mlp.ts';
import { OuNoise, ouCorrelation, ouStationarySd } from '../../../snippets/ddpg/noise.ts';
import { emptyBatch, Replay } from '../../../snippets/ddpg/replay-buffer.ts';
import { ddpgTarget, smoothAction, softUpdate, td3Target } from '../../../snippets/ddpg/targets.ts';
import { td3Update } from '../../../snippets/ddpg/td3-update.ts';
import { uniform } from '../../../snippets/kit/random.ts';

const range = (message: string) => ({ name: 'RangeError', message });
const type = (message: string) => ({ name: 'TypeError', message });
const mat = (...x: number[]) => Float64Array.of(...x);

describe('what the replay buffer refuses', () => {
  const buffer = () => new Replay(4, 3, 1);
  it('room for less than one step', () => {
    for (const capacity of [0, -1, 2.5, NaN]) {
      assert.throws(() => new Replay(capacity, 3, 1), range(`capacity must be an integer of 1 or more, got ${capacity}`));
    }
  });
  it('another width, with both widths', () => {
    assert.throws(() => buffer().push(mat(1, 2, 3, 4), mat(0), 0, mat(1, 2, 3), false), range('expected state of length 3, got 4'));
    assert.throws(() => buffer().push(mat(1, 2, 3), mat(0, 1), 0, mat(1, 2, 3), false), range('expected action of length 1, got 2'));
    assert.throws(() => buffer().push(mat(1, 2, 3), mat(0), 0, mat(1, 2), false), range('expected next state of length 3, got 2'));
  });
  it('what is not finite, with its place; the buffer stays as it was', () => {
    const held = buffer();
    assert.throws(() => held.push(mat(1, NaN, 3), mat(0), 0, mat(1, 2, 3), false), type('state has NaN at 1; expected finite numbers'));
    assert.throws(() => held.push(mat(1, 2, 3), mat(Infinity), 0, mat(1, 2, 3), false), type('action has Infinity at 0; expected finite numbers'));
    assert.throws(() => held.push(mat(1, 2, 3), mat(0), NaN, mat(1, 2, 3), false), type('reward is NaN; expected a finite number'));
    assert.throws(() => held.push(mat(1, 2, 3), mat(0), 0, mat(1, 2, NaN), false), type('next state has NaN at 2; expected finite numbers'));
    assert.equal(held.size, 0);
  });
  it('a draw from nothing', () => assert.throws(() => buffer().sample(1, uniform(1)), range('the buffer is empty: push steps before sampling')));
  it('more draws than it holds are drawn with replacement', () => {
    const held = buffer();
    held.push(mat(1, 2, 3), mat(0), 7, mat(1, 2, 3), true);
    assert.deepEqual([...held.sample(5, uniform(1)).r], [7, 7, 7, 7, 7]);
  });
});

describe('what targets and copies refuse', () => {
  const one = mat(1);
  it('gamma and tau outside [0, 1]', () => {
    for (const x of [-0.1, 1.1, NaN]) {
      assert.throws(() => ddpgTarget(one, one, one, x), range(`gamma must be in [0, 1], got ${x}`));
      assert.throws(() => td3Target(one, one, one, one, x), range(`gamma must be in [0, 1], got ${x}`));
      assert.throws(() => softUpdate(mat(0), one, x), range(`tau must be in [0, 1], got ${x}`));
    }
  });
  it('copies of another size', () => assert.throws(() => softUpdate(mat(0, 0), one, 0.5), range('target has 2 values, its source 1')));
  it('a negative shake or bound', () => {
    assert.throws(() => smoothAction(one, one, -0.2, 0.5, 2), range('sigma must not be negative, got -0.2'));
    assert.throws(() => smoothAction(one, one, 0.2, -0.5, 2), range('clip must not be negative, got -0.5'));
  });
  it('an actor that never has its turn', () => {
    const next = uniform(1), critic = () => learner(new Mlp([3, 4, 1], 'linear', 1, next), 1e-3);
    const nets = { actor: learner(new Mlp([2, 4, 1], 'tanh', 2, next), 1e-3), critics: [critic(), critic()] } as const;
    for (const policyFreq of [0, -2, 1.5, NaN]) {
      assert.throws(() => td3Update(nets, emptyBatch(1, 2, 1), mat(0), { gamma: 0.9, tau: 0.1, policyFreq }, 1),
        range(`policyFreq must be an integer of 1 or more, got ${policyFreq}`));
    }
  });
});

describe('what the noise refuses', () => {
  it('negative sizes, no time, steps that overshoot', () => {
    for (const made of [(o: object) => new OuNoise(1, o), ouStationarySd, (o: object) => ouCorrelation(1, o)]) {
      assert.throws(() => made({ sigma: -1 }), range('sigma must not be negative, got -1'));
      assert.throws(() => made({ dt: 0 }), range('dt must be positive, got 0'));
      assert.throws(() => made({ theta: 2 }), range('theta*dt must be in (0, 2), got 2: the process is unstable'));
      assert.throws(() => made({ theta: 0.5, dt: 4 }), range('theta*dt must be in (0, 2), got 2: the process is unstable'));
      assert.throws(() => made({ theta: 0 }), range('theta*dt must be in (0, 2), got 0: the process is unstable'));
    }
  });
});

describe('what networks and Adam refuse', () => {
  it('sizes', () => {
    assert.throws(() => new Mlp([3], 'linear', 1, uniform(1)), range('sizes must be two or more positive integers, got 3'));
    assert.throws(() => new Mlp([3, 0, 1], 'linear', 1, uniform(1)), range('sizes must be two or more positive integers, got 3-0-1'));
    assert.throws(() => new Mlp([3, 1], 'linear', 1, uniform(1)).forward(mat(1, 2, 3, 4), 1), range('input has 4 values; expected B*3 = 3'));
  });
  it('rates and decays', () => {
    for (const lr of [0, -1, NaN, Infinity]) assert.throws(() => new Adam(1, { lr }), range(`lr must be positive, got ${lr}`));
    assert.throws(() => new Adam(1, { lr: 1, b1: 1 }), range('b1 must be in [0, 1), got 1'));
    assert.throws(() => new Adam(1, { lr: 1, b2: -0.1 }), range('b2 must be in [0, 1), got -0.1'));
    assert.throws(() => new Adam(2, { lr: 1 }).step(mat(1), mat(1)), range('expected 2 parameters and as many gradients, got 1 and 1'));
  });
});

describe('what a run refuses', () => {
  const first = (o: DdpgOptions) => ddpgSteps(pendulumWorld, o, 1).next();
  it('settings out of range, each by its name, before the first step', () => {
    for (const name of ['gamma', 'tau'] as const) {
      for (const x of [-0.1, 1.1, NaN]) assert.throws(() => first({ [name]: x }), range(`${name} must be in [0, 1], got ${x}`));
    }
    for (const name of ['lrActor', 'lrCritic'] as const) {
      for (const x of [0, -1e-3, NaN]) assert.throws(() => first({ [name]: x }), range(`${name} must be positive, got ${x}`));
    }
    for (const name of ['steps', 'batch', 'policyFreq'] as const) {
      for (const x of [0, 1.5, NaN]) assert.throws(() => first({ [name]: x }), range(`${name} must be an integer of 1 or more, got ${x}`));
    }
    assert.throws(() => first({ sigma: -0.1 }), range('sigma must not be negative, got -0.1'));
    assert.throws(() => first({ capacity: 0 }), range('capacity must be an integer of 1 or more, got 0'));
  });
  it('tau = 0 and gamma = 0, which are legal', () => {
    for (const o of [{ tau: 0 }, { gamma: 0 }, { tau: 1 }, { gamma: 1 }]) {
      let steps = 0;
      for (const { step } of ddpgSteps(pendulumWorld, { ...o, steps: 60, startSteps: 20 }, 1)) steps = step;
      assert.equal(steps, 60);
    }
  });
  it('a batch larger than what is stored: no update until there is enough', () => {
    const params: number[][] = [];
    for (const { actor } of ddpgSteps(pendulumWorld, { steps: 20, startSteps: 0, batch: 16 }, 1)) params.push([...actor.params]);
    for (let k = 1; k < 15; k++) assert.deepEqual(params[k], params[0], `step ${k + 1}`);
    assert.notDeepEqual(params[15], params[0]);
  });
  it('an actor that has diverged, with the step', () => {
    const broken: World<number> = {
      sDim: 1, aDim: 1, aMax: 2, limit: 200, reset: () => 0, observe: () => mat(1),
      step: (state) => ({ state: state + 1, reward: -1, done: false }),
    };
    const run = ddpgSteps(broken, { startSteps: 0, batch: 1000 }, 1);
    const { value } = run.next();
    value!.actor.params.fill(NaN);
    assert.throws(() => run.next(), range('action is NaN at step 2 (the actor has diverged)'));
  });
  it('a world whose rewards are not finite', () => {
    const world = { ...pendulumWorld, step: (state: Parameters<typeof pendulumWorld.step>[0]) => ({ state, reward: NaN, done: false }) };
    assert.throws(() => ddpgSteps(world, {}, 1).next(), type('reward is NaN; expected a finite number'));
  });
  it('nothing, but warns, where nearly all actions are at the bound', () => {
    assert.equal(saturationWarning({ step: 7, saturated: 0.95 }), undefined);
    assert.deepEqual(saturationWarning({ step: 7, saturated: 0.97 })?.[0],
      'step 7: 97 % of the batch’s actions are beyond 0.99·aMax, where tanh is flat: the actor hardly learns. Lower lrActor');
    let warned = '';
    for (const p of ddpgSteps(pendulumWorld, { lrActor: 3, steps: 400, startSteps: 50 }, 1)) warned ||= saturationWarning(p)?.[1] ?? '';
    assert.match(warned, /^第 \d+ 步：批次中 \d+ % 的动作超出 0\.99·aMax/);
  });
});

describe('what the linear-quadratic problem refuses', () => {
  const sys = doubleIntegrator(1);
  it('a discount outside [0, 1]', () => {
    for (const gamma of [-0.1, 1.1, NaN]) assert.throws(() => riccati({ ...sys, gamma }), range(`gamma must be in [0, 1], got ${gamma}`));
  });
  it('an R that is not positive definite', () => {
    const message = 'R must be positive definite, and large enough for R + γBᵀPB to be';
    assert.throws(() => riccati({ ...sys, R: mat(0) }), range(message));
    assert.throws(() => riccati({ ...sys, R: mat(-1) }), range(message));
    assert.throws(() => solvePositive(mat(1, 2, 2, 1), mat(1, 1), 2, 1), range(message));
  });
  it('a system that no gain can hold', () => {
    const wild: LinearSystem = { n: 1, m: 1, A: mat(2), B: mat(0), Q: mat(1), R: mat(1), gamma: 1 };
    assert.throws(() => riccati(wild, { maxIter: 50 }), range('no convergence in 50 iterations: is the pair (√γA, √γB) stabilisable?'));
  });
  it('a gain under which the cost is infinite', () => {
    assert.throws(() => evalGain(scalarSystem(1), mat(0)), range('closed loop is unstable, cost is infinite'));
    assert.throws(() => evalGain(scalarSystem(0.9), mat(-0.06)), range('closed loop is unstable, cost is infinite'));
    assert.ok(evalGain(scalarSystem(0.9), mat(-0.05))[0]! > 0, 'γ(1 + 0.05)² is just below 1');
  });
  it('a system of another size where the features are written for two states', () => {
    assert.throws(() => trainLqDdpg(scalarSystem(0.9), {}, 1), range('expected a system of 2 states and 1 action, got 1 and 1'));
  });
});
