import { globSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, matchesGlob, relative } from 'node:path';
import type { Life } from '../process/command.ts';
import { Refusal } from '../process/npm.mjs';
import { longStep } from '../process/progress.ts';
import { projectRoot } from '../process/project.ts';
import { type Ended, runNode } from '../process/runNode.ts';
import { isStamped, sourceKey } from './sources.ts';

const cache = join(projectRoot, 'node_modules', '.cache', 'gradus');
const builtStamp = join(projectRoot, 'dist', 'built.key');

/** Most that the packaged extension may weigh, in bytes: 1 MB with one topic that has an article, and half as much for each further one. */
const vsixLimit = (root: string): number => 1e6 + 5e5 * (globSync('media/topics/*/en.md', { cwd: root }).length - 1);

/** Builds for development: with source maps and the extension-host suite. */
export const build = async (life: Life, quiet = true): Promise<Ended> => {
  const key = sourceKey();
  const ended = await runNode([join(projectRoot, 'esbuild.js')], life, { quiet });
  if (ended.code === 0) writeFileSync(builtStamp, key);
  return ended;
};

/** Builds unless nothing has changed since the last build. */
export const ensureBuilt = async (life: Life): Promise<void> => {
  if (isStamped(builtStamp, sourceKey())) return;
  const { code, output } = await longStep('Building Gradus', () => build(life));
  if (code !== 0) throw new Refusal(`Gradus cannot be built:\n${output}`);
};

/** Files that the production build has made and that the package would leave out, which nobody notices in a checkout. */
export const leftOut = (root: string): readonly string[] => {
  const named = readFileSync(join(root, '.vscodeignore'), 'utf8').split('\n').filter(line => line.startsWith('!')).map(line => line.slice(1));
  return readdirSync(join(root, 'dist'), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && !entry.name.endsWith('.map'))
    .map(entry => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter(path => !named.some(pattern => matchesGlob(path, pattern)));
};

const pack = async (vsix: string, life: Life): Promise<void> => {
  const built = await runNode([join(projectRoot, 'esbuild.js'), '--production'], life, { quiet: true });
  if (built.code !== 0) throw new Refusal(`Gradus cannot be built:\n${built.output}`);
  const missing = leftOut(projectRoot);
  if (missing.length > 0) throw new Refusal(`The package would lack ${missing.join(', ')}: name them in .vscodeignore.`);
  mkdirSync(dirname(vsix), { recursive: true });
  const vsce = join(projectRoot, 'node_modules', '@vscode', 'vsce', 'vsce');
  const packed = await runNode([vsce, 'package', '--no-dependencies', '--out', vsix], life, { quiet: true });
  if (packed.code !== 0 || /warn/i.test(packed.output)) {
    rmSync(vsix, { force: true });
    throw new Refusal(`vsce ${packed.code === 0 ? 'warns about' : 'refuses'} the package:\n${packed.output}`);
  }
  const { size } = statSync(vsix);
  const limit = vsixLimit(projectRoot);
  if (size > limit) throw new Refusal(`The package has ${size} bytes, ${limit} are allowed: see what "npx vsce ls" lists.`);
};

/**
 * The packaged extension, made anew only when a source has changed. Its production build replaces what is in dist.
 * @returns its path
 */
export const ensurePackage = async (life: Life): Promise<string> => {
  const vsix = join(cache, 'gradus.vsix');
  const stamp = join(cache, 'gradus.vsix.key');
  const key = sourceKey();
  if (isStamped(stamp, key)) return vsix;
  rmSync(stamp, { force: true });
  await longStep('Building and packaging Gradus', () => pack(vsix, life));
  writeFileSync(stamp, key);
  return vsix;
};
