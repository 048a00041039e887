import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { regionText } from '../../src/core/article/codeRows.ts';
import type { Language } from '../../src/core/model.ts';
import { parseTemplate } from '../../src/core/template/parseTemplate.ts';
import { unfold, violationsIn } from './axe.ts';
import { themes, usePanel, type PanelOptions, type PanelPage, type Theme } from './panelPage.ts';
import { shots, testBrowser } from './testBrowser.ts';

const browser = testBrowser();

const withPanel = (options: PanelOptions, use: (panel: PanelPage) => Promise<void>): Promise<void> => usePanel(browser(), options, use);

const active = (panel: PanelPage) => panel.page.evaluate(() => document.querySelector('.step.is-active')?.id);
const shown = (panel: PanelPage, selector: string) => panel.page.locator(selector).first().isVisible();
const types = async (panel: PanelPage) => (await panel.sent()).map(({ type }) => type);

/** Presses keys, each when the one before has been drawn, and waits until the page has said what it has to say. */
async function press(panel: PanelPage, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    await panel.page.keyboard.press(key);
    await panel.page.evaluate(() => new Promise((resolve) => {
      requestAnimationFrame(() => requestAnimationFrame(resolve));
    }));
  }
  await panel.page.waitForTimeout(350);
}

// Each theme once: colours do not depend on width and language, and the rest does not depend on colours.
const views: Readonly<Record<Theme, readonly [width: number, language: Language]>> = {
  'light': [1100, 'en'], 'dark': [320, 'zh-cn'], 'contrast': [320, 'en'], 'contrast-light': [1100, 'zh-cn'],
};
for (const theme of Object.keys(themes) as Theme[]) {
  const [width, language] = views[theme];
  test(`axe finds nothing in ${theme} at ${width} px, ${language}`, () => withPanel({ theme, width, language }, async ({ page }) => {
    await unfold(page);
    assert.deepEqual(await violationsIn(page), []);
    await page.screenshot({ path: new URL(`panel-${language}-${theme}-${width}.png`, shots).pathname });
  }));
}

for (const topic of ['flash-attention', 'rl-basics', 'ddpg', 'dpo']) {
  for (const language of ['en', 'zh-cn'] as const) {
    // A panel of 720 px has 240 of them when the window is at 300 %.
    test(`${topic} in ${language} is no wider than a window of 320 or 240 px`, () => withPanel({ topic, language, width: 320 }, async ({ page }) => {
      // What is folded or far away is not laid out until somebody looks.
      await unfold(page);
      for (const width of [320, 240]) {
        await page.setViewportSize({ width, height: 900 });
        // Rules for this width hold from the next picture on.
        await page.evaluate(() => new Promise((resolve) => {
          requestAnimationFrame(() => requestAnimationFrame(resolve));
        }));
        assert.deepEqual(await page.evaluate(() => {
          const scrolls = (one: Element | null): boolean => one !== null && (/auto|scroll/.test(getComputedStyle(one).overflowX) || scrolls(one.parentElement));
          return [...document.querySelectorAll('article *, .bar *')].filter((one) => one.getBoundingClientRect().right > innerWidth + 1
            && !scrolls(one.parentElement) && one.closest('.away, .katex-mathml, .katex svg') === null).map((one) => one.outerHTML.slice(0, 200));
        }), [], `${width} px`);
      }
    }));
  }
}

test('j and k go from step to step, and the step, its lines and the outline are marked together', () => withPanel({}, async (panel) => {
  await press(panel, 'j', 'j', 'j', 'k', 'j', 'j', 'j');
  await press(panel, 'j');
  assert.equal(await active(panel), 'online-recurrence');
  const { rows, current } = await panel.page.evaluate(() => ({
    rows: [...document.querySelectorAll<HTMLElement>('.row.is-active')].map((row) => row.dataset['eq']),
    current: document.querySelector('#outline [aria-current]')?.getAttribute('href'),
  }));
  assert.ok(rows.length > 0 && rows.every((row) => row?.split(' ').includes('online-recurrence')), String(rows));
  assert.equal(current, '#online-recurrence');
  const told = (await panel.sent()).flatMap((message) => (message.type === 'stepChanged' ? [message.step] : []));
  assert.deepEqual(told.slice(-2), ['surrogate', 'online-recurrence']);
}));

