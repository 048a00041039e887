import { isRecord } from '../isRecord.ts';
import type { ExaminedCheck, Examination, ExerciseDetail, ExerciseDetails } from './exercise.ts';

/** An examination from the text that the examiner wrote; `undefined` if it is none. */
export function parseExamination(text: string): Examination | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) && Array.isArray(value['checks']) && value['checks'].every(isCheck) ? value as unknown as Examination : undefined;
  } catch {
    return undefined;
  }
}

/** What the demo did not get to is not known, so it does not hold: a demo that ends early passes nothing. */
export function failedExamination(message: string): Examination {
  return { checks: [], failure: { message, line: undefined, column: undefined } };
}

/** Guards against a file of another version or a truncated one; the build has validated the rest. */
export function isExerciseDetails(value: unknown): value is ExerciseDetails {
  return isRecord(value) && Object.values(value).every((detail): detail is ExerciseDetail => (
    isRecord(detail) && typeof detail['template'] === 'string' && isRecord(detail['empty']) && Array.isArray(detail['symptoms'])
  ));
}

function isCheck(value: unknown): value is ExaminedCheck {
  return isRecord(value) && typeof value['id'] === 'string' && typeof value['holds'] === 'boolean' && isRecord(value['claim'])
    && typeof value['published'] === 'string' && typeof value['ours'] === 'string';
}
