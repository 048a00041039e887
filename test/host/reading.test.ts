import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { commands, settings } from '../../src/contributions.ts';
import { readNotes } from '../../src/core/notes/notesFile.ts';
import { externalReferences } from '../../src/core/export/standalone.ts';
import { openLink } from '../../src/host/article/stepLinks.ts';
import { ExtensionContent } from '../../src/host/support/contentStore.ts';
import { articleTabs, closeAll, extension, settled, testInEnglish, until } from './support.ts';

const run = vscode.commands.executeCommand;
const topic = 'flash-attention';

/** Answers lists with their first row until the command has ended. */
async function answered(done: Thenable<unknown>): Promise<void> {
  let ended = false;
  void done.then(() => (ended = true));
  await until('the list to be answered', async () => {
    await settled();
    if (!ended) await run('workbench.action.acceptSelectedQuickOpenItem');
    return ended;
  });
}

/** The step that the article is at, as a link to it says. */
async function here(): Promise<string> {
  await vscode.env.clipboard.writeText('');
  void run(commands.copyStepLink);
  return until('the link', async () => /gradus\.gradus\/(.+)$/.exec(await vscode.env.clipboard.readText())?.[1]);
}

const at = (step: string) => until(step, async () => (await here()) === `${topic}/${step}`);
const configure = (id: string, value: unknown) => vscode.workspace.getConfiguration().update(id, value, vscode.ConfigurationTarget.Global);

