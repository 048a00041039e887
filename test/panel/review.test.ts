import assert from 'node:assert/strict';
import { test } from 'node:test';
import { violationsIn } from './axe.ts';
import { openPanel, type PanelPage } from './panelPage.ts';
import { testBrowser } from './testBrowser.ts';

const browser = testBrowser();
const question = { type: 'review', step: 'online-recurrence', index: 2, count: 8, intervals: [600_000, 900_000, 172_800_000, 691_200_000] } as const;
const graded = async (panel: PanelPage) => (await panel.sent()).filter(({ type }) => type === 'reviewGraded');

for (const [language, width, spans] of [['en', 1100, ['10 min', '15 min', '2 days', '8 days']], ['zh-cn', 360, ['10分钟', '15分钟', '2天', '8天']]] as const) {
  test(`an equation is recalled, shown with Space and graded with a key (${language})`, async () => {
    const panel = await openPanel(browser(), { language, width, theme: language === 'en' ? 'dark' : 'light' });
    const { page } = panel;
    try {
      const equation = page.locator('#online-recurrence > .equation');
      const bar = page.locator('.review');
      assert.equal(await equation.isVisible(), true);
      await panel.say(question);
      await bar.waitFor();
      assert.equal(await equation.isVisible(), false, 'hidden, though everything is read at once');
      assert.equal(await page.locator('#online-recurrence > .head').isVisible(), true);
      assert.match(await bar.innerText(), /2\D+8/);
      await page.keyboard.press('3');
      assert.deepEqual(await graded(panel), [], 'no grade before the equation is seen');
      await page.keyboard.press('Space');
      await bar.locator('[data-action="grade"]').first().waitFor();
      assert.equal(await equation.isVisible(), true);
      assert.deepEqual(await bar.locator('.due').allInnerTexts(), spans);
      assert.deepEqual(await violationsIn(page, '.review'), []);
      const [box, view] = [await bar.boundingBox(), page.viewportSize()];
      assert.ok(box && view && box.x >= 0 && box.x + box.width <= view.width && box.y + box.height <= view.height + 1, JSON.stringify(box));
      await page.keyboard.press('3');
      await page.keyboard.press('3');
      assert.deepEqual((await graded(panel)).map((message) => 'grade' in message && [message.step, message.grade]), [['online-recurrence', 'good']]);
      await panel.say({ ...question, step: 'surrogate', index: 3 });
      await page.waitForFunction(() => document.querySelector('#surrogate')?.matches('.is-later'));
      await bar.locator('[data-action="show-asked"]').click();
      await bar.locator('[data-grade="1"]').click();
      assert.equal((await graded(panel)).length, 2);
      await bar.locator('[data-action="stop-review"]').click();
      assert.ok((await panel.sent()).some(({ type }) => type === 'reviewStopped'));
      await panel.say({ type: 'reviewEnded' });
      await bar.waitFor({ state: 'detached' });
      assert.deepEqual(panel.faults, []);
    } finally {
      await panel.close();
    }
  });
}
