import * as vscode from 'vscode';
import type { Catalogue } from '../../core/model.ts';
import { contextKeys } from '../../contributions.ts';
import type { ProgressStore } from '../progress/progressStore.ts';
import { setContext } from '../support/commandRegistry.ts';
import type { ContentStore } from '../support/contentStore.ts';
import { Disposable } from '../support/disposable.ts';
import type { ErrorReporter } from '../support/errors.ts';
import type { Settings } from '../support/settings.ts';
import { withProgress } from './progressMarks.ts';
import { tooltipOf, treeItem } from './topicItem.ts';
import { childrenOf, parentOf, type TopicNode } from './topicNode.ts';

/** Areas, topics, sections, steps, templates and exercises as the sidebar shows them. */
export class TopicsTree extends Disposable implements vscode.TreeDataProvider<TopicNode> {
  readonly #content: ContentStore;
  readonly #settings: Settings;
  readonly #reporter: ErrorReporter;
  readonly #progress: Pick<ProgressStore, 'current'>;
  readonly #changed = this._register(new vscode.EventEmitter<TopicNode | undefined>());
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(content: ContentStore, settings: Settings, reporter: ErrorReporter, progress: Pick<ProgressStore, 'current'>) {
    super();
    this.#content = content;
    this.#settings = settings;
    this.#reporter = reporter;
    this.#progress = progress;
  }

  /** Shows everything anew: the titles' language or the content itself has changed. */
  refresh(): void {
    this.#changed.fire(undefined);
  }

  async getChildren(node?: TopicNode): Promise<TopicNode[]> {
    const catalogue = await this.#catalogue();
    return catalogue ? [...childrenOf(catalogue, node)] : [];
  }

  async getTreeItem(node: TopicNode): Promise<vscode.TreeItem> {
    const catalogue = await this.#content.catalogue();
    return withProgress(treeItem(catalogue, node, this.#settings.articleLanguage), catalogue, node, this.#progress.current);
  }

  async getParent(node: TopicNode): Promise<TopicNode | undefined> {
    return parentOf(await this.#content.catalogue(), node);
  }

  async resolveTreeItem(item: vscode.TreeItem, node: TopicNode): Promise<vscode.TreeItem> {
    const tooltip = tooltipOf(await this.#content.catalogue(), node, this.#settings.articleLanguage);
    if (tooltip) item.tooltip = tooltip;
    return item;
  }

  /** Without a catalogue the tree is empty and the view says so with its welcome text. */
  async #catalogue(): Promise<Catalogue | undefined> {
    try {
      const catalogue = await this.#content.catalogue();
      setContext(contextKeys.contentMissing, false);
      return catalogue;
    } catch (error) {
      setContext(contextKeys.contentMissing, true);
      this.#reporter.report(error);
      return undefined;
    }
  }
}
