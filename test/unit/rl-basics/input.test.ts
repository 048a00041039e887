import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { prioritizedSweeping, valueIterationInPlace } from '../../../snippets/rl-basics/asynchronous-iteration.ts';
import { affineModel, affineValue } from '../../../snippets/rl-basics/affine-rewards.ts';
import { evalExact, oneHot, solve, type Model } from '../../../snippets/rl-basics/closed-form.ts';
import {
  agreeing, bookGrid, drawPolicy, gridModel, parsePolicy, printed, returns, type Grid,
} from '../../../snippets/rl-basics/grid-world.ts';
import { evalIter, qFromV } from '../../../snippets/rl-basics/policy-evaluation.ts';
import { policyIteration } from '../../../snippets/rl-basics/policy-iteration.ts';
import { frozenLake, gambler } from '../../../snippets/rl-basics/published-worlds.ts';
import { truncatedPI } from '../../../snippets/rl-basics/truncated-iteration.ts';
import { valueIteration } from '../../../snippets/rl-basics/value-iteration.ts';
import { world } from './models.ts';

const range = (message: string) => ({ name: 'RangeError', message });
const type = (message: string) => ({ name: 'TypeError', message });

describe('what a grid refuses and what it accepts', () => {
  const grid = (change: Partial<Grid>) => gridModel({ ...bookGrid, ...change });
  it('no rows, half a row', () => {
    assert.throws(() => grid({ rows: 0 }), range('rows and cols must be positive integers, got 0x5'));
    assert.throws(() => grid({ cols: 2.5 }), range('rows and cols must be positive integers, got 5x2.5'));
    assert.throws(() => grid({ cols: NaN }), range('rows and cols must be positive integers, got 5xNaN'));
  });
  it('a cell off the board', () => {
    assert.throws(() => grid({ forbidden: [[6, 1]] }), range('cell [6,1] is outside the 5x5 grid'));
    assert.throws(() => grid({ target: [[0, 3]] }), range('cell [0,3] is outside the 5x5 grid'));
    assert.throws(() => grid({ target: [[1.5, 3]] }), range('cell [1.5,3] is outside the 5x5 grid'));
  });
  it('a reward that is no number', () => assert.throws(() => grid({ rStep: NaN }), type('rStep is NaN; expected a finite reward')));
  it('a cell that is target and forbidden: target, with a warning', () => {
    const { reward, warnings } = grid({ target: [[2, 2]] });
    assert.deepEqual(warnings, ['cell [2,2] is target and forbidden: target wins']);
    assert.equal(reward[6 * 5 + 4], 1);
    assert.deepEqual(grid({}).warnings, []);
  });
  it('a single cell, a single row, no forbidden cell', () => {
    assert.deepEqual([...grid({ rows: 1, cols: 1, forbidden: [], target: [[1, 1]] }).reward], [-1, -1, -1, -1, 1]);
    assert.deepEqual([...grid({ rows: 1, cols: 3, forbidden: [], target: [] }).next], [0, 1, 0, 0, 0, 1, 2, 1, 0, 1, 2, 2, 2, 1, 2]);
  });
  it('no target: no value above 0', () => assert.ok(valueIteration(world(0.9, { target: [] })).v.every((x) => x <= 0)));
});

describe('what returns and drawings do at their edges', () => {
  it('nothing gives nothing', () => assert.deepEqual(returns([], 0.9), new Float64Array(0)));
  it('gamma outside [0, 1]', () => {
    for (const gamma of [-0.1, 1.5, NaN]) assert.throws(() => returns([1], gamma), range(`gamma must be in [0, 1], got ${gamma}`));
  });
  it('a reward that is not finite, with its index', () => {
    assert.throws(() => returns([1, NaN, 2], 0.9), type('reward 1 is NaN; expected a finite number'));
    assert.throws(() => returns([1, 2, -Infinity], 0.9), type('reward 2 is -Infinity; expected a finite number'));
  });
  it('−0 and what rounds to it print as 0.0', () =>
    assert.deepEqual(printed(Float64Array.of(-0, -0.04, -0.5), 3), [[' 0.0', ' 0.0', '-0.5']]));
  it('a drawing is read with any separators and drawn again', () => {
    assert.deepEqual([...parsePolicy('^>v/<o x')], [0, 1, 2, 3, 4]);
    assert.deepEqual(drawPolicy(parsePolicy('^>v<oo'), 3), ['↑ → ↓', '← ○ ○']);
  });
  it('a table of another size', () =>
    assert.throws(() => agreeing(new Float64Array(3), '1 2'), range('the table has 2 numbers; expected 3')));
});

describe('what every solver refuses in a model', () => {
  const uniform = new Float64Array(125).fill(0.2);
  const solvers: Readonly<Record<string, (m: Model) => unknown>> = {
    evalExact: (m) => evalExact(m, uniform), evalIter: (m) => evalIter(m, uniform), valueIteration, policyIteration,
    truncatedPI: (m) => truncatedPI(m, { j: 2 }), valueIterationInPlace, prioritizedSweeping,
  };
  const dense: Model = { nS: 2, nA: 1, gamma: 0.9, P: Float64Array.of(1, 0, 0, 1), R: Float64Array.of(0, 1) };
  for (const [name, solver] of Object.entries(solvers)) {
    it(`${name}: gamma`, () => {
      for (const gamma of [-0.1, 1.01, NaN]) assert.throws(() => solver(world(gamma)), range(`gamma must be in [0, 1], got ${gamma}`));
    });
    it(`${name}: sizes`, () => {
      assert.throws(() => solver({ ...world(), reward: new Float64Array(3) }), range('reward has 3 values; expected nS*nA = 125'));
      assert.throws(() => solver({ ...world(), next: new Int32Array(3) }), range('next has 3 values; expected nS*nA = 125'));
      assert.throws(() => solver({ ...dense, R: new Float64Array(1) }), range('R has 1 values; expected nS*nA = 2'));
      assert.throws(() => solver({ ...dense, P: new Float64Array(3) }), range('P has 3 values; expected nS*nA*nS = 4'));
    });
    it(`${name}: rewards, chances and places`, () => {
      assert.throws(() => solver({ ...dense, R: Float64Array.of(0, Infinity) }), type('reward 1 is Infinity; expected a finite number'));
      assert.throws(() => solver({ ...dense, P: Float64Array.of(1, 0, 0.25, 0.5) }),
        range('transition row 1 does not sum to 1 (sum=0.75)'));
      assert.throws(() => solver({ ...world(), next: new Int32Array(125).fill(25) }), range('next 0 is 25; expected a state in 0…24'));
    });
  }
});

