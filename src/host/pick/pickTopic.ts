import * as vscode from 'vscode';
import { barStrings } from '../../core/article/barStrings.ts';
import type { StepEntry } from '../../core/model.ts';
import type { ContentStore } from '../support/contentStore.ts';
import type { Settings } from '../support/settings.ts';

/** Lets the reader choose a topic; `undefined` if none was chosen. */
export async function pickTopic(content: ContentStore, settings: Settings): Promise<string | undefined> {
  const language = settings.articleLanguage;
  const { topics } = await content.catalogue();
  const items = topics.map((topic) => ({
    id: topic.id,
    label: topic.title[language],
    description: topic.hasArticle ? barStrings[language].areas[topic.area] : vscode.l10n.t('no article yet'),
    detail: topic.summary[language],
  }));
  const chosen = await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Open which topic?'), matchOnDetail: true });
  return chosen?.id;
}

/** Lets the reader choose among the steps that `fits` admits; found by title, topic and LaTeX. */
export async function pickStep(
  content: ContentStore,
  settings: Settings,
  placeHolder: string,
  fits: (step: StepEntry) => boolean,
): Promise<{ readonly topic: string; readonly step: string } | undefined> {
  const language = settings.articleLanguage;
  const { topics } = await content.catalogue();
  const items = topics.flatMap((topic) => topic.sections.flatMap((section) => section.steps).filter(fits).map((step) => ({
    topic: topic.id,
    step: step.id,
    label: `${step.number}. ${step.title[language]}${step.star ? ' ★' : ''}`,
    description: topic.title[language],
    ...(step.latex === undefined ? {} : { detail: step.latex.replace(/\s+/g, ' ') }),
  })));
  return vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true, matchOnDetail: true });
}
