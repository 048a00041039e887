/**
 * The document around an article: head with its policy, bar, outline, the article itself, the script.
 * Pure text, no `vscode`: the panel passes in what belongs to its webview.
 */

import { barStrings, type BarStrings } from '../../core/article/barStrings.ts';
import type { Area, Language, RenderedArticle } from '../../core/model.ts';
import type { InitialPage, PanelState } from '../../protocol/article.ts';
import { fill } from '../../protocol/fill.ts';
import { html, trustHtml, type TrustedHtml } from './html.ts';
import { icon, sprite } from './sprite.ts';

/** What every page of the panel needs. */
export interface PageFrame {
  readonly language: Language;
  /** From `createNonce`, new for every page. */
  readonly nonce: string;
  /** `webview.cspSource`. */
  readonly cspSource: string;
  /** The style sheets as text, in their order: KaTeX's, then the panel's own. Fonts in them have webview addresses. */
  readonly styles: readonly string[];
  /** The page's script as text. */
  readonly script: string;
  /** Address of the folder with the scripts of the interactive figures, with a slash at its end. */
  readonly figures: string;
  /** The topic shown, its title in the page's language. */
  readonly topic: { readonly id: string; readonly title: string; readonly area: Area };
  /** What the panel shall restore; the script prefers its own newer memory of the same topic and language. */
  readonly state: PanelState;
}

export interface ArticlePage extends PageFrame {
  readonly article: Pick<RenderedArticle, 'title' | 'outline'>;
  /** The article's element, whole or its first screen. */
  readonly main: string;
  /** Whether `main` is the whole article; else the script asks for the rest of it. */
  readonly whole: boolean;
  /** Steps in their order, for the progress in the bar. */
  readonly steps: readonly { readonly id: string; readonly number: number }[];
  /** Ids of the steps read so far. */
  readonly read: readonly string[];
}

