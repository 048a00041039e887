import * as vscode from 'vscode';
import { cardOf, keyOf, type ReviewItem } from '../../core/review/review.ts';
import { commands, treeItems } from '../../contributions.ts';
import type { Services } from '../services.ts';
import { Disposable } from '../support/disposable.ts';
import { splitTitle } from '../topics/topicItem.ts';
import { reviewState, spanText, titleOf } from './reviewItems.ts';
import type { ReviewStore } from './reviewStore.ts';

/** What a review would ask for now, as rows; none before the first review was started. */
export class ReviewTree extends Disposable implements vscode.TreeDataProvider<ReviewItem> {
  readonly #services: Pick<Services, 'content' | 'progress' | 'settings'>;
  readonly #store: Pick<ReviewStore, 'current'>;
  readonly #present: () => ReviewItem | undefined;
  readonly #changed = this._register(new vscode.EventEmitter<undefined>());
  readonly onDidChangeTreeData = this.#changed.event;

  /** @param present what a session asks for now */
  constructor(services: Pick<Services, 'content' | 'progress' | 'settings'>, store: Pick<ReviewStore, 'current'>, present: () => ReviewItem | undefined) {
    super();
    this.#services = services;
    this.#store = store;
    this.#present = present;
  }

  /** Something was reviewed once, or is being reviewed now. */
  get started(): boolean {
    return this.#present() !== undefined || Object.keys(this.#store.current.cards).length > 0;
  }

  refresh(): void {
    this.#changed.fire(undefined);
  }

  async getChildren(item?: ReviewItem): Promise<ReviewItem[]> {
    if (item !== undefined || !this.started) return [];
    return [...(await reviewState(this.#services, this.#store, Date.now())).queue];
  }

  /** How many rows there are, and, where there are none, when that changes. */
  async summary(): Promise<{ readonly description: string; readonly message: string }> {
    const now = Date.now();
    if (!this.started) return { description: '', message: '' };
    const { queue, nextDue } = await reviewState(this.#services, this.#store, now);
    return {
      description: queue.length === 0 ? '' : vscode.l10n.t('{0} to review', queue.length),
      message: queue.length > 0 || nextDue === undefined ? '' : vscode.l10n.t('Nothing is due. The next is due in {0}.', spanText(nextDue - now)),
    };
  }

  async getTreeItem(item: ReviewItem): Promise<vscode.TreeItem> {
    const { content, settings } = this.#services;
    const { topics } = await content.catalogue();
    const language = settings.articleLanguage;
    const title = titleOf(topics, item, language);
    const topic = splitTitle(topics.find(({ id }) => id === item.topic)?.title[language] ?? item.topic).name;
    const present = this.#present();
    const card = cardOf(this.#store.current, item);
    const state = present !== undefined && keyOf(present) === keyOf(item) ? vscode.l10n.t('being asked')
      : card === undefined ? vscode.l10n.t('for the first time') : vscode.l10n.t('due');
    return {
      id: keyOf(item), label: title, description: `${topic} · ${state}`, contextValue: treeItems.review,
      iconPath: new vscode.ThemeIcon(item.kind === 'step' ? 'symbol-operator' : 'beaker'),
      command: { command: commands.startReview, title: '', arguments: [item] },
      accessibilityInformation: { label: [title, topic, state].join(', ') },
    };
  }
}
