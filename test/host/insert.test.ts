import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commands } from '../../src/contributions.ts';
import { articleTabs, closeAll, extension, until } from './support.ts';

const run = vscode.commands.executeCommand;
const scaffold = ['flash-attention/online-softmax', 'online-softmax'] as const;

async function file(content: string): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument({ language: 'typescript', content });
  const editor = await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
  const end = document.positionAt(content.length);
  editor.selection = new vscode.Selection(end, end);
  return editor;
}

export function insertTests(): void {
  suite('inserting', () => {
    suiteSetup(extension);
    setup(closeAll);
    suiteTeardown(closeAll);

    test('puts the region at the cursor, without snippet syntax left over, and one undo takes it back', async () => {
      const { document } = await file('const before = 1;\n');
      await run(commands.insertTemplate, ...scaffold);
      const text = await until('the scaffold', () => document.getText().includes('onlineSoftmax') && document.getText());
      assert.ok(text.startsWith('const before = 1;\n'));
      assert.doesNotMatch(text, /\$\{?\d|\\[$}]/);
      await run('undo');
      assert.equal(document.getText(), 'const before = 1;\n');
    });

    test('without an editor it opens an untitled TypeScript document', async () => {
      await run(commands.insertTemplate, ...scaffold);
      const editor = await until('an editor', () => vscode.window.activeTextEditor);
      assert.ok(editor.document.isUntitled);
      assert.equal(editor.document.languageId, 'typescript');
      assert.match(editor.document.getText(), /export function \w*[oO]nlineSoftmax/);
    });

    test('from the article it goes into the file beside it, at the cursor left there', async () => {
      const { document } = await file('first\nsecond\n');
      const editor = vscode.window.activeTextEditor!;
      editor.selection = new vscode.Selection(1, 0, 1, 0);
      await run(commands.openTopic, 'flash-attention');
      await until('the article has the focus', () => articleTabs()[0]?.group.isActive && vscode.window.activeTextEditor === undefined);
      await run(commands.insertTemplate, ...scaffold);
      const text = await until('the scaffold', () => document.getText().includes('onlineSoftmax') && document.getText());
      assert.ok(text.startsWith('first\n') && text.endsWith('second\n'), 'between the two lines');
    });

    test('a shipped template is not the reader’s file', async () => {
      await run(commands.openTemplate, ...scaffold);
      const template = await until('the template', () => vscode.window.activeTextEditor);
      const before = template.document.getText();
      await run(commands.insertTemplate, ...scaffold);
      const editor = await until('a document of the reader’s', () => {
        const active = vscode.window.activeTextEditor;
        return active?.document.isUntitled && active;
      });
      assert.match(editor.document.getText(), /onlineSoftmax/);
      assert.equal(template.document.getText(), before);
    });

    test('a part that does not exist changes nothing', async () => {
      const { document } = await file('mine');
      await run(commands.insertTemplate, 'flash-attention/online-softmax', 'no-such-part');
      await run('notifications.clearAll');
      assert.equal(document.getText(), 'mine');
    });

    test('comments come in the language the article is read in', async () => {
      const { document } = await file('');
      const settings = vscode.workspace.getConfiguration();
      await settings.update('gradus.article.language', 'zh-cn', vscode.ConfigurationTarget.Global);
      await run(commands.insertTemplate, ...scaffold);
      await settings.update('gradus.article.language', undefined, vscode.ConfigurationTarget.Global);
      assert.match(document.getText(), /[\u4e00-\u9fff]/);
    });
  });
}
