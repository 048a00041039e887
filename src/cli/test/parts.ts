import { existsSync, globSync } from 'node:fs';
import { join, relative } from 'node:path';
import { listTopics, runFixtures } from '../fixtures/runFixtures.ts';
import { build } from '../package/build.ts';
import type { Life } from '../process/command.ts';
import { projectRoot } from '../process/project.ts';
import { runNode } from '../process/runNode.ts';
import type { Outcome } from './outcome.ts';

const bin = (path: string): string => join(projectRoot, 'node_modules', path);

/** Every tsconfig.json of the project, each checked as a whole; every error counts. */
export const checkTypes = async (life: Life): Promise<Outcome> => {
  const configs = globSync('**/tsconfig*.json', { cwd: projectRoot, exclude: ['node_modules', 'dist', '.vscode-test'] }).sort();
  let failed = 0;
  let passed = 0;
  for (const config of configs) {
    const { code, output } = await runNode([bin('typescript/bin/tsc'), '-p', join(projectRoot, config), '--noEmit', '--pretty', 'false'], life);
    if (code === 0) passed++;
    else failed += Math.max(1, output.match(/: error TS\d+/g)?.length ?? 0);
  }
  return { passed, failed };
};

/** oxlint with type information; every finding counts. */
export const lint = async (life: Life): Promise<Outcome> => {
  const { code, output } = await runNode([bin('oxlint/bin/oxlint'), '--type-aware', '--deny-warnings', '--format=unix'], life, { quiet: true });
  if (code === 0) return { passed: 1, failed: 0 };
  console.log(output.trim());
  return { passed: 0, failed: Number(/^(\d+) problem/m.exec(output)?.[1] ?? 1) };
};

/** The build proves the content too: what it prints are errors. */
export const buildAll = async (life: Life): Promise<Outcome> => {
  const { code } = await build(life, false);
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
};

/** Runs node:test files in one process; a file that cannot even be loaded counts as a failure. */
export const runNodeTests = async (pattern: string, life: Life, flags: readonly string[] = []): Promise<Outcome> => {
  const files = globSync(pattern, { cwd: projectRoot }).sort();
  if (files.length === 0) {
    console.log(`  no test file matches ${pattern}`);
    return { passed: 0, failed: 1 };
  }
  const { code, output } = await runNode([...flags, '--test', '--test-isolation=none',
    `--test-reporter=${new URL('./reporter.ts', import.meta.url).href}`, ...files.map(file => relative(projectRoot, join(projectRoot, file)))], life);
  const counts = /(\d+) passed, (\d+) failed\s*$/.exec(output);
  const passed = Number(counts?.[1] ?? 0);
  const failed = Number(counts?.[2] ?? 0);
  return { passed, failed: failed === 0 && (code !== 0 || passed === 0) ? 1 : failed };
};

/** The project's own fixtures. */
export const fixtures = async (): Promise<Outcome> => {
  const dir = join(projectRoot, 'test', 'fixtures');
  if (!existsSync(dir)) return { passed: 0, failed: 1 };
  return runFixtures(dir, listTopics(dir), dir);
};
