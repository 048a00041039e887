import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commands } from '../../src/contributions.ts';
import { articleTabs, closeAll, extension, until } from './support.ts';

const run = vscode.commands.executeCommand;

async function editorOf(name: string): Promise<vscode.TextEditor> {
  return until(`${name} in an editor`, () => vscode.window.visibleTextEditors.find(({ document }) => document.uri.path.endsWith(name)));
}

export function openCodeTests(): void {
  suite('opening code', () => {
    suiteSetup(extension);
    setup(closeAll);
    suiteTeardown(closeAll);

    test('a template opens at its region', async () => {
      await run(commands.openTemplate, 'flash-attention/online-softmax', 'online-softmax');
      const editor = await editorOf('snippets/flash-attention/online-softmax.ts');
      assert.match(editor.document.getText(editor.selection), /export function onlineSoftmax/);
    });

    test('an equation computed in one place opens there', async () => {
      void run(commands.openEquationCode, 'flash-attention', 'surrogate');
      const editor = await until('the code, or a list of places', () => vscode.window.visibleTextEditors.find(({ document }) => /snippets\/flash-attention\//.test(document.uri.path)))
        .catch(async () => {
          await run('workbench.action.acceptSelectedQuickOpenItem');
          return editorOf('.ts');
        });
      const line = editor.document.lineAt(editor.selection.end.line).text + editor.document.lineAt(Math.max(0, editor.selection.start.line - 1)).text;
      assert.match(line, /eq: [^\n]*surrogate/);
    });

    test('code opens beside the article, and the article stays', async () => {
      await run(commands.openTopic, 'flash-attention');
      await until('the article', () => articleTabs().length === 1);
      await run(commands.openTemplate, { kind: 'template', topic: 'flash-attention', template: 'online-softmax' });
      const editor = await editorOf('online-softmax.ts');
      assert.notEqual(editor.viewColumn, articleTabs()[0]?.group.viewColumn);
      await run(commands.openTopic, 'flash-attention');
      await run(commands.openTemplate, 'flash-attention/flash-forward');
      const second = await editorOf('flash-forward.ts');
      assert.equal(second.viewColumn, editor.viewColumn, 'in the column of code, not in a third one');
    });

    test('a shipped template cannot be changed by accident', async () => {
      await run(commands.openTemplate, 'flash-attention/online-softmax');
      const editor = await editorOf('online-softmax.ts');
      await run('type', { text: 'x' });
      assert.equal(editor.document.isDirty, false);
    });
  });
}
