import { isRecord } from '../isRecord.ts';
import { noReview, reviewKinds, reviewVersion, type Review, type ReviewCard } from './review.ts';

/** What was found in storage: review dates, or why what is there cannot be used and has to be set aside. */
export interface ReadReview {
  readonly value: Review;
  readonly damage: 'corrupt' | 'newer' | undefined;
}

/** Review dates from what storage holds. Single cards that make no sense are left out of a value that makes sense as a whole. Never throws. */
export function readReview(stored: unknown): ReadReview {
  if (stored === undefined || stored === null) return { value: noReview, damage: undefined };
  if (!isRecord(stored)) return { value: noReview, damage: 'corrupt' };
  const { version, cards, begun } = stored;
  if (version !== reviewVersion) return { value: noReview, damage: typeof version === 'number' && version > reviewVersion ? 'newer' : 'corrupt' };
  if (!isRecord(cards)) return { value: noReview, damage: 'corrupt' };
  const kept = Object.entries(cards).filter((entry): entry is [string, ReviewCard] => isKey(entry[0]) && isCard(entry[1]));
  const { day, count } = isRecord(begun) ? begun : {};
  return {
    // Defines each key, also one called __proto__.
    value: { version: reviewVersion, cards: Object.fromEntries(kept), begun: typeof day === 'string' && isCount(count) ? { day, count } : noReview.begun },
    damage: undefined,
  };
}

const isKey = (key: string): boolean => {
  const [topic, kind, id, ...rest] = key.split('/');
  return Boolean(topic) && (reviewKinds as readonly unknown[]).includes(kind) && Boolean(id) && rest.length === 0;
};

function isCard(value: unknown): value is ReviewCard {
  if (!isRecord(value)) return false;
  const { due, stability, difficulty, scheduledDays, learningSteps, reps, lapses, state, last } = value;
  return isTime(due) && isTime(last) && isPositive(stability) && isPositive(difficulty) && difficulty <= 10
    && [scheduledDays, learningSteps, reps, lapses].every(isCount) && isCount(state) && state <= 3;
}

/** The largest time that a Date can hold. */
const lastTime = 8.64e15;
const isTime = (value: unknown): value is number => isCount(value) && value <= lastTime;
const isPositive = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value > 0;
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
