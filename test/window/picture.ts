/** Makes the README's picture anew: `node test/window/picture.ts` (Node 24), from the packaged extension in a real window. */

import { join } from 'node:path';
import { projectRoot } from '../../src/cli/process/project.ts';
import { openEditor } from './editor.ts';

const editor = await openEditor('en');
try {
  const { page } = editor;
  await page.setViewportSize({ width: 1440, height: 920 });
  await editor.row('FlashAttention').click();
  const article = await editor.article();
  const run = article.locator('[data-action="run"][data-template="flash-attention/online-softmax"]').first();
  await run.click();
  await page.locator('.xterm-rows:not(.terminal-sticky-scroll *)').last().filter({ hasText: 'checks hold' }).waitFor({ timeout: 60_000 });
  await article.locator('#online-recurrence').scrollIntoViewIfNeeded();
  await article.evaluate(() => document.querySelector('#online-recurrence')?.scrollIntoView());
  await page.waitForTimeout(2000);
  await page.screenshot({ path: join(projectRoot, 'media', 'readme', 'window.png') });
} finally {
  await editor.end();
}
