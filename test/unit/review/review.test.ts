import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addAttempt, addGivingUp, addRead, noProgress, setMark } from '../../../src/core/progress/progress.ts';
import { addReview, candidates, cardOf, dayOf, dueItems, keyOf, nextDue, noReview, queue, type Review, type ReviewItem } from '../../../src/core/review/review.ts';
import { readReview } from '../../../src/core/review/readReview.ts';
import { grade, intervals } from '../../../src/core/review/schedule.ts';
import { reviewGrades } from '../../../src/core/model.ts';
import { intervalText } from '../../../src/protocol/interval.ts';
import { exampleCatalogue } from '../../fakes/catalogue.ts';

const day = 86_400_000;
const now = Date.UTC(2026, 10, 24, 12);
const items = Array.from({ length: 20 }, (_, i): ReviewItem => ({ topic: 'first', kind: 'step', id: `step-${i}` }));
const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** Every one of `graded` was graded for the first time at `at`. */
const reviewed = (graded: readonly ReviewItem[], at = now): Review =>
  graded.reduce((review, item) => addReview(review, item, grade(undefined, 'good', at), dayOf(at)), noReview);

test('read steps with an equation and exercises that were solved or given up can be reviewed, nothing else', () => {
  const { topics } = exampleCatalogue;
  assert.deepEqual(candidates(topics, noProgress), []);
  const read = addRead(addRead(noProgress, 'first', 'one'), 'first', 'two');
  assert.deepEqual(candidates(topics, read).map(keyOf), ['first/step/one'], 'the second step has no equation');
  assert.deepEqual(candidates(topics, addAttempt(read, 'first', 'add', false, 1)).length, 1, 'tried is not solved');
  assert.deepEqual(candidates(topics, addAttempt(read, 'first', 'add', true, 1)).map(keyOf), ['first/step/one', 'first/exercise/add']);
  assert.deepEqual(candidates(topics, addGivingUp(noProgress, 'first', 'add')).map(keyOf), ['first/exercise/add']);
  assert.deepEqual(candidates(topics, setMark(read, 'first', 'one', 'known')), [], 'what is known is left alone');
});

test('the more easily remembered, the later due; what was shown is what happens', () => {
  for (const card of [undefined, grade(undefined, 'good', now - 3 * day), grade(grade(undefined, 'again', now - day), 'hard', now - day + 600_000)]) {
    const shown = intervals(card, now);
    assert.deepEqual(shown, [...shown].sort((a, b) => a - b));
    reviewGrades.forEach((given, i) => assert.equal(grade(card, given, now).due - now, shown[i]));
  }
  assert.deepEqual(intervals(undefined, now).map((interval) => intervalText(interval, 'en')), ['10 min', '15 min', '2 days', '8 days']);
  assert.deepEqual(intervals(undefined, now).map((interval) => intervalText(interval, 'zh-cn')), ['10分钟', '15分钟', '2天', '8天']);
});

test('remembered on time, an item waits longer each time; forgotten, it comes back within the hour', () => {
  let card = grade(undefined, 'good', now);
  let wait = card.due - now;
  for (let round = 0; round < 6; round++) {
    const at = card.due;
    card = grade(card, 'good', at);
    assert.ok(card.due - at > wait, `round ${round}`);
    wait = card.due - at;
  }
  assert.ok(wait > 100 * day);
  const forgotten = grade(card, 'again', card.due);
  assert.ok(forgotten.due - card.due < 3_600_000 && forgotten.lapses === 1);
});

test('a clock that was set back is no fault', () => {
  const card = grade(undefined, 'good', now + day);
  assert.ok(grade(card, 'good', now).due > now + day);
});

test('due items come before new ones, longest overdue first, and new ones fill half a session a day at most', () => {
  const later = now + 30 * day;
  const review = addReview(reviewed(items.slice(2, 5)), items[0]!, grade(undefined, 'easy', now), dayOf(now));
  assert.deepEqual(queue(noReview, items, now, dayOf(now), 10).length, 5, 'on the first day');
  assert.deepEqual(dueItems(review, items, now), []);
  assert.deepEqual(queue(review, items, now, dayOf(now), 10), [items[1]], 'four of five were begun today');
  assert.deepEqual(queue(review, items, later, dayOf(later), 10).map(({ id }) => id),
    ['step-2', 'step-3', 'step-4', 'step-0', 'step-1', 'step-5', 'step-6', 'step-7', 'step-8']);
  assert.deepEqual(queue(review, items, later, dayOf(later), 3).length, 3);
  assert.equal(nextDue(review, items, now), now + 2 * day);
  assert.equal(nextDue(noReview, items, now), undefined);
});

test('grading an item again is no new item', () => {
  const once = reviewed(items.slice(0, 1));
  assert.equal(addReview(once, items[0]!, grade(cardOf(once, items[0]!), 'good', now), dayOf(now)).begun.count, 1);
  assert.deepEqual(addReview(once, items[1]!, grade(undefined, 'good', now + day), dayOf(now + day)).begun, { day: dayOf(now + day), count: 1 });
});

test('what was stored is read back as it was, after any grades', () => {
  fc.assert(fc.property(fc.array(fc.tuple(fc.nat(19), fc.constantFrom(...reviewGrades), fc.nat(400 * day)), { maxLength: 30 }), (steps) => {
    let [review, at] = [noReview, now];
    for (const [which, given, wait] of steps) {
      at += wait;
      const item = items[which]!;
      review = addReview(review, item, grade(cardOf(review, item), given, at), dayOf(at));
    }
    assert.deepEqual(readReview(throughJson(review)), { value: review, damage: undefined });
  }));
});

test('storage that makes no sense is told apart from storage of a newer version, and never throws', () => {
  for (const stored of [undefined, null]) assert.deepEqual(readReview(stored), { value: noReview, damage: undefined });
  for (const stored of ['x', 7, [], {}, { version: 1 }, { version: 1, cards: [] }]) assert.deepEqual(readReview(stored), { value: noReview, damage: 'corrupt' });
  assert.equal(readReview({ version: 2, cards: {} }).damage, 'newer');
  fc.assert(fc.property(fc.anything(), (stored) => readReview(stored).value.version === 1));
});

test('a card that makes no sense is left out, the others stay', () => {
  const review = reviewed(items.slice(0, 2));
  const [first] = Object.values(review.cards);
  const broken = { ...review.cards, 'first/step/a': { ...first, due: 'soon' }, 'first/step/b': { ...first, difficulty: 11 }, 'first/word/c': first, '/step/d': first, 'first/step/e/f': first };
  assert.deepEqual(readReview({ version: 1, cards: broken, begun: 3 }), { value: { ...review, begun: noReview.begun }, damage: undefined });
});


test('spans are told in the unit that fits', () => {
  const texts = (language: 'en' | 'zh-cn') => [0, 59, 61, 60 * 23, 60 * 25, 60 * 24 * 59, 60 * 24 * 90, 60 * 24 * 800].map((minutes) => intervalText(minutes * 60_000, language));
  assert.deepEqual(texts('en'), ['1 min', '59 min', '1 hour', '23 hours', '1 day', '59 days', '3 months', '2.2 years']);
  assert.deepEqual(texts('zh-cn'), ['1分钟', '59分钟', '1小时', '23小时', '1天', '59天', '3个月', '2.2年']);
});
