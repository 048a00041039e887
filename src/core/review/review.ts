import type { TopicEntry } from '../model.ts';
import { exerciseRecord, topicProgress, type Progress } from '../progress/progress.ts';
import { exerciseStatus, stepStatus } from '../progress/summary.ts';

/** What is reviewed: which steps and exercises, when, in which order. Plain data; every function returns a new value, none throws. */

/** Raised when the stored form changes; `readReview` knows every form before. */
export const reviewVersion = 1;

export const reviewKinds = ['step', 'exercise'] as const;

/** A step whose equation is recalled, or an exercise that is solved anew. */
export interface ReviewItem {
  readonly topic: string;
  readonly kind: (typeof reviewKinds)[number];
  /** Of the step, or of the hole. */
  readonly id: string;
}

/** What FSRS remembers of an item. Times in milliseconds since 1970. */
export interface ReviewCard {
  readonly due: number;
  /** Days after which it would be recalled with a probability of 0.9. */
  readonly stability: number;
  /** From 1 to 10. */
  readonly difficulty: number;
  /** Days from the last review to `due`. */
  readonly scheduledDays: number;
  readonly learningSteps: number;
  readonly reps: number;
  readonly lapses: number;
  /** 0 new, 1 learning, 2 review, 3 relearning. */
  readonly state: 0 | 1 | 2 | 3;
  readonly last: number;
}

export interface Review {
  readonly version: typeof reviewVersion;
  /** By `keyOf`. */
  readonly cards: Readonly<Record<string, ReviewCard>>;
  /** How many items were reviewed for the first time on which day, `2026-11-24`. */
  readonly begun: { readonly day: string; readonly count: number };
}

export const noReview: Review = { version: reviewVersion, cards: {}, begun: { day: '', count: 0 } };

export const keyOf = ({ topic, kind, id }: ReviewItem): string => `${topic}/${kind}/${id}`;

export function cardOf(review: Review, item: ReviewItem): ReviewCard | undefined {
  const key = keyOf(item);
  return Object.hasOwn(review.cards, key) ? review.cards[key] : undefined;
}

/** The item was graded at `now` (a time of that `day`), and this is its card since. */
export function addReview(review: Review, item: ReviewItem, card: ReviewCard, day: string): Review {
  const { begun } = review;
  const count = (begun.day === day ? begun.count : 0) + (cardOf(review, item) === undefined ? 1 : 0);
  return { ...review, cards: { ...review.cards, [keyOf(item)]: card }, begun: { day, count } };
}

/**
 * What can be reviewed: the steps with an equation that were read, key equations first, and the exercises solved or given up.
 * What the reader marked as known or skips is left alone, and so is what the content no longer holds.
 */
export function candidates(topics: readonly TopicEntry[], progress: Progress): readonly ReviewItem[] {
  const steps = topics.flatMap((topic) => topic.sections.flatMap((section) => section.steps)
    .filter((step) => step.latex !== undefined && stepStatus(progress, topic.id, step.id) === 'read')
    .map((step) => ({ star: step.star, item: { topic: topic.id, kind: 'step', id: step.id } satisfies ReviewItem })));
  const exercises = topics.filter(({ id }) => topicProgress(progress, id).mark === undefined).flatMap((topic) => topic.exercises
    .filter(({ id }) => ['solved', 'seen'].includes(exerciseStatus(exerciseRecord(progress, topic.id, id))))
    .map(({ id }): ReviewItem => ({ topic: topic.id, kind: 'exercise', id })));
  return [...steps.filter(({ star }) => star), ...steps.filter(({ star }) => !star)].map(({ item }): ReviewItem => item).concat(exercises);
}

/** What is due at `now`, longest overdue first. */
export function dueItems(review: Review, items: readonly ReviewItem[], now: number): readonly ReviewItem[] {
  const dueAt = (item: ReviewItem) => cardOf(review, item)?.due ?? Infinity;
  return items.filter((item) => dueAt(item) <= now).sort((a, b) => dueAt(a) - dueAt(b));
}

/**
 * The items of a session: what is due, then what was never reviewed, at most `most` in all. New ones fill at most half a session, and
 * half a session a day, since each of them comes back on later days.
 */
export function queue(review: Review, items: readonly ReviewItem[], now: number, day: string, most: number): readonly ReviewItem[] {
  const due = dueItems(review, items, now).slice(0, most);
  const newToday = Math.ceil(most / 2) - (review.begun.day === day ? review.begun.count : 0);
  const fresh = items.filter((item) => cardOf(review, item) === undefined);
  return [...due, ...fresh.slice(0, Math.max(0, Math.min(newToday, most - due.length)))];
}

/** When the next of the items is due that is not due yet; `undefined` if none waits. */
export function nextDue(review: Review, items: readonly ReviewItem[], now: number): number | undefined {
  const later = items.map((item) => cardOf(review, item)?.due ?? 0).filter((due) => due > now);
  return later.length === 0 ? undefined : Math.min(...later);
}

/** The day of a time in the reader's own time zone, `2026-11-24`. */
export function dayOf(now: number): string {
  const date = new Date(now);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