describe('what is refused beside the model', () => {
  it('policies', () => {
    for (const evaluate of [evalExact, evalIter]) {
      const pi = new Float64Array(125).fill(0.2);
      pi.set([0.5, 0.5, 0.5, 0, 0], 5);
      assert.throws(() => evaluate(world(), pi), range('policy row 1 does not sum to 1 (sum=1.5)'));
      pi.set([1.5, -0.5, 0, 0, 0]);
      assert.throws(() => evaluate(world(), pi), range('policy row 0 does not sum to 1 (sum=1, with a negative entry)'));
      pi[0] = NaN;
      assert.throws(() => evaluate(world(), pi), /policy row 0 does not sum to 1 \(sum=NaN/);
      assert.throws(() => evaluate(world(), new Float64Array(4)), range('policy rows have 4 values; expected 25*5 = 125'));
    }
    assert.throws(() => policyIteration(world(), { pi0: new Int32Array(2) }), range('pi0 has 2 values; expected nS = 25'));
    assert.throws(() => policyIteration(world(), { pi0: new Int32Array(25).fill(5) }), range('pi0 0 is 5; expected an action in 0…4'));
  });
  it('first values', () => {
    assert.throws(() => valueIteration(world(), { v0: new Float64Array(3) }), range('v0 has 3 values; expected nS = 25'));
    assert.throws(() => valueIteration(world(), { v0: new Float64Array(25).fill(NaN) }), type('NaN in v0 at row 0, column 0'));
    assert.throws(() => qFromV(world(), new Float64Array(24)), range('v has 24 values; expected nS = 25'));
  });
  it('values that become NaN do not end the loop silently', () => {
    const dense = { nS: 2, nA: 1, gamma: 0.9, P: Float64Array.of(0, 1, 0, 1), R: Float64Array.of(0, 1) };
    const v0 = Float64Array.of(Infinity, 0); // 0·∞ is NaN
    const pi = Float64Array.of(1, 1);
    for (const sweep of [() => evalIter(dense, pi, { v0 }), () => valueIteration(dense, { v0 }), () => truncatedPI(dense, { j: 1, v0 })]) {
      assert.throws(sweep, type('NaN in v after sweep 1'));
    }
  });
  it('a singular matrix', () => {
    assert.throws(() => solve(Float64Array.of(1, 2, 2, 4), Float64Array.of(1, 1), 2), range('matrix is singular: no pivot in column 1'));
    assert.throws(() => solve(new Float64Array(3), new Float64Array(2), 2), range('A has 3 values; expected n*n = 4'));
    assert.throws(() => solve(new Float64Array(4), new Float64Array(1), 2), range('b has 1 values; expected n = 2'));
  });
  it('gamma = 1 without an end', () => {
    assert.throws(() => evalExact(world(1), oneHot(new Int32Array(25).fill(1), 5)),
      range('I - gamma*P is singular: with gamma = 1 every state must reach a terminal state'));
  });
  it('the rest', () => {
    assert.throws(() => truncatedPI(world(), { j: 0 }), range('j must be a positive integer, got 0'));
    assert.throws(() => valueIterationInPlace(world(), { order: [0, 1] }), range('order must hold each of the 25 states once'));
    assert.throws(() => affineModel(world(), 0, 1), range('alpha must be positive, got 0'));
    assert.throws(() => affineValue(new Float64Array(1), 1, 1, 1), range('gamma must be in [0, 1), got 1'));
    assert.throws(() => gambler(1.5, 10), range('ph must be in [0, 1], got 1.5'));
    assert.throws(() => gambler(0.5, 0), range('goal must be a positive integer, got 0'));
    for (const map of [[], ['SF', 'G'], ['SX', 'FG']]) {
      assert.throws(() => frozenLake(map), range('the map must be rows of equal length from the letters S, F, H, G'));
    }
  });
  it('too few steps are reported, not hidden', () => {
    assert.equal(valueIteration(world(), { maxSweeps: 5 }).converged, false);
    assert.equal(evalIter(world(), new Float64Array(125).fill(0.2), { maxSweeps: 5 }).converged, false);
    assert.equal(policyIteration(world(), { maxIter: 1 }).converged, false);
    assert.equal(truncatedPI(world(), { j: 3, maxOuter: 2 }).converged, false);
    assert.equal(valueIterationInPlace(world(), { maxSweeps: 5 }).converged, false);
    assert.equal(prioritizedSweeping(world(), { maxBackups: 5 }).converged, false);
    assert.equal(gambler(0.4, 100, { maxSweeps: 2 }).converged, false);
    const m = world();
    for (const done of [valueIteration(m), policyIteration(m), truncatedPI(m, { j: 3 }), prioritizedSweeping(m)]) {
      assert.equal(done.converged, true);
    }
  });
});
