import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stepsOf, type Article } from '../../core/article/article.ts';
import type { EquationPicture, Problem } from '../../core/model.ts';
import { equationDrawer } from './equationSvg.ts';

/** Draws one formula; see `equationDrawer`. */
export type Draw = (latex: string) => Promise<EquationPicture>;

const packages = join(import.meta.dirname, '..', '..', '..', 'node_modules');
const cacheFolder = join(packages, '.cache', 'gradus', 'equations');

/** Pictures drawn by other code than today's are not taken from the cache. */
const drawnBy = [join(import.meta.dirname, 'equationSvg.ts'), join(packages, 'mathjax', 'package.json')]
  .reduce((hash, file) => hash.update(readFileSync(file)), createHash('sha256')).digest('hex');

/** A drawer that starts MathJax with the first formula that no cache holds. */
export function lazyDrawer(): Draw {
  let started: Promise<Draw> | undefined;
  return async (latex) => {
    started ??= equationDrawer();
    return (await started)(latex);
  };
}

/** The equations of an article as pictures, by step id. A formula that has been drawn before is taken from the cache. */
export async function drawEquations(article: Article, draw: Draw): Promise<{ pictures: ReadonlyMap<string, EquationPicture>; problems: readonly Problem[] }> {
  const pictures = new Map<string, EquationPicture>();
  const problems: Problem[] = [];
  await mkdir(cacheFolder, { recursive: true });
  for (const { id, latex, latexLine } of stepsOf(article)) {
    if (latex === undefined) continue;
    try {
      pictures.set(id, await cachedPicture(latex, draw));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      problems.push({ file: article.file, line: latexLine ?? 1, column: 1, message, expected: 'a formula that both KaTeX and MathJax read' });
    }
  }
  return { pictures, problems };
}

async function cachedPicture(latex: string, draw: Draw): Promise<EquationPicture> {
  const file = join(cacheFolder, `${createHash('sha256').update(drawnBy).update(latex).digest('hex').slice(0, 32)}.json`);
  try {
    return JSON.parse(await readFile(file, 'utf8')) as EquationPicture;
  } catch {
    const picture = await draw(latex);
    await writeFile(file, JSON.stringify(picture));
    return picture;
  }
}
