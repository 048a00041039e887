import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../process/project.ts';

const folders = ['src', 'snippets', 'media', 'l10n', 'test'];

/** A key that changes whenever a file does that goes into a build: names, sizes and times of all sources. */
export const sourceKey = (): string => {
  const hash = createHash('sha256');
  const add = (path: string): void => {
    const { size, mtimeMs } = statSync(join(projectRoot, path));
    hash.update(`${path}\0${size}\0${mtimeMs}\n`);
  };
  const files = folders.filter(folder => existsSync(join(projectRoot, folder))).flatMap(folder =>
    readdirSync(join(projectRoot, folder), { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name).slice(projectRoot.length + 1)));
  const roots = readdirSync(projectRoot, { withFileTypes: true }).filter(entry => entry.isFile() && !entry.name.endsWith('.vsix'));
  for (const path of [...files, ...roots.map(entry => entry.name)].sort()) add(path);
  return hash.digest('hex');
};

/** Whether a stamp file was written for this key. */
export const isStamped = (stamp: string, key: string): boolean => existsSync(stamp) && readFileSync(stamp, 'utf8') === key;
