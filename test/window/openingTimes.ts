/** From the click to the first content of an article, against VS Code's own Markdown preview with maths of the same article. */

import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../src/cli/process/project.ts';
import type { EditorWindow } from './editor.ts';
import { second } from './until.ts';

/** Milliseconds of one turn: both panels were opened once, one after the other. */
export interface Opening {
  readonly ours: number;
  readonly preview: number;
}

interface Panel {
  readonly tab: RegExp;
  /** What is there as soon as there is content. */
  readonly inside: string;
}
const article: Panel = { tab: /^FlashAttention/, inside: 'main#article' };
const markdown: Panel = { tab: /^Preview/, inside: '.markdown-body .katex' };

/** Milliseconds from the last click in the window to the first paint of content in a panel. */
async function firstContent({ page }: EditorWindow, { inside, tab }: Panel): Promise<number> {
  const end = Date.now() + 20 * second;
  while (Date.now() < end) {
    for (const frame of page.frames()) {
      const painted = await frame.evaluate((selector) => {
        const [entry] = performance.getEntriesByName('first-contentful-paint');
        return entry && document.querySelector(selector) ? performance.timeOrigin + entry.startTime : undefined;
      }, inside).catch(() => undefined);
      if (painted !== undefined) return painted - Number(await page.evaluate(() => document.body.dataset['clicked']));
    }
    await page.waitForTimeout(100);
  }
  throw new Error(`${String(tab)} showed nothing within 20 s`);
}

async function close({ page }: EditorWindow, tab: RegExp): Promise<void> {
  await page.locator('.tab', { hasText: tab }).click({ button: 'middle' });
  await page.locator('.tab', { hasText: tab }).waitFor({ state: 'detached' });
}

/** Opens and closes both by turns, in a window where neither is open, and leaves none behind. */
export async function openingTimes(editor: EditorWindow, turns: number): Promise<readonly Opening[]> {
  const { page, folder } = editor;
  await editor.row('FlashAttention').waitFor();
  const topic = join(projectRoot, 'media', 'topics', 'flash-attention');
  cpSync(join(topic, 'en.md'), join(folder, 'article.md'));
  cpSync(join(topic, 'figures'), join(folder, 'figures'), { recursive: true });
  await page.evaluate(() => {
    window.addEventListener('click', () => { document.body.dataset['clicked'] = String(performance.timeOrigin + performance.now()); }, true);
  });
  await page.keyboard.press('Control+p');
  await page.locator('.quick-input-widget input').first().fill('article.md');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'article.md' }).first().click();
  const showPreview = page.locator('.editor-actions [aria-label^="Open Preview to the Side"]').first();
  await showPreview.waitFor();
  const openings: Opening[] = [];
  for (let turn = 0; turn < turns; turn++) {
    await editor.row('FlashAttention').click();
    const ours = await firstContent(editor, article);
    await close(editor, article.tab);
    await page.locator('.tab', { hasText: 'article.md' }).first().click();
    await showPreview.click();
    const preview = await firstContent(editor, markdown);
    await close(editor, markdown.tab);
    openings.push({ ours, preview });
  }
  await close(editor, /^article\.md/);
  return openings;
}
