import type { Language } from '../model.ts';
import { clueOf } from './clue.ts';
import type { ExaminedCheck, Examination, ExerciseDetail, Symptom, WrongResult } from './exercise.ts';
import { exerciseStrings } from './strings.ts';

/** What is said of a file that was examined. */
export interface Verdict {
  readonly passed: boolean;
  /** `mistake`: one that was foreseen; `empty`: nothing was written yet. */
  readonly kind: 'passed' | 'empty' | 'mistake' | 'error' | 'wrong';
  /** In the reader's language, one paragraph a line. */
  readonly message: string;
  /** The first check that does not hold. */
  readonly first: ExaminedCheck | undefined;
  /** Where an error was thrown in the reader's file, from 1. */
  readonly line: number | undefined;
}

/** Numbers of two runs that differ less than this, relative to the larger, are the same. */
const sameness = 1e-6;
/** Rounding errors: their digits depend on the order of operations, so any two of them count as the same. */
const rounding = 1e-9;

/** Judges an examination: passed iff checks were made and every one holds. */
export function judge(detail: ExerciseDetail, examination: Examination, language: Language): Verdict {
  const say = exerciseStrings[language];
  const { checks, failure } = examination;
  const wrong = checks.filter((check) => !check.holds);
  const first = wrong[0];
  const line = failure?.line;
  if (failure?.message.includes(`hole: ${detail.id}`) === true) return { passed: false, kind: 'empty', message: say.stillEmpty, first: undefined, line };
  const foreseen = detail.symptoms.find((symptom) => isSame(symptom, wrongResults(examination), failure?.message));
  if (foreseen !== undefined) {
    const lines = [foreseen.why[language], ...(first === undefined ? [] : [wrongLine(first, language)])];
    return { passed: false, kind: 'mistake', message: lines.join('\n'), first, line };
  }
  if (failure !== undefined) return { passed: false, kind: 'error', message: say.threw(failure.message), first, line };
  if (first === undefined) {
    return checks.length === 0
      ? { passed: false, kind: 'wrong', message: say.noChecks, first, line }
      : { passed: true, kind: 'passed', message: say.passed(checks.length), first, line };
  }
  const clues = [...new Set(wrong.flatMap((check) => {
    const clue = clueOf(Number(check.published), Number(check.ours));
    return clue === undefined ? [] : [say.clue(clue)];
  }))];
  const lines = [wrongLine(first, language), ...clues.slice(0, 1), ...(wrong.length > 1 ? [say.more(wrong.length - 1)] : [])];
  return { passed: false, kind: 'wrong', message: lines.join('\n'), first, line };
}

/** What an examination shows of a mistake, as the build keeps it. */
export function wrongResults({ checks }: Examination): WrongResult[] {
  return checks.filter((check) => !check.holds).map(({ id, ours }) => ({ check: id, ours }));
}

/** Whether two results are those of one and the same mistake. */
export function isSame(symptom: Pick<Symptom, 'wrong' | 'error'>, wrong: readonly WrongResult[], error: string | undefined): boolean {
  return symptom.error === error && symptom.wrong.length === wrong.length && (wrong.length > 0 || error !== undefined)
    && symptom.wrong.every(({ check, ours }, i) => wrong[i]?.check === check && isSameNumber(Number(ours), Number(wrong[i].ours)));
}

function isSameNumber(a: number, b: number): boolean {
  if (Object.is(a, b) || a === b) return true;
  const size = Math.max(Math.abs(a), Math.abs(b));
  return size <= rounding || Math.abs(a - b) <= sameness * size;
}

function wrongLine(check: ExaminedCheck, language: Language): string {
  return exerciseStrings[language].wrong(check.claim[language], shown(check.published), shown(check.ours));
}

/** Twelve digits are more than a reader compares. */
function shown(text: string): string {
  const value = Number(text);
  return Number.isFinite(value) && !Number.isInteger(value) ? `${Number(value.toPrecision(12))}` : text;
}
