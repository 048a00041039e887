import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { figuresPage } from '../../src/host/figures/figuresPage.ts';
import { quantile } from '../bench/quantile.ts';
import type { FromPlots, PlotStrings, ToPlots } from '../../src/protocol/plots.ts';
import { violationsIn } from './axe.ts';
import { shots, testBrowser } from './testBrowser.ts';

const root = new URL('../../', import.meta.url);
const origin = 'http://figures.gradus';
const strings: PlotStrings = {
  empty: 'Nothing yet', stop: 'Stop', save: 'Save as', former: 'Pale:', run: 'run', seed: 'seed', checks: 'Checks', check: 'check', published: 'published',
  ours: 'ours', claim: 'claim', source: 'source', holds: 'holds', fails: 'does not hold', progress: '{0} %, about {1} s left', ended: 'ended',
  seriesText: '{0}: {1} points from {2} to {3}, between {4} and {5}.', heatText: '{0} rows, {1} columns, values between {2} and {3}.',
};
const browser = testBrowser();

/** The panel's page with the policy it has in the editor, and a stand-in for the editor; closed after the test, which must leave no error. */
async function withFigures(dark: boolean, use: (page: Page, sent: () => Promise<readonly FromPlots[]>) => Promise<void>): Promise<void> {
  const page = await browser().newPage({ viewport: { width: 760, height: 900 } });
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  await page.route(`${origin}/**`, async (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/') {
      const html = figuresPage({ nonce: 'abc', cspSource: origin, script: `${origin}/plots.js`, style: `${origin}/plots.css`, title: 'Figures', initial: { language: 'en', strings } });
      const colours = dark ? 'background:#1f1f1f;--vscode-editor-background:#1f1f1f;--vscode-foreground:#ccc;--vscode-descriptionForeground:#9d9d9d;--vscode-button-secondaryBackground:#313131;--vscode-button-secondaryForeground:#ccc'
        : 'background:#fff;--vscode-editor-background:#fff;--vscode-foreground:#3b3b3b;--vscode-descriptionForeground:#3b3b3b;--vscode-button-secondaryBackground:#e5e5e5;--vscode-button-secondaryForeground:#3b3b3b';
      await route.fulfill({ contentType: 'text/html', body: html.replace('<html ', `<html style="${colours}" `) });
    } else {
      await route.fulfill({ contentType: pathname.endsWith('.js') ? 'text/javascript' : 'text/css', body: await readFile(new URL(`dist/webview${pathname}`, root), 'utf8') });
    }
  });
  await page.addInitScript(() => {
    const sent: unknown[] = [];
    Object.assign(globalThis, { sent, acquireVsCodeApi: () => ({ postMessage: (message: unknown) => sent.push(message) }) });
  });
  await page.goto(`${origin}/`);
  try {
    await use(page, () => page.evaluate(() => (globalThis as unknown as { sent: FromPlots[] }).sent));
    assert.deepEqual(faults, []);
  } finally {
    await page.close();
  }
}

const say = (page: Page, ...messages: readonly ToPlots[]) => page.evaluate((all) => {
  for (const message of all) window.postMessage(message, '*');
}, messages as unknown[]);
const started = (run: number): ToPlots => ({ type: 'started', run, subject: 'a.ts', name: 'a.ts', args: [], seed: run });
const waves = (run: number): ToPlots => ({
  type: 'reported', run, messages: [
    { type: 'plot', title: 'loss', series: ['train', 'test'].map((name, s) => ({ name, y: Array.from({ length: 200 }, (_, i) => Math.exp(-i / (40 + 10 * run + 20 * s))) })), axes: { x: 'step', y: 'loss' } },
    { type: 'scatter', title: 'cloud', series: [{ name: 'a', x: [1, 2, 3], y: [3, 1, 2] }], axes: {} },
    { type: 'heatMap', title: 'attention', values: Array.from({ length: 64 }, (_, i) => Math.sin(i)), rows: 8, cols: 8 },
    { type: 'bars', title: 'return', names: ['left', 'right'], values: [run, -1] },
    { type: 'table', title: 'rows', head: ['name', 'value'], rows: [['a', 1]] },
    { type: 'check', id: 'limit', claim: 'it converges', source: 'Table 1', published: 1, ours: 1, holds: true },
    { type: 'progress', done: 1, total: 4 },
  ],
});

