/** The packaged extension in a served VS Code, as `npm start` gives it to a reader, and a browser that shows its window. */

import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Browser, Frame, Locator, Page } from 'playwright-core';
import { ensureInstalled } from '../../src/cli/package/install.ts';
import { createLife } from '../../src/cli/process/command.ts';
import { freePort } from '../../src/cli/process/ports.ts';
import { projectRoot } from '../../src/cli/process/project.ts';
import { windowHome } from '../../src/cli/test/windowParts.ts';
import { launchBrowser } from '../../src/cli/vscodeServer/browser.ts';
import { startServer } from '../../src/cli/vscodeServer/server.ts';

const shots = join(projectRoot, 'dist', 'shots');

/** A window of VS Code with Gradus installed. */
export interface EditorWindow {
  readonly page: Page;
  /** Errors that scripts of the window have thrown. */
  readonly errors: string[];
  /** The folder that is open in it. */
  readonly folder: string;
  /** A row of the tree in the sidebar, by the beginning of its label. */
  row(label: string | RegExp): Locator;
  /** The document of the open article. */
  article(): Promise<Frame>;
  /** The document of the panel that holds such an element. */
  panel(selector: string): Promise<Frame>;
  /** Runs a command as the palette does, by its title. */
  command(title: string): Promise<void>;
  /** What a terminal shows, its lines joined. */
  terminal(): Promise<string>;
  shoot(name: string): Promise<void>;
  end(): Promise<void>;
}

const openPage = async (browser: Browser, address: string): Promise<{ page: Page; errors: string[] }> => {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
  const errors: string[] = [];
  page.on('pageerror', error => errors.push(error.message));
  await page.goto(address);
  await page.locator('.monaco-workbench').waitFor({ timeout: 60_000 });
  return { page, errors };
};

/** The inner frame of the webview whose document holds such an element. */
export const frameWith = async (page: Page, selector: string): Promise<Frame> => {
  const limit = Date.now() + 30_000;
  for (;;) {
    for (const frame of page.frames()) {
      if (frame.name() === 'active-frame' || frame.parentFrame()?.url().includes('webview')) {
        const found = await frame.locator(selector).count().catch(() => 0);
        if (found > 0) return frame;
      }
    }
    if (Date.now() > limit) throw new Error(`no panel with ${selector} came up within 30 s`);
    await page.waitForTimeout(100);
  }
};

/**
 * Opens one of the editor's lists by its key and chooses the row with such a text. An article that comes up takes the focus, and the list
 * closes: a reader asks once more.
 */
export const choose = async (page: Page, key: string, typed: string, row: string): Promise<void> => {
  const input = page.locator('.quick-input-widget input:visible');
  const limit = Date.now() + 30_000;
  for (;;) {
    try {
      if (await input.count() === 0) await page.keyboard.press(key);
      await input.fill(typed, { timeout: 2000 });
      return await page.locator('.quick-input-list .monaco-list-row', { hasText: row }).first().click({ timeout: 4000 });
    } catch (error) {
      if (Date.now() > limit) throw error;
    }
  }
};

/** How an editor differs from the one that `npm start` opens. */
export interface EditorOptions {
  /** The folder has to be trusted first. */
  readonly askTrust?: boolean;
  /** Without the built-in extensions that work on the folder by themselves. */
  readonly lean?: boolean;
  /** Further files of the folder, by path. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Serves VS Code with a fresh state and opens its first window on a copy of the sample folder. */
export const openEditor = async (locale: 'en' | 'zh-cn', { askTrust = false, lean = false, files = {} }: EditorOptions = {}): Promise<EditorWindow> => {
  const { life, end } = createLife();
  try {
    const { vscode, extensionsDir } = await ensureInstalled(windowHome, life);
    const browser = await launchBrowser(life);
    const home = mkdtempSync(join(tmpdir(), 'gradus-window-'));
    life.onEnd(() => rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }));
    const folder = join(home, 'workspace');
    cpSync(join(projectRoot, 'test', 'workspace'), folder, { recursive: true });
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(folder, path, '..'), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const dataDir = join(home, 'data');
    const server = await startServer({
      vscode, port: await freePort(), dataDir, extensionsDir, locale, token: 'window-tests', askTrust, lean,
      // Without a graphics card the terminal's letters are elements, which can be read.
      settings: { 'terminal.integrated.gpuAcceleration': 'off' },
    }, life);
    const { page, errors } = await openPage(browser, server.url({ folder, view: 'gradus.topics', file: join(folder, 'attention.ts') }));
    mkdirSync(shots, { recursive: true });
    return {
      page, errors, folder, end,
      row: label => page.locator('.pane-body .monaco-list-row', { hasText: label }).first(),
      article: () => frameWith(page, 'main#article:not([aria-busy])'),
      panel: selector => frameWith(page, selector),
      command: title => choose(page, 'F1', `>${title}`, title),
      // The row that sticks to the terminal's upper edge is a terminal of its own, which holds nothing but that row.
      terminal: async () => (await page.locator('.xterm-rows:not(.terminal-sticky-scroll *)').last().locator('> div').allInnerTexts())
        .join('\n').replaceAll('\u00a0', ' '),
      shoot: async name => void await page.screenshot({ path: join(shots, `${name}.png`) }),
    };
  } catch (error) {
    await end();
    throw error;
  }
};

/** Makes one test of a window. */
export type Step = (title: string, body: () => Promise<void>) => void;

/**
 * Makes the tests of one window, each of which leaves a picture behind when it fails.
 * @param name tells the tests of one suite from those of another, in the pictures' names
 */
export const stepsIn = (editor: () => EditorWindow, name: string, seconds = 90): Step => (title, body) =>
  void test(title, { timeout: 1000 * seconds }, async () => {
    try {
      await body();
    } catch (error) {
      if (!editor().page.isClosed()) await editor().shoot(`failed-${name}-${title.replaceAll(/\W+/g, '-')}`);
      throw error;
    }
  });
