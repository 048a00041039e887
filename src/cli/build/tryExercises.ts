import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Examination, Symptom } from '../../core/exercise/exercise.ts';
import { isSame, wrongResults } from '../../core/exercise/verdict.ts';
import type { Bilingual, Problem } from '../../core/model.ts';
import type { Pack } from '../../core/pack/loadPack.ts';
import { emptyHole, fillHole } from '../../core/template/hole.ts';
import type { Mark, Template } from '../../core/template/template.ts';
import { examine } from './examine.ts';
import { mapParallel } from '../process/mapParallel.ts';
import { demoHash } from './runDemos.ts';

export interface ExerciseOptions {
  /** Where results are kept; `undefined` runs everything anew. */
  readonly cache: string | undefined;
  readonly secondsAllowed: number;
  readonly parallel: number;
}

export const usualExerciseOptions: ExerciseOptions = {
  cache: join(import.meta.dirname, '..', '..', '..', 'node_modules', '.cache', 'gradus', 'exercises'), secondsAllowed: 60, parallel: 2,
};

/** One way to fill a hole, and what came of it. */
export interface ExerciseTrial {
  readonly template: Template;
  readonly hole: Mark;
  /** `undefined` for the hole left empty. */
  readonly why: Bilingual | undefined;
  readonly examination: Examination;
  readonly seconds: number;
}

/** Examines each template with each of its holes empty, and with each planted mistake in its place, in a copy of the pack's snippets. */
export async function tryExercises(folder: string, pack: Pack, options: ExerciseOptions = usualExerciseOptions): Promise<ExerciseTrial[]> {
  const wanted = pack.topics.flatMap(({ templates, mistakes }) => templates.flatMap((template) => template.holes.flatMap((hole) => {
    const planted = mistakes[template.id]?.[hole.id] ?? [];
    return [
      { template, hole, why: undefined, text: emptyHole(template.text, hole) },
      ...planted.map(({ why, replace }) => ({ template, hole, why, text: fillHole(template.text, hole, replace) })),
    ];
  })));
  if (wanted.length === 0) return [];
  const copy = await mkdtemp(join(tmpdir(), 'gradus-exercises-'));
  try {
    await cp(join(folder, 'snippets'), join(copy, 'snippets'), { recursive: true });
    return await mapParallel(wanted.map((one, i) => ({ ...one, i })), options.parallel, async ({ template, hole, why, text, i }) => {
      const outcome = await cached(options.cache, demoHash({ ...template, text }, pack.snippets), async () => {
        const file = join(copy, template.file.replace(/\.ts$/, `.trial-${i}.ts`));
        await writeFile(file, text);
        const start = performance.now();
        const examination = await examine(file, options.secondsAllowed);
        return { examination, seconds: (performance.now() - start) / 1000 };
      });
      return { template, hole, why, ...outcome };
    });
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

/** What the planted mistakes of a hole show, in their order. */
export function symptomsOf(trials: readonly ExerciseTrial[], template: Template, hole: Mark): Symptom[] {
  return trials.flatMap((trial): Symptom[] => (
    trial.template.key !== template.key || trial.hole.id !== hole.id || trial.why === undefined ? []
      : [{ why: trial.why, wrong: wrongResults(trial.examination), error: trial.examination.failure?.message }]
  ));
}

/** A problem for each empty hole and each planted mistake that passes, and for two mistakes that cannot be told apart. */
export function unproven(trials: readonly ExerciseTrial[]): Problem[] {
  const at = ({ template, hole }: ExerciseTrial) => ({ file: template.file, line: hole.line, column: hole.column });
  return trials.flatMap((trial, i): Problem[] => {
    const { examination: { failure }, examination, hole, why } = trial;
    const wrong = wrongResults(examination);
    const what = why === undefined ? `hole ${hole.id}, left empty,` : `the mistake “${why.en}” in hole ${hole.id}`;
    if (wrong.length === 0 && failure === undefined) return [{ ...at(trial), message: `${what} passes every check`, expected: 'a check that does not hold' }];
    const twin = why !== undefined && trials.slice(0, i).find((other) => (
      other.template === trial.template && other.hole === hole && other.why !== undefined
      && isSame({ wrong: wrongResults(other.examination), error: other.examination.failure?.message }, wrong, failure?.message)
    ));
    if (!twin) return [];
    return [{ ...at(trial), message: `${what} gives the same numbers as “${twin.why?.en}”`, expected: 'a check that tells them apart, or one mistake less' }];
  });
}

type Outcome = Pick<ExerciseTrial, 'examination' | 'seconds'>;

async function cached(folder: string | undefined, key: string, run: () => Promise<Outcome>): Promise<Outcome> {
  if (folder === undefined) return run();
  const file = join(folder, `${createHash('sha256').update(`1 ${key}`).digest('hex').slice(0, 32)}.json`);
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Outcome;
  } catch {
    const outcome = await run();
    await mkdir(folder, { recursive: true });
    await writeFile(file, JSON.stringify(outcome));
    return outcome;
  }
}