test('every button says what it is asked for', () => withPanel({ state: { mode: 'all' } }, async (panel) => {
  const step = panel.page.locator('#online-recurrence');
  for (const action of ['to-code', 'copy-latex', 'copy-link', 'run', 'insert', 'open', 'copy-code']) {
    await step.locator(`[data-action="${action}"]`).first().click();
  }
  const template = 'flash-attention/online-softmax';
  const file = `snippets/${template}.ts`;
  const { template: code } = parseTemplate(file, readFileSync(`${import.meta.dirname}/../../${file}`, 'utf8'));
  const sent = (await panel.sent()).filter(({ type }) => !['ready', 'saveState', 'stepChanged', 'stepRead'].includes(type));
  const said = sent.map((message) => {
    const { type, ...rest } = Object.fromEntries(Object.entries(message).filter(([key]) => key !== 'version' && key !== 'topic'));
    return { type, ...rest };
  });
  assert.deepEqual(said, [
    { type: 'openEquation', equation: 'online-recurrence' },
    { type: 'copy', text: "d'_i = d'_{i-1}\\,e^{m_{i-1}-m_i} + e^{x_i-m_i}", what: 'latex' },
    { type: 'copyLink', step: 'online-recurrence' },
    { type: 'run', template },
    { type: 'insert', template, region: 'online-softmax' },
    { type: 'open', template, region: 'online-softmax', line: undefined },
    { type: 'copy', text: regionText({ ...code, template }, code.regions.find(({ id }) => id === 'online-softmax')!, 'en'), what: 'code' },
  ]);
}));

const byStep = { state: { mode: 'steps' } } as const;

test('step by step shows a title alone until Space asks for more, and remembers it', () => withPanel(byStep, async (panel) => {
  await press(panel, 'j');
  assert.equal(await shown(panel, '#attn-def .equation'), false);
  assert.equal(await shown(panel, '#attn-def .veil button'), true);
  await press(panel, 'Space');
  assert.equal(await shown(panel, '#attn-def .equation'), true);
  assert.equal(await panel.page.locator('.veil').count(), 1);
  assert.equal(await shown(panel, '#memory-wall .equation'), false);
  await panel.page.reload();
  assert.equal(await shown(panel, '#attn-def .equation'), true);
  await panel.page.locator('[data-mode="all"][data-action]').click();
  assert.equal(await panel.page.locator('.step.is-later').count(), 0);
}));

test('Space on a button or outside a hidden step does what it does anywhere', () => withPanel(byStep, async (panel) => {
  await press(panel, 'j');
  await panel.page.locator('.bar [data-action="symbols"]').focus();
  await press(panel, 'Space');
  assert.equal(await shown(panel, '#attn-def .equation'), false);
  assert.equal(await shown(panel, '#card-symbols'), true);
}));

test('after a reload the reader stands where they stood, with the same asides open', () => withPanel({ height: 700 }, async (panel) => {
  await press(panel, 'j', 'j', 'j', 'j', 'j', 'j', 'r');
  await panel.page.mouse.wheel(0, 150);
  await panel.page.waitForTimeout(700);
  const where = () => panel.page.evaluate(() => ({
    top: document.getElementById('online-recurrence')?.getBoundingClientRect().top ?? NaN,
    open: [...document.querySelectorAll('details[open][data-key]')].map((aside) => aside.getAttribute('data-key')),
  }));
  const before_ = await where();
  assert.ok(before_.open.length > 0);
  await panel.page.reload();
  await panel.page.waitForTimeout(700);
  const after_ = await where();
  assert.deepEqual(after_.open, before_.open);
  assert.ok(Math.abs(after_.top - before_.top) <= 2, `${before_.top} became ${after_.top}`);
}));

