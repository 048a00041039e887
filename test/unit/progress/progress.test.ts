import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  addAttempt, addGivingUp, addHint, addRead, addRun, exerciseRecord, noProgress, progressVersion, resetExercise, setMark, topicProgress, untried,
} from '../../../src/core/progress/progress.ts';
import { readProgress } from '../../../src/core/progress/readProgress.ts';
import { exerciseStatus, isComplete, stepStatus, summarize, summarizeAll, templateStatus } from '../../../src/core/progress/summary.ts';
import { exampleCatalogue } from '../../fakes/catalogue.ts';

const first = exampleCatalogue.topics.find(({ id }) => id === 'first')!;
const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

test('what was read, run and solved is counted, once each', () => {
  let progress = addRead(noProgress, 'first', 'one');
  assert.equal(addRead(progress, 'first', 'one'), progress, 'reading again changes nothing');
  progress = addRun(progress, 'first', 'sum', false);
  assert.equal(templateStatus(progress, 'first', 'sum'), false);
  assert.equal(summarize(progress, first).templatesRun, 0);
  progress = addAttempt(addRun(progress, 'first', 'sum', true), 'first', 'add', true, 5);
  assert.deepEqual(summarize(progress, first), { steps: 2, stepsDone: 1, templates: 1, templatesRun: 1, exercises: 1, exercisesSolved: 1 });
  assert.equal(isComplete(summarize(progress, first)), false);
  assert.equal(isComplete(summarize(setMark(progress, 'first', 'two', 'known'), first)), true);
  assert.deepEqual(summarizeAll(progress, exampleCatalogue.topics), summarize(progress, first), 'the other topics are empty');
});

test('steps and templates that the content no longer holds are not counted', () => {
  const progress = addRun(addRead(noProgress, 'first', 'gone'), 'first', 'gone', true);
  assert.deepEqual([summarize(progress, first).stepsDone, summarize(progress, first).templatesRun], [0, 0]);
});

test('a step’s own mark goes before reading, reading before the topic’s mark', () => {
  const skipped = setMark(addRead(noProgress, 'first', 'one'), 'first', undefined, 'skipped');
  assert.deepEqual(['one', 'two'].map((id) => stepStatus(skipped, 'first', id)), ['read', 'skipped']);
  const known = setMark(skipped, 'first', 'one', 'known');
  assert.equal(stepStatus(known, 'first', 'one'), 'known');
  assert.equal(stepStatus(setMark(known, 'first', 'one', undefined), 'first', 'one'), 'read');
});

test('an exercise once passed stays passed; giving up comes only before', () => {
  let progress = addHint(addAttempt(noProgress, 'first', 'add', false, 1), 'first', 'add', 2);
  assert.equal(addHint(progress, 'first', 'add', 1), progress, 'the highest hint counts');
  assert.equal(exerciseStatus(exerciseRecord(progress, 'first', 'add')), 'tried');
  assert.equal(exerciseStatus(exerciseRecord(addGivingUp(progress, 'first', 'add'), 'first', 'add')), 'seen');
  progress = addAttempt(addAttempt(progress, 'first', 'add', true, 2), 'first', 'add', false, 3);
  assert.deepEqual(exerciseRecord(progress, 'first', 'add'), { attempts: 3, passed: true, gaveUp: false, hints: 2, last: 3 });
  assert.equal(addGivingUp(progress, 'first', 'add'), progress);
  assert.deepEqual(exerciseRecord(resetExercise(progress, 'first', 'add'), 'first', 'add'), untried);
});

test('what is stored comes back', () => {
  let progress = setMark(addRead(noProgress, 'first', 'one'), 'first', 'two', 'skipped');
  progress = addHint(addRun(setMark(progress, 'other', undefined, 'known'), 'first', 'sum', true), 'first', 'add', 1);
  assert.deepEqual(throughJson(readProgress(throughJson(progress)).value), throughJson(progress));
});

test('the form before versions, lists of steps read, is taken over', () => {
  const { value: progress, damage } = readProgress({ first: ['one', 'one', 7], second: [] });
  assert.equal(damage, undefined);
  assert.deepEqual(topicProgress(progress, 'first').read, ['one']);
});

test('what cannot be read is told, and a newer form is told apart', () => {
  for (const stored of ['x', 7, [], { first: 'x' }, { version: progressVersion }, { version: -1, topics: {} }]) {
    assert.deepEqual(readProgress(stored), { value: noProgress, damage: 'corrupt' }, JSON.stringify(stored));
  }
  assert.equal(readProgress({ version: progressVersion + 1, anything: 1 }).damage, 'newer');
  const half = readProgress({ version: progressVersion, topics: { first: { read: ['one', null], marks: { two: 'eaten' }, exercises: { add: 4 } }, second: 3 } });
  assert.deepEqual([half.damage, topicProgress(half.value, 'first').read, Object.keys(half.value.topics)], [undefined, ['one'], ['first']]);
});

test('nothing that storage may hold makes reading throw, nor names of built-in members', () => {
  fc.assert(fc.property(fc.anything(), (stored) => {
    const { value: progress } = readProgress(stored);
    assert.equal(progress.version, progressVersion);
    summarize(progress, first);
  }));
  const odd = readProgress(JSON.parse('{"version":1,"topics":{"__proto__":{"read":["a"]}}}')).value;
  assert.deepEqual(topicProgress(odd, '__proto__').read, ['a']);
  for (const name of ['constructor', 'toString', 'hasOwnProperty']) {
    assert.deepEqual(topicProgress(noProgress, name).read, []);
    assert.equal(stepStatus(addRead(noProgress, 'first', 'x'), 'first', name), 'new');
    assert.deepEqual(exerciseRecord(addRead(noProgress, 'first', 'x'), 'first', name), untried);
  }
});
