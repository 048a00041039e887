import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commands } from '../../src/contributions.ts';
import type { Language } from '../../src/core/model.ts';
import { addAttempt, topicProgress } from '../../src/core/progress/progress.ts';
import { ArticleMemory } from '../../src/host/article/articleMemory.ts';
import { ArticlePanels } from '../../src/host/article/articlePanels.ts';
import { ProgressStore } from '../../src/host/progress/progressStore.ts';
import { ErrorReporter } from '../../src/host/support/errors.ts';
import type { Settings } from '../../src/host/support/settings.ts';
import { protocolVersion, type PanelState } from '../../src/protocol/article.ts';
import { FakeContent } from '../fakes/content.ts';
import { FakeLog } from '../fakes/log.ts';
import { FakeMemento } from '../fakes/memento.ts';
import { FakeWebviewPanel } from '../fakes/webviewPanel.ts';
import { until } from './support.ts';

const state: PanelState = {
  topic: 'first', language: 'en', mode: 'all', anchor: { id: 'two', offset: 0.25 }, shown: ['one'], toggled: ['+why'],
};

function setUp(articleLanguage: Language = 'en') {
  const content = new FakeContent();
  const log = new FakeLog();
  const reader = new FakeMemento();
  const memory = new ArticleMemory(new FakeMemento(), log);
  const progress = new ProgressStore(reader, log);
  const settings = { articleLanguage, onDidChange: () => new vscode.Disposable(() => {}) } as unknown as Settings;
  const extensionUri = vscode.Uri.file('/extension');
  const panels = new ArticlePanels({ extensionUri, content, settings, memory, progress, log, reporter: new ErrorReporter(log) });
  const read = (topic: string) => topicProgress(progress.current, topic).read;
  return { content, log, memory, panels, progress, read, reader };
}

/** A panel as the editor hands it over after a reload. */
async function restored(saved: unknown = state, language: Language = 'en') {
  const parts = setUp(language);
  const panel = new FakeWebviewPanel();
  // Through JSON, as the editor keeps it.
  await parts.panels.deserializeWebviewPanel(panel, JSON.parse(JSON.stringify(saved) ?? 'null'));
  const say = (message: object) => panel.say({ version: protocolVersion, topic: 'first', ...message });
  return { ...parts, panel, say };
}

