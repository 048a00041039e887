import { readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { findOnDisk } from './hooks.ts';
import { isTypeScript, strippedOnce } from './strip.ts';

const importing = /(?:\bfrom|\bimport\s*\(?)\s*(['"])(\.[^'"]*)\1/g;

/**
 * Puts the JavaScript of a TypeScript file, and of those that it imports by relative paths, where the runner looks for it. A file that
 * cannot be read or stripped is left to the runner, which says why.
 * @returns how many files are ready
 */
export function stripAhead(path: string, cache: string, done: Set<string> = new Set()): number {
  if (!isTypeScript(path) || done.has(path)) return 0;
  done.add(path);
  try {
    const code = strippedOnce(readFileSync(path, 'utf8'), path, cache);
    const parent = pathToFileURL(path).href;
    return [...code.matchAll(importing)].reduce((ready, [, , specifier = '']) => {
      const url = findOnDisk(specifier, parent) ?? new URL(specifier, parent).href;
      return ready + stripAhead(fileURLToPath(url), cache, done);
    }, 1);
  } catch {
    return 0;
  }
}
