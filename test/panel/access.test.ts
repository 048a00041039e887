/** By keyboard alone, and without motion. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { usePanel, type PanelOptions, type PanelPage } from './panelPage.ts';
import { testBrowser } from './testBrowser.ts';

const browser = testBrowser();

const withPanel = (options: PanelOptions, use: (panel: PanelPage) => Promise<void>): Promise<void> => usePanel(browser(), options, use);

/** Lets the page lay out what is far away and bring its figures to life. */
async function wake({ page }: PanelPage): Promise<void> {
  await page.evaluate(() => {
    for (const section of document.querySelectorAll<HTMLElement>('.section')) section.style.contentVisibility = 'visible';
    for (const aside of document.querySelectorAll('details')) aside.open = true;
  });
  for (const figure of await page.locator('figure[data-figure]').all()) await figure.scrollIntoViewIfNeeded();
  await page.locator('figure .controls').first().waitFor();
}

for (const topic of ['flash-attention', 'rl-basics', 'ddpg', 'dpo']) {
  test(`${topic}: all that answers a click is a control of the platform, which Enter or Space presses, and can be reached`, () => withPanel({ topic }, async (panel) => {
    await wake(panel);
    const { count, foreign, unreachable, unnamed } = await panel.page.evaluate(() => {
      const native = 'button, a[href], summary, input, select';
      const say = (element: Element) => element.outerHTML.slice(0, 120);
      const clickable = [...document.querySelectorAll('[data-action], [popovertarget], [role="button"], [role="link"], [data-ref], [data-check], .fold, [onclick]')];
      const controls = [...document.querySelectorAll<HTMLElement>(native)].filter((one) => one.checkVisibility() && !one.matches(':disabled'));
      // Of the cells of a board one is in the tab order; the arrows lead to the others.
      const missed = controls.filter((one) => one.tabIndex < 0 && !one.matches('.cell'));
      const nameless = controls.filter((one) => !(one.ariaLabel ?? one.textContent.trim()) && one.closest('label') === null);
      return { count: controls.length, foreign: clickable.filter((one) => !one.matches(native)).map(say), unreachable: missed.map(say), unnamed: nameless.map(say) };
    });
    assert.ok(count > 100, `${count} controls`);
    assert.deepEqual(foreign, []);
    assert.deepEqual(unreachable, []);
    assert.deepEqual(unnamed, []);
  }));
}

test('Tab goes through the bar into the article, and each stop can be seen and is marked', () => withPanel({}, async ({ page }) => {
  const stops: string[] = [];
  for (let turn = 0; turn < 40; turn++) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const here = document.activeElement;
      if (!(here instanceof HTMLElement)) return undefined;
      const { width, height } = here.getBoundingClientRect();
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(here);
      return { name: here.ariaLabel ?? here.textContent.trim().slice(0, 30), seen: width > 0 && height > 0, marked: (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || boxShadow !== 'none' };
    });
    assert.ok(stop?.seen === true && stop.marked, `stop ${turn}: ${stop?.name}`);
    stops.push(stop.name);
  }
  assert.ok(new Set(stops).size > 15, stops.join(' · '));
}));

test('Enter on each control of a step says what a click says', () => withPanel({ state: { mode: 'all' } }, async (panel) => {
  const actions = ['to-code', 'copy-latex', 'copy-link', 'run', 'insert', 'open', 'copy-code'];
  const step = panel.page.locator('#online-recurrence');
  for (const key of ['Enter', 'Space']) {
    const before = (await panel.sent()).length;
    for (const action of actions) {
      await step.locator(`[data-action="${action}"]`).first().focus();
      await panel.page.keyboard.press(key);
    }
    const said = (await panel.sent()).slice(before).map(({ type }) => type).filter((type) => !['saveState', 'stepChanged', 'stepRead'].includes(type));
    assert.deepEqual(said, ['openEquation', 'copy', 'copyLink', 'run', 'insert', 'open', 'copy'], key);
  }
}));

/** How many places the view passes through on its way to another step. */
const placesOnTheWay = async (page: Page): Promise<number> => {
  await page.locator('.step').first().waitFor();
  const watched = page.evaluate(() => new Promise<number>((resolve) => {
    const seen = new Set<number>();
    const end = performance.now() + 1500;
    const look = () => {
      seen.add(Math.round(scrollY));
      if (performance.now() < end) requestAnimationFrame(look);
      else resolve(seen.size);
    };
    look();
  }));
  for (let turn = 0; turn < 4; turn++) await page.keyboard.press('j');
  return watched;
};

test('without a wish the view glides to the next step; told by the system or by the editor to keep still, it jumps', async () => {
  const places: number[] = [];
  for (const [reducedMotion, editorsSwitch] of [[false, false], [true, false], [false, true]] as const) {
    await withPanel({ reducedMotion, height: 500 }, async ({ page }) => {
      if (editorsSwitch) await page.evaluate(() => document.body.classList.add('vscode-reduce-motion'));
      const moving = await page.evaluate(() => [...document.querySelectorAll('*')].filter((one) => {
        const { transitionDuration, animationName } = getComputedStyle(one);
        return animationName !== 'none' || transitionDuration.split(', ').some((time) => parseFloat(time) > 0.001);
      }).length);
      if (reducedMotion || editorsSwitch) assert.equal(moving, 0, 'nothing fades or moves');
      else assert.ok(moving > 0);
      places.push(await placesOnTheWay(page));
    });
  }
  const [free, system, editor] = places;
  assert.ok(free! > 12, `${free} places`);
  assert.ok(system! <= 6 && editor! <= 6, places.join(', '));
});
