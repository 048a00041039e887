/**
 * Text for a MarkdownString, shown as it stands. Not `appendText`: that makes every blank one that does not break,
 * and a long sentence one that does not wrap.
 */
export function plainMarkdown(text: string): string {
  return text.replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]#+\-!~<>|]/g, '\\$&')
    .replace(/&/g, '&amp;')
    // A list or a heading of the underlined kind begins at the start of a line only.
    .replace(/^( ?\d+)([.)])/, '$1\\$2').replace(/^( ?)=/, '$1\\=')
    // A theme's icon.
    .replace(/\$\(/g, '\\$(');
}
