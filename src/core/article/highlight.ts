import hljs from 'highlight.js/lib/core';
import typescript from 'highlight.js/lib/languages/typescript';
import { escapeHtml } from './html.ts';

const highlighter = hljs.newInstance();
highlighter.registerLanguage('typescript', typescript);

/** TypeScript as one piece of HTML per line; no span crosses a line. */
export function highlightLines(code: string): string[] {
  const html = highlighter.highlight(code, { language: 'typescript', ignoreIllegals: true }).value;
  const lines: string[] = [];
  const open: string[] = [];
  let line = '';
  // highlight.js writes nothing but escaped text, <span class="…"> and </span>.
  for (const part of html.split(/(<span class="[^"<>]*">|<\/span>|\n)/)) {
    if (part === '\n') {
      lines.push(line + '</span>'.repeat(open.length));
      line = open.join('');
      continue;
    }
    if (part === '</span>') open.pop();
    else if (part.startsWith('<span ')) open.push(part);
    line += part;
  }
  lines.push(line);
  return lines;
}

/** The lines of any other text. */
export function plainLines(text: string): string[] {
  return text.split('\n').map(escapeHtml);
}
