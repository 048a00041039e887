/** One headless browser for the panels' tests, and the pictures' folder; both are there before the first test. */

import { mkdir } from 'node:fs/promises';
import { after, before } from 'node:test';
import type { Browser } from 'playwright-core';
import { createLife } from '../../src/cli/process/command.ts';
import { launchBrowser } from '../../src/cli/vscodeServer/browser.ts';

export const shots = new URL('../../dist/shots/', import.meta.url);

// Files that run in one process share this module, and with it the browser; every test opens pages of its own.
const { life, end } = createLife();
let launched: Browser | undefined;
before(async () => {
  launched = await launchBrowser(life);
  await mkdir(shots, { recursive: true });
});
after(end);

/** The browser, for tests to ask for when they run. */
export function testBrowser(): () => Browser {
  return () => {
    if (launched === undefined) throw new Error('the browser is asked for before the tests have begun');
    return launched;
  };
}
