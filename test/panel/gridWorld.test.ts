/** The grid world as a reader uses it: by click, by keyboard alone, in words, in every kind of theme. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { violationsIn } from './axe.ts';
import { openPanel, themes, type PanelOptions, type Theme } from './panelPage.ts';
import { shots, testBrowser } from './testBrowser.ts';

const browser = testBrowser();

/** Opens the article at the figure; the page must leave no error. */
async function withGrid(options: PanelOptions, use: (figure: Locator, page: Page) => Promise<void>): Promise<void> {
  const panel = await openPanel(browser(), { topic: 'rl-basics', height: 1300, ...options });
  try {
    const figure = panel.page.locator('figure[data-figure="convergence"]');
    // Parts above take their height only when they come near the screen, so the figure moves at first.
    for (let tries = 0; tries < 40 && await figure.locator('.board-editor').count() === 0; tries++) {
      await figure.evaluate((place) => place.scrollIntoView({ behavior: 'instant' }));
      await panel.page.waitForTimeout(50);
    }
    await figure.locator('.board-editor').waitFor({ timeout: 5000 });
    await use(figure, panel.page);
    assert.deepEqual(panel.faults, []);
  } finally {
    await panel.close();
  }
}

const name = (figure: Locator, cell: number) => figure.locator('.cell').nth(cell).getAttribute('aria-label');
const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('aria-label'));

test('by click: a cell becomes forbidden, an arrow turns to where one clicks, a slider changes all three methods', () => withGrid({}, async (figure) => {
  await figure.locator('.cell').first().click();
  assert.match(await name(figure, 0) ?? '', /^Row 1, column 1: forbidden, your action stay, value −10\.0/);
  await figure.getByRole('button', { name: 'arrow', exact: true }).click();
  const { width, height } = (await figure.locator('.cell').first().boundingBox())!;
  await figure.locator('.cell').first().click({ position: { x: 0.5 * width, y: 0.9 * height } });
  assert.match(await name(figure, 0) ?? '', /your action down, value 0\.0/);
  await figure.getByRole('button', { name: 'best policy' }).click();
  assert.match(await figure.locator('.board-says').textContent() ?? '', /Your policy is optimal/);
  await figure.getByLabel('Discount γ').fill('0.5');
  assert.match(await figure.locator('.says').textContent() ?? '', /^At the start the largest error is 2 for value iteration/);
  await figure.getByLabel('Step k').fill('3');
  assert.match(await figure.locator('.says').textContent() ?? '', /error is 0\.25 for value iteration.*by 0\.500; γ is 0\.50/);
}));

test('by keyboard alone: one tab stop, arrows move and stop at the edge, letters and Shift set, 0 resets', () => withGrid({}, async (figure, page) => {
  assert.equal(await figure.locator('.cell[tabindex="0"]').count(), 1);
  await figure.locator('.cell[tabindex="0"]').focus();
  for (const key of ['ArrowLeft', 'ArrowUp', 'ArrowRight', 'ArrowDown']) await page.keyboard.press(key);
  assert.match(await focused(page) ?? '', /^Row 2, column 2: forbidden/);
  assert.equal(await figure.locator('.cell[tabindex="0"]').count(), 1);
  await page.keyboard.press('End');
  await page.keyboard.press('t');
  await page.keyboard.press('Shift+ArrowLeft');
  assert.match(await focused(page) ?? '', /^Row 2, column 5: target, your action left/);
  await page.keyboard.press('Space');
  assert.match(await focused(page) ?? '', /^Row 2, column 5: plain, your action left/, 'Space is a click, and does not play');
  assert.equal(await figure.getByRole('button', { name: 'Pause' }).count(), 0);
  await page.keyboard.press('Tab');
  assert.equal(await focused(page), null, 'the next stop is no cell');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('.');
  assert.match(await figure.locator('.says').textContent() ?? '', /^After 1 sweep /);
  await page.keyboard.press('0');
  assert.match(await focused(page) ?? '', /^Row 2, column 5: plain, your action stay/);
}));

test('the tables say what the picture shows, in the reader’s language', () => withGrid({ language: 'zh-cn' }, async (figure) => {
  await figure.getByLabel('第 k 步').fill('2');
  await figure.locator('summary', { hasText: '以表格查看数据' }).click();
  const tables = figure.locator('.table');
  await tables.last().waitFor(); // the figure fills them when it hears that they were opened
  assert.equal(await tables.count(), 2);
  assert.equal(await tables.first().locator('tbody tr').count(), 25);
  assert.match(await tables.first().locator('tbody tr').nth(17).textContent() ?? '', /^\(4,3\)◎10\.0 ○1\.9 ○1\.9 ○1\.9 ○$/);
  assert.match(await tables.last().locator('tbody tr').nth(2).textContent() ?? '', /^28\.1911\.9/);
}));

for (const theme of Object.keys(themes) as Theme[]) {
  test(`axe finds nothing in ${theme}, and a picture is kept`, () => withGrid({ theme, language: theme === 'dark' ? 'zh-cn' : 'en' }, async (figure, page) => {
    await figure.locator('input[type="range"]').first().fill('30');
    assert.deepEqual(await violationsIn(page, 'figure[data-figure="convergence"]'), []);
    await figure.screenshot({ path: new URL(`grid-world-${theme}.png`, shots).pathname });
  }));
}
