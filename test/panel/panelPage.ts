/** The article panel in a plain browser: the built page with the policy it has in the editor, and a stand-in for the editor. */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { wholeArticle } from '../../src/core/article/articleParts.ts';
import type { Catalogue, Language, RenderedArticle } from '../../src/core/model.ts';
import { withFormulas } from '../../src/core/pack/sharedTexts.ts';
import { createNonce, renderPage, type ArticlePage } from '../../src/host/article/page.ts';
import type { Outgoing } from '../../src/webview/article/host.ts';
import { protocolVersion, type PanelState, type ToArticle } from '../../src/protocol/article.ts';

/** What VS Code writes into the class of `<body>`. */
export const themes = {
  light: 'vscode-light',
  dark: 'vscode-dark',
  contrast: 'vscode-high-contrast',
  'contrast-light': 'vscode-high-contrast vscode-high-contrast-light',
} as const;
export type Theme = keyof typeof themes;

const root = join(import.meta.dirname, '../..');
/** Of a page that may use the clipboard, as the editor's may. */
const origin = 'https://panel.gradus';
const types: Readonly<Record<string, string>> = { '.css': 'text/css', '.js': 'text/javascript', '.woff2': 'font/woff2' };

export interface PanelOptions {
  readonly topic?: string;
  readonly language?: Language;
  readonly theme?: Theme;
  readonly width?: number;
  readonly height?: number;
  readonly state?: Partial<PanelState>;
  readonly read?: readonly string[];
  readonly reducedMotion?: boolean;
}

export interface PanelPage {
  readonly page: Page;
  /** Errors, refusals of the policy and failed requests since the page was opened. */
  readonly faults: string[];
  /** What the page has said to the editor, oldest first. */
  sent(): Promise<readonly Outgoing[]>;
  /** Says something to the page as the editor would. */
  say(message: Omit<ToArticle, 'version' | 'topic'> & Readonly<Record<string, unknown>>): Promise<void>;
  close(): Promise<void>;
}

const content = join(root, 'dist/content');
const fromJson = async <T>(...path: string[]): Promise<T> => JSON.parse(await readFile(join(content, ...path), 'utf8')) as T;

/** An article as the build made it. */
export async function builtArticle({ topic = 'flash-attention', language = 'en' }: PanelOptions): Promise<RenderedArticle> {
  return withFormulas(await fromJson<RenderedArticle>(topic, `${language}.json`), await fromJson<string[]>(topic, 'formulas.json'));
}

/** The input of `renderPage` for a built topic, whole. */
export async function articlePage(options: PanelOptions): Promise<ArticlePage> {
  const { topic = 'flash-attention', language = 'en', read = [] } = options;
  const article = await builtArticle(options);
  const catalogue = await fromJson<Catalogue>('catalogue.json');
  const entry = catalogue.topics.find(({ id }) => id === topic);
  if (!entry) throw new Error(`dist/content/catalogue.json has no topic ${topic}: run node esbuild.js`);
  return {
    language, read, article, main: wholeArticle(article), whole: true, nonce: createNonce(), cspSource: origin,
    styles: await Promise.all(['dist/webview/katex.min.css', 'test/panel/themes.css', 'dist/webview/article.css'].map((sheet) => readFile(join(root, sheet), 'utf8'))),
    script: await readFile(join(root, 'dist/webview/article.js'), 'utf8'),
    figures: `${origin}/figures/`,
    topic: { id: topic, title: entry.title[language], area: entry.area },
    steps: entry.sections.flatMap(({ steps }) => steps).map(({ id, number }) => ({ id, number })),
    state: { topic, language, mode: 'all', anchor: undefined, shown: [], toggled: [], ...options.state },
  };
}

/** Opens a page of the panel; `html` overrides the article's. */
export async function openPanel(browser: Browser, options: PanelOptions = {}, html?: string): Promise<PanelPage> {
  const { theme = 'light', width = 1100, height = 900, reducedMotion = true } = options;
  const text = (html ?? renderPage(await articlePage(options))).replace('<body ', `<body class="${themes[theme]}" `);
  const context = await browser.newContext({
    viewport: { width, height }, reducedMotion: reducedMotion ? 'reduce' : 'no-preference',
    colorScheme: theme.endsWith('light') ? 'light' : 'dark', serviceWorkers: 'block',
  });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('requestfailed', (request) => faults.push(`request failed: ${request.url()}`));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) faults.push(message.text());
  });
  await page.addInitScript(standIn);
  await page.route('**/*', async (route) => {
    const path = new URL(route.request().url()).pathname;
    if (path === '/') return route.fulfill({ contentType: 'text/html; charset=utf-8', body: text });
    try {
      return await route.fulfill({ contentType: types[extname(path)] ?? 'application/octet-stream', body: await readFile(join(root, 'dist/webview', path)) });
    } catch {
      return route.fulfill({ status: 404 });
    }
  });
  await page.goto(`${origin}/`);
  await page.evaluate(() => document.fonts.ready);
  return {
    page, faults,
    sent: () => page.evaluate(() => (window as unknown as { sent: Outgoing[] }).sent),
    say: (message) => page.evaluate((data) => window.postMessage(data, '*'), {
      version: protocolVersion, topic: options.topic ?? 'flash-attention', ...message,
    }),
    close: () => context.close(),
  };
}

/** Opens a panel, closes it after its use, and holds the test to a page without errors or refusals of its policy. */
export async function usePanel(browser: Browser, options: PanelOptions, use: (panel: PanelPage) => Promise<void>, html?: string): Promise<void> {
  const panel = await openPanel(browser, options, html);
  try {
    await use(panel);
    assert.deepEqual(panel.faults, []);
  } finally {
    await panel.close();
  }
}

/** Runs in the page before its script: what VS Code gives to a webview. The state outlives a reload, as it does there. */
function standIn(): void {
  const sent: unknown[] = [];
  const api = {
    postMessage: (message: unknown) => void sent.push(structuredClone(message)),
    getState: (): unknown => JSON.parse(sessionStorage.getItem('state') ?? 'null') ?? undefined,
    setState: (state: unknown) => sessionStorage.setItem('state', JSON.stringify(state)),
  };
  Object.assign(window, { sent, acquireVsCodeApi: () => api });
}
