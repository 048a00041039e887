import type { Bilingual, Language, LineRange } from '../model.ts';

/** A mistake that readers make, put in the place of a hole's lines. */
export interface PlantedMistake {
  /** The lines, indented as in the template or not at all. */
  readonly replace: string;
  /** What is wrong, in the terms of the derivation. */
  readonly why: Bilingual;
}

/** The mistakes of a topic: by template, then by hole. */
export type Mistakes = Readonly<Record<string, Readonly<Record<string, readonly PlantedMistake[]>>>>;

/** A check that does not hold. */
export interface WrongResult {
  readonly check: string;
  /** The number computed, as text: JSON has no NaN. */
  readonly ours: string;
}

/** What a planted mistake does to the checks: whoever gets the same numbers has made the same mistake. */
export interface Symptom {
  readonly why: Bilingual;
  readonly wrong: readonly WrongResult[];
  /** First line of the error with which the demo ended. */
  readonly error: string | undefined;
}

/** Lines of a template and what an exercise puts in their place. */
export interface Emptied {
  readonly lines: LineRange;
  /** Lines that throw `hole: id` and keep the rest compiling. */
  readonly text: string;
}

/** `dist/content/<topic>/exercises.json`: what the workbench needs of each exercise, by hole. */
export interface ExerciseDetail {
  readonly id: string;
  /** `<topic>/<template>`. */
  readonly template: string;
  /** The first equation that the missing lines carry out. */
  readonly equations: readonly string[];
  readonly title: Bilingual;
  /** As plain text, formulas in Unicode; so are reason and hints. */
  readonly task: Bilingual;
  /** Why the missing lines are right: the reason of their equation. */
  readonly reason: Bilingual | undefined;
  readonly hints: Readonly<Record<Language, readonly string[]>>;
  readonly empty: Emptied;
  readonly symptoms: readonly Symptom[];
}

export type ExerciseDetails = Readonly<Record<string, ExerciseDetail>>;

/** A check as an examination saw it; numbers as text, `NaN` and infinities included. */
export interface ExaminedCheck {
  readonly id: string;
  readonly claim: Bilingual;
  readonly source: Bilingual;
  readonly published: string;
  readonly ours: string;
  readonly holds: boolean;
}

/** What running a file's demo gave. */
export interface Examination {
  /** Those made before it ended. */
  readonly checks: readonly ExaminedCheck[];
  readonly failure: {
    /** `RangeError: no keys`. */
    readonly message: string;
    /** In the file itself, from 1; `undefined` if the error came from elsewhere. */
    readonly line: number | undefined;
    readonly column: number | undefined;
  } | undefined;
}
