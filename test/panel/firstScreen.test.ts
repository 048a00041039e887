/** The page as the editor is given it: the first screen, then the rest when it asks. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstScreen } from '../../src/core/article/articleParts.ts';
import { renderPage } from '../../src/host/article/page.ts';
import { articlePage, builtArticle, usePanel, type PanelOptions, type PanelPage } from './panelPage.ts';
import { testBrowser } from './testBrowser.ts';

const browser = testBrowser();
const anchor = { id: 'online-recurrence', offset: 0 };

async function withFirstScreen(options: PanelOptions, use: (panel: PanelPage, complete: () => Promise<void>) => Promise<void>, root = '<html ') {
  const { html, rest } = firstScreen(await builtArticle(options), options.state?.anchor?.id);
  const page = renderPage({ ...await articlePage(options), main: html, whole: false }).replace('<html ', root);
  await usePanel(browser(), options, async (panel) => {
    await said(panel, 'wantRest');
    await use(panel, async () => {
      await panel.say({ type: 'rest', ...rest });
      await said(panel, 'ready');
    });
  }, page);
}

const said = ({ page }: PanelPage, wanted: 'ready' | 'wantRest') =>
  page.waitForFunction((type) => (window as unknown as { sent: { type: string }[] }).sent.some((message) => message.type === type), wanted);

const stepTop = ({ page }: PanelPage) => page.evaluate((id) => document.getElementById(id)?.getBoundingClientRect().top ?? NaN, anchor.id);

test('the opening is there at once, the rest when it comes, and then the page works', () => withFirstScreen({}, async (panel, rest) => {
  const { page } = panel;
  assert.ok(await page.locator('h1').isVisible());
  assert.equal(await page.locator('.step, #symbols').count(), 0);
  assert.equal(await page.locator('main[aria-busy]').count(), 1);
  await rest();
  assert.equal(await page.locator('main[aria-busy], [data-part]').count(), 0);
  assert.equal(await page.locator('.step').count(), 27);
  assert.ok(await page.locator('.opening #symbols [data-symbol-row]').count() > 20);
  await page.keyboard.press('j');
  await page.locator('.step.is-active').first().waitFor();
  assert.ok(await page.locator('[id^="card-step-"]').count() > 0, 'previews of steps');
  assert.equal(await page.evaluate(() => window.scrollY > 0), true);
}));

test('a page that nobody sees, as one behind another tab, is completed too', () => withFirstScreen({}, async ({ page }, rest) => {
  assert.deepEqual(await page.evaluate(() => performance.getEntriesByName('first-contentful-paint').length), 0);
  await rest();
  assert.equal(await page.locator('.step').count(), 27);
}, '<html style="visibility: hidden" '));

test('a reader who comes back stands at the place before and after the rest has come', () => withFirstScreen({ state: { anchor } }, async (panel, rest) => {
  assert.equal(await panel.page.locator('h1').count(), 0);
  const before = await stepTop(panel);
  assert.ok(before >= 0 && before < 100, `${before} px`);
  await rest();
  await panel.page.waitForFunction(([id, top]) => Math.abs((document.getElementById(id)?.getBoundingClientRect().top ?? NaN) - top) <= 3, [anchor.id, before] as const);
  assert.equal(await panel.page.locator('h1').count(), 1);
}));

test('who has begun to scroll is left where they are', () => withFirstScreen({ height: 500, state: { anchor } }, async (panel, rest) => {
  const at = await stepTop(panel);
  await panel.page.mouse.move(400, 300);
  await panel.page.mouse.wheel(0, 240);
  await panel.page.waitForFunction(([id, top]) => (document.getElementById(id)?.getBoundingClientRect().top ?? NaN) <= top - 200, [anchor.id, at] as const);
  const before = await stepTop(panel);
  await rest();
  await panel.page.waitForTimeout(500); // as long as a place is put back
  const after = await stepTop(panel);
  assert.ok(Math.abs(after - before) <= 40, `${before} became ${after}`);
}));

test('read step by step, no equation is seen before the script has hidden what comes later', () => withFirstScreen({ state: { anchor, mode: 'steps' } }, async (panel, rest) => {
  assert.equal(await panel.page.locator('#online-recurrence .equation').isVisible(), false);
  await rest();
  assert.equal(await panel.page.locator('#online-recurrence .equation').isVisible(), false);
  assert.equal(await panel.page.locator('#online-recurrence h3').isVisible(), true);
}));

test('the rest in another language is not taken', () => withFirstScreen({}, async (panel, rest) => {
  await panel.say({ type: 'rest', language: 'zh-cn', parts: [], cards: '' });
  await panel.page.waitForTimeout(100);
  assert.equal(await panel.page.locator('main[aria-busy]').count(), 1);
  await rest();
  assert.equal(await panel.page.locator('.step').count(), 27);
}));

test('who scrolls while another width sets the lines anew is not put back', () => usePanel(browser(), { height: 500, state: { anchor } }, async ({ page }) => {
  await page.waitForFunction((id) => Math.abs(document.getElementById(id)?.getBoundingClientRect().top ?? NaN) < 100, anchor.id);
  await page.mouse.move(400, 300);
  await page.setViewportSize({ width: 1000, height: 500 });
  await page.mouse.wheel(0, 900);
  await page.waitForTimeout(600); // longer than a place is put back
  const top = await page.evaluate((id) => document.getElementById(id)?.getBoundingClientRect().top ?? NaN, anchor.id);
  assert.ok(top < -500, `${top} px`);
}));
