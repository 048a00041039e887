import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CheckResult, Problem } from '../../core/model.ts';
import { checkKey } from '../../core/article/renderContext.ts';
import type { CheckResults } from '../../core/pack/validateNumbers.ts';
import type { Snippets } from '../../core/template/dependencies.ts';
import type { Template } from '../../core/template/template.ts';
import { mapParallel } from '../process/mapParallel.ts';
import type { ChildMessage } from './collectChild.ts';

export interface DemoOptions {
  /** Where results are kept; `undefined` runs everything anew. */
  readonly cache: string | undefined;
  readonly secondsAllowed: number;
  /** How many demos run at the same time. */
  readonly parallel: number;
}

const projectRoot = join(import.meta.dirname, '..', '..', '..');

export const usualOptions: DemoOptions = { cache: join(projectRoot, 'node_modules', '.cache', 'gradus', 'demos'), secondsAllowed: 120, parallel: 2 };

/**
 * Runs the demo of every template that has one in a process of its own and collects its checks. A demo whose text and imports have not changed since
 * its last run is not run again: it has no other input.
 */
export async function runDemos(
  folder: string, templates: readonly Template[], snippets: Snippets, options: DemoOptions = usualOptions,
): Promise<{ results: CheckResults; problems: readonly Problem[] }> {
  const results = new Map<string, CheckResult>();
  const problems: Problem[] = [];
  const outcomes = await mapParallel(templates.filter((template) => template.hasDemo), options.parallel, async (template) => ({
    template, outcome: await cached(template, snippets, options, () => runDemo(folder, join(folder, template.file), options.secondsAllowed)),
  }));
  for (const { template, outcome } of outcomes) {
    if ('failure' in outcome) problems.push(failureProblem(template, outcome.failure));
    else for (const check of outcome.checks) results.set(checkKey(template.key, check.id), { ...check, template: template.key });
  }
  return { results, problems };
}

/** Runs one demo; never throws. */
export function runDemo(folder: string, file: string, secondsAllowed: number): Promise<ChildMessage> {
  return new Promise((resolve) => {
    const child = fork(join(import.meta.dirname, 'collectChild.ts'), [file, folder], {
      cwd: folder, stdio: ['ignore', 'ignore', 'pipe', 'ipc'], serialization: 'advanced', execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    let complaint = '';
    let message: ChildMessage | undefined;
    child.stderr?.setEncoding('utf8').on('data', (text: string) => { complaint = (complaint + text).slice(-4000); });
    child.on('message', (received) => { message = received as ChildMessage; });
    const timer = setTimeout(() => {
      message = { failure: `error: the demo took more than ${secondsAllowed} s` };
      child.kill('SIGKILL');
    }, secondsAllowed * 1000);
    const finish = (fallback: string) => {
      clearTimeout(timer);
      resolve(message ?? { failure: fallback });
    };
    child.on('error', (error) => finish(`error: ${error.message}`));
    child.on('close', (code, signal) => finish(`error: the demo ended with ${signal ?? `exit code ${code}`}${complaint === '' ? '' : `: ${complaint.trim()}`}`));
  });
}

/** Hash of a template's text and of every file that it imports, with the text of what runs it. */
export function demoHash(template: Template, snippets: Snippets): string {
  const hash = createHash('sha256').update(`${process.version} 2\n`);
  const seen = new Set<string>();
  const visit = (one: Template): void => {
    if (seen.has(one.file)) return;
    seen.add(one.file);
    hash.update(`${one.file}\n${one.text}\n`);
    for (const [, from = ''] of one.text.matchAll(/from '(\.[^']+)'/g)) {
      const target = snippets.get(join(dirname(one.file), from).replaceAll('\\', '/'));
      if (target !== undefined) visit(target);
    }
  };
  visit(template);
  return hash.digest('hex').slice(0, 32);
}

async function cached(template: Template, snippets: Snippets, options: DemoOptions, run: () => Promise<ChildMessage>): Promise<ChildMessage> {
  if (options.cache === undefined) return run();
  const file = join(options.cache, `${template.key.replace('/', '.')}-${demoHash(template, snippets)}.json`);
  try {
    return JSON.parse(await readFile(file, 'utf8'), revive) as ChildMessage;
  } catch {
    // Never run with this text, or written by half: run it.
  }
  const outcome = await run();
  if ('checks' in outcome) {
    await mkdir(options.cache, { recursive: true });
    await writeFile(file, JSON.stringify(outcome, preserve));
  }
  return outcome;
}

/** NaN and infinities, which JSON does not have. */
const preserve = (_: string, value: unknown) => (typeof value === 'number' && !Number.isFinite(value) ? { number: String(value) } : value);
const revive = (_: string, value: unknown) =>
  (typeof value === 'object' && value !== null && 'number' in value ? Number(value.number) : value);

function failureProblem(template: Template, failure: string): Problem {
  const first = failure.split('\n')[0] ?? failure;
  const place = /^(.*?):(\d+):(\d+): (.*)$/.exec(first);
  const [file, line, column, message] = place === null ? [template.file, '1', '1', first] : place.slice(1);
  return {
    file: file ?? template.file, line: Number(line), column: Number(column),
    message: `the demo of ${template.key} fails: ${(message ?? first).replace(/^error: /, '')}`, expected: 'a demo that runs to its end',
  };
}
