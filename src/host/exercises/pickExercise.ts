import * as vscode from 'vscode';
import { exerciseRecord, topicProgress } from '../../core/progress/progress.ts';
import { exerciseStatus } from '../../core/progress/summary.ts';
import { exerciseWords } from '../progress/words.ts';
import type { Services } from '../services.ts';
import type { ExerciseId } from './exerciseFiles.ts';

/** Lets the reader choose an exercise. */
export async function pickExercise({ content, settings, progress }: Services): Promise<ExerciseId | undefined> {
  const language = settings.articleLanguage;
  const { topics } = await content.catalogue();
  const items = topics.flatMap((topic) => topic.exercises.map(({ id, title, template }) => ({
    topic: topic.id, exercise: id, label: title[language], description: template,
    detail: exerciseWords(exerciseStatus(exerciseRecord(progress.current, topic.id, id))),
  })));
  const chosen = await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Which exercise?'), matchOnDescription: true });
  return chosen && { topic: chosen.topic, exercise: chosen.exercise };
}

/** Lets the reader choose what is begun anew: one exercise that was tried, all of a topic, or all. */
export async function pickReset({ content, settings, progress }: Services): Promise<readonly ExerciseId[] | undefined> {
  const language = settings.articleLanguage;
  const { topics } = await content.catalogue();
  const tried = topics.map((topic) => ({
    topic, exercises: topic.exercises.filter(({ id }) => Object.hasOwn(topicProgress(progress.current, topic.id).exercises, id)),
  }));
  const idsOf = ({ topic, exercises }: (typeof tried)[number]): ExerciseId[] => exercises.map(({ id }) => ({ topic: topic.id, exercise: id }));
  const items = [
    { label: vscode.l10n.t('All exercises'), ids: tried.flatMap(idsOf) },
    ...tried.map((one) => ({ label: one.topic.title[language], ids: idsOf(one) })),
    ...tried.flatMap(({ topic, exercises }) => exercises.map(({ id, title }) => ({
      label: title[language], description: topic.title[language], ids: [{ topic: topic.id, exercise: id }],
    }))),
  ].filter(({ ids }) => ids.length > 0);
  if (items.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('No exercise has been tried yet.'));
    return undefined;
  }
  return (await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Begin anew with which exercises? Your files are kept.') }))?.ids;
}
