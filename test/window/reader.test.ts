/** What a reader does in the window, in the order in which a reader does it; in English in the whole editor, as a reader has it. */

import assert from 'node:assert/strict';
import { after, before, suite } from 'node:test';
import { quantile } from '../bench/quantile.ts';
import { unfold, violationsIn } from '../panel/axe.ts';
import { type EditorWindow, openEditor, stepsIn } from './editor.ts';
import { openingTimes } from './openingTimes.ts';
import { readingRoomSteps } from './readingRoom.ts';
import { second, until } from './until.ts';

for (const locale of ['en', 'zh-cn'] as const) {
  const say = locale === 'en'
    ? { group: 'LLM systems', section: 'Take one pass off softmax', report: /checks? hold/, lang: 'en' }
    : { group: '大模型系统', section: '让 Softmax 少走一趟', report: /项成立/, lang: 'zh-CN' };

  suite(`the window in ${locale}`, () => {
    let editor: EditorWindow;
    before(async () => { editor = await openEditor(locale, { lean: locale === 'zh-cn' }); }, { timeout: 180 * second });
    after(() => editor.end());

    const inWindow = stepsIn(() => editor, locale);
    const step = (name: string, body: () => Promise<void>): void => inWindow(`${name} (${locale})`, body);

    step('the first window is calm: Gradus in the sidebar, the reader’s file, nothing else', async () => {
      const { page } = editor;
      await editor.row(say.group).waitFor({ timeout: 60 * second });
      await page.locator('.tab', { hasText: 'attention.ts' }).waitFor();
      assert.equal(await page.locator('.breadcrumbs-control .monaco-icon-label').first().innerText(), 'attention.ts', 'the file lies in the folder');
      assert.equal(await page.locator('.tab').count(), 1);
      assert.equal(await page.locator('.part.auxiliarybar:visible').count(), 0, 'no chat');
      assert.equal(await page.locator('.notification-toast:visible').count(), 0, 'no notification');
      assert.equal(await page.locator('.monaco-dialog-box:visible').count(), 0, 'no dialog');
      assert.equal(await page.locator('.monaco-list-row:visible', { hasText: 'FlashAttention' }).count(), 1);
      await editor.shoot(`first-window-${locale}`);
    });

    step('the icon in the activity bar hides and shows the tree', async () => {
      const { page } = editor;
      const icon = page.locator('.activitybar .action-item', { has: page.locator('[aria-label^="Gradus"]') }).first();
      await icon.click();
      await page.locator('.part.sidebar').waitFor({ state: 'hidden' });
      await page.waitForTimeout(second); // a second click at once would be a double click
      await icon.click();
      await editor.row('FlashAttention').waitFor();
    });

    if (locale === 'en') {
      // Both are measured in one window by turns, so that what else the machine does slows both.
      step('an article opens in at most half the time of the editor’s own preview of it', async () => {
        const [, ...later] = await openingTimes(editor, 8);
        const ratio = quantile(later.map(({ ours, preview }) => ours / preview), 0.5);
        assert.ok(ratio <= 0.5, `${ratio.toFixed(2)} of the preview’s time: ${JSON.stringify(later)}`);
      });
    }

    step('a topic opens its article beside the file', async () => {
      await editor.row('FlashAttention').click();
      const frame = await editor.article();
      await frame.locator('section.step').first().waitFor();
      assert.equal(await frame.locator('html').getAttribute('lang'), say.lang);
      assert.ok(await frame.locator('.katex').count() > 100, 'equations are typeset');
      const fonts = (): Promise<string> => frame.evaluate(() => (
        [...document.fonts].filter(({ status }) => status === 'loaded').map(({ family }) => family).join()));
      await until('the fonts of the equations', fonts, families => families.includes('KaTeX_Math'));
      assert.equal(await editor.page.locator('.tab', { hasText: 'attention.ts' }).count(), 1, 'the file stays');
      await editor.shoot(`article-${locale}`);
    });

    // The editor's own colours on every kind of part; whole articles are judged, by all rules and in both languages, in the panel's tests.
    if (locale === 'en') {
      step('axe finds nothing in the article’s colours', async () => {
        const frame = await editor.article();
        await unfold(frame);
        assert.deepEqual(await violationsIn(frame, '.section:has(#online-recurrence)', ['color-contrast']), []);
      });
    }

    step('a step opened in the tree is shown in the article', async () => {
      await editor.row('FlashAttention').locator('.monaco-tl-twistie').click();
      await editor.row(say.section).locator('.monaco-tl-twistie').click();
      await editor.row(/^\s*6\./).click();
      const frame = await editor.article();
      await frame.locator('#online-recurrence').waitFor();
    });

    step('Run shows the report in a terminal', async () => {
      const frame = await editor.article();
      await frame.locator('[data-action="run"][data-template="flash-attention/online-softmax"]').filter({ visible: true }).first().click();
      await until('the report', editor.terminal, text => say.report.test(text));
      await editor.shoot(`run-${locale}`);
    });

    step('Insert puts the scaffold into the reader’s file, at the cursor', async () => {
      const { page } = editor;
      await page.locator('.tab', { hasText: 'attention.ts' }).click();
      await page.locator('.editor-instance .view-line', { hasText: 'scores' }).first().click();
      await page.keyboard.press('Control+End');
      const frame = await editor.article();
      await frame.locator('[data-action="insert"][data-template="flash-attention/online-softmax"]').filter({ visible: true }).first().click();
      const lines = page.locator('.editor-instance', { has: page.locator('.view-lines') }).first().locator('.view-lines');
      const inserted = /export\s+(function|class|interface|const)\s+\w*softmax/i;
      await until('the scaffold in the editor', () => lines.innerText(), text => inserted.test(text.replaceAll('\u00a0', ' ')));
      assert.equal(await page.locator('.tab', { hasText: 'attention.ts' }).count(), 1, 'the file stays');
      assert.equal(await page.locator('.tab', { hasText: 'Untitled' }).count(), 0, 'no new file beside it');
      await editor.shoot(`insert-${locale}`);
    });

    if (locale === 'en') readingRoomSteps(() => editor, step);

    step('no script of the window has thrown', () => {
      assert.deepEqual(editor.errors, []);
      return Promise.resolve();
    });
  });
}
