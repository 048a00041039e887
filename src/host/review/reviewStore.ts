import { readReview } from '../../core/review/readReview.ts';
import type { Review } from '../../core/review/review.ts';
import { KeptState, type ReaderMemory } from '../support/keptState.ts';
import type { Log } from '../support/log.ts';

/** When what the reader has read and solved is due again. */
export class ReviewStore extends KeptState<Review> {
  constructor(memory: ReaderMemory, log: Log) {
    super(memory, log, { key: 'gradus.review', name: 'review dates', read: readReview });
  }
}
