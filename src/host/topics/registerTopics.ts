import * as vscode from 'vscode';
import { commands, settings as settingIds, views } from '../../contributions.ts';
import type { Services } from '../services.ts';
import { TopicsTree } from './topicsTree.ts';

/** The tree of topics in the sidebar. */
export function registerTopics({ content, settings, reporter, commands: registry }: Services): vscode.Disposable {
  const tree = new TopicsTree(content, settings, reporter);
  return vscode.Disposable.from(
    tree,
    vscode.window.createTreeView(views.topics, { treeDataProvider: tree, showCollapseAll: true }),
    content.onDidRefresh(() => tree.refresh()),
    settings.onDidChange(settingIds.articleLanguage, () => tree.refresh()),
    registry.register(commands.refreshTopics, () => content.refresh()),
  );
}
