import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stepsOf, type Article } from '../../core/article/article.ts';
import type { EquationPicture, Problem } from '../../core/model.ts';
import { equationDrawer } from './equationSvg.ts';

const cacheFolder = join(import.meta.dirname, '..', '..', '..', 'node_modules', '.cache', 'gradus', 'equations');

let drawer: ReturnType<typeof equationDrawer> | undefined;

/** The equations of an article as pictures, by step id. A formula that has been drawn before is taken from the cache. */
export async function drawEquations(article: Article): Promise<{ pictures: ReadonlyMap<string, EquationPicture>; problems: readonly Problem[] }> {
  const pictures = new Map<string, EquationPicture>();
  const problems: Problem[] = [];
  await mkdir(cacheFolder, { recursive: true });
  for (const { id, latex, latexLine } of stepsOf(article)) {
    if (latex === undefined) continue;
    try {
      pictures.set(id, await cachedPicture(latex));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      problems.push({ file: article.file, line: latexLine ?? 1, column: 1, message, expected: 'a formula that both KaTeX and MathJax read' });
    }
  }
  return { pictures, problems };
}

async function cachedPicture(latex: string): Promise<EquationPicture> {
  const file = join(cacheFolder, `${createHash('sha256').update(latex).digest('hex').slice(0, 32)}.json`);
  try {
    return JSON.parse(await readFile(file, 'utf8')) as EquationPicture;
  } catch {
    drawer ??= equationDrawer();
    const picture = await (await drawer)(latex);
    await writeFile(file, JSON.stringify(picture));
    return picture;
  }
}
