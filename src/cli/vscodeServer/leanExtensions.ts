import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Built-in extensions that start by themselves and work on the open folder: TypeScript's own, Git, the finders of tasks.
 * They took a third of the time of the suite in which nothing depends on them. The window waits for the one that signs in to GitHub.
 */
const busy = new Set(['css-language-features', 'emmet', 'extension-editing', 'configuration-editing', 'git', 'git-base', 'github',
  'grunt', 'gulp', 'html-language-features', 'ipynb', 'jake', 'json-language-features', 'media-preview', 'merge-conflict',
  'notebook-renderers', 'npm', 'php-language-features', 'references-view', 'simple-browser', 'terminal-suggest', 'typescript-language-features']);

/** Fills a folder with links to the editor's built-in extensions but the busy ones; returns the folder. */
export const leanExtensions = (vscode: string, folder: string): string => {
  const all = join(vscode, 'extensions');
  mkdirSync(folder, { recursive: true });
  const kept = readdirSync(all, { withFileTypes: true }).filter(entry => entry.isDirectory() && !busy.has(entry.name));
  for (const { name } of kept) symlinkSync(join(all, name), join(folder, name), 'junction');
  return folder;
};