/** A nonce of 128 bits from the platform's cryptographic source, in hexadecimal. */
export function createNonce(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The page of an article. */
export function renderPage(page: ArticlePage): string {
  const say = barStrings[page.language];
  const body = html`
<div class="layout">
<nav class="outline" id="outline" popover aria-label="${say.outline}">
${trustHtml(page.article.outline)}
<p class="foot" data-mode="steps">${withKeys(say.outlineFoot, 'Space')}</p>
<p class="foot" data-mode="all">${withKeys(say.outlineFootAll, 'j', 'k')}</p>
</nav>
<main id="article" tabindex="-1"${!page.whole && html` aria-busy="true"`}>
${trustHtml(page.main)}
<div class="card symbols" id="card-symbols" popover role="group" aria-label="${say.symbols}"></div>
${menu(say)}
</main>
</div>`;
  return document(page, page.article.title, bar(page, progress(say, page.steps, page.read), true), body, page.read);
}

/**
 * The document of any page of the panel; `title` is plain text. Styles and script stand in it, and the fonts of most formulas in the styles:
 * the editor shows a page when all that it has asked for is there, so it asks for nothing.
 */
export function document(frame: PageFrame, title: string, header: TrustedHtml, body: TrustedHtml, read: readonly string[] = []): string {
  const initial: InitialPage = { state: frame.state, read, strings: barStrings[frame.language] };
  const page = html`<!doctype html>
<html lang="${languageTag(frame.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(frame.cspSource, frame.nonce)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<script type="importmap" nonce="${frame.nonce}">${trustHtml(JSON.stringify({ imports: { 'figures/': frame.figures } }).replaceAll('<', String.raw`\u003c`))}</script>
${frame.styles.map((sheet) => html`<style nonce="${frame.nonce}">${trustHtml(sheet)}</style>`)}
</head>
<body data-mode="${frame.state.mode}" data-initial="${JSON.stringify(initial)}">
${sprite()}
${header}${body}
<p class="away" id="announcer" role="status"></p>
<script type="module" nonce="${frame.nonce}">${trustHtml(frame.script)}</script>
</body>
</html>
`;
  return page.toString();
}

/** The bar: outline, place, progress, mode, symbols, language, more. `reading` is false on pages without an article. */
export function bar(frame: PageFrame, progressPart: TrustedHtml | undefined, reading: boolean): TrustedHtml {
  const say = barStrings[frame.language];
  return html`<header class="bar">
<a class="tool skip" href="#article">${say.skip}</a>
${reading && html`<button class="tool outline-button" type="button" popovertarget="outline"${named(say.outline)}>${icon('list')}</button>`}
<span class="where"><span class="area">${say.areas[frame.topic.area]} / </span><b>${shortTitle(frame.topic.title)}</b></span>
${progressPart}
${reading && html`<div class="group mode" role="group" aria-label="${say.mode}">
${modeButton(frame, 'steps', say.stepByStep)}${modeButton(frame, 'all', say.readAll)}</div>
<button class="tool" type="button" data-action="symbols"${named(say.symbols)}>${icon('sigma')}</button>`}
<div class="group" role="group" aria-label="${say.language}">
${languageButton(frame, 'en', 'EN')}${languageButton(frame, 'zh-cn', '中文')}</div>
${reading && html`<button class="tool" type="button" popovertarget="card-menu"${named(say.more)}>${icon('more')}</button>`}
</header>`;
}

/** The title up to its colon; what follows is the subtitle. */
export function shortTitle(title: string): string {
  return title.split(/[:：]/, 1)[0]?.trim() || title;
}

/** `zh-CN` for `zh-cn`: the form that HTML and `:lang()` use. */
export function languageTag(language: Language): string {
  return language === 'zh-cn' ? 'zh-CN' : 'en';
}

function policy(source: string, nonce: string): string {
  return `default-src 'none'; img-src ${source} data:; font-src ${source} data:; style-src 'nonce-${nonce}'; `
    + `style-src-attr 'unsafe-inline'; script-src 'nonce-${nonce}'`;
}

function modeButton(frame: PageFrame, mode: PanelState['mode'], name: string): TrustedHtml {
  const pressed = String(frame.state.mode === mode);
  return html`<button class="tool" type="button" data-action="mode" data-mode="${mode}" aria-pressed="${pressed}">${name}</button>`;
}

function languageButton(frame: PageFrame, language: Language, name: string): TrustedHtml {
  const pressed = String(frame.language === language);
  return html`<button class="tool" type="button" lang="${languageTag(language)}" data-action="language"
 data-language="${language}" aria-pressed="${pressed}">${name}</button>`;
}

/** The name of a button that shows only an icon. */
function named(name: string): TrustedHtml {
  return html` aria-label="${name}" title="${name}"`;
}

/** Stairs, one bar a step, as wide as seven steps need at most; the script colours them as the reader moves on. */
function progress(say: BarStrings, steps: ArticlePage['steps'], read: readonly string[]): TrustedHtml | undefined {
  const count = steps.length;
  if (count === 0) return undefined;
  const pitch = Math.min(6, 60 / count);
  const done = steps.filter((step) => read.includes(step.id)).length;
  const bars = steps.map((step, index) => {
    const height = 3 + (11 * (index + 1)) / count;
    const width = Math.max(pitch * 0.6, pitch - 2);
    return html`<rect${read.includes(step.id) && html` class="done"`} data-step="${step.id}" x="${(0.5 + index * pitch).toFixed(1)}"
 y="${(14.5 - height).toFixed(1)}" width="${width.toFixed(1)}" height="${height.toFixed(1)}"/>`;
  });
  return html`<span class="progress"><svg class="stairs" viewBox="0 0 ${(count * pitch).toFixed(0)} 15" aria-hidden="true">${bars}</svg>
<span aria-hidden="true" data-progress="short">${fill(say.progress, done, count)}</span>
<span class="away" data-progress="long">${fill(say.progressRead, done, count)}</span></span>`;
}

function menu(say: BarStrings): TrustedHtml {
  const keys: readonly (readonly [string, readonly string[]])[] = [
    [say.keys.nextStep, ['j', 'k']], [say.keys.reveal, ['Space']], [say.keys.toCode, ['Enter']], [say.keys.reasons, ['r']],
    [say.keys.symbols, ['s']], [say.keys.outline, ['o']], [say.keys.language, ['l']], [say.keys.copy, ['c']],
    [say.keys.review, ['1', '2', '3', '4']], [say.keys.walk, ['←', '→']], [say.keys.back, ['Alt+←', 'Alt+→']], [say.keys.escape, ['Esc']],
  ];
  const rows = keys.map(([what, names]) => html`<dt>${names.map((name) => html`<kbd>${name}</kbd>`)}</dt><dd>${what}</dd>`);
  return html`<div class="card menu" id="card-menu" popover role="group" aria-label="${say.more}">
<p class="title">${say.keyboard}</p>
<dl>${rows}</dl>
<div class="does"><button class="tool" type="button" data-action="show-log">${say.showLog}</button></div></div>`;
}

/** A sentence with keys in the places of `{0}`, `{1}`. */
function withKeys(sentence: string, ...keys: readonly string[]): TrustedHtml {
  const parts = sentence.split(/\{(\d)\}/).map((part, index) => index % 2 === 0 ? html`${part}` : html`<kbd>${keys[Number(part)]}</kbd>`);
  return html`${parts}`;
}
