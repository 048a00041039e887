/** An article in the window comes through whatever a window does to it, and what is taken away arrives. */

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { type EditorWindow, frameWith, type Step } from './editor.ts';
import { second, until } from './until.ts';

/** The document of the article that a window shows, when it is whole. */
export const articleIn = (page: Page): Promise<Frame> => frameWith(page, 'main#article:not([aria-busy]) .step');

/** Where a step stands on the screen, once it stands still. */
export const placeOf = (frame: Frame, id: string): Promise<number> => frame.evaluate((target) => new Promise<number>((resolve) => {
  let [last, still] = [NaN, 0];
  const look = () => {
    const top = document.getElementById(target)?.getBoundingClientRect().top ?? NaN;
    still = top === last ? still + 1 : 0;
    last = top;
    if (still > 20) resolve(top);
    else requestAnimationFrame(look);
  };
  look();
}), id);

/** The tests of an article's panel, in a window whose folder is trusted. */
export function panelSteps(editor: () => EditorWindow, step: Step): void {
  const kept = (path: string) => () => Promise.resolve(existsSync(path) ? readFileSync(path, 'utf8') : '');

  step('an equation goes to a file that the reader chooses and, as a picture, to the clipboard; a file takes the whole article', async () => {
    const { page, folder } = editor();
    await editor().row('FlashAttention').click();
    const frame = await articleIn(page);
    const input = page.locator('.quick-input-widget input:visible');
    await frame.locator('#safe-3pass .reason, #safe-3pass p').first().click();
    await editor().command('Gradus: Copy or Save Equation…');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'SVG' }).first().click();
    await until('the path', () => input.inputValue(), path => path.endsWith('.svg'));
    await page.keyboard.press('Enter');
    await until('the picture', kept(join(folder, 'flash-attention-safe-3pass.svg')), text => /^<svg [^]*<\/svg>\s*$/.test(text));
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await editor().command('Gradus: Copy or Save Equation…');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Copy as Image' }).first().click();
    const picture = () => page.evaluate(async () => {
      const [item] = await navigator.clipboard.read();
      return item?.types.includes('image/png') === true ? String((await createImageBitmap(await item.getType('image/png'))).width) : '';
    });
    await until('the picture on the clipboard', picture, width => Number(width) > 300);
    await editor().command('Gradus: Export Article as HTML…');
    let path = '';
    await until('the path', async () => (path = await input.inputValue()), text => text.endsWith('.html'));
    await page.keyboard.press('Enter');
    const text = await until('the page', kept(path), html => html.trimEnd().endsWith('</html>'));
    assert.ok(text.startsWith('<!doctype html>') && text.includes('id="safe-3pass"') && !/src="(?!data:)/.test(text), 'one page that needs nothing else');
    await editor().command('Notifications: Clear All Notifications');
  });

  step('the editor’s find opens in the panel', async () => {
    const { page } = editor();
    const frame = await articleIn(page);
    await frame.locator('#safe-3pass p').first().click();
    await page.keyboard.press('Control+f');
    const find = page.locator('.simple-find-part.visible');
    await find.waitFor();
    await page.keyboard.press('Escape');
    await find.waitFor({ state: 'detached' });
    await frame.locator('#safe-3pass p').first().click();
  });

  step('covered by a file and shown again it is the same page, at the same place', async () => {
    const { page } = editor();
    await page.locator('.tab', { hasText: 'FlashAttention' }).click();
    await editor().command('View: Move Editor into Previous Group');
    const frame = await articleIn(page);
    await frame.evaluate(() => {
      document.body.dataset['kept'] = 'yes';
      document.getElementById('lse')?.scrollIntoView();
    });
    const before = await placeOf(frame, 'lse');
    await page.locator('.tab', { hasText: 'attention.ts' }).click();
    await page.locator('.editor-instance .view-line').first().waitFor();
    await page.locator('.tab', { hasText: 'FlashAttention' }).click();
    const again = await articleIn(page);
    assert.equal(await again.evaluate(() => document.body.dataset['kept']), 'yes');
    const after = await placeOf(again, 'lse');
    assert.ok(Math.abs(after - before) <= 3, `${before} became ${after}`);
  });

  step('moved to a window of its own it keeps its place', async () => {
    const { page } = editor();
    const here = await articleIn(page);
    await here.evaluate(() => document.getElementById('two-pass')?.scrollIntoView());
    const before = await placeOf(here, 'two-pass');
    await page.waitForTimeout(second); // a page tells where it stands when the reader has rested
    await page.locator('.tab', { hasText: 'FlashAttention' }).click();
    const opened = page.waitForEvent('popup');
    await editor().command('View: Move Editor into New Window');
    const popup = await opened;
    const frame = await articleIn(popup);
    const after = await placeOf(frame, 'two-pass');
    assert.ok(Math.abs(after - before) <= 150, `${before} became ${after}`);
    await popup.close();
  });

  step('opened and closed fifty times, it leaves no document behind', async () => {
    const { page } = editor();
    await editor().command('View: Close All Editors');
    const inspector = await page.context().newCDPSession(page);
    await inspector.send('Performance.enable');
    const held = async (name: string): Promise<number> => {
      await inspector.send('HeapProfiler.collectGarbage');
      const { metrics } = await inspector.send('Performance.getMetrics');
      return metrics.find(metric => metric.name === name)?.value ?? NaN;
    };
    const rounds = async (count: number): Promise<void> => {
      for (let round = 0; round < count; round++) {
        await editor().row('FlashAttention').click();
        await page.locator('iframe.webview').first().waitFor({ state: 'attached' });
        await page.locator('.tab', { hasText: 'FlashAttention' }).click({ button: 'middle' });
        await page.locator('iframe.webview').waitFor({ state: 'detached' });
      }
    };
    await rounds(2);
    const [documents, frames, nodes] = [await held('Documents'), await held('Frames'), await held('Nodes')];
    await rounds(50);
    const [laterDocuments, laterFrames, laterNodes] = [await held('Documents'), await held('Frames'), await held('Nodes')];
    console.log(`  documents ${documents} → ${laterDocuments}, frames ${frames} → ${laterFrames}, elements ${nodes} → ${laterNodes}`);
    assert.ok(laterDocuments <= documents + 5 && laterFrames <= frames + 2, 'fewer than one in ten is left');
    assert.ok(laterNodes <= nodes + 5000, 'an article has tens of thousands of elements');
  });
}
