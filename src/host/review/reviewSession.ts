import * as vscode from 'vscode';
import type { ReviewGrade } from '../../core/model.ts';
import { addReview, cardOf, dayOf, keyOf, type ReviewItem } from '../../core/review/review.ts';
import { commands } from '../../contributions.ts';
import type { ArticlePanels } from '../article/articlePanels.ts';
import type { Services } from '../services.ts';
import { Disposable } from '../support/disposable.ts';
import { askExercise, askGrade } from './askGrade.ts';
import { reviewState, spanText, titleOf } from './reviewItems.ts';
import type { ReviewStore } from './reviewStore.ts';

/** An item that is due again within this time comes back at the end of the session, in milliseconds. */
const soon = 20 * 60_000;

/** One sitting: an item after the other is recalled or solved, and graded. */
export class ReviewSession extends Disposable {
  readonly #services: Services;
  readonly #panels: ArticlePanels;
  readonly #store: ReviewStore;
  readonly #changed = this._register(new vscode.EventEmitter<void>());
  /** Another item is asked for now, or none any more. */
  readonly onDidChange = this.#changed.event;
  #left: readonly ReviewItem[] = [];
  #done = 0;
  /** The exercise among them that the reader has begun anew. */
  #begun: ReviewItem | undefined;

  constructor(services: Services, panels: ArticlePanels, store: ReviewStore) {
    super();
    this.#services = services;
    this.#panels = panels;
    this.#store = store;
    // A page made anew (another language, seen again) knows nothing of the review.
    this._register(panels.onDidBecomeReady(({ topic }) => {
      if (this.present?.kind === 'step' && this.present.topic === topic) void this.#ask().catch((error: unknown) => services.reporter.report(error));
    }));
  }

  /** What is asked for; `undefined` between sessions. */
  get present(): ReviewItem | undefined {
    return this.#left[0];
  }

  /** Which item of how many is asked for. */
  get place(): { readonly index: number; readonly count: number } {
    return { index: this.#done + 1, count: this.#done + this.#left.length };
  }

  /** Begins a session, at an item of it if one is named; shows the present item again if one is going on. */
  async start(first?: ReviewItem): Promise<void> {
    if (this.present === undefined || first !== undefined) {
      const { queue, hasItems, nextDue } = await reviewState(this.#services, this.#store, Date.now());
      if (queue.length === 0) {
        this.#tellEmpty(hasItems, nextDue);
        return;
      }
      const begins = first && queue.find((item) => keyOf(item) === keyOf(first));
      this.#left = begins === undefined ? queue : [begins, ...queue.filter((item) => item !== begins)];
      this.#done = 0;
    }
    await this.#show();
  }

  /** Ends the session; what was not graded stays due. `false` if there was none. */
  stop(): boolean {
    if (this.present === undefined) return false;
    this.#left = [];
    this.#clear();
    this.#changed.fire();
    return true;
  }

  /** Grades the present item; asks if no grade is given. A grade for another item than the present one is dropped. */
  async grade(given: ReviewGrade | undefined, item = this.present): Promise<void> {
    if (item === undefined || this.present === undefined || keyOf(item) !== keyOf(this.present)) return;
    const { grade, intervals } = await import('../../core/review/schedule.ts');
    const answer = given ?? (await askGrade(await this.#title(item), intervals(cardOf(this.#store.current, item), Date.now())));
    if (answer === undefined || this.present === undefined || keyOf(this.present) !== keyOf(item)) return;
    const now = Date.now();
    const card = grade(cardOf(this.#store.current, item), answer, now);
    const written = this.#store.update((review) => addReview(review, item, card, dayOf(now)));
    const again = item.kind === 'step' && card.due - now <= soon;
    this.#left = [...this.#left.slice(1), ...(again ? [item] : [])];
    this.#done++;
    await written;
    if (this.present !== undefined) await this.#show();
    else await this.#end();
  }

  /** An exercise of the reader's has been checked: one that was asked for and is solved can be graded. */
  async checked(topic: string, exercise: string, passed: boolean): Promise<void> {
    const item = this.present;
    if (passed && item?.kind === 'exercise' && item.topic === topic && item.id === exercise) await this.grade(undefined, item);
  }

  async #show(): Promise<void> {
    const item = this.present;
    if (item === undefined) return;
    this.#clear(item.kind === 'step' ? item.topic : undefined);
    this.#changed.fire();
    if (item.kind === 'step') {
      await this.#panels.show(item.topic);
      await this.#ask();
      return;
    }
    if (this.#begun === item) {
      await vscode.commands.executeCommand(commands.startExercise, item.topic, item.id);
      return;
    }
    const answer = await askExercise(await this.#title(item));
    if (this.present !== item) return;
    if (answer === 'begin') {
      this.#begun = item;
      await vscode.commands.executeCommand(commands.startExercise, item.topic, item.id, true);
    } else if (answer === 'later') {
      this.#left = this.#left.slice(1);
      if (this.present !== undefined) await this.#show();
      else await this.#end();
    }
  }

  /** Tells the page which equation to hide and ask for. */
  async #ask(): Promise<void> {
    const item = this.present;
    if (item?.kind !== 'step') return;
    const { intervals } = await import('../../core/review/schedule.ts');
    const panel = this.#panels.find(item.topic);
    panel?.send({ type: 'review', step: item.id, ...this.place, intervals: intervals(cardOf(this.#store.current, item), Date.now()) });
  }

  async #end(): Promise<void> {
    const done = this.#done;
    this.#clear();
    this.#changed.fire();
    const now = Date.now();
    const { nextDue } = await reviewState(this.#services, this.#store, now);
    void vscode.window.showInformationMessage(done === 0
      ? vscode.l10n.t('Nothing more to review today.')
      : nextDue === undefined
        ? vscode.l10n.t('Reviewed: {0}.', done)
        : vscode.l10n.t('Reviewed: {0}. The next is due in {1}.', done, spanText(nextDue - now)));
  }

  #tellEmpty(hasItems: boolean, nextDue: number | undefined): void {
    const open = vscode.l10n.t('Open Topic');
    const text = !hasItems
      ? vscode.l10n.t('There is nothing to review yet. Read a step with an equation or solve an exercise: it comes back here.')
      : nextDue === undefined ? vscode.l10n.t('Nothing more to review today.') : vscode.l10n.t('Nothing is due. The next is due in {0}.', spanText(nextDue - Date.now()));
    const answer = hasItems ? vscode.window.showInformationMessage(text) : vscode.window.showInformationMessage(text, open);
    void answer.then((label) => label === open && vscode.commands.executeCommand(commands.openTopic));
  }

  /** Articles other than that of `topic` ask for nothing any more. */
  #clear(topic?: string): void {
    for (const panel of this.#panels.open) if (panel.topic !== topic) panel.send({ type: 'reviewEnded' });
  }

  async #title(item: ReviewItem): Promise<string> {
    const { content, settings } = this.#services;
    const { topics } = await content.catalogue();
    const { index, count } = this.place;
    return vscode.l10n.t('Review {0} of {1}: {2}', index, count, titleOf(topics, item, settings.articleLanguage));
  }
}
