/** Text, code and back in the window: what ties an article to its templates, seen as a reader sees it. */

import assert from 'node:assert/strict';
import type { EditorWindow, Step } from './editor.ts';
import { second, until } from './until.ts';

/** The tests of the reading room, in a window of the whole editor with the article on FlashAttention open. */
export function readingRoomSteps(editor: () => EditorWindow, step: Step): void {
  /** Waits until the article's active step is this one. */
  const activeStep = async (id: string): Promise<void> => {
    const frame = await editor().article();
    await frame.locator(`#${id}.is-active`).waitFor({ state: 'attached', timeout: 20 * second });
  };
  const code = () => editor().page.locator('.editor-instance', { has: editor().page.locator('.view-line', { hasText: /Softmax|softmax/ }) }).last();

  step('an equation leads to its code: beside, highlighted, in view', async () => {
    await editor().row('FlashAttention').click();
    const frame = await editor().article();
    await frame.locator('section.step').first().waitFor();
    const button = frame.locator('[data-action="to-code"][data-equation="safe-3pass"]');
    await button.scrollIntoViewIfNeeded();
    await button.click();
    await editor().page.locator('.tab', { hasText: 'online-softmax.ts' }).waitFor();
    await code().locator('.selected-text').first().waitFor({ state: 'attached' });
    assert.equal(await code().locator('.view-line', { hasText: 'eq: safe-3pass' }).isVisible(), true);
    await activeStep('safe-3pass');
    await editor().shoot('equation-to-code');
  });

  step('the cursor in the code marks its step', async () => {
    await code().locator('.view-line', { hasText: 'eq: shift-invariance' }).click();
    await activeStep('shift-invariance');
    // Back from the end of a long line, which has moved the code to the left.
    await editor().page.keyboard.press('Home');
  });

  step('a picture comes to life as it comes near, and plays from the keyboard', async () => {
    const frame = await editor().article();
    const figure = frame.locator('[data-figure="online-recurrence"]');
    await figure.evaluate(element => element.scrollIntoView({ block: 'center' }));
    await figure.locator('svg.stage').waitFor();
    const before = await figure.locator('.says').innerText();
    await figure.locator('input[type="range"]').first().focus();
    await editor().page.keyboard.press('.');
    await until('the next frame', () => figure.locator('.says').innerText(), text => text !== before);
    await editor().shoot('figure-online-recurrence');
  });

  step('a hover over a marked line shows the equation, and leads to its derivation', async () => {
    const { page } = editor();
    await code().locator('.view-line', { hasText: 'd += Math.exp' }).locator('span', { hasText: /^Math$/ }).first().hover();
    const hover = page.locator('.monaco-hover:visible', { has: page.locator('img[src^="data:image/svg+xml"]') }).first();
    await hover.waitFor({ timeout: 20 * second });
    const picture = hover.locator('img').first();
    assert.ok((await picture.getAttribute('alt') ?? '').length > 5, 'the formula in words');
    assert.ok(await picture.evaluate((image) => image instanceof HTMLImageElement && image.naturalWidth > 20), 'the picture is drawn');
    await editor().shoot('hover-equation');
    await hover.locator('a', { hasText: 'Derivation' }).first().click();
    await activeStep('safe-3pass');
  });

  step('the lens above a function leads to its derivation', async () => {
    const { page } = editor();
    await page.locator('.tab', { hasText: 'online-softmax.ts' }).click();
    await page.locator('.codelens-decoration a', { hasText: 'Derivation 5' }).first().waitFor();
    await page.locator('.codelens-decoration a', { hasText: 'Derivation 5' }).first().click();
    await activeStep('surrogate');
  });

  step('the search finds a step by its words and goes there; Alt+← returns', async () => {
    const { page } = editor();
    const frame = await editor().article();
    await frame.locator('#shift-invariance .math').first().click();
    await page.keyboard.press('/');
    const input = page.locator('.quick-input-widget input[type="text"]').first();
    await input.waitFor();
    await input.fill('sum follows from the old');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'The new sum follows from the old one' }).first().waitFor();
    await editor().shoot('search');
    await page.keyboard.press('Enter');
    await activeStep('online-recurrence');
    await frame.locator('#online-recurrence .math').first().click();
    await page.keyboard.press('Alt+ArrowLeft');
    await activeStep('shift-invariance');
    await page.keyboard.press('Alt+ArrowRight');
    await activeStep('online-recurrence');
  });
}
