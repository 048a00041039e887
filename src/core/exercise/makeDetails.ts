import { exercisesOf, stepsOf, type Article, type Block, type Exercise } from '../article/article.ts';
import { languages, type Bilingual, type Language } from '../model.ts';
import type { TopicContent } from '../pack/loadPack.ts';
import { blockText, readableText } from '../pack/stepDetails.ts';
import { emptiedLines } from '../template/hole.ts';
import type { Mark, Template } from '../template/template.ts';
import type { ExerciseDetail, ExerciseDetails, Symptom } from './exercise.ts';

/** Symptoms of the mistakes planted in a hole. */
export type SymptomsOf = (template: Template, hole: Mark) => readonly Symptom[];

/** What the workbench needs of each exercise of a topic; empty without both articles. */
export function exerciseDetails(topic: TopicContent, symptomsOf: SymptomsOf): ExerciseDetails {
  const { en, 'zh-cn': zh } = topic.articles;
  if (en === undefined || zh === undefined) return {};
  return Object.fromEntries(exercisesOf(en).flatMap((exercise): [string, ExerciseDetail][] => {
    const template = topic.templates.find((one) => one.holes.some((hole) => hole.id === exercise.id));
    const hole = template?.holes.find((one) => one.id === exercise.id);
    const other = exercisesOf(zh).find((one) => one.id === exercise.id);
    if (template === undefined || hole === undefined || other === undefined) return [];
    const both: Readonly<Record<Language, Exercise>> = { en: exercise, 'zh-cn': other };
    const equations = template.equations.filter(({ lines }) => lines.first === hole.lines.first && lines.last === hole.lines.last).map(({ id }) => id);
    return [[exercise.id, {
      id: exercise.id, template: template.key, equations,
      title: bilingual((language) => readableText(both[language].title)),
      task: bilingual((language) => text(both[language].blocks)),
      reason: reasonOf({ en, 'zh-cn': zh }, equations[0]),
      hints: bilingualList((language) => both[language].hints.map((hint) => text(hint.blocks))),
      empty: emptiedLines(template.text, hole),
      symptoms: symptomsOf(template, hole),
    }]];
  }));
}

function reasonOf(articles: Readonly<Record<Language, Article>>, step: string | undefined): Bilingual | undefined {
  const reasons = languages.map((language) => stepsOf(articles[language]).find(({ id }) => id === step)?.reason);
  if (reasons.includes(undefined)) return undefined;
  const [en, zh] = reasons.map((reason) => readableText(reason?.text ?? []));
  return { en: en ?? '', 'zh-cn': zh ?? '' };
}

const text = (blocks: readonly Block[]) => blocks.map(blockText).filter((part) => part !== '').join(' ');
const bilingual = (make: (language: Language) => string): Bilingual => ({ en: make('en'), 'zh-cn': make('zh-cn') });
const bilingualList = (make: (language: Language) => readonly string[]) => ({ en: make('en'), 'zh-cn': make('zh-cn') });
