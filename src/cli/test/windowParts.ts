import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt } from '../package/build.ts';
import { ensureInstalled } from '../package/install.ts';
import type { Life } from '../process/command.ts';
import { projectRoot } from '../process/project.ts';
import { ensureBrowser, launchBrowser } from '../vscodeServer/browser.ts';
import { runHostSuite } from '../vscodeServer/hostSuite.ts';
import { ensureServer } from '../vscodeServer/install.ts';
import type { Outcome } from './outcome.ts';
import { runNodeTests } from './parts.ts';

/** Where the extension lies that the window tests open; each window has data of its own. */
export const windowHome = join(projectRoot, '.vscode-test', 'window');

/** Fetches the browser and builds the pages that it opens. */
export const preparePanel = async (life: Life): Promise<void> => {
  await ensureBrowser(life);
  await ensureBuilt(life);
};

/** Fetches the editor and builds what its suite runs. */
export const prepareHost = async (life: Life): Promise<void> => {
  await ensureServer(life);
  await preparePanel(life);
};

/** The panels' built pages in a plain browser, with a stand-in for the editor. */
export const panelTests = async (life: Life): Promise<Outcome> => {
  await preparePanel(life);
  return runNodeTests('test/panel/*.test.ts', life);
};

/** Fetches and packages all that the window tests need, so that no test waits for a download. */
export const prepareWindow = async (life: Life): Promise<void> => {
  await ensureInstalled(windowHome, life);
  await prepareHost(life);
};

/**
 * The extension-host suite in VS Code's server, in one display language: all of it in English, what depends on the language in Chinese.
 * Few other extensions run beside it; beside all that VS Code ships, Gradus runs in the window of `test/window/reader.test.ts`.
 */
export const hostSuite = async (locale: 'en' | 'zh-cn', life: Life): Promise<Outcome> => {
  await prepareHost(life);
  const vscode = await ensureServer(life);
  const browser = await launchBrowser(life);
  const log = join(projectRoot, '.vscode-test', `host-${locale}.log`);
  rmSync(log, { force: true });
  const outcome = await runHostSuite(vscode, browser,
    { extension: projectRoot, tests: join(projectRoot, 'dist', 'test', 'index.cjs'), locale, lean: true, log }, life);
  await browser.close();
  if (outcome.failed > 0) console.log(`  all that was printed: ${log}`);
  return outcome;
};

/** Window tests of one kind, on the packaged extension. */
export const windowTests = async (pattern: string, life: Life): Promise<Outcome> => {
  await prepareWindow(life);
  return runNodeTests(pattern, life);
};
