import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runNpm } from '../../src/cli/process/npm.mjs';

const folder = join(import.meta.dirname, 'engines');

/** Other Nodes that are installed for comparison: name and path of the program. Linux on x86-64 only. */
export function installedEngines(): readonly { readonly name: string; readonly path: string }[] {
  return ['node20', 'node22'].map((name) => ({ name, path: join(folder, 'node_modules', name, 'bin', 'node') })).filter(({ path }) => existsSync(path));
}

/** The script that `tsx` starts; installed together with the other Nodes, in a folder of their own, on first use. */
export async function fetchEngines(): Promise<{ readonly tsx: string }> {
  const tsx = join(folder, 'node_modules', 'tsx', 'dist', 'cli.mjs');
  if (!existsSync(tsx)) {
    console.log('fetching tsx and other Nodes to compare with …');
    await runNpm(['install', '--no-package-lock'], { cwd: folder, what: 'tsx and other Nodes to compare with' });
  }
  return { tsx };
}
