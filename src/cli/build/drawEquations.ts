import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Step } from '../../core/article/article.ts';
import { equationDrawer, type EquationSvg } from './equationSvg.ts';

const cacheFolder = join(import.meta.dirname, '..', '..', '..', 'node_modules', '.cache', 'gradus', 'equations');

let drawer: ReturnType<typeof equationDrawer> | undefined;

/** The equations of an article as pictures, by step id. A formula that has been drawn before is taken from the cache. */
export async function drawEquations(steps: readonly Step[], print: (line: string) => void): Promise<Readonly<Record<string, EquationSvg>>> {
  const pictures: Record<string, EquationSvg> = {};
  await mkdir(cacheFolder, { recursive: true });
  for (const { id, latex } of steps) {
    if (latex === undefined) continue;
    const file = join(cacheFolder, `${createHash('sha256').update(latex).digest('hex').slice(0, 32)}.json`);
    try {
      pictures[id] = JSON.parse(await readFile(file, 'utf8')) as EquationSvg;
      continue;
    } catch {
      // Not drawn yet.
    }
    try {
      drawer ??= equationDrawer();
      const picture = await (await drawer)(latex);
      await writeFile(file, JSON.stringify(picture));
      pictures[id] = picture;
    } catch (error) {
      print(`equation ${id}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return pictures;
}
