import { wholeArticle } from '../article/articleParts.ts';
import { escapeHtml } from '../article/html.ts';
import type { Language, RenderedArticle } from '../model.ts';
import { paperStyles } from './paper.ts';

export interface Standalone {
  readonly language: Language;
  readonly article: RenderedArticle;
  /** Style sheets in their order: KaTeX's, the article's. */
  readonly styles: readonly string[];
  /** Fonts that the sheets name, by file name, as base64 of woff2. */
  readonly fonts: ReadonlyMap<string, string>;
  /** The address that opens a topic or a step in the editor. */
  readonly address: (topic: string, step: string | undefined) => string;
  /** One line at the end: where the page is from. */
  readonly colophon: string;
}

/** An article as one HTML file: no script, no reference to any other file, everything that was folded opened. */
export function standalonePage({ language, article, styles, fonts, address, colophon }: Standalone): string {
  const sheets = [...styles.map((sheet) => withFonts(sheet, fonts)), paperStyles].join('\n').replace(/<\/(?=style)/gi, '<\\/');
  return `<!doctype html>
<html lang="${language === 'zh-cn' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(article.title)}</title>
<style>
${sheets}
</style>
</head>
<body class="vscode-light" data-mode="all">
<main id="article">
${still(wholeArticle(article), address)}
<p class="keep">${escapeHtml(colophon)}</p>
</main>
</body>
</html>
`;
}

const attribute = String.raw`\s+[\w:-]+(?:="[^"]*")?`;
const actionButton = new RegExp(String.raw`<button(?:${attribute})*?\s+data-action="[^"]*"(?:${attribute})*\s*>[^]*?<\/button>`, 'g');
const topicLink = new RegExp(String.raw`<a((?:${attribute})*?)\s+href="#[^"]*"((?:${attribute})*?)\s+data-topic="([^"]*)"((?:${attribute})*)\s*>`, 'g');

/** The article without what needs a script: buttons go, folds and asides open, links to other topics lead to the editor. */
function still(html: string, address: Standalone['address']): string {
  return html
    .replace(actionButton, '')
    .replace(/<p class="fails"[^>]*><\/p>/g, '')
    .replace(/(<span class="folded"[^>]*?) hidden>/g, '$1>')
    .replace(/<details(?![^>]*\sopen)/g, '<details open')
    .replace(topicLink, (_, before: string, between: string, topic: string, rest: string) => {
      const step = /\sdata-step="([^"]*)"/.exec(before + between + rest)?.[1];
      return `<a href="${escapeHtml(address(topic, step))}">`;
    });
}

/** The sheet with each `url(…/name.woff2)` replaced by the font itself; a font that is not given is dropped from the sheet. */
function withFonts(sheet: string, fonts: ReadonlyMap<string, string>): string {
  return sheet.replace(/\/\*# sourceMappingURL=[^*]*\*\//g, '').replace(/@font-face\s*\{[^}]*\}/g, (face) => {
    const name = /url\(["']?(?:[^)"']*\/)?([^/)"']+)["']?\)/.exec(face)?.[1];
    const data = name === undefined ? undefined : fonts.get(name);
    return data === undefined ? '' : face.replace(/url\([^)]*\)/, `url(data:font/woff2;base64,${data})`);
  });
}

/** References that would fetch something when the page is opened, and scripts of any form; links to click are none. */
export function externalReferences(html: string): readonly string[] {
  const found: string[] = [];
  const inSheet = (css: string): void => {
    for (const [reference, target = ''] of css.matchAll(/url\(\s*["']?([^)"']*)/g)) if (!/^(?:data:|#)/.test(target)) found.push(reference);
    if (/@import/.test(css)) found.push('@import');
  };
  for (const [, css = ''] of html.matchAll(/<style[^>]*>([^]*?)<\/style>/g)) inSheet(css);
  for (const [tag, name = '', inside = ''] of html.replace(/<style[^>]*>[^]*?<\/style>/g, '').matchAll(/<([a-z][\w-]*)((?:\s+[\w:-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+))?)*)\s*\/?>/gi)) {
    if (/^(?:script|link|base|iframe|object|embed|form)$/i.test(name)) found.push(tag);
    for (const [, key = '', double, single, bare] of inside.matchAll(/([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))/g)) {
      const value = double ?? single ?? bare ?? '';
      if (/^on/i.test(key)) found.push(`${name} ${key}`);
      if (/^(?:src|srcset|poster|data|background|xlink:href)$/i.test(key) && !/^(?:data:|#)/.test(value)) found.push(`${name} ${key}=${value}`);
      if (key.toLowerCase() === 'href' && !/^a$/i.test(name) && !value.startsWith('#')) found.push(`${name} href=${value}`);
      if (key.toLowerCase() === 'style') inSheet(value);
    }
  }
  return found;
}
