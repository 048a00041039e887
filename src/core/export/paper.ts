/** What VS Code would give the panel in a light theme, for a page that stands alone. */
const palette: Readonly<Record<string, string>> = {
  'font-family': 'system-ui, -apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif',
  'font-size': '14px',
  'editor-font-family': 'ui-monospace, "SF Mono", Consolas, "DejaVu Sans Mono", monospace',
  'editor-font-size': '13px', 'editor-font-feature-settings': 'normal',
  'editor-background': '#ffffff', 'editor-foreground': '#2b2b2b',
  'textLink-foreground': '#005fb8', 'textLink-activeForeground': '#005fb8',
  'textCodeBlock-background': '#f6f6f6', 'textPreformat-background': '#ededed', 'textPreformat-foreground': '#2b2b2b',
  'widget-border': '#e0e0e0', 'widget-shadow': 'rgba(0, 0, 0, .16)', 'focusBorder': '#005fb8', 'errorForeground': '#c72e0f',
  'disabledForeground': '#6f6f6f', 'charts-blue': '#0063d3', 'charts-yellow': '#a87400', 'charts-green': '#317a2e', 'charts-red': '#c72e0f',
  'debugTokenExpression-name': '#8a3e9e', 'debugTokenExpression-number': '#087a4e', 'debugTokenExpression-string': '#a31515',
  'editorHoverWidget-background': '#f8f8f8', 'editorHoverWidget-border': '#d8d8d8', 'editorHoverWidget-foreground': '#2b2b2b',
  'editorHoverWidget-statusBarBackground': '#ececec', 'cornerRadius-small': '3px', 'cornerRadius-medium': '5px',
  'toolbar-hoverBackground': '#ececec', 'list-hoverBackground': '#f2f2f2',
};

const variables = Object.entries(palette).map(([name, value]) => `--vscode-${name}: ${value};`).join(' ');

/** Styles after the article's own: the light palette, everything opened, and what paper needs. */
export const paperStyles = `:root { color-scheme: light; ${variables} }
.section { content-visibility: visible; }
.check { cursor: pointer; }
.keep { color: var(--muted); font-size: var(--t-small); border-block-start: 1px solid var(--line); margin-block-start: 3rem; padding-block-start: .8rem; }
@page { margin: 18mm 16mm; }
@media print { a { color: inherit; } .folded { display: contents; } }`;
