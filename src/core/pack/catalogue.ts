import { exercisesOf, stepsOf, type Article, type Exercise, type Inline } from '../article/article.ts';
import { linkEquations } from '../links/links.ts';
import type {
  Bilingual, Catalogue, CheckResult, CodePlace, ExerciseEntry, Language, SectionEntry, SymbolEntry, TemplateEntry, TopicEntry, TopicManifest,
} from '../model.ts';
import type { Template } from '../template/template.ts';
import type { Pack, TopicContent } from './loadPack.ts';
import { readableText } from './stepDetails.ts';
import type { CheckResults } from './validateNumbers.ts';

/** Hints of an exercise as HTML, in the language of the article. */
export type RenderHints = (exercise: Exercise, article: Article, topic: TopicContent) => readonly string[];

/** What the editor needs of a pack before an article is opened. Topics without a manifest are not in it. */
export function makeCatalogue(pack: Pack, results: CheckResults, renderHints: RenderHints): Catalogue {
  const topics = pack.topics.flatMap((topic) => (topic.manifest === undefined ? [] : [topicEntry(topic, topic.manifest, results, renderHints)]));
  return { topics };
}

/** Where each equation of the topic is carried out. */
export function placesOf(topic: TopicContent): ReadonlyMap<string, readonly CodePlace[]> {
  const article = topic.articles.en ?? topic.articles['zh-cn'];
  return linkEquations(article === undefined ? [] : stepsOf(article).map((step) => step.id), topic.templates).places;
}

function topicEntry(topic: TopicContent, manifest: TopicManifest, results: CheckResults, renderHints: RenderHints): TopicEntry {
  const { en, 'zh-cn': zh } = topic.articles;
  const pair = en === undefined || zh === undefined ? undefined : { en, 'zh-cn': zh };
  const checks: CheckResult[] = topic.templates.flatMap((template) => [...results.values()].filter((result) => result.template === template.key));
  return {
    ...manifest, hasArticle: pair !== undefined, checks,
    sections: pair === undefined ? [] : sections(pair, placesOf(topic)),
    symbols: pair === undefined ? [] : symbols(pair),
    exercises: pair === undefined ? [] : exercises(pair, topic, renderHints),
    templateEntries: topic.templates.map(templateEntry),
  };
}

type Pair = Readonly<Record<Language, Article>>;

const both = (en: readonly Inline[] | undefined, zh: readonly Inline[] | undefined): Bilingual => ({
  en: readableText(en ?? []), 'zh-cn': readableText(zh ?? []),
});

function sections(pair: Pair, places: ReadonlyMap<string, readonly CodePlace[]>): SectionEntry[] {
  return pair.en.sections.map((section, s) => {
    const other = pair['zh-cn'].sections[s];
    return {
      id: section.id, title: both(section.title, other?.title),
      steps: section.steps.map((step, i) => ({
        id: step.id, number: step.number, star: step.star, latex: step.latex, code: places.get(step.id) ?? [],
        title: both(step.title, other?.steps[i]?.title),
      })),
    };
  });
}

function symbols(pair: Pair): SymbolEntry[] {
  return pair.en.symbols.map((row, i) => {
    const other = pair['zh-cn'].symbols[i];
    return { latex: row.latex, code: row.code, meaning: both(row.meaning, other?.meaning), shape: both(row.shape, other?.shape) };
  });
}

function exercises(pair: Pair, topic: TopicContent, renderHints: RenderHints): ExerciseEntry[] {
  return exercisesOf(pair.en).flatMap((exercise): ExerciseEntry[] => {
    const other = exercisesOf(pair['zh-cn']).find((one) => one.id === exercise.id);
    const template = topic.templates.find((one) => one.holes.some((hole) => hole.id === exercise.id));
    const hole = template?.holes.find((one) => one.id === exercise.id);
    if (template === undefined || hole?.region === undefined) return [];
    return [{
      id: exercise.id, title: both(exercise.title, other?.title), template: template.key, region: hole.region, lines: hole.lines,
      hints: { en: renderHints(exercise, pair.en, topic), 'zh-cn': other === undefined ? [] : renderHints(other, pair['zh-cn'], topic) },
    }];
  });
}

function templateEntry(template: Template): TemplateEntry {
  return { id: template.id, file: template.file, title: template.title, regions: template.regions.map(({ id, name, lines }) => ({ id, name, lines })) };
}
