import type { InitialPlots } from '../../protocol/plots.ts';
import { escapeHtml } from '../article/html.ts';

/** What the page of the figures is made from; addresses as the webview sees them. */
export interface FiguresPage {
  readonly nonce: string;
  readonly cspSource: string;
  readonly script: string;
  readonly style: string;
  readonly title: string;
  readonly initial: InitialPlots;
}

/** The document of the figures panel; its script fills it. */
export function figuresPage({ nonce, cspSource, script, style, title, initial }: FiguresPage): string {
  const policy = `default-src 'none'; img-src ${cspSource} data:; style-src ${cspSource}; style-src-attr 'unsafe-inline'; script-src 'nonce-${nonce}'`;
  const { strings, language } = initial;
  return `<!doctype html>
<html lang="${language === 'en' ? 'en' : 'zh-Hans'}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="stylesheet" href="${escapeHtml(style)}">
</head>
<body data-state="empty" data-initial="${escapeHtml(JSON.stringify(initial))}">
<main>
<div id="top"><h1 id="name">${escapeHtml(title)}</h1><progress id="bar" max="1" value="0" aria-labelledby="left" hidden></progress><p id="left"></p>
<button id="stop" type="button">${escapeHtml(strings.stop)}</button></div>
<p id="former"></p>
<p id="empty">${escapeHtml(strings.empty)}</p>
<div id="figures"></div>
</main>
<script type="module" nonce="${nonce}" src="${escapeHtml(script)}"></script>
</body>
</html>`;
}