export function readingTests(): void {
  suite('reading room', () => {
    let folder = '';
    suiteSetup(async () => {
      await extension();
      await configure(settings.articleLanguage, 'en');
      folder = mkdtempSync(join(tmpdir(), 'gradus-reading-'));
    });
    setup(closeAll);
    suiteTeardown(async () => {
      await configure(settings.articleLanguage, undefined);
      await configure(settings.notesFile, undefined);
      await closeAll();
      rmSync(folder, { recursive: true, force: true });
    });

    test('the search leads to a step, by words of either language', async () => {
      const { sections } = await new ExtensionContent((await extension()).extensionUri).topic(topic);
      const chinese = sections.flatMap(({ steps }) => steps).find(({ id }) => id === 'lse')?.title['zh-cn'] ?? '';
      for (const [query, step] of [['follows from the old one', 'online-recurrence'], [chinese, 'lse'], ["d'_i = d'_{i-1}", 'online-recurrence']] as const) {
        await closeAll();
        await answered(run(commands.search, query));
        await until('the article', () => articleTabs().length === 1);
        assert.equal(await here(), `${topic}/${step}`, query);
      }
    });

    test('the search finds functions, and opens their code', async () => {
      await answered(run(commands.search, 'onlineSoftmax'));
      const editor = await until('code', () => vscode.window.activeTextEditor);
      assert.match(editor.document.getText(editor.selection), /export function onlineSoftmax/);
    });

    test('an equation is found by its LaTeX; its step opens, and the lines that compute it beside', async () => {
      await answered(run(commands.goToEquation, "d'_{i-1} e^{m_{i-1}-m_i}"));
      await until('the article', () => articleTabs().length === 1);
      const editor = await until('its code', () => vscode.window.visibleTextEditors.find(({ document }) => document.uri.path.includes(`/snippets/${topic}/`)));
      const marked = editor.document.getText(new vscode.Range(Math.max(0, editor.selection.start.line - 1), 0, editor.selection.end.line + 1, 0));
      assert.match(marked, /eq: online-recurrence/);
    });

    test('a symbol that no equation holds leads to the table of symbols', async () => {
      await run(commands.openStep, topic, 'symbols');
      await until('the article', () => articleTabs().length === 1);
    });

    test('leaving the search changes nothing', async () => {
      const done = run(commands.search, 'softmax');
      await settled();
      await run('workbench.action.closeQuickOpen');
      await done;
      assert.equal(articleTabs().length, 0);
    });

    testInEnglish('back and forward walk the steps that were jumped to', async () => {
      await run(commands.openStep, topic, 'surrogate');
      await until('the article', () => articleTabs().length === 1);
      await at('surrogate');
      await run(commands.openStep, topic, 'lse');
      await at('lse');
      await run(commands.openStep, 'dpo');
      await until('the other topic', () => articleTabs().length === 2);
      await run(commands.goBack);
      await at('lse');
      await run(commands.goBack);
      await at('surrogate');
      await run(commands.goForward);
      await at('lse');
    });

    testInEnglish('a link opens its topic or step, and nothing else', async () => {
      await openLink({ path: `/${topic}/lse` });
      await at('lse');
      await closeAll();
      for (const path of ['/no-such-topic', `/${topic}/no-such-step`, '/../../etc/passwd', '/%00/x']) await openLink({ path });
      await run('notifications.clearAll');
      assert.equal(articleTabs().length, 0);
    });

    test('an equation is taken along as LaTeX, MathML, SVG and PNG', async () => {
      await run(commands.copyEquation, topic, 'online-recurrence', 'latex');
      assert.match(await vscode.env.clipboard.readText(), /^d'_i = d'_\{i-1\}/);
      await run(commands.copyEquation, topic, 'online-recurrence', 'mathml');
      assert.match(await vscode.env.clipboard.readText(), /^<math [^]*<\/math>$/);
      const [svg, png] = ['equation.svg', 'equation.png'].map((name) => join(folder, name));
      await run(commands.copyEquation, topic, 'online-recurrence', 'svg', vscode.Uri.file(svg!));
      assert.match(readFileSync(svg!, 'utf8'), /^<svg [^]*#000000[^]*<\/svg>$/);
      await run(commands.copyEquation, topic, 'online-recurrence', 'png', vscode.Uri.file(png!));
      const bytes = readFileSync(png!);
      assert.equal(bytes.toString('latin1', 1, 4), 'PNG');
      assert.ok(bytes.readUInt32BE(16) > 300 && bytes.length > 1000, `${bytes.readUInt32BE(16)} pixels wide, ${bytes.length} bytes`);
    });

    for (const language of ['en', 'zh-cn'] as const) {
      test(`an article is exported as one file that refers to no other (${language})`, async () => {
        await configure(settings.articleLanguage, language);
        const file = join(folder, `${language}.html`);
        await run(commands.exportArticle, topic, vscode.Uri.file(file));
        await configure(settings.articleLanguage, 'en');
        const page = readFileSync(file, 'utf8');
        assert.deepEqual(externalReferences(page), []);
        assert.match(page, language === 'en' ? /<html lang="en">/ : /<html lang="zh-CN">/);
        assert.match(page, /KaTeX_Math[^]*url\(data:font\/woff2;base64,/);
        assert.match(page, /id="online-recurrence"/);
        assert.doesNotMatch(page, /<script|data-action=/);
        await run('notifications.clearAll');
      });
    }

    test('a note gets a heading in the reader’s file, and what is there stays', async () => {
      const file = join(folder, 'notes.md');
      writeFileSync(file, '# Mine\n\nkeep this\n');
      await configure(settings.notesFile, file);
      await run(commands.openNote, topic, 'surrogate');
      const editor = await until('the file', () => vscode.window.activeTextEditor?.document.uri.path.endsWith('notes.md') && vscode.window.activeTextEditor);
      await until('the cursor below the heading', () => editor.selection.active.line === 6);
      await editor.edit((edit) => edit.insert(editor.selection.active, 'why m?'));
      await editor.document.save();
      const text = readFileSync(file, 'utf8');
      assert.ok(text.startsWith('# Mine\n\nkeep this\n\n## [FlashAttention · 5. '));
      assert.deepEqual(readNotes(text).map(({ step, text: words }) => [step, words]), [['surrogate', 'why m?']]);
      // By hand, in another program.
      await closeAll();
      writeFileSync(file, text.replace('why m?', 'by hand'));
      await run(commands.openNote, { kind: 'step', topic, step: 'surrogate' });
      const again = await until('the note', () => vscode.window.activeTextEditor?.document.getText().includes('by hand') && vscode.window.activeTextEditor);
      await until('the cursor in the note', () => again.document.lineAt(again.selection.active.line).text === 'by hand', 5_000);
      assert.equal(readNotes(again.document.getText()).length, 1);
    });

    test('notes that were not saved are not saved behind the reader’s back', async () => {
      const file = join(folder, 'unsaved.md');
      writeFileSync(file, 'on disk\n');
      await configure(settings.notesFile, file);
      const document = await vscode.workspace.openTextDocument(file);
      const editor = await vscode.window.showTextDocument(document);
      await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'unsaved '));
      await run(commands.openNote, topic, 'lse');
      await until('the heading', () => document.getText().includes('/flash-attention/lse'));
      assert.equal(readFileSync(file, 'utf8'), 'on disk\n');
      assert.ok(document.isDirty && document.getText().startsWith('unsaved on disk\n'));
      await run('workbench.action.files.revert');
    });

    testInEnglish('a pack of 5 MB does not hold up the host for a second', async () => {
      const content = join(folder, 'dist', 'content', 'big');
      mkdirSync(content, { recursive: true });
      const nested = `${'<b>'.repeat(10_000)}${'</b>'.repeat(10_000)}`;
      const section = `<section>${nested}${'x'.repeat(5_000_000)}<script>alert(1)</script></section>`;
      writeFileSync(join(content, 'en.json'), JSON.stringify({ title: 'Big', language: 'en', opening: '', symbols: '', sections: [section], cards: '', outline: '<ol></ol>' }));
      writeFileSync(join(content, 'formulas.json'), '[]');
      const store = new ExtensionContent(vscode.Uri.file(folder));
      let longest = 0;
      let last = performance.now();
      const clock = setInterval(() => {
        longest = Math.max(longest, performance.now() - last);
        last = performance.now();
      }, 5);
      const read = await store.article('big', 'en');
      const document = await vscode.workspace.openTextDocument({ language: 'typescript', content: `${'  x = y; // eq: surrogate\n'.repeat(20_000)}${'x'.repeat(4_500_000)}` });
      await run('vscode.executeCodeLensProvider', document.uri);
      await run('vscode.executeHoverProvider', document.uri, new vscode.Position(3, 3));
      await settled();
      clearInterval(clock);
      assert.ok(read.sections.join('').length > 5_000_000);
      assert.ok(longest < 1000, `held up for ${longest} ms`);
      store.dispose();
    });
  });
}
