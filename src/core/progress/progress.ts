/** What a reader has done, as plain data. Every function returns a new value; none throws. */

/** Raised when the stored form changes; `readProgress` knows every form before. */
export const progressVersion = 1;

/** What the reader says of a step or a topic without having read it. */
export const marks = ['known', 'skipped'] as const;
export type ProgressMark = (typeof marks)[number];

export interface ExerciseRecord {
  readonly attempts: number;
  readonly passed: boolean;
  /** The reader has looked at the reference before passing. */
  readonly gaveUp: boolean;
  /** Highest hint opened, 0 for none. */
  readonly hints: number;
  /** Of the last attempt, in milliseconds since 1970; 0 before the first. */
  readonly last: number;
}

export interface TopicProgress {
  /** The topic as a whole. */
  readonly mark: ProgressMark | undefined;
  /** Ids of the steps read. */
  readonly read: readonly string[];
  /** Steps marked one by one. */
  readonly marks: Readonly<Record<string, ProgressMark>>;
  /** By template id: whether every check held when it last ran to its end. */
  readonly ran: Readonly<Record<string, boolean>>;
  /** By hole. */
  readonly exercises: Readonly<Record<string, ExerciseRecord>>;
}

export interface Progress {
  readonly version: typeof progressVersion;
  readonly topics: Readonly<Record<string, TopicProgress>>;
}

export const noProgress: Progress = { version: progressVersion, topics: {} };
export const noTopicProgress: TopicProgress = { mark: undefined, read: [], marks: {}, ran: {}, exercises: {} };
export const untried: ExerciseRecord = { attempts: 0, passed: false, gaveUp: false, hints: 0, last: 0 };

export function topicProgress(progress: Progress, topic: string): TopicProgress {
  return own(progress.topics, topic) ?? noTopicProgress;
}

export function exerciseRecord(progress: Progress, topic: string, exercise: string): ExerciseRecord {
  return own(topicProgress(progress, topic).exercises, exercise) ?? untried;
}

/** The same value if the step was read already. */
export function addRead(progress: Progress, topic: string, step: string): Progress {
  const { read } = topicProgress(progress, topic);
  return read.includes(step) ? progress : change(progress, topic, { read: [...read, step] });
}

/** `template` without its topic. */
export function addRun(progress: Progress, topic: string, template: string, held: boolean): Progress {
  return change(progress, topic, { ran: { ...topicProgress(progress, topic).ran, [template]: held } });
}

/** An attempt at `at`; who has passed once stays so. */
export function addAttempt(progress: Progress, topic: string, exercise: string, passed: boolean, at: number): Progress {
  const record = exerciseRecord(progress, topic, exercise);
  return changeExercise(progress, topic, exercise, { attempts: record.attempts + 1, passed: record.passed || passed, last: at });
}

export function addHint(progress: Progress, topic: string, exercise: string, hint: number): Progress {
  const { hints } = exerciseRecord(progress, topic, exercise);
  return hint <= hints ? progress : changeExercise(progress, topic, exercise, { hints: hint });
}

/** The reader looks at the reference; no surrender after passing. */
export function addGivingUp(progress: Progress, topic: string, exercise: string): Progress {
  const { passed, gaveUp } = exerciseRecord(progress, topic, exercise);
  return passed || gaveUp ? progress : changeExercise(progress, topic, exercise, { gaveUp: true });
}

/** Marks a step, or the whole topic if `step` is `undefined`; `undefined` as mark takes a mark away. */
export function setMark(progress: Progress, topic: string, step: string | undefined, mark: ProgressMark | undefined): Progress {
  if (step === undefined) return change(progress, topic, { mark });
  const { [step]: _, ...others } = topicProgress(progress, topic).marks;
  return change(progress, topic, { marks: mark === undefined ? others : { ...others, [step]: mark } });
}

/** Forgets the attempts at one exercise. */
export function resetExercise(progress: Progress, topic: string, exercise: string): Progress {
  const { [exercise]: _, ...others } = topicProgress(progress, topic).exercises;
  return change(progress, topic, { exercises: others });
}

function changeExercise(progress: Progress, topic: string, exercise: string, part: Partial<ExerciseRecord>): Progress {
  const { exercises } = topicProgress(progress, topic);
  return change(progress, topic, { exercises: { ...exercises, [exercise]: { ...exerciseRecord(progress, topic, exercise), ...part } } });
}

function change(progress: Progress, topic: string, part: Partial<TopicProgress>): Progress {
  return { ...progress, topics: { ...progress.topics, [topic]: { ...topicProgress(progress, topic), ...part } } };
}

// Ids come from content and from storage: one named like a member of Object.prototype must not find that.
function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