test('the language key tells the place first; the page in the other language opens at it', async () => {
  let state: PanelOptions['state'];
  let top = NaN;
  const stepTop = (panel: PanelPage) => panel.page.evaluate(() => document.getElementById('lse')?.getBoundingClientRect().top ?? NaN);
  await withPanel({ state: { mode: 'all' } }, async (panel) => {
    await panel.say({ type: 'goToStep', step: 'lse', focus: true });
    await panel.page.waitForTimeout(700);
    top = await stepTop(panel);
    await press(panel, 'l');
    await panel.page.waitForFunction(() => (window as unknown as { sent: { type: string }[] }).sent.at(-1)?.type === 'setLanguage');
    const sent = await panel.sent();
    const [saved, asked] = [sent.at(-2), sent.at(-1)];
    assert.ok(saved?.type === 'saveState' && asked?.type === 'setLanguage');
    assert.equal(asked.language, 'zh-cn');
    assert.equal(asked.anchor?.id, 'lse');
    assert.deepEqual(saved.state.anchor, asked.anchor);
    state = { ...saved.state, language: 'zh-cn' };
  });
  await withPanel({ language: 'zh-cn', state: state ?? {} }, async (panel) => {
    await panel.page.waitForTimeout(700);
    assert.ok(Math.abs(await stepTop(panel) - top) <= 3);
    assert.equal(await active(panel), 'lse');
  });
});

test('a reference previews its step; Escape closes it, Enter goes there, Alt+← returns', () => withPanel({}, async (panel) => {
  await press(panel, 'j', 'j', 'j', 'j', 'j', 'j');
  const reference = panel.page.locator('#online-recurrence .rule .ref');
  await reference.hover();
  await panel.page.waitForTimeout(400);
  assert.equal(await shown(panel, '#card-step-surrogate'), true);
  assert.equal(await reference.getAttribute('aria-expanded'), 'true');
  await press(panel, 'Escape');
  assert.equal(await shown(panel, '#card-step-surrogate'), false);
  await panel.page.mouse.move(5, 400);
  await panel.page.locator('#online-recurrence .equation .math').focus();
  await press(panel, 'Tab', 'Tab');
  assert.equal(await shown(panel, '#card-step-surrogate'), true);
  await press(panel, 'Enter');
  await panel.page.waitForTimeout(400);
  assert.equal(await active(panel), 'surrogate');
  assert.equal(await shown(panel, '#card-step-surrogate'), false);
  // The editor keeps the way back: it leads across articles.
  const jumps = (await panel.sent()).filter((message) => message.type === 'jumped');
  assert.deepEqual(jumps.at(-1), { version: 1, topic: 'flash-attention', type: 'jumped', from: 'online-recurrence', to: 'surrogate' });
  await panel.say({ type: 'goToStep', step: 'online-recurrence', focus: true });
  await panel.page.waitForTimeout(400);
  assert.equal(await active(panel), 'online-recurrence');
  assert.equal((await panel.sent()).filter(({ type }) => type === 'jumped').length, jumps.length, 'the way back is no jump');
}));

test('arrows walk the symbols of an equation, and each is spoken', () => withPanel({}, async (panel) => {
  await press(panel, 'j', 'j', 'j', 'j', 'j', 'j');
  await panel.page.locator('#online-recurrence .equation .math').focus();
  const seen: (string | null)[] = [];
  for (let turn = 0; turn < 3; turn++) {
    await press(panel, 'ArrowRight');
    assert.equal(await panel.page.locator('.card.of-symbol:popover-open').count(), 1);
    assert.equal(await panel.page.locator('.symbol-open').count(), 1);
    seen.push(await panel.page.locator('#announcer').textContent());
  }
  assert.ok(seen.every((said) => said !== null && said.length > 3) && new Set(seen).size > 1, String(seen));
  await press(panel, 'Escape');
  assert.equal(await panel.page.locator('.symbol-open').count(), 0);
}));

test('a checked number shows its card on a click and keeps it when the pointer leaves', () => withPanel({}, async (panel) => {
  await press(panel, 'j', 'j');
  const check = panel.page.locator('#memory-wall .check');
  await check.hover();
  await panel.page.waitForTimeout(400);
  await check.click();
  await panel.page.mouse.move(5, 500);
  await panel.page.waitForTimeout(500);
  const card = panel.page.locator('.card:popover-open');
  assert.match(await card.innerText(), /Published\s+64\s+Source\s+N\/2d\s+Ours\s+64 ✓ holds/);
  await card.getByRole('button').click();
  assert.equal((await types(panel)).includes('run'), true);
}));

