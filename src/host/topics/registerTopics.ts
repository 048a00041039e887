import * as vscode from 'vscode';
import { commands, settings as settingIds, views } from '../../contributions.ts';
import type { Services } from '../services.ts';
import { overall } from './progressMarks.ts';
import { TopicsTree } from './topicsTree.ts';

/** The tree of topics in the sidebar, with what was read, run and solved in each and in all. */
export function registerTopics({ content, settings, reporter, progress, commands: registry }: Services): vscode.Disposable {
  const tree = new TopicsTree(content, settings, reporter, progress);
  const view = vscode.window.createTreeView(views.topics, { treeDataProvider: tree, showCollapseAll: true });
  // Nothing is read before the view is looked at.
  const sumUp = async () => {
    if (view.visible) view.description = overall(await content.catalogue(), progress.current);
  };
  const tell = () => void sumUp().catch((error: unknown) => reporter.report(error));
  return vscode.Disposable.from(
    tree,
    view,
    view.onDidChangeVisibility(tell),
    content.onDidRefresh(() => tree.refresh()),
    progress.onDidChange(() => {
      tree.refresh();
      tell();
    }),
    settings.onDidChange(settingIds.articleLanguage, () => tree.refresh()),
    registry.register(commands.refreshTopics, () => content.refresh()),
  );
}
