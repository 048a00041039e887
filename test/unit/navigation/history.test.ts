import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { NavigationHistory, type Place } from '../../../src/core/navigation/history.ts';

const place = (step: string | undefined, topic = 't'): Place => ({ topic, step });

test('back and forward walk the jumps; a new jump forgets what lay ahead', () => {
  const history = new NavigationHistory();
  assert.equal(history.back(), undefined);
  history.jump(undefined, place('a'));
  history.jump(place('a'), place('b'));
  history.jump(place('b'), place('c', 'u'));
  assert.deepEqual(history.back(), place('b'));
  assert.deepEqual(history.back(), place('a'));
  assert.equal(history.back(), undefined);
  assert.deepEqual([history.canGoBack, history.canGoForward], [false, true]);
  assert.deepEqual(history.forward(), place('b'));
  history.jump(place('b'), place('d'));
  assert.equal(history.forward(), undefined);
  assert.deepEqual(history.back(), place('b'));
});

test('a reader who scrolled away returns to where they had scrolled', () => {
  const history = new NavigationHistory();
  history.jump(place(undefined), place('a'));
  history.jump(place('k'), place('b'));
  assert.deepEqual(history.back(place('m')), place('k'));
  assert.deepEqual(history.back(), place('a'));
  assert.deepEqual(history.back(), place(undefined));
  history.forward();
  history.forward();
  assert.deepEqual(history.forward(), place('m'));
});

test('a jump to where the reader is adds nothing', () => {
  const history = new NavigationHistory();
  history.jump(place('a'), place('a'));
  assert.equal(history.canGoBack, false);
});

const steps = fc.constantFrom('a', 'b', 'c', undefined).map((step) => place(step));
const act = fc.oneof(fc.record({ kind: fc.constant('jump' as const), from: steps, to: steps }), fc.record({ kind: fc.constantFrom('back' as const, 'forward' as const) }));

test('forward undoes back, at most so many places are kept, neighbours differ', () => {
  fc.assert(fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
    const history = new NavigationHistory(10);
    for (const one of acts) {
      if (one.kind === 'jump') {
        history.jump(one.from, one.to);
        assert.deepEqual(history.current, one.to);
      } else history[one.kind]();
      const here = history.current;
      if (history.back()) {
        assert.notDeepEqual(history.current, here);
        assert.deepEqual(history.forward(), here);
      }
    }
    let count = 0;
    while (history.back()) count++;
    assert.ok(count < 10);
  }), { seed: 2, numRuns: 300 });
});
