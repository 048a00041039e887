import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commands } from '../../src/contributions.ts';
import { addAttempt, addRead, noProgress } from '../../src/core/progress/progress.ts';
import { cardOf, keyOf } from '../../src/core/review/review.ts';
import type { ArticlePanels } from '../../src/host/article/articlePanels.ts';
import { ProgressStore } from '../../src/host/progress/progressStore.ts';
import { ReviewSession } from '../../src/host/review/reviewSession.ts';
import { ReviewStore } from '../../src/host/review/reviewStore.ts';
import { ReviewTree } from '../../src/host/review/reviewTree.ts';
import type { Services } from '../../src/host/services.ts';
import { FakeContent } from '../fakes/content.ts';
import { FakeLog } from '../fakes/log.ts';
import { FakeMemento } from '../fakes/memento.ts';
import { extension, until } from './support.ts';

const run = vscode.commands.executeCommand;
const step = { topic: 'first', kind: 'step', id: 'one' } as const;
const exercise = { topic: 'first', kind: 'exercise', id: 'add' } as const;

/** A session over the example catalogue, with what the article is told. */
async function setUp(progress = addRead(noProgress, 'first', 'one')) {
  const log = new FakeLog();
  const store = new ReviewStore(new FakeMemento(), log);
  const progressStore = new ProgressStore(new FakeMemento(), log);
  await progressStore.update(() => progress);
  const services = { content: new FakeContent(), progress: progressStore, settings: { articleLanguage: 'en' } } as unknown as Services;
  const told: { readonly type: string; readonly [key: string]: unknown }[] = [];
  const panel = { topic: 'first', send: (message: (typeof told)[number]) => told.push(message) };
  const ready = new vscode.EventEmitter<{ readonly topic: string }>();
  const panels = { open: [panel], find: () => panel, show: async () => panel, onDidBecomeReady: ready.event } as unknown as ArticlePanels;
  const session = new ReviewSession(services, panels, store);
  const tree = new ReviewTree(services, store, () => session.present);
  return { session, store, tree, told, ready };
}

/** Takes the first answer of the list that is open or about to open. */
async function acceptFirst(while_: Promise<unknown>): Promise<void> {
  let over = false;
  void while_.then(() => { over = true; });
  await until('the answer', async () => {
    if (!over) await run('workbench.action.acceptSelectedQuickOpenItem');
    return over;
  });
}

export function reviewTests(): void {
  suite('review', () => {
    suiteSetup(extension);
    teardown(() => run('notifications.clearAll'));

    test('nothing is asked and nothing is shown before it is started', async () => {
      const { tree, store, told } = await setUp();
      assert.deepEqual([await tree.getChildren(), await tree.summary(), tree.started], [[], { description: '', message: '' }, false]);
      assert.deepEqual([store.current.cards, told], [{}, []]);
    });

    test('the article hides the equation, offers four spans, and the grade decides when it is due', async () => {
      const { session, store, tree, told } = await setUp();
      await session.start();
      const asked = told.at(-1)!;
      assert.deepEqual([asked.type, asked['step'], asked['index'], asked['count'], (asked['intervals'] as number[]).length], ['review', 'one', 1, 1, 4]);
      const [row] = await tree.getChildren();
      assert.ok(row);
      const item = await tree.getTreeItem(row);
      assert.match(String(item.description), /First · /);
      assert.ok(item.accessibilityInformation?.label.startsWith('1. One, First, '), item.accessibilityInformation?.label);
      assert.equal((await tree.summary()).description, vscode.l10n.t('{0} to review', 1));
      await session.grade('good', { topic: 'first', kind: 'step', id: 'other' });
      assert.equal(session.present?.id, 'one', 'a grade for another step is dropped');
      const before = Date.now();
      await session.grade('good', step);
      assert.equal(session.present, undefined);
      assert.deepEqual(told.at(-1)?.type, 'reviewEnded');
      const wait = (cardOf(store.current, step)?.due ?? 0) - before;
      assert.ok(wait >= (asked['intervals'] as number[])[2]! && wait < (asked['intervals'] as number[])[2]! + 60_000, 'as was offered');
      const { description, message } = await tree.summary();
      assert.ok(description === '' && /2/.test(message), message);
    });

    test('what was forgotten comes back at the end of the session; Stop keeps what is left', async () => {
      const { session, store, told } = await setUp(addRead(addRead(noProgress, 'first', 'one'), 'first', 'two'));
      await session.start();
      await session.grade('again', step);
      assert.equal(session.present && keyOf(session.present), keyOf(step));
      assert.deepEqual([told.at(-1)?.type, told.at(-1)?.['index']], ['review', 2]);
      assert.equal(session.stop(), true);
      assert.deepEqual([told.at(-1)?.type, session.present, session.stop()], ['reviewEnded', undefined, false]);
      assert.equal(cardOf(store.current, step)?.reps, 1);
    });

    test('a page that is made anew is asked again', async () => {
      const { session, told, ready } = await setUp();
      await session.start();
      const before = told.length;
      ready.fire({ topic: 'other' });
      ready.fire({ topic: 'first' });
      await until('the question', () => told.length === before + 1);
      assert.equal(told.at(-1)?.type, 'review');
    });

    test('an exercise is begun anew, and graded when it is solved', async () => {
      const { session, store } = await setUp(addAttempt(noProgress, 'first', 'add', true, 1));
      await acceptFirst(session.start());
      await session.checked('first', 'add', false);
      assert.equal(cardOf(store.current, exercise), undefined);
      await acceptFirst(session.checked('first', 'add', true));
      assert.equal(cardOf(store.current, exercise)?.reps, 1);
      assert.equal(session.present, undefined);
    });

    test('the commands answer without anything to review', async () => {
      for (const command of [commands.startReview, commands.gradeReview, commands.stopReview]) await run(command);
    });
  });
}
