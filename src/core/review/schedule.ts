/** FSRS, the free spaced repetition scheduler, from ts-fsrs: when an item is due again. */
import { createEmptyCard, fsrs, Rating, type Card, type Grade } from 'ts-fsrs';
import { reviewGrades, type ReviewGrade } from '../model.ts';
import type { ReviewCard } from './review.ts';

const ratings: Readonly<Record<ReviewGrade, Grade>> = { again: Rating.Again, hard: Rating.Hard, good: Rating.Good, easy: Rating.Easy };

// One short step: who has read a step and recalls it need not see it twice on the first day. Without chance, so that what is shown happens.
const scheduler = fsrs({ request_retention: 0.9, learning_steps: ['10m'], relearning_steps: ['10m'], enable_fuzz: false });

/** The card after an item was graded at `now`; `undefined` stands for the card of an item never reviewed. */
export function grade(card: ReviewCard | undefined, given: ReviewGrade, now: number): ReviewCard {
  // The last review may have been on a machine whose clock is ahead; FSRS refuses to go back in time.
  const { card: next } = scheduler.next(toLibrary(card, now), Math.max(now, card?.last ?? now), ratings[given]);
  return {
    due: next.due.getTime(), stability: next.stability, difficulty: next.difficulty, scheduledDays: next.scheduled_days,
    learningSteps: next.learning_steps, reps: next.reps, lapses: next.lapses, state: next.state, last: now,
  };
}

/** Milliseconds until the item would be due again, for each grade in the order of `reviewGrades`. */
export function intervals(card: ReviewCard | undefined, now: number): readonly number[] {
  return reviewGrades.map((given) => grade(card, given, now).due - now);
}

function toLibrary(card: ReviewCard | undefined, now: number): Card {
  if (card === undefined) return createEmptyCard(now);
  return {
    due: new Date(card.due), stability: card.stability, difficulty: card.difficulty, elapsed_days: 0, scheduled_days: card.scheduledDays,
    learning_steps: card.learningSteps, reps: card.reps, lapses: card.lapses, state: card.state, last_review: new Date(card.last),
  };
}
