import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { commands } from '../../src/contributions.ts';
import { articleTabs, closeAll, extension, openOwn, testInEnglish, until } from './support.ts';

const run = vscode.commands.executeCommand;
const scaffold = ['flash-attention/online-softmax', 'online-softmax'] as const;

async function file(content: string, language = 'typescript'): Promise<vscode.TextEditor> {
  const editor = await openOwn(content, language);
  const end = editor.document.positionAt(content.length);
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

    testInEnglish('inside a function it goes below, in the file’s line ends and indent, and one undo takes it back', async () => {
      const before = 'function mine() {\r\n\treturn 1;\r\n}\r\nmine();\r\n';
      const editor = await file(before);
      const { document } = editor;
      editor.options = { insertSpaces: false };
      editor.selection = new vscode.Selection(1, 3, 1, 3);
      await run(commands.insertTemplate, ...scaffold);
      const text = await until('the scaffold', () => document.getText().includes('onlineSoftmax') && document.getText());
      assert.ok(text.startsWith('function mine() {\r\n\treturn 1;\r\n}\r\n\r\n'), JSON.stringify(text.slice(0, 80)));
      assert.ok(text.trimEnd().endsWith('mine();'));
      assert.doesNotMatch(text, /[^\r]\n/);
      assert.match(text, /\n\tlet m = -Infinity;/);
      await run('undo');
      assert.equal(document.getText(), before);
    });

    testInEnglish('what is there already is not repeated, and with several cursors it comes once', async () => {
      const editor = await file('\n\n\n');
      const { document } = editor;
      editor.selections = [new vscode.Selection(2, 0, 2, 0), new vscode.Selection(0, 0, 0, 0)];
      await run(commands.insertTemplate, 'flash-attention/online-softmax', 'softmax-merge');
      await until('the merge', () => document.getText().includes('mergeStats'));
      assert.ok(document.getText().startsWith('\n\n'), 'at the first cursor that was set');
      const end = document.positionAt(document.getText().length);
      editor.selection = new vscode.Selection(end, end);
      await run(commands.insertTemplate, ...scaffold);
      const text = await until('the softmax', () => document.getText().includes('function onlineSoftmax') && document.getText());
      for (const once of [/interface Stats/g, /function mergeStats/g, /function onlineSoftmax/g]) assert.equal(text.match(once)?.length, 1, String(once));
      await run(commands.insertTemplate, ...scaffold);
      assert.equal(document.getText(), text, 'nothing is left to insert');
      await run('notifications.clearAll');
    });

    testInEnglish('a JavaScript file gets no types', async () => {
      const { document } = await file('', 'javascript');
      await run(commands.insertTemplate, ...scaffold);
      const text = await until('the scaffold', () => document.getText().includes('onlineSoftmax') && document.getText());
      assert.match(text, /export function onlineSoftmax\(x\) \{/);
      assert.doesNotMatch(text, /interface|: Mat/);
    });

    test('typing its prefix offers it, in the four languages, where declarations may stand', async () => {
      const offered = async (content: string, language: string) => {
        const { document } = await file(content, language);
        const list = await run<vscode.CompletionList>('vscode.executeCompletionItemProvider', document.uri, document.positionAt(content.length));
        await closeAll();
        return list.items.filter(({ label }) => (typeof label === 'string' ? label : label.label).startsWith('gradus-'));
      };
      const snippetOf = (items: readonly vscode.CompletionItem[], name: string) => {
        const item = items.find(({ label }) => (typeof label === 'string' ? label : label.label) === name);
        assert.ok(item?.insertText instanceof vscode.SnippetString, name);
        return item.insertText.value;
      };
      for (const language of ['typescript', 'typescriptreact', 'javascript', 'javascriptreact']) {
        const items = await offered('const mine = 1;\n\ngradus-on', language);
        const whole = snippetOf(items, 'gradus-online-softmax');
        assert.match(whole, /function \$\{1:onlineSoftmax\}/);
        assert.equal(whole.includes('interface Stats'), language.startsWith('typescript'));
        assert.match(snippetOf(items, 'gradus-online-softmax-exercise'), /\$\{\d+:throw new Error\('hole: rescale'\);\}/);
      }
      assert.ok(!snippetOf(await offered('export interface Stats { m: number; d: number }\n\ngradus-', 'typescript'), 'gradus-online-softmax').includes('interface Stats'));
      for (const content of ['function f() {\n  gradus-on', 'const x = gradus-on', '// gradus-on', 'const t = `\ngradus-on', 'g', 'import-on']) {
        assert.deepEqual(await offered(content, 'typescript'), [], content);
      }
    });

    testInEnglish('a copy is a project that runs and compiles, and what is the reader’s stays', async function () {
      this.timeout(120_000);
      await run(commands.copyTemplate, 'flash-attention/masks');
      const editor = await until('the copy', () => vscode.window.activeTextEditor);
      const { uri } = editor.document;
      assert.match(uri.path, /\/gradus\/flash-attention\/masks\.ts$/);
      const folder = vscode.Uri.joinPath(uri, '..', '..').fsPath;
      try {
        const node = (...all: readonly string[]) => spawnSync(process.execPath, all, {
          encoding: 'utf8', cwd: folder, env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', GRADUS_LANG: 'en' },
        });
        const root = (await extension()).extensionPath;
        const ran = node(join(root, 'dist', 'runner.mjs'), uri.fsPath);
        assert.equal(ran.status, 0, ran.stderr);
        const types = node(join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', folder);
        assert.equal(types.status, 0, types.stdout);
        writeFileSync(join(folder, 'flash-attention', 'flash-forward.ts'), '// mine\n');
        await closeAll();
        await run(commands.copyTemplate, 'flash-attention/masks');
        assert.equal(readFileSync(join(folder, 'flash-attention', 'flash-forward.ts'), 'utf8'), '// mine\n');
      } finally {
        await closeAll();
        rmSync(folder, { recursive: true, force: true });
      }
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
