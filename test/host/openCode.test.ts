import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commands } from '../../src/contributions.ts';
import { ExtensionContent } from '../../src/host/support/contentStore.ts';
import { articleTabs, closeAll, extension, settled, until } from './support.ts';

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

    /** Opens the code of a step with that many places, taking the first of a list, and expects the step's mark on it. */
    async function opensCode(fits: (places: number) => boolean): Promise<void> {
      const { sections } = await new ExtensionContent((await extension()).extensionUri).topic('flash-attention');
      const step = sections.flatMap(({ steps }) => steps).find(({ code }) => fits(code.length));
      assert.ok(step);
      const done = run(commands.openEquationCode, 'flash-attention', step.id);
      if (step.code.length > 1) {
        // The list comes when its lines have been read; until then there is nothing to accept.
        let opened = false;
        void done.then(() => (opened = true));
        await until('the list to be answered', async () => {
          await settled();
          if (!opened) await run('workbench.action.acceptSelectedQuickOpenItem');
          return opened;
        });
      }
      await done;
      const [place] = step.code;
      assert.ok(place);
      const { document, selection } = await editorOf(`${place.template}.ts`);
      assert.deepEqual([selection.start.line + 1, selection.end.line + 1], [place.lines.first, place.lines.last]);
      // The mark ends the line, or stands on the line above the block.
      const near = document.getText(new vscode.Range(Math.max(0, place.lines.first - 2), 0, place.lines.last, 0));
      assert.match(near, new RegExp(`// eq: [^\\n]*\\b${step.id}\\b`));
    }

    test('an equation computed in one place opens there', () => opensCode((places) => places === 1));

    test('an equation computed in several places opens the one that is chosen', () => opensCode((places) => places > 1));

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
