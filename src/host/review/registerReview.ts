import * as vscode from 'vscode';
import { reviewGrades, type ReviewGrade } from '../../core/model.ts';
import { keyOf, type ReviewItem } from '../../core/review/review.ts';
import { commands, contextKeys, views } from '../../contributions.ts';
import type { ArticlePanels } from '../article/articlePanels.ts';
import type { CheckedExercise } from '../exercises/exerciseChecks.ts';
import type { Services } from '../services.ts';
import { setContext } from '../support/commandRegistry.ts';
import { reviewState } from './reviewItems.ts';
import { ReviewSession } from './reviewSession.ts';
import type { ReviewStore } from './reviewStore.ts';
import { ReviewTree } from './reviewTree.ts';

/** Review of what was read and solved: off until it is started. */
export function registerReview(services: Services, panels: ArticlePanels, store: ReviewStore, onDidCheck: vscode.Event<CheckedExercise>): vscode.Disposable {
  const { commands: registry, progress, content, reporter } = services;
  const session = new ReviewSession(services, panels, store);
  const tree = new ReviewTree(services, store, () => session.present);
  const view = vscode.window.createTreeView(views.review, { treeDataProvider: tree });
  const sumUp = async () => {
    setContext(contextKeys.reviewStarted, tree.started);
    // Nothing is read before the view is looked at.
    if (view.visible) Object.assign(view, await tree.summary());
  };
  const refresh = () => {
    tree.refresh();
    void sumUp().catch((error: unknown) => reporter.report(error));
  };
  let status: vscode.StatusBarItem | undefined;
  const showPlace = () => {
    setContext(contextKeys.reviewing, session.present !== undefined);
    refresh();
    if (session.present === undefined) {
      status?.dispose();
      status = undefined;
      return;
    }
    status ??= vscode.window.createStatusBarItem('gradus.review', vscode.StatusBarAlignment.Left);
    const { index, count } = session.place;
    status.name = vscode.l10n.t('Gradus Review');
    status.text = `$(history) ${vscode.l10n.t('Review {0} of {1}', index, count)}`;
    status.tooltip = vscode.l10n.t('Grade what is being reviewed');
    status.command = commands.gradeReview;
    status.show();
  };
  return vscode.Disposable.from(
    session, tree, view, { dispose: () => status?.dispose() },
    session.onDidChange(showPlace),
    // What is due changes by itself; who opens the view sees it as it is now.
    view.onDidChangeVisibility(({ visible }) => visible && refresh()),
    store.onDidChange(() => refresh()),
    progress.onDidChange(() => refresh()),
    content.onDidRefresh(() => refresh()),
    onDidCheck(({ topic, exercise, passed }) => void session.checked(topic, exercise, passed).catch((error: unknown) => reporter.report(error))),
    registry.register(commands.startReview, async (item) => session.start(await itemArgument(services, store, item))),
    registry.register(commands.stopReview, () => {
      if (!session.stop()) void vscode.window.showInformationMessage(vscode.l10n.t('No review is going on.'));
    }),
    registry.register(commands.gradeReview, async (grade, topic, step) => {
      if (session.present === undefined) return session.start();
      const item = typeof topic === 'string' && typeof step === 'string' ? { topic, kind: 'step', id: step } as const : undefined;
      return session.grade(isGrade(grade) ? grade : undefined, item);
    }),
  );
}

/** A row of the view, if it is still to be reviewed. */
async function itemArgument(services: Services, store: ReviewStore, argument: unknown): Promise<ReviewItem | undefined> {
  if (typeof argument !== 'object' || argument === null || !('kind' in argument)) return undefined;
  const { queue } = await reviewState(services, store, Date.now());
  return queue.find((item) => keyOf(item) === keyOf(argument as ReviewItem));
}

const isGrade = (value: unknown): value is ReviewGrade => (reviewGrades as readonly unknown[]).includes(value);
