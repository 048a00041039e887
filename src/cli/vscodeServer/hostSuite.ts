import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { format } from 'node:util';
import type { Browser } from 'playwright-core';
import type { Life } from '../process/command.ts';
import { freePort } from '../process/ports.ts';
import { type RunningServer, startServer } from './server.ts';

/** An extension-host suite to run in a real VS Code. */
export interface HostSuite {
  /** The extension under development. */
  readonly extension: string;
  /** CommonJS file that exports `run(): Promise<void>`, mocha inside. */
  readonly tests: string;
  /** The folder opened; an empty one if left out. */
  readonly workspace?: string;
  readonly locale?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly askTrust?: boolean;
  /** Without the built-in extensions that work on the folder by themselves. */
  readonly lean?: boolean;
  /** File that gets all that the extension host and the window print; what mocha prints is shown too. */
  readonly log?: string;
}

/** How a suite ended. */
export interface SuiteOutcome {
  readonly passed: number;
  readonly failed: number;
}

const limit = 300_000;

/** Counts in what mocha's spec reporter prints: `12 passing (3s)`, `1 failing`. */
export const countMocha = (lines: readonly string[]): SuiteOutcome => {
  const count = (word: string): number => Number(lines.map(line => new RegExp(`^\\s*(\\d+) ${word}\\b`).exec(line)?.[1]).findLast(Boolean) ?? 0);
  return { passed: count('passing'), failed: count('failing') };
};

const payload = (server: RunningServer, suite: HostSuite): string => {
  const authority = new URL(server.url()).host;
  return JSON.stringify([
    ['extensionDevelopmentPath', `vscode-remote://${authority}${suite.extension}`],
    ['extensionTestsPath', `vscode-remote://${authority}${suite.tests}`],
    ['skipWelcome', 'true'],
  ]);
};

/** Opens the page that runs the tests; resolves with the exit code it reports. */
const runInPage = async (browser: Browser, server: RunningServer, suite: HostSuite, folder: string,
  hear: (text: string, shown: boolean) => void): Promise<number> => {
  // Nobody looks at this window: a small one, drawn coarsely and without motion, takes least time.
  const page = await browser.newPage({ viewport: { width: 800, height: 600 }, deviceScaleFactor: 0.25, reducedMotion: 'reduce' });
  try {
    return await new Promise<number>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`the suite did not end within ${limit / 1000} s`)), limit);
      const begin = async (): Promise<void> => {
        await page.exposeFunction('codeAutomationLog', (_level: string, args: unknown[]) => {
          // Mocha prints with format strings; the window's own log is single texts.
          hear(format(...args), args.length > 1 && /%[sd]/.test(String(args[0])));
        });
        await page.exposeFunction('codeAutomationExit', (code: number) => {
          clearTimeout(late);
          resolve(code);
        });
        page.on('crash', () => reject(new Error('the browser page crashed')));
        await page.goto(server.url({ folder, payload: payload(server, suite) }));
      };
      begin().catch(reject);
    });
  } finally {
    await page.close();
  }
};

/**
 * Runs an extension-host suite in VS Code's server, as `@vscode/test-electron` does on a desktop: own data folder,
 * own port. A run that ends badly without a failed test counts as one failure.
 */
export const runHostSuite = async (vscode: string, browser: Browser, suite: HostSuite, life: Life): Promise<SuiteOutcome> => {
  const home = mkdtempSync(join(tmpdir(), 'gradus-suite-'));
  const discard = life.onEnd(() => rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }));
  const folder = suite.workspace ?? join(home, 'workspace');
  mkdirSync(folder, { recursive: true });
  const { locale, settings, askTrust, lean, log } = suite;
  const texts: string[] = [];
  if (log !== undefined) mkdirSync(dirname(log), { recursive: true });
  const hear = (text: string, shown = true): void => {
    if (shown) console.log(text);
    if (shown) texts.push(...text.split('\n'));
    if (log !== undefined) appendFileSync(log, `${text}\n`);
  };
  const server = await startServer({
    vscode, port: await freePort(), dataDir: join(home, 'data'), extensionsDir: join(home, 'extensions'), driven: true,
    // Without a graphics card the terminal's own painter is an emulated one.
    settings: { 'terminal.integrated.gpuAcceleration': 'off', ...settings },
    ...locale === undefined ? {} : { locale }, ...askTrust === undefined ? {} : { askTrust }, ...lean === undefined ? {} : { lean },
  }, life);
  try {
    const code = await runInPage(browser, server, suite, folder, hear);
    const { passed, failed } = countMocha(texts);
    if (code === 0 && passed === 0) hear('The suite reported no test.');
    return { passed, failed: failed === 0 && (code !== 0 || passed === 0) ? 1 : failed };
  } catch (error) {
    hear(`${String(error)}\n${server.log()}`);
    const { passed, failed } = countMocha(texts);
    return { passed, failed: Math.max(1, failed) };
  } finally {
    await server.stop();
    await discard();
  }
};
