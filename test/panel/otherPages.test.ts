/** The panel's pages without an article: what stands there for a topic with an error, and for one that is not written yet. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderErrorPage, renderSummaryPage } from '../../src/host/article/otherPages.ts';
import { violationsIn } from './axe.ts';
import { articlePage, themes, usePanel, type Theme } from './panelPage.ts';
import { shots, testBrowser } from './testBrowser.ts';

const browser = testBrowser();

for (const [index, theme] of (Object.keys(themes) as Theme[]).entries()) {
  const language = index % 2 === 0 ? 'en' : 'zh-cn';
  const width = index < 2 ? 1100 : 320;
  for (const name of ['error', 'summary'] as const) {
    test(`axe finds nothing on the page of ${name === 'error' ? 'an error' : 'a summary'} in ${theme} at ${width} px, ${language}`, async () => {
      const frame = await articlePage({ language });
      const html = name === 'summary'
        ? renderSummaryPage({ ...frame, summary: 'What it is about, in one sentence.', sources: [{ title: 'Online softmax', authors: 'Milakov', year: 2018, arxiv: '1805.02867' }], requires: [{ id: 'rl-basics', title: 'Basics' }] })
        : renderErrorPage({
          ...frame, problems: [
            { file: 'media/topics/flash-attention/en.md', line: 12, column: 3, message: 'the equation lse has no code', expected: '// eq: lse' },
            { file: 'media/topics/flash-attention/en.md', line: 40, column: 1, message: 'the step has no reason' },
          ],
          excerpt: [{ number: 11, text: 'before' }, { number: 12, text: '### <a id="lse"></a>' }],
        });
      await usePanel(browser(), { theme, width, language }, async ({ page }) => {
        assert.deepEqual(await violationsIn(page), []);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, 'no wider than the window');
        await page.screenshot({ path: new URL(`${name}-${language}-${theme}-${width}.png`, shots).pathname });
      }, html);
    });
  }
}
