import type { TopicEntry } from '../model.ts';
import { topicProgress, untried, type ExerciseRecord, type Progress, type ProgressMark } from './progress.ts';

/** How far a reader is in one topic or in all. Only what the content still holds is counted. */
export interface Summary {
  readonly steps: number;
  /** Read, or marked as known. */
  readonly stepsDone: number;
  readonly templates: number;
  readonly templatesRun: number;
  readonly exercises: number;
  readonly exercisesSolved: number;
}

export type StepStatus = 'read' | ProgressMark | 'new';

/** A step's own mark counts before what was read, and both before the topic's mark. */
export function stepStatus(progress: Progress, topic: string, step: string): StepStatus {
  const { marks, mark, read } = topicProgress(progress, topic);
  if (Object.hasOwn(marks, step)) return marks[step] ?? 'new';
  return read.includes(step) ? 'read' : mark ?? 'new';
}

/** Whether every check held when the template last ran; `undefined` if it never ran to its end. */
export function templateStatus(progress: Progress, topic: string, template: string): boolean | undefined {
  const { ran } = topicProgress(progress, topic);
  return Object.hasOwn(ran, template) ? ran[template] : undefined;
}

export type ExerciseStatus = 'solved' | 'seen' | 'tried' | 'new';

/** `seen`: given up, that is the reference was looked at without passing. */
export function exerciseStatus(record: ExerciseRecord = untried): ExerciseStatus {
  if (record.passed) return 'solved';
  if (record.gaveUp) return 'seen';
  return record.attempts > 0 ? 'tried' : 'new';
}

export function summarize(progress: Progress, topic: TopicEntry): Summary {
  const own = topicProgress(progress, topic.id);
  const steps = topic.sections.flatMap((section) => section.steps);
  const done = steps.filter(({ id }) => ['read', 'known'].includes(stepStatus(progress, topic.id, id)));
  return {
    steps: steps.length, stepsDone: done.length,
    templates: topic.templateEntries.length,
    templatesRun: topic.templateEntries.filter(({ id }) => templateStatus(progress, topic.id, id) === true).length,
    exercises: topic.exercises.length,
    exercisesSolved: topic.exercises.filter(({ id }) => Object.hasOwn(own.exercises, id) && own.exercises[id]?.passed === true).length,
  };
}

export function summarizeAll(progress: Progress, topics: readonly TopicEntry[]): Summary {
  const none: Summary = { steps: 0, stepsDone: 0, templates: 0, templatesRun: 0, exercises: 0, exercisesSolved: 0 };
  return topics.map((topic) => summarize(progress, topic)).reduce((a, b) => ({
    steps: a.steps + b.steps, stepsDone: a.stepsDone + b.stepsDone,
    templates: a.templates + b.templates, templatesRun: a.templatesRun + b.templatesRun,
    exercises: a.exercises + b.exercises, exercisesSolved: a.exercisesSolved + b.exercisesSolved,
  }), none);
}

/** Everything there is has been done; false for a topic without anything. */
export function isComplete(summary: Summary): boolean {
  return summary.steps > 0 && summary.stepsDone === summary.steps && summary.exercisesSolved === summary.exercises;
}
