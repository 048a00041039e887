/** One headless browser for the tests of a file, and the pictures' folder; both are there before the first test. */

import { mkdir } from 'node:fs/promises';
import { after, before } from 'node:test';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../../src/cli/vscodeServer/browser.ts';

export const shots = new URL('../../dist/shots/', import.meta.url);

/** Starts the browser before the tests of the calling file and ends it after them. */
export function testBrowser(): () => Browser {
  const endings: (() => Promise<void> | void)[] = [];
  let browser: Browser | undefined;
  before(async () => {
    browser = await launchBrowser({
      signal: new AbortController().signal,
      onEnd: (ending) => {
        endings.push(ending);
        return () => Promise.resolve(ending());
      },
    });
    await mkdir(shots, { recursive: true });
  });
  after(async () => {
    for (const ending of endings.reverse()) await ending();
  });
  return () => {
    if (browser === undefined) throw new Error('the browser is asked for before the tests have begun');
    return browser;
  };
}