for (const dark of [false, true]) {
  test(`every kind is shown, with former runs pale, in words, and axe finds nothing, ${dark ? 'dark' : 'light'}`, () => withFigures(dark, async (page) => {
    await say(page, started(1), waves(1), { type: 'ended', run: 1 }, started(2), waves(2));
    await page.waitForFunction(() => document.querySelectorAll('.card').length === 6);
    await page.waitForFunction(() => document.querySelector('.words')?.textContent?.includes('train: 200 points') === true);
    assert.equal(await page.locator('#former').textContent(), 'Pale: run 1 seed 1');
    assert.match(await page.locator('table').last().textContent() ?? '', /✓ holds/);
    assert.equal(await page.locator('canvas').first().evaluate((canvas: HTMLCanvasElement) =>
      canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height).data.some((value) => value !== 0)), true);
    assert.deepEqual(await violationsIn(page), []);
    await page.screenshot({ path: new URL(`figures-${dark ? 'dark' : 'light'}.png`, shots).pathname, fullPage: true });
  }));
}

test('buttons work by keyboard: stop, and each format of a figure', () => withFigures(false, async (page, sent) => {
  await say(page, started(1), waves(1));
  await page.waitForSelector('.card');
  for (const [index, format] of [[0, undefined], [1, 'svg'], [2, 'png'], [3, 'csv']] as const) {
    await page.locator('button:visible').nth(index).focus();
    await page.keyboard.press('Enter');
    const last = (await sent()).at(-1);
    if (format === undefined) assert.deepEqual(last, { type: 'stop', run: 1 });
    else assert.ok(last?.type === 'save' && last.format === format && last.name === 'loss');
    if (last?.type === 'save' && format === 'svg') assert.match(last.data, /^<svg [\s\S]*<polyline[\s\S]*<\/svg>\n$/);
    if (last?.type === 'save' && format === 'png') assert.equal(Buffer.from(last.data, 'base64').subarray(1, 4).toString(), 'PNG');
    if (last?.type === 'save' && format === 'csv') assert.equal(last.data.split('\r\n')[1], 'train,1,1');
  }
}));

test('200 points a second in each of three series, after a minute of them: the median frame stays within 17 ms', () => withFigures(false, async (page) => {
  await say(page, started(1));
  const frames = await page.evaluate(() => new Promise<number[]>((resolve) => {
    const send = (series: string, from: number, count: number) => {
      const x = Array.from({ length: count }, (_, i) => from + i);
      window.postMessage({ type: 'reported', run: 1, messages: [{ type: 'points', title: 'loss', series, x, y: x.map((i) => Math.exp(-i / 5000) + 0.05 * Math.sin(i)) }] }, '*');
    };
    // The last seconds of the minute are the hardest: all that came before has to be drawn too.
    for (const series of ['a', 'b', 'c']) send(series, 0, 11_000);
    let at = 11_000;
    const timer = setInterval(() => {
      for (const series of ['a', 'b', 'c']) send(series, at, 4);
      at += 4;
    }, 20);
    const times: number[] = [];
    let last = performance.now();
    const frame = (now: number) => {
      times.push(now - last);
      last = now;
      if (times.length < 300) requestAnimationFrame(frame);
      else {
        clearInterval(timer);
        resolve(times.slice(20));
      }
    };
    requestAnimationFrame(frame);
  }));
  const median = quantile(frames, 0.5);
  console.log(`  frames: median ${median.toFixed(1)} ms, 95 % within ${quantile(frames, 0.95).toFixed(1)} ms`);
  assert.ok(median <= 17, `${median} ms`);
}));
