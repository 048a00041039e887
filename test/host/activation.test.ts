import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commands, views } from '../../src/contributions.ts';
import { articleTabs, closeAll, extension, settled } from './support.ts';

export function activationTests(): void {
  suite('activation', () => {
    test('opens nothing by itself', async () => {
      const { isActive } = await extension();
      assert.ok(isActive);
      await settled();
      assert.equal(articleTabs().length, 0);
      assert.equal(vscode.window.terminals.length, 0);
      assert.equal(vscode.window.activeTextEditor, undefined);
    });

    test('registers every command that the manifest contributes, and no other', async () => {
      const { packageJSON } = await extension();
      const { contributes } = packageJSON as { contributes: { commands: { command: string }[] } };
      const contributed = contributes.commands.map(({ command }) => command);
      // The editor makes some of its own for each view, such as gradus.topics.focus.
      const ofView = (id: string) => Object.values<string>(views).some((view) => id.startsWith(`${view}.`)) && !contributed.includes(id);
      const registered = (await vscode.commands.getCommands(true)).filter((id) => id.startsWith('gradus.') && !ofView(id));
      assert.deepEqual([...registered].sort(), [...contributed].sort());
      assert.deepEqual([...registered].sort(), Object.values<string>(commands).sort());
    });

    test('shows its view when asked to', async () => {
      await vscode.commands.executeCommand(`${views.topics}.focus`);
    });

    test('commands survive arguments that make no sense, and do nothing', async () => {
      await closeAll();
      const nonsense: readonly unknown[] = [
        42, '', '../../etc/passwd', { kind: 'topic', topic: {} }, [], null, 'no-such-topic', 'a/b/c', { template: 1 }, Number.NaN,
      ];
      const { openTopic, openStep, openEquationCode, openTemplate, runTemplate, insertTemplate } = commands;
      for (const id of [openTopic, openStep, openEquationCode, openTemplate, runTemplate, insertTemplate]) {
        for (const argument of nonsense) await vscode.commands.executeCommand(id, argument, argument);
      }
      await vscode.commands.executeCommand('notifications.clearAll');
      assert.equal(articleTabs().length, 0);
      assert.equal(vscode.window.terminals.length, 0);
      assert.equal(vscode.window.activeTextEditor, undefined);
    });
  });
}
