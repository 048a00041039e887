// npm run bench:opening: from the click to the first content of an article, against VS Code's own Markdown preview of the same article.
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../src/cli/process/project.ts';
import { openEditor, type EditorWindow } from '../window/editor.ts';

const turns = 8;
const second = 1000;

interface Panel {
  readonly tab: RegExp;
  /** What is there as soon as there is content. */
  readonly inside: string;
}
const article: Panel = { tab: /^FlashAttention/, inside: 'main#article' };
const preview: Panel = { tab: /^Preview/, inside: '.markdown-body .katex' };

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
    await page.waitForTimeout(20);
  }
  throw new Error(`${String(tab)} showed nothing within 20 s`);
}

async function close({ page }: EditorWindow, { tab }: Panel): Promise<void> {
  await page.locator('.tab', { hasText: tab }).click({ button: 'middle' });
  await page.locator('.tab', { hasText: tab }).waitFor({ state: 'detached' });
}

const editor = await openEditor('en');
try {
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
  const times: (readonly [ours: number, theirs: number])[] = [];
  for (let turn = 0; turn < turns; turn++) {
    await editor.row('FlashAttention').click();
    const ours = await firstContent(editor, article);
    await close(editor, article);
    await page.locator('.tab', { hasText: 'article.md' }).first().click();
    await showPreview.click();
    const theirs = await firstContent(editor, preview);
    await close(editor, preview);
    times.push([ours, theirs]);
  }
  const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
  const [first, ...later] = times;
  const ratios = later.map(([ours, theirs]) => ours / theirs);
  console.log(`first opening: ours ${first?.[0].toFixed(0)} ms, the preview ${first?.[1].toFixed(0)} ms`);
  console.log(`later, medians of ${later.length}: ours ${median(later.map(([ours]) => ours)).toFixed(0)} ms, the preview ${median(later.map(([, theirs]) => theirs)).toFixed(0)} ms, `
    + `ratio ${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)} … ${Math.max(...ratios).toFixed(2)})`);
} finally {
  await editor.end();
}
process.exit(0);
