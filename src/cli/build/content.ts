import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { exercisesOf } from '../../core/article/article.ts';
import { renderArticle, renderHints } from '../../core/article/render.ts';
import type { ExerciseDetail } from '../../core/exercise/exercise.ts';
import { exerciseDetails } from '../../core/exercise/makeDetails.ts';
import { languages, type Bilingual, type Problem } from '../../core/model.ts';
import { makeCatalogue } from '../../core/pack/catalogue.ts';
import { loadPack, type Pack, type TopicContent } from '../../core/pack/loadPack.ts';
import { renderContextOf } from '../../core/pack/renderContextOf.ts';
import { shareGlyphs, sharedTexts } from '../../core/pack/sharedTexts.ts';
import { stepDetails } from '../../core/pack/stepDetails.ts';
import { formatProblem, validatePack } from '../../core/pack/validate.ts';
import type { CheckResults } from '../../core/pack/validateNumbers.ts';
import { makeScaffoldFile } from '../../core/scaffold/makeScaffoldFile.ts';
import type { Mark, Template } from '../../core/template/template.ts';
import { transform } from '../../runtime/sucrase.ts';
import { diskFiles } from './diskFiles.ts';
import { drawEquations, lazyDrawer } from './drawEquations.ts';
import { runDemos, usualOptions, type DemoOptions } from './runDemos.ts';
import { symptomsOf, tryExercises, unproven, usualExerciseOptions, type ExerciseTrial } from './tryExercises.ts';

/** A pack with everything that its demos computed and everything that is wrong with it. */
export interface ProvenPack {
  readonly pack: Pack;
  readonly results: CheckResults;
  /** What empty holes and planted mistakes do to the checks. */
  readonly trials: readonly ExerciseTrial[];
  readonly problems: readonly Problem[];
}

/** Loads the pack of a folder, runs its demos and validates it. */
export async function provePack(folder: string, options: DemoOptions = usualOptions): Promise<ProvenPack> {
  const pack = await loadPack(diskFiles(folder));
  const { results, problems } = await runDemos(folder, [...pack.snippets.values()], pack.snippets, options);
  const secondsAllowed = Math.min(options.secondsAllowed, usualExerciseOptions.secondsAllowed);
  const trials = await tryExercises(folder, pack,
    { ...usualExerciseOptions, secondsAllowed, ...options.cache === undefined ? { cache: undefined } : {} });
  return { pack, results, trials, problems: [...problems, ...validatePack(pack, results), ...unproven(trials)] };
}

/**
 * Builds `dist/content` from a pack and prints every problem as `file:line:column: message (expected: …)`.
 * Whatever can be built is, so that one broken topic does not hide the others; the number of problems says whether to fail.
 */
export async function buildContent(folder: string, dist: string, print: (line: string) => void): Promise<number> {
  const { pack, results, trials, problems } = await provePack(folder);
  const draw = lazyDrawer();
  const found = [...problems];
  const write = async (file: string, value: unknown) => {
    await mkdir(dirname(join(dist, file)), { recursive: true });
    await writeFile(join(dist, file), JSON.stringify(value));
  };
  const topics = pack.topics.flatMap((topic) => (topic.manifest === undefined ? [] : [{ topic, manifest: topic.manifest }]));
  const contexts = new Map(topics.map(({ topic, manifest }) => [topic, renderContextOf(pack, topic, manifest, results)]));
  const hints = (exercise: ReturnType<typeof exercisesOf>[number], article: Parameters<typeof renderHints>[1], topic: TopicContent) => {
    const context = contexts.get(topic);
    return context === undefined ? [] : renderHints(exercise, article, context);
  };
  await write('content/catalogue.json', makeCatalogue(pack, results, hints));

  for (const [topic, context] of contexts) {
    const { texts: formulas, place } = sharedTexts();
    for (const language of languages) {
      const article = topic.articles[language];
      if (article !== undefined) await write(`content/${topic.id}/${language}.json`, renderArticle(article, { ...context, formula: place }));
    }
    await write(`content/${topic.id}/formulas.json`, formulas);
    const exercises = exerciseDetails(topic, (template, hole) => symptomsOf(trials, template, hole));
    const hintOf = (_: Template, hole: Mark) => firstHint(exercises[hole.id]);
    await write(`content/${topic.id}/exercises.json`, exercises);
    await write(`content/${topic.id}/scaffolds.json`, makeScaffoldFile(pack.snippets, topic.templates, toJavaScript, hintOf));
    const { en, 'zh-cn': zh } = topic.articles;
    if (en !== undefined && zh !== undefined) {
      const drawn = await drawEquations(en, draw);
      found.push(...drawn.problems);
      await write(`content/${topic.id}/steps.json`, shareGlyphs(stepDetails(en, zh, drawn.pictures)));
    }
  }
  for (const problem of found) print(formatProblem(problem));
  return found.length;
}

const toJavaScript = (text: string) => transform(text, false);

function firstHint(exercise: ExerciseDetail | undefined): Bilingual | undefined {
  const [en, zh] = [exercise?.hints.en[0], exercise?.hints['zh-cn'][0]];
  return en === undefined || zh === undefined ? undefined : { en, 'zh-cn': zh };
}
