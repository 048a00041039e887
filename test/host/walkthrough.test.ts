import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import * as vscode from 'vscode';
import { commands, views, walkthroughs } from '../../src/contributions.ts';
import { articleTabs, closeAll, extension, until } from './support.ts';

const run = vscode.commands.executeCommand;
const template = 'flash-attention/online-softmax';

/** What a reader does for each event that ticks a step off, and how it shows that it was done. */
const deeds: Readonly<Record<string, () => Promise<unknown>>> = {
  [`onView:${views.topics}`]: async () => run(`${views.topics}.focus`),
  'onContext:gradus.articleOpen': async () => {
    await run(commands.openTopic, 'flash-attention');
    await until('an article', () => articleTabs().length > 0);
  },
  [`onCommand:${commands.runTemplate}`]: async () => {
    const ended = new Promise((resolve) => {
      const listener = vscode.tasks.onDidEndTaskProcess(({ exitCode }) => {
        listener.dispose();
        resolve(exitCode);
      });
    });
    await run(commands.runTemplate, template);
    assert.equal(await ended, 0);
  },
  [`onCommand:${commands.insertTemplate}`]: async () => {
    await run(commands.insertTemplate, template, 'safe-softmax');
    await until('the code', () => vscode.window.activeTextEditor?.document.getText().includes('safeSoftmax'));
  },
  [`onCommand:${commands.startExercise}`]: async () => {
    await run(commands.startExercise, 'flash-attention', 'rescale');
    const { document } = await until('the exercise', () => vscode.window.activeTextEditor);
    assert.match(document.getText(), /hole: rescale/);
    await closeAll();
    rmSync(document.uri.fsPath.replace(/exercises.*$/, ''), { recursive: true, force: true });
  },
  [`onCommand:${commands.search}`]: async () => {
    let over = false;
    void run(commands.search).then(() => { over = true; });
    await until('the list of results, closed again', async () => {
      await run('workbench.action.closeQuickOpen');
      return over;
    });
  },
};

export function walkthroughTests(): void {
  suite('walkthrough', () => {
    setup(closeAll);
    suiteTeardown(async () => {
      for (const terminal of vscode.window.terminals) terminal.dispose();
      await closeAll();
    });

    test('every step is ticked off by something a reader can do', async () => {
      const { packageJSON } = await extension();
      const { contributes } = packageJSON as { contributes: { walkthroughs: { id: string; steps: { completionEvents: string[] }[] }[] } };
      const events = contributes.walkthroughs.find(({ id }) => id === walkthroughs.start)?.steps.flatMap(({ completionEvents }) => completionEvents) ?? [];
      assert.ok(events.length > 0);
      for (const event of events) {
        const deed = deeds[event];
        assert.ok(deed, event);
        await deed();
      }
    });

    test('its command opens it', async () => {
      await run(commands.openWalkthrough);
      await until('a tab', () => vscode.window.tabGroups.activeTabGroup.activeTab);
    });
  });
}
