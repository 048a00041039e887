import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Problem } from '../../core/model.ts';
import type { Snippets } from '../../core/template/dependencies.ts';
import { removeHole } from '../../core/template/hole.ts';
import type { Mark, Template } from '../../core/template/template.ts';
import { mapParallel } from '../process/mapParallel.ts';
import { demoHash, runDemo } from './runDemos.ts';

/** What noticed that a hole's lines were missing: a check, an error, or nothing. */
export interface HoleTrial {
  readonly template: Template;
  readonly hole: Mark;
  /** Ids of checks that no longer hold, or the error; `undefined` if all went as if nothing had happened. */
  readonly noticed: string | undefined;
}

export interface HoleOptions {
  readonly cache: string | undefined;
  readonly secondsAllowed: number;
  readonly parallel: number;
}

export const usualHoleOptions: HoleOptions = {
  cache: join(import.meta.dirname, '..', '..', '..', 'node_modules', '.cache', 'gradus', 'holes'), secondsAllowed: 60, parallel: 2,
};

/** Runs the demo of each template once for each hole, with the hole's lines taken out, in a copy of the pack's snippets. */
export async function tryHoles(folder: string, snippets: Snippets, options: HoleOptions = usualHoleOptions): Promise<HoleTrial[]> {
  const trials = [...snippets.values()].flatMap((template) => template.holes.map((hole) => ({ template, hole })));
  if (trials.length === 0) return [];
  const copy = await mkdtemp(join(tmpdir(), 'gradus-holes-'));
  try {
    await cp(join(folder, 'snippets'), join(copy, 'snippets'), { recursive: true });
    return await mapParallel(trials, options.parallel, async ({ template, hole }) => {
      const text = removeHole(template.text, hole);
      const noticed = await cached(options.cache, `${hole.id} ${demoHash({ ...template, text }, snippets)}`, () => tryOne(copy, template, hole, text, options));
      return { template, hole, noticed };
    });
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

/** A problem for each hole that nothing notices. */
export function unnoticed(trials: readonly HoleTrial[]): Problem[] {
  return trials.filter((trial) => trial.noticed === undefined).map(({ template, hole }) => ({
    file: template.file, line: hole.line, column: hole.column,
    message: `no check of ${template.key} notices when hole ${hole.id} is taken out`, expected: 'a check in the demo that then does not hold',
  }));
}

async function tryOne(copy: string, template: Template, hole: Mark, text: string, options: HoleOptions): Promise<string | undefined> {
  const file = join(copy, template.file.replace(/\.ts$/, `.without-${hole.id}.ts`));
  await writeFile(file, text);
  const outcome = await runDemo(copy, file, options.secondsAllowed);
  if ('failure' in outcome) return outcome.failure.split('\n')[0] ?? 'an error';
  const broken = outcome.checks.filter((check) => !check.holds).map((check) => check.id);
  return broken.length === 0 ? undefined : `checks ${broken.join(', ')}`;
}

async function cached(folder: string | undefined, key: string, run: () => Promise<string | undefined>): Promise<string | undefined> {
  if (folder === undefined) return run();
  const file = join(folder, `${createHash('sha256').update(key).digest('hex').slice(0, 32)}.json`);
  try {
    const { noticed } = JSON.parse(await readFile(file, 'utf8')) as { noticed?: string };
    return noticed;
  } catch {
    const noticed = await run();
    await mkdir(folder, { recursive: true });
    await writeFile(file, JSON.stringify({ noticed }));
    return noticed;
  }
}
