import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commands, settings } from '../../src/contributions.ts';
import { articleTabs, closeAll, extension, testInEnglish, until } from './support.ts';

const run = vscode.commands.executeCommand;

async function setLanguage(language: string | undefined): Promise<void> {
  await vscode.workspace.getConfiguration().update(settings.articleLanguage, language, vscode.ConfigurationTarget.Global);
}

export function articlesTests(): void {
  suite('articles', () => {
    suiteSetup(extension);
    setup(async () => {
      await setLanguage('en');
      await closeAll();
    });
    suiteTeardown(async () => {
      await setLanguage(undefined);
      await closeAll();
    });

    test('a topic opens beside the file that is being edited, and once only', async () => {
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content: 'mine' }), vscode.ViewColumn.One);
      await run(commands.openTopic, 'flash-attention');
      const tab = await until('the tab', () => articleTabs()[0]);
      assert.equal(tab.label, 'FlashAttention');
      assert.equal(tab.group.viewColumn, vscode.ViewColumn.Two);
      await run(commands.openTopic, 'flash-attention');
      await run(commands.openTopic, { kind: 'topic', topic: 'flash-attention' });
      assert.equal(articleTabs().length, 1);
    });

    testInEnglish('two clicks at once open one panel', async () => {
      const topic = 'flash-attention';
      await Promise.all([run(commands.openTopic, topic), run(commands.openStep, topic, 'surrogate'), run(commands.openTopic, topic)]);
      await until('the tab', () => articleTabs().length > 0);
      assert.equal(articleTabs().length, 1);
    });

    testInEnglish('without an editor it opens where the reader is; another topic joins it in its column', async () => {
      await run(commands.openTopic, 'flash-attention');
      await until('the first tab', () => articleTabs().length === 1);
      await run(commands.openTopic, 'dpo');
      await until('the second tab', () => articleTabs().length === 2);
      assert.deepEqual(articleTabs().map(({ group }) => group.viewColumn), [vscode.ViewColumn.One, vscode.ViewColumn.One]);
    });

    test('the command switches the language of the open article, and back', async () => {
      await run(commands.openTopic, 'rl-basics');
      const english = (await until('the tab', () => articleTabs()[0])).label;
      await run(commands.switchArticleLanguage);
      const chinese = await until('a Chinese title', () => articleTabs().find(({ label }) => label !== english));
      assert.match(chinese.label, /[\u4e00-\u9fff]/);
      await run(commands.switchArticleLanguage);
      await until('the English title', () => articleTabs().some(({ label }) => label === english));
    });

    test('an open article follows the setting', async () => {
      await run(commands.openTopic, 'rl-basics');
      await until('the tab', () => articleTabs().length === 1);
      await setLanguage('zh-cn');
      await until('a Chinese title', () => articleTabs().some(({ label }) => /[\u4e00-\u9fff]/.test(label)));
    });

    test('a step, a section’s node and an exercise lead into the article', async () => {
      await run(commands.openStep, 'flash-attention', 'online-recurrence');
      await until('the tab', () => articleTabs().length === 1);
      await run(commands.openStep, { kind: 'step', topic: 'flash-attention', section: 'x', step: 'surrogate' });
      await run(commands.openStep, 'flash-attention', 'hole-rescale');
      assert.equal(articleTabs().length, 1);
    });

    test('a step that does not exist opens nothing', async () => {
      await run(commands.openStep, 'flash-attention', 'no-such-step');
      await run('notifications.clearAll');
      assert.equal(articleTabs().length, 0);
    });

    test('an article that was closed can be opened again', async () => {
      for (let i = 0; i < 3; i++) {
        await run(commands.openTopic, 'flash-attention');
        await until('the tab', () => articleTabs().length === 1);
        await closeAll();
      }
    });
  });
}
