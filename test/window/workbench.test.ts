/** A folder that is not trusted, then is: what runs, what is asked, what is kept, and what is left when the editor dies. */

import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, suite } from 'node:test';
import { descendants } from '../../src/cli/process/processTree.ts';
import { choose, type EditorWindow, openEditor, stepsIn } from './editor.ts';
import { articleIn, panelSteps, placeOf } from './panels.ts';
import { second, until } from './until.ts';

/** Prints what it was given, and draws. */
const own = `export const demo = (report: { plot(...all: unknown[]): void }, seed = 1): void => {
  console.log('given ' + JSON.stringify([process.argv.slice(2), seed]));
  report.plot('loss', { train: [3, 2, 1] });
};
`;
/** Never rests once it has met the editor, and has a child that does not end with its terminal. */
const endless = `import { spawn } from 'node:child_process';
import { appendFileSync, writeFileSync } from 'node:fs';
const child = spawn(process.execPath, ['-e', 'process.on("SIGHUP", () => {}); setInterval(() => {}, 1000)']);
writeFileSync('pids', JSON.stringify([process.pid, child.pid]));
setTimeout(() => {
  appendFileSync('pids', 'looping');
  for (;;);
}, 300);
`;

/** The command line of a process that runs; '' for one that has ended. */
const commandLine = (pid: number): string => {
  try {
    const state = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return /^\d+ \(.*\) Z/.test(state) ? '' : readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
};

suite('the workbench', { skip: process.platform !== 'linux' && 'reads /proc' }, () => {
  let editor: EditorWindow;
  before(async () => {
    const settings = JSON.stringify({ 'gradus.run.nodePath': '/bin/false' });
    editor = await openEditor('en', { askTrust: true, lean: true, files: { 'own.ts': own, 'endless.ts': endless, 'cursors.ts': '\n\n\n', '.vscode/settings.json': settings } });
  }, { timeout: 180 * second });
  after(() => editor.end());

  const step = stepsIn(() => editor, 'workbench');
  const notice = (): Promise<string> => editor.page.locator('.notifications-toasts .notification-list-item').allInnerTexts().then(texts => texts.join('\n'));
  const open = async (file: string): Promise<void> => {
    const { page } = editor;
    await choose(page, 'Control+p', file, file);
    await page.locator('.tab.active', { hasText: file }).waitFor();
  };

  step('in Restricted Mode articles are read, and what would run says which trust it needs', async () => {
    const { page } = editor;
    await page.locator('.statusbar', { hasText: 'Restricted Mode' }).waitFor();
    await editor.row('FlashAttention').click();
    const frame = await editor.article();
    assert.ok(await frame.locator('.katex').count() > 100);
    await frame.locator('[data-action="run"][data-template="flash-attention/online-softmax"]').filter({ visible: true }).first().click();
    await until('the reason', notice, text => /Restricted Mode opens none\. Trust this folder/.test(text));
    await editor.command('Notifications: Clear All Notifications');
    await open('own.ts');
    await editor.command('Gradus: Run File');
    await until('the reason', notice, text => /Code of this folder does not run in Restricted Mode/.test(text));
    await editor.command('Notifications: Clear All Notifications');
    assert.equal(await page.locator('.terminal-wrapper').count(), 0, 'no terminal');
  });

  step('a step that was read counts in the view’s title, and a review asks for its equation', async () => {
    const { page } = editor;
    await page.locator('.tab', { hasText: 'FlashAttention' }).click();
    const frame = await articleIn(page);
    await placeOf(frame, 'attn-def'); // shown again, a page first goes back to where it stood
    await frame.locator('#memory-wall').evaluate(element => element.scrollIntoView({ block: 'end' })); // a step is read when its end is seen
    await frame.locator('#outline a[data-step="memory-wall"] .mark', { hasText: '✓' }).waitFor({ state: 'attached' });
    await until('the sum in the title', () => page.locator('.pane-header', { hasText: 'Topics' }).innerText(), text => /\d+ of \d+ read/.test(text));
    await editor.command('Gradus: Start Review');
    const bar = frame.locator('.review');
    await bar.waitFor();
    await until('only the question', () => bar.innerText(), text => /Review 1 of \d/.test(text) && text.includes('Recall the equation'));
    for (let item = 0; item < 9 && await bar.count() > 0; item++) {
      await bar.locator('[data-action="show-asked"]').click();
      const before = await bar.innerText();
      await bar.locator('[data-grade="3"]').click();
      await until('the next question or the end', () => bar.allInnerTexts().then(texts => texts.join()), text => text !== before && !text.includes('Good'));
    }
    await until('the sum of the review', notice, text => /Reviewed: \d/.test(text));
    await editor.command('Notifications: Clear All Notifications');
  });

  step('the way out of the message leads to trust, and then the file runs', async () => {
    const { page, folder } = editor;
    rmSync(join(folder, '.vscode'), { recursive: true });
    await open('own.ts');
    await editor.command('Gradus: Run File');
    await page.locator('.notification-toast .monaco-button', { hasText: 'Manage Workspace Trust' }).click();
    await page.locator('.workspace-trust-editor .monaco-button', { hasText: /^Trust/ }).first().click();
    await page.locator('.workspace-trust-editor.trusted').waitFor();
    await open('own.ts');
    await editor.command('Gradus: Run File');
    await until('what it prints', editor.terminal, text => text.includes('given [[],1]'));
  });

  step('Run With… asks for arguments and seed, refuses what it cannot use, and offers the same again', async () => {
    const { page } = editor;
    const input = page.locator('.quick-input-widget input:visible');
    const title = page.locator('.quick-input-title');
    await open('own.ts');
    await editor.command('Gradus: Run With…');
    await title.filter({ hasText: '1 of 2' }).waitFor();
    await input.fill('alpha "b c');
    await page.locator('.quick-input-message', { hasText: 'A quote is not closed' }).waitFor();
    await input.fill('alpha "b c"');
    await page.keyboard.press('Enter');
    await title.filter({ hasText: '2 of 2' }).waitFor();
    await input.fill('7');
    await page.keyboard.press('Enter');
    await until('what it prints', editor.terminal, text => text.includes('given [["alpha","b c"],7]'));
    await open('own.ts');
    await editor.command('Gradus: Run With…');
    await title.filter({ hasText: '1 of 2' }).waitFor();
    assert.equal(await input.inputValue(), 'alpha "b c"');
    await page.keyboard.press('Escape');
  });

  step('with several cursors a scaffold comes once, and a message says so', async () => {
    const { page } = editor;
    await open('cursors.ts');
    await editor.command('Add Cursor Below');
    await editor.command('Gradus: Insert Scaffold');
    const input = page.locator('.quick-input-widget input:visible');
    for (const [question, name] of [['Insert from which template?', 'online-softmax'], ['Which part of online-softmax?', 'softmax-merge']] as const) {
      await page.locator(`.quick-input-widget input[placeholder="${question}"]`).waitFor();
      await input.fill(name);
      await page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first().click();
    }
    await until('the message', notice, text => /was inserted once, at the first of 2 cursors/.test(text));
    await page.locator('.editor-group-container.active .monaco-editor textarea, .editor-group-container.active .native-edit-context').first().focus();
    await page.keyboard.press('Control+s');
    const text = await until('the file', () => Promise.resolve(readFileSync(join(editor.folder, 'cursors.ts'), 'utf8')), kept => kept.trim() !== '');
    assert.equal(text.match(/function mergeStats/g)?.length, 1);
    await editor.command('Notifications: Clear All Notifications');
  });

  step('a figure is saved through the editor’s dialog in every format', async () => {
    const { page, folder } = editor;
    const frame = await editor.panel('#figures .card');
    for (const [format, begins] of [['SVG', '<svg '], ['PNG', '\u0089PNG'], ['CSV', 'series,x,y']] as const) {
      await frame.locator('.card button', { hasText: format }).first().click();
      const input = page.locator('.quick-input-widget input:visible');
      await until('the path', () => input.inputValue(), path => path.endsWith(`loss.${format.toLowerCase()}`));
      await page.keyboard.press('Enter');
      const file = join(folder, `loss.${format.toLowerCase()}`);
      await until(file, () => Promise.resolve(existsSync(file) ? readFileSync(file, 'latin1') : ''), text => text.startsWith(begins));
    }
  });

  /** Starts `endless` and waits until it and its child run and the loop has begun; their process numbers. */
  const runEndless = async (): Promise<number[]> => {
    const kept = join(editor.folder, 'pids');
    rmSync(kept, { force: true });
    await editor.row('FlashAttention').waitFor();
    await open('endless.ts');
    await editor.command('Gradus: Run File');
    const text = await until('the processes', () => Promise.resolve(existsSync(kept) ? readFileSync(kept, 'utf8') : ''), all => all.endsWith('looping'));
    const pids = JSON.parse(text.replace('looping', '')) as number[];
    assert.ok(pids.length === 2 && pids.every(pid => commandLine(pid) !== ''), 'both run');
    return pids;
  };
  const allGone = (pids: readonly number[]): Promise<unknown> =>
    until('their end', () => Promise.resolve(pids.map(commandLine).join('')), text => text === '', 2 * second);

  step('when the window goes and comes back, its run is over, the panel of figures is there, and the article stands where it stood', async () => {
    const { page } = editor;
    await page.locator('.tab', { hasText: 'FlashAttention' }).click();
    const article = await articleIn(page);
    await placeOf(article, 'two-pass'); // shown again, a page first goes back to where it stood
    await article.evaluate(() => document.getElementById('two-pass')?.scrollIntoView());
    const before = await placeOf(article, 'two-pass');
    await page.waitForTimeout(second); // a page tells where it stands when the reader has rested
    const pids = await runEndless();
    // The editor's own command waits until its state is kept; the browser's does not.
    await Promise.all([page.waitForEvent('domcontentloaded'), editor.command('Developer: Reload Window')]);
    await allGone(pids);
    await editor.row('FlashAttention').waitFor();
    await page.locator('.tab', { hasText: 'Figures' }).click();
    const frame = await editor.panel('#figures');
    await frame.locator('#empty', { hasText: 'Nothing has been drawn yet' }).waitFor();
    await page.locator('.tab', { hasText: 'FlashAttention' }).click();
    const after = await placeOf(await articleIn(page), 'two-pass');
    assert.ok(Math.abs(after - before) <= 3, `${before} became ${after}`);
  });

  panelSteps(() => editor, step);

  for (const [name, type] of [['terminals’ host', '--type=ptyHost'], ['extension host', '--type=extensionHost']] as const) {
    step(`when the ${name} is killed in the middle of a run, nothing is left of it within two seconds`, async () => {
      const pids = await runEndless();
      const hosts = descendants(process.pid).filter(pid => commandLine(pid).includes(type));
      assert.ok(hosts.length > 0, `${type} is found`);
      for (const host of hosts) process.kill(host, 'SIGKILL');
      await allGone(pids);
    });
  }

  step('when the browser’s window is closed in the middle of a run, nothing is left of it within two seconds', async () => {
    const { page } = editor;
    const pids = await runEndless();
    await page.close();
    await allGone(pids);
  });
});
