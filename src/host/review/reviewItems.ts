import * as vscode from 'vscode';
import { candidates, dayOf, nextDue, queue, type ReviewItem } from '../../core/review/review.ts';
import type { Language, TopicEntry } from '../../core/model.ts';
import { settings as settingIds } from '../../contributions.ts';
import { intervalText } from '../../protocol/interval.ts';
import type { Services } from '../services.ts';
import type { ReviewStore } from './reviewStore.ts';

/** What a reader would review now. */
export interface ReviewState {
  /** In the order in which they come. */
  readonly queue: readonly ReviewItem[];
  /** Anything was read or solved that can be reviewed. */
  readonly hasItems: boolean;
  /** Milliseconds since 1970; `undefined` if nothing waits. */
  readonly nextDue: number | undefined;
}

export async function reviewState({ content, progress }: Pick<Services, 'content' | 'progress'>, store: Pick<ReviewStore, 'current'>, now: number): Promise<ReviewState> {
  const { topics } = await content.catalogue();
  const items = candidates(topics, progress.current);
  return { queue: queue(store.current, items, now, dayOf(now), itemsOfSession()), hasItems: items.length > 0, nextDue: nextDue(store.current, items, now) };
}

function itemsOfSession(): number {
  const most = vscode.workspace.getConfiguration().get<unknown>(settingIds.reviewItems);
  return Number.isSafeInteger(most) ? Math.min(50, Math.max(1, Number(most))) : 10;
}

/** The title of a step or exercise; its id if the content has lost it. */
export function titleOf(topics: readonly TopicEntry[], { topic, kind, id }: ReviewItem, language: Language): string {
  const entry = topics.find((one) => one.id === topic);
  if (kind === 'exercise') return entry?.exercises.find((one) => one.id === id)?.title[language] ?? id;
  const step = entry?.sections.flatMap(({ steps }) => steps).find((one) => one.id === id);
  return step === undefined ? id : vscode.l10n.t('{0}. {1}', step.number, step.title[language]);
}

/** “in 2 days”, “2天后” are said with this: a span of time in the display language. */
export function spanText(milliseconds: number): string {
  return intervalText(milliseconds, vscode.env.language.toLowerCase().startsWith('zh') ? 'zh-cn' : 'en');
}
