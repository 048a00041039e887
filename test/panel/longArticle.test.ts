/** An article far longer than any that ships scrolls without an empty screen. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { wholeArticle } from '../../src/core/article/articleParts.ts';
import { parseArticle } from '../../src/core/article/parse.ts';
import { renderArticle } from '../../src/core/article/render.ts';
import { renderPage } from '../../src/host/article/page.ts';
import { context } from '../unit/article/articleFixture.ts';
import { articlePage, usePanel } from './panelPage.ts';
import { testBrowser } from './testBrowser.ts';

const browser = testBrowser();

/** 80 sections of 25 steps with an equation each. */
function longArticle(): string {
  const step = (n: number) => `### <a id="e${n}"></a>${n}. One more\n\n\`\`\`math\n\\sum_{i=1}^{${n}} e^{x_i-m_{${n}}} \\le ${n}\n\`\`\`\n\n`
    + `**Reason** (algebra). Each of the terms is at most one, since $m$ is the largest of them.\n`;
  const section = (s: number) => `## <a id="s${s}"></a>Part ${s}\n\nText.\n\n${Array.from({ length: 25 }, (_, k) => step(25 * s + k + 1)).join('\n')}`;
  return `# Long: two thousand equations\n\nHow long may it be?\n\nSources: Nobody 2026.\n\n${Array.from({ length: 80 }, (_, s) => section(s)).join('\n')}`;
}

/** Every picture that the window shows while `scroll` goes on. */
async function pictures(page: Page, scroll: () => Promise<void>): Promise<string[]> {
  const inspector = await page.context().newCDPSession(page);
  const frames: string[] = [];
  inspector.on('Page.screencastFrame', ({ data, sessionId }) => {
    frames.push(data);
    void inspector.send('Page.screencastFrameAck', { sessionId });
  });
  await inspector.send('Page.startScreencast', { format: 'jpeg', quality: 40, maxWidth: 550, maxHeight: 450 });
  await scroll();
  await inspector.send('Page.stopScreencast');
  return frames;
}

/** How many pixels of ten thousand are dark in the column of text, for each picture. */
async function darkness(pictures_: readonly string[]): Promise<number[]> {
  const page = await browser().newPage();
  const shares = await page.evaluate(async (all) => {
    const result: number[] = [];
    for (const data of all) {
      const image = new Image();
      image.src = `data:image/jpeg;base64,${data}`;
      await image.decode();
      const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d');
      if (!canvas) throw new Error('no canvas');
      canvas.drawImage(image, 0, 0);
      const { data: pixels } = canvas.getImageData(Math.round(image.width * 0.3), 40, Math.round(image.width * 0.6), image.height - 45);
      let dark = 0;
      for (let at = 0; at < pixels.length; at += 4) if ((pixels[at] ?? 255) < 160) dark++;
      result.push(Math.round(4e4 * dark / pixels.length));
    }
    return result;
  }, pictures_);
  await page.close();
  return shares;
}

/** Length of the longest run of empty pictures. */
const longestEmpty = (shares: readonly number[]): number =>
  Math.max(...shares.map((share) => (share < 5 ? ' ' : 'x')).join('').split('x').map(({ length }) => length));

test('2000 equations scroll by the wheel, a screen a turn, without an empty screen', { timeout: 90_000 }, async () => {
  const { article } = parseArticle('en.md', longArticle(), 'en');
  const main = wholeArticle(renderArticle(article, context));
  assert.equal(main.split('class="equation"').length - 1, 2000);
  await usePanel(browser(), {}, async ({ page }) => {
    await page.mouse.move(600, 500);
    const wheel = (pixels: number) => async () => {
      for (let turn = 0; turn < 30; turn++) {
        await page.mouse.wheel(0, pixels);
        await page.waitForTimeout(50);
      }
    };
    const aScreen = await darkness(await pictures(page, wheel(800)));
    assert.ok(aScreen.length > 20, `${aScreen.length} pictures`);
    // One picture of some hundred, for 16 ms, is a busy machine's; an empty screen lasts.
    assert.ok(longestEmpty(aScreen) <= 1, aScreen.join(' '));
    const sevenScreens = await darkness(await pictures(page, wheel(6000)));
    // How many depends on how busy the machine is: told, not tested.
    console.log(`  empty pictures in a row at seven screens a turn: ${longestEmpty(sevenScreens)} of ${sevenScreens.length}`);
    assert.ok(sevenScreens.some((share) => share >= 5), sevenScreens.join(' '));
  }, renderPage({ ...await articlePage({}), main, whole: true }));
});
