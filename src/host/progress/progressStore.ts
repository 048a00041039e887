import type { Progress } from '../../core/progress/progress.ts';
import { readProgress } from '../../core/progress/readProgress.ts';
import { KeptState, type ReaderMemory } from '../support/keptState.ts';
import type { Log } from '../support/log.ts';

/** What the reader has done. */
export class ProgressStore extends KeptState<Progress> {
  constructor(memory: ReaderMemory, log: Log) {
    super(memory, log, { key: 'gradus.progress', formerKey: 'gradus.read', name: 'progress', read: readProgress });
  }
}