test('hints open one by one, and stay open to the reader', () => withPanel({}, async (panel) => {
  const hints = panel.page.locator('#hole-rescale .hints');
  assert.equal(await hints.locator('.locked').count(), 2);
  await hints.locator('summary').first().click();
  await panel.page.waitForTimeout(100);
  assert.equal(await hints.locator('.locked').count(), 1);
  const sent = (await panel.sent()).find(({ type }) => type === 'hintRevealed');
  assert.deepEqual(sent, { version: 1, topic: 'flash-attention', type: 'hintRevealed', exercise: 'rescale', hint: 1 });
  await panel.page.reload();
  assert.equal(await hints.locator('.locked').count(), 1);
}));

test('folded code opens, and what the editor says is shown: a run, a marked line, progress', () => withPanel({}, async (panel) => {
  const fold = panel.page.locator('.fold').first();
  await fold.click();
  assert.equal(await fold.getAttribute('aria-expanded'), 'true');
  assert.equal(await shown(panel, `#${escapeId(await fold.getAttribute('aria-controls') ?? '')} .row`), true);
  const template = 'flash-attention/online-softmax';
  await panel.say({ type: 'runFinished', template, exitCode: 0, milliseconds: 41, at: Date.now() });
  await panel.say({ type: 'progress', read: ['attn-def', 'memory-wall'] });
  await panel.say({ type: 'markEquation', equations: ['surrogate'] });
  await panel.page.waitForTimeout(300);
  const ran = await panel.page.locator(`.code[data-template="${template}"] .ran`).first().innerText();
  assert.match(ran, /All checks hold\s+exit code 0 · 41 ms · just now/);
  assert.equal(await panel.page.locator('.progress [data-progress="short"]').innerText(), '2 of 27');
  assert.equal(await active(panel), 'surrogate');
  await panel.page.evaluate(() => window.postMessage({ version: 1, topic: 'another', type: 'progress', read: [] }, '*'));
  await panel.page.waitForTimeout(100);
  assert.equal(await panel.page.locator('.progress [data-progress="short"]').innerText(), '2 of 27');
}));

test('notes stand under their steps as plain text, the last ones alone', () => withPanel({ state: { mode: 'all' } }, async (panel) => {
  await panel.say({ type: 'notes', notes: [{ step: 'surrogate', text: 'old' }, { step: 'nowhere', text: 'lost' }] });
  await panel.say({ type: 'notes', notes: [{ step: 'surrogate', text: 'why <b>m</b>?\n\nsecond' }] });
  const note = panel.page.locator('#surrogate > .note');
  // A section off screen is not laid out, and says nothing.
  await note.scrollIntoViewIfNeeded();
  await panel.page.waitForTimeout(300);
  assert.equal(await panel.page.locator('.note').count(), 1);
  assert.match(await note.innerText(), /Your note on step 5\s+why <b>m<\/b>\?\s+second/);
  await note.getByRole('button').click();
  assert.deepEqual((await panel.sent()).at(-1)?.type === 'saveState' ? (await panel.sent()).at(-2) : (await panel.sent()).at(-1),
    { version: 1, topic: 'flash-attention', type: 'note', step: 'surrogate' });
}));

test('a theme change recolours without the script, and without a reload', () => withPanel({}, async ({ page }) => {
  const colours = () => page.evaluate(() => ['body', '.katex', '.equation', '.stage .grid', '.to-code'].map((selector) => {
    const element = document.querySelector(selector);
    const style = element === null ? undefined : getComputedStyle(element);
    return `${style?.color} ${style?.backgroundColor} ${style?.stroke}`;
  }));
  const light = await colours();
  await page.evaluate(() => { document.body.className = 'vscode-dark'; });
  const dark = await colours();
  for (const [index, colour] of dark.entries()) assert.notEqual(colour, light[index]);
}));
// An id as it stands in a selector.
const escapeId = (id: string) => id.replace(/[^\w-]/g, '\\$&');
