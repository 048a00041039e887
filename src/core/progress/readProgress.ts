import { isRecord } from '../isRecord.ts';
import { marks, noProgress, noTopicProgress, progressVersion, untried, type ExerciseRecord, type Progress, type ProgressMark, type TopicProgress } from './progress.ts';

/** What was found in storage: progress, or why what is there cannot be used and has to be set aside. */
export interface ReadProgress {
  readonly value: Progress;
  readonly damage: 'corrupt' | 'newer' | undefined;
}

/**
 * Progress from what storage holds: this version's form, an earlier one's, or nothing. Single entries that make no sense are left out of
 * a value that makes sense as a whole. Never throws.
 */
export function readProgress(stored: unknown): ReadProgress {
  if (stored === undefined || stored === null) return { value: noProgress, damage: undefined };
  if (!isRecord(stored)) return { value: noProgress, damage: 'corrupt' };
  const { version } = stored;
  if (version === progressVersion) {
    const { topics } = stored;
    if (!isRecord(topics)) return { value: noProgress, damage: 'corrupt' };
    return { value: { version: progressVersion, topics: mapRecord(topics, topicOf) }, damage: undefined };
  }
  if (typeof version === 'number') return { value: noProgress, damage: version > progressVersion ? 'newer' : 'corrupt' };
  // Before versions: topic to ids of the steps read.
  const lists = Object.values(stored);
  if (!lists.every((list) => Array.isArray(list))) return { value: noProgress, damage: 'corrupt' };
  return { value: { version: progressVersion, topics: mapRecord(stored, (read) => ({ ...noTopicProgress, read: ids(read) })) }, damage: undefined };
}

function topicOf(value: unknown): TopicProgress | undefined {
  if (!isRecord(value)) return undefined;
  return {
    mark: isMark(value['mark']) ? value['mark'] : undefined,
    read: ids(value['read']),
    marks: mapRecord(value['marks'], (mark) => (isMark(mark) ? mark : undefined)),
    ran: mapRecord(value['ran'], (held) => (typeof held === 'boolean' ? held : undefined)),
    exercises: mapRecord(value['exercises'], exerciseOf),
  };
}

function exerciseOf(value: unknown): ExerciseRecord | undefined {
  if (!isRecord(value)) return undefined;
  const count = (key: string) => (Number.isSafeInteger(value[key]) && Number(value[key]) >= 0 ? Number(value[key]) : 0);
  return {
    ...untried, attempts: count('attempts'), hints: count('hints'), last: count('last'),
    passed: value['passed'] === true, gaveUp: value['gaveUp'] === true,
  };
}

function mapRecord<T>(value: unknown, read: (value: unknown) => T | undefined): Record<string, T> {
  if (!isRecord(value)) return {};
  const kept = Object.entries(value).flatMap(([key, item]): [string, T][] => {
    const one = read(item);
    return one === undefined ? [] : [[key, one]];
  });
  // Defines each key, also one called __proto__.
  return Object.fromEntries(kept);
}

const ids = (value: unknown): string[] => (Array.isArray(value) ? [...new Set(value.filter((id): id is string => typeof id === 'string'))] : []);

const isMark = (value: unknown): value is ProgressMark => (marks as readonly unknown[]).includes(value);
