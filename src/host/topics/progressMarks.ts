import * as vscode from 'vscode';
import type { Catalogue } from '../../core/model.ts';
import { exerciseRecord, topicProgress, type Progress } from '../../core/progress/progress.ts';
import { exerciseStatus, isComplete, stepStatus, summarize, summarizeAll, templateStatus, type Summary } from '../../core/progress/summary.ts';
import { exerciseWords, stepWords, templateWords } from '../progress/words.ts';
import type { TopicNode } from './topicNode.ts';

/** What progress adds to a row: a shape, a word, and the same word for a screen reader. Colour says nothing that these do not. */
interface Mark {
  readonly icon: string;
  readonly words: string | undefined;
  /** What is spoken, where it says more than the words. */
  readonly spoken?: string;
}

/** The row with what was read, run and solved. */
export function withProgress(item: vscode.TreeItem, catalogue: Catalogue, node: TopicNode, progress: Progress): vscode.TreeItem {
  const mark = markOf(catalogue, node, progress);
  if (mark === undefined) return item;
  const { label } = item.accessibilityInformation ?? {};
  const spoken = mark.spoken ?? mark.words;
  return {
    ...item,
    iconPath: new vscode.ThemeIcon(mark.icon),
    ...(mark.words === undefined ? {} : { description: [item.description, mark.words].filter((part) => typeof part === 'string' && part !== '').join(' · ') }),
    ...(spoken === undefined || label === undefined ? {} : { accessibilityInformation: { ...item.accessibilityInformation, label: `${label}, ${spoken}` } }),
  };
}

/** “12 of 65 read · 3 of 17 solved” for everything; empty before the first. */
export function overall(catalogue: Catalogue, progress: Progress): string {
  return words(summarizeAll(progress, catalogue.topics)) ?? '';
}

function markOf(catalogue: Catalogue, node: TopicNode, progress: Progress): Mark | undefined {
  switch (node.kind) {
    case 'topic': {
      const topic = catalogue.topics.find(({ id }) => id === node.topic);
      if (topic === undefined || !topic.hasArticle) return undefined;
      const summary = summarize(progress, topic);
      const own = stepWords(topicProgress(progress, topic.id).mark ?? 'new');
      const icon = isComplete(summary) ? 'pass' : own === undefined ? 'book' : 'bookmark';
      return { icon, words: own ?? (isComplete(summary) ? vscode.l10n.t('complete') : words(summary)), spoken: own ?? sentence(summary) };
    }
    case 'step': {
      const status = stepStatus(progress, node.topic, node.step);
      const icon = { read: 'check', known: 'verified', skipped: 'debug-step-over', new: 'circle-outline' }[status];
      return { icon, words: stepWords(status) };
    }
    case 'template': {
      const held = templateStatus(progress, node.topic, node.template);
      return { icon: held === undefined ? 'file-code' : held ? 'check' : 'warning', words: templateWords(held) };
    }
    case 'exercise': {
      const status = exerciseStatus(exerciseRecord(progress, node.topic, node.exercise));
      const icon = { solved: 'check', seen: 'eye', tried: 'debug-restart', new: 'edit' }[status];
      return { icon, words: status === 'new' ? undefined : exerciseWords(status) };
    }
    case 'area':
    case 'section':
    case 'templates':
    case 'exercises': return undefined;
  }
}

function words(summary: Summary): string | undefined {
  const parts = [
    ...(summary.stepsDone > 0 ? [vscode.l10n.t('{0} of {1} read', summary.stepsDone, summary.steps)] : []),
    ...(summary.exercisesSolved > 0 ? [vscode.l10n.t('{0} of {1} solved', summary.exercisesSolved, summary.exercises)] : []),
  ];
  return parts.length === 0 ? undefined : parts.join(' · ');
}

function sentence({ steps, stepsDone, templates, templatesRun, exercises, exercisesSolved }: Summary): string {
  return vscode.l10n.t('{0} of {1} steps read, {2} of {3} templates run, {4} of {5} exercises solved',
    stepsDone, steps, templatesRun, templates, exercisesSolved, exercises);
}
