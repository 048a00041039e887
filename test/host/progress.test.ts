import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commands, type CommandId } from '../../src/contributions.ts';
import { addAttempt, addRead, noProgress, topicProgress } from '../../src/core/progress/progress.ts';
import { stepStatus, templateStatus } from '../../src/core/progress/summary.ts';
import type { ArticlePanels } from '../../src/host/article/articlePanels.ts';
import { ProgressStore } from '../../src/host/progress/progressStore.ts';
import { registerProgress } from '../../src/host/progress/registerProgress.ts';
import type { RunEnd } from '../../src/host/run/runner.ts';
import type { Services } from '../../src/host/services.ts';
import { UserError } from '../../src/host/support/errors.ts';
import { overall } from '../../src/host/topics/progressMarks.ts';
import { exampleCatalogue } from '../fakes/catalogue.ts';
import { FakeContent } from '../fakes/content.ts';
import { FakeLog } from '../fakes/log.ts';
import { FakeMemento } from '../fakes/memento.ts';
import { until } from './support.ts';

/** The feature with its own memory; `call` is what the editor does for a command. */
function setUp() {
  const called = new Map<CommandId, (...all: readonly unknown[]) => unknown>();
  const progress = new ProgressStore(new FakeMemento(), new FakeLog());
  const ended = new vscode.EventEmitter<RunEnd>();
  let told = 0;
  const services = {
    content: new FakeContent(), progress, settings: { articleLanguage: 'en' }, runner: { onDidEnd: ended.event },
    commands: { register: (id: CommandId, act: (...all: readonly unknown[]) => unknown) => (called.set(id, act), new vscode.Disposable(() => {})) },
  } as unknown as Services;
  registerProgress(services, { open: [{ sendProgress: () => told++ }] } as unknown as ArticlePanels);
  return { progress, ended, told: () => told, call: async (id: CommandId, ...all: readonly unknown[]) => called.get(id)?.(...all) };
}

export function progressTests(): void {
  suite('progress', () => {
    test('a step or a topic is marked as known, skipped, and neither, and the open articles hear of it', async () => {
      const { progress, call, told } = setUp();
      const row = { kind: 'step', topic: 'first', section: 'start', step: 'two' };
      const status = () => stepStatus(progress.current, 'first', 'two');
      await call(commands.markKnown, 'first', 'two');
      assert.equal(status(), 'known');
      await call(commands.skip, row);
      assert.equal(status(), 'skipped');
      await call(commands.clearMark, row);
      assert.equal(status(), 'new');
      await call(commands.skip, 'first');
      assert.deepEqual([topicProgress(progress.current, 'first').mark, status(), told()], ['skipped', 'skipped', 4]);
    });

    test('what is not there is named, and nothing changes', async () => {
      const { progress, call } = setUp();
      await assert.rejects(call(commands.markKnown, 'first', 'gone'), (error) => error instanceof UserError && error.message.includes('gone'));
      await assert.rejects(call(commands.skip, 'gone'), UserError);
      assert.deepEqual(progress.current, noProgress);
    });

    test('a template counts as run when its process has ended by itself', async () => {
      const { progress, ended } = setUp();
      const end = { template: 'first/sum', file: '/sum.ts', outcome: 'exited', exitCode: 0, milliseconds: 1 } as const;
      ended.fire({ ...end, outcome: 'stopped', exitCode: undefined });
      ended.fire({ ...end, template: undefined });
      assert.deepEqual(progress.current, noProgress);
      ended.fire(end);
      await until('the mark', () => templateStatus(progress.current, 'first', 'sum') === true);
      ended.fire({ ...end, exitCode: 1 });
      await until('the other mark', () => templateStatus(progress.current, 'first', 'sum') === false);
    });

    test('the title of the view says how far one is in all topics, and nothing before the first step', () => {
      assert.equal(overall(exampleCatalogue, noProgress), '');
      const read = addRead(noProgress, 'first', 'one');
      assert.equal(overall(exampleCatalogue, read), vscode.l10n.t('{0} of {1} read', 1, 2));
      assert.equal(overall(exampleCatalogue, addAttempt(read, 'first', 'add', true, 1)), `${vscode.l10n.t('{0} of {1} read', 1, 2)} · ${vscode.l10n.t('{0} of {1} solved', 1, 1)}`);
    });
  });
}
