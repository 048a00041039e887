import * as vscode from 'vscode';
import { addRun, setMark, type ProgressMark } from '../../core/progress/progress.ts';
import { commands } from '../../contributions.ts';
import type { ArticlePanels } from '../article/articlePanels.ts';
import { pickTopic } from '../pick/pickTopic.ts';
import type { Services } from '../services.ts';
import { idArgument, topicArgument } from '../support/commandArguments.ts';
import { UserError } from '../support/errors.ts';

/** Keeps what was run, and what the reader marks as known or skips. What was read and solved is told by article and exercises. */
export function registerProgress(services: Services, panels: ArticlePanels): vscode.Disposable {
  const { commands: registry, progress, runner } = services;
  return vscode.Disposable.from(
    runner.onDidEnd(({ template: key, outcome, exitCode }) => {
      const [topic, template] = key?.split('/') ?? [];
      // A file of the reader's is no template; what was stopped says nothing.
      if (topic === undefined || template === undefined || outcome !== 'exited') return;
      void progress.update((now) => addRun(now, topic, template, exitCode === 0));
    }),
    progress.onDidChange(() => {
      for (const panel of panels.open) panel.sendProgress();
    }),
    registry.register(commands.markKnown, (topic, step) => mark(services, 'known', topic, step)),
    registry.register(commands.skip, (topic, step) => mark(services, 'skipped', topic, step)),
    registry.register(commands.clearMark, (topic, step) => mark(services, undefined, topic, step)),
  );
}

/** Marks a step, or a topic if no step is named. */
async function mark({ content, settings, progress }: Services, as: ProgressMark | undefined, first: unknown, second: unknown): Promise<void> {
  const id = topicArgument(first) ?? (await pickTopic(content, settings));
  if (id === undefined) return;
  const topic = await content.topic(id);
  const step = idArgument(first, 'step', second);
  if (step !== undefined && !topic.sections.some(({ steps }) => steps.some((one) => one.id === step))) {
    throw new UserError(vscode.l10n.t('The article {0} has no step “{1}”.', id, step));
  }
  await progress.update((now) => setMark(now, id, step, as));
}