export function articlePanelTests(): void {
  suite('article panel', () => {
    test('returns after a reload with topic, language and place', async () => {
      const { panel, panels } = await restored({ ...state, language: 'zh-cn' });
      assert.match(panel.webview.html, /<html lang="zh-CN">/);
      assert.match(panel.webview.html, /Second of first/);
      assert.deepEqual(panels.find('first')?.state, { ...state, language: 'zh-cn' });
      assert.equal(panel.title, 'Title zh-cn');
      panels.dispose();
      assert.ok(panel.disposed);
    });

    test('a panel whose state is unknown or of a topic that has gone is closed', async () => {
      for (const saved of [null, 'x', { ...state, language: 'fr' }, { ...state, topic: 'gone' }, { ...state, topic: '../x' }]) {
        const { panel, panels } = await restored(saved);
        assert.ok(panel.disposed, JSON.stringify(saved));
        assert.equal(panels.open.length, 0);
      }
    });

    test('the page may load from dist/webview and media alone, runs no commands and no forms', async () => {
      const { panel, panels } = await restored();
      const { localResourceRoots, enableScripts, enableForms, enableCommandUris } = panel.webview.options;
      assert.deepEqual(localResourceRoots?.map(({ path }) => path), ['/extension/dist/webview', '/extension/media']);
      assert.deepEqual([enableScripts, enableForms, enableCommandUris], [true, false, false]);
      assert.match(panel.webview.html.replaceAll('&#39;', "'"), /Content-Security-Policy" content="default-src 'none'; /);
      panels.dispose();
    });

    test('every render has a nonce of its own', async () => {
      const { panel, panels } = await restored();
      const nonce = () => /nonce="([0-9a-f]{32,})"/.exec(panel.webview.html)?.[1];
      const first = nonce();
      await panels.find('first')?.render();
      assert.ok(first !== undefined && nonce() !== undefined && nonce() !== first);
      panels.dispose();
    });

    test('switches the language and stays at the place the page names', async () => {
      const { panel, panels, say } = await restored();
      say({ type: 'setLanguage', language: 'zh-cn', anchor: { id: 'one', offset: 0 } });
      await until('the Chinese page', () => panel.webview.html.includes('<html lang="zh-CN">'));
      assert.deepEqual(panels.find('first')?.state.anchor, { id: 'one', offset: 0 });
      assert.equal(panels.languageOf('first'), 'zh-cn');
      assert.equal(panels.languageOf('second'), 'en');
      panels.dispose();
    });

    test('keeps the place that the page saves, and drops that of a page being replaced', async () => {
      const { memory, panels, say } = await restored();
      say({ type: 'saveState', state: { ...state, mode: 'steps' } });
      await until('the place is kept', () => memory.place('first')?.mode === 'steps');
      say({ type: 'saveState', state: { ...state, language: 'zh-cn' } });
      say({ type: 'saveState', state: { ...state, topic: 'second' } });
      assert.equal(panels.find('first')?.language, 'en');
      assert.equal(memory.place('second'), undefined);
      panels.dispose();
    });

    test('what it is to show waits for the script of the page', async () => {
      const { panel, panels, say } = await restored();
      panels.find('first')?.goTo('two');
      assert.deepEqual(panel.sent, []);
      say({ type: 'ready' });
      await until('the message', () => panel.sent.length > 0);
      assert.deepEqual(panel.sent, [{ version: protocolVersion, type: 'goToStep', topic: 'first', step: 'two', focus: true }]);
      panels.find('first')?.goTo('one');
      assert.equal(panel.sent.length, 2);
      panels.dispose();
    });

    test('a page begins at the reader’s place, gets the rest when it asks, and hears nothing else before it listens', async () => {
      const { panel, panels, say } = await restored();
      assert.doesNotMatch(panel.webview.html, /Opening|First of first|id="cards"/);
      say({ type: 'wantRest' });
      await until('the rest', () => panel.sent.length === 1);
      assert.deepEqual(panel.sent, [{
        version: protocolVersion, topic: 'first', type: 'rest', language: 'en', cards: '<div id="cards"></div>',
        parts: [{ part: '0', html: '<div class="opening">\nOpening\nSymbols\n</div>' }, { part: '1', html: '<section><h3 id="one">1</h3>First of first</section>' }],
      }]);
      say({ type: 'ready' });
      panels.find('first')?.goTo('one');
      await until('the step', () => panel.sent.length === 2);
      // The editor makes the page anew when the panel moves to another window.
      say({ type: 'wantRest' });
      await until('the rest again', () => panel.sent.length === 3);
      panels.find('first')?.goTo('two');
      assert.equal(panel.sent.length, 3);
      say({ type: 'ready' });
      await until('the step of the page made anew', () => panel.sent.length === 4);
      panels.dispose();
    });

    test('of what is said before the page listens it gets the latest alone; a covered page is kept and hears at once', async () => {
      const { panel, panels, say } = await restored();
      const steps = () => panel.sent.map((message) => (message as { type: string; step?: string }).step);
      panels.find('first')?.goTo('two');
      panels.find('first')?.send({ type: 'markEquation', equations: ['one'] });
      panels.find('first')?.goTo('one');
      say({ type: 'ready' });
      await until('the messages', () => panel.sent.length === 2);
      assert.deepEqual(steps(), [undefined, 'one']);
      panel.cover(true);
      panels.find('first')?.goTo('two');
      assert.deepEqual(steps(), [undefined, 'one', 'two']);
      panel.cover(false);
      panels.dispose();
    });

    test('jumps inside a page and between topics are told with where they began', async () => {
      const { panels, say } = await restored();
      const jumps: unknown[] = [];
      panels.onDidJump((jump) => jumps.push(jump));
      say({ type: 'jumped', from: 'one', to: 'two' });
      await until('the jump', () => jumps.length === 1);
      await panels.show('first', 'one');
      await panels.show('first', 'two', { remember: false });
      assert.deepEqual(jumps, [
        { from: { topic: 'first', step: 'one' }, to: { topic: 'first', step: 'two' } },
        { from: { topic: 'first', step: 'two' }, to: { topic: 'first', step: 'one' } },
      ]);
      panels.dispose();
    });

    test('a step that was read is read in the next render, in every language', async () => {
      const { read, panels, say, panel } = await restored();
      say({ type: 'stepRead', step: 'one' });
      await until('the step is kept', () => read('first').includes('one'));
      say({ type: 'setLanguage', language: 'zh-cn', anchor: undefined });
      await until('the Chinese page', () => panel.webview.html.includes('<html lang="zh-CN">'));
      assert.match(panel.webview.html, /class="done"\s+data-step="one"/);
      assert.doesNotMatch(panel.webview.html, /class="done"\s+data-step="two"/);
      panels.dispose();
    });

    test('an article that cannot be read gives a page that says what is wrong', async () => {
      const { content, panel, panels } = await restored();
      content.broken.add('first');
      await panels.find('first')?.render();
      assert.match(panel.webview.html, /broken first/);
      assert.match(panel.webview.html, /dist\/content\/first\/en\.json/);
      panels.dispose();
    });

    test('a topic without an article shows its summary', async () => {
      const { panel, panels } = await restored({ ...state, topic: 'second' });
      assert.match(panel.webview.html, /The second\./);
      panels.dispose();
    });

    test('buttons do what the commands do', async () => {
      const { panels, say } = await restored();
      const before = await vscode.env.clipboard.readText();
      say({ type: 'copy', text: 'a = b', what: 'latex' });
      await until('the clipboard', async () => (await vscode.env.clipboard.readText()) === 'a = b');
      say({ type: 'copyLink', step: 'one' });
      await until('the link', async () => (await vscode.env.clipboard.readText()).endsWith('://gradus.gradus/first/one'));
      await vscode.env.clipboard.writeText(before);
      panels.dispose();
    });

    test('a file outside the pack is not opened', async () => {
      const { log, panels, say } = await restored();
      say({ type: 'openFile', file: '../../etc/passwd', line: 1, column: 1 });
      await until('the refusal', () => log.lines.some((line) => line.includes('outside the pack')));
      assert.ok(!vscode.window.activeTextEditor?.document.uri.path.endsWith('passwd'));
      panels.dispose();
    });

    test('a thousand senseless messages change nothing and throw nothing', async () => {
      const { panel, panels } = await restored();
      const html = panel.webview.html;
      const seed = mulberry(7);
      const pieces: readonly unknown[] = [
        undefined, null, 0, -1, 'run', 'saveState', 'first', '', [], {}, { topic: 'first' }, true, 'x'.repeat(1000),
      ];
      const any = () => pieces[Math.floor(seed() * pieces.length)];
      const message = () => ({ version: any(), type: any(), topic: any(), template: any(), state: any(), language: any() });
      for (let i = 0; i < 1000; i++) panel.say(seed() < 0.1 ? any() : message());
      assert.equal(panel.webview.html, html);
      assert.deepEqual(panels.find('first')?.state, state);
      assert.deepEqual(panel.sent, []);
      panels.dispose();
    });

    test('fifty panels opened and closed leave nothing behind', async () => {
      const { panels } = setUp();
      for (let i = 0; i < 50; i++) {
        const panel = new FakeWebviewPanel();
        await panels.deserializeWebviewPanel(panel, state);
        assert.equal(panels.open.length, 1);
        panel.dispose();
        assert.equal(panels.open.length, 0);
        assert.equal(panel.listeners, 0, 'nobody listens to a panel that is gone');
        panel.say({ version: protocolVersion, type: 'setLanguage', topic: 'first', language: 'zh-cn' });
        assert.match(panel.webview.html, /<html lang="en">/, 'a closed panel hears nothing');
      }
      panels.dispose();
    });

    test('attempts made before are told when the page is ready', async () => {
      const { panels, progress, panel, say } = await restored();
      await progress.update((now) => addAttempt(now, 'first', 'add', false, 1));
      say({ type: 'ready' });
      await until('the attempts', () => panel.sent.length > 0);
      assert.deepEqual(panel.sent, [
        { version: protocolVersion, topic: 'first', type: 'exerciseState', exercise: 'add', attempts: 1, passed: false, message: undefined },
      ]);
      panels.dispose();
    });

    test('the language command without an article says so and changes nothing', async () => {
      await vscode.commands.executeCommand(commands.switchArticleLanguage);
      await vscode.commands.executeCommand('notifications.clearAll');
    });
  });
}

/** A small seeded generator, uniform in [0, 1). */
function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
