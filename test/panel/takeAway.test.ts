/** Equations that leave the page as pictures. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { usePanel } from './panelPage.ts';
import { testBrowser } from './testBrowser.ts';

const browser = testBrowser();
const picture = {
  step: 'surrogate', width: 30, height: 10, scale: 4,
  svg: '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="10" viewBox="0 0 30 10"><path d="M0 0h15v10H0z" fill="#000000"/></svg>',
};

test('an equation is drawn as a PNG, and what cannot be drawn says so', () => usePanel(browser(), {}, async (panel) => {
  await panel.say({ type: 'drawEquation', ...picture });
  await panel.say({ type: 'drawEquation', ...picture, step: 'lse', svg: 'no picture' });
  await panel.page.waitForTimeout(500);
  const drawn = (await panel.sent()).filter((message) => message.type === 'equationDrawn');
  const png = Buffer.from(drawn.find(({ step }) => step === 'surrogate')?.png ?? '', 'base64');
  assert.equal(png.toString('latin1', 1, 4), 'PNG');
  assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [120, 40]);
  assert.equal(drawn.find(({ step }) => step === 'lse')?.png, undefined);
  assert.equal(drawn.length, 2);
}));

test('an equation is put on the clipboard as a PNG; a clipboard that is closed is told', () => usePanel(browser(), {}, async (panel) => {
  const { page } = panel;
  const copied = async () => (await panel.sent()).filter((message) => message.type === 'equationCopied').map((message) => message.copied);
  const ask = async (answers: number) => {
    await panel.say({ type: 'copyEquation', ...picture });
    await page.waitForFunction((count) => (window as unknown as { sent: { type: string }[] }).sent.filter(({ type }) => type === 'equationCopied').length === count, answers);
  };
  await page.context().clearPermissions();
  await ask(1);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await ask(2);
  assert.deepEqual(await copied(), [false, true]);
  const [types, width] = await page.evaluate(async () => {
    const [item] = await navigator.clipboard.read();
    const picture = item && await createImageBitmap(await item.getType('image/png'));
    return [item?.types, picture?.width] as const;
  });
  assert.deepEqual(types, ['image/png']);
  assert.equal(width, 120);
}));
