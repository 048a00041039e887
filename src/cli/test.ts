// npm test [-- --only unit,content,…]
import { parseArgs } from 'node:util';
import { runCommand, type Life } from './process/command.ts';
import { Refusal } from './process/npm.mjs';
import { sum, type Outcome } from './test/outcome.ts';
import { buildAll, checkTypes, fixtures, lint, runNodeTests } from './test/parts.ts';
import { hostSuite, windowTests } from './test/windowParts.ts';

/** In the order they run: what is quick and finds most first. */
const parts: Readonly<Record<string, { readonly title: string; readonly run: (life: Life) => Promise<Outcome> }>> = {
  'types': { title: 'Types', run: checkTypes },
  'lint': { title: 'Lint', run: lint },
  'build': { title: 'Build, with the proof of the content', run: buildAll },
  'unit': { title: 'Unit tests', run: life => runNodeTests('test/unit/**/*.test.ts', life) },
  'content': { title: 'Content tests', run: life => runNodeTests('test/content/**/*.test.ts', life) },
  'fixtures': { title: 'Fixtures', run: fixtures },
  'host': { title: 'In a real VS Code', run: life => hostSuite('en', life) },
  'host-zh': { title: 'In a real VS Code in Chinese', run: life => hostSuite('zh-cn', life) },
  'window': { title: 'In the window, as a reader clicks', run: windowTests },
};

const chosen = (only: string | undefined): string[] => {
  const names = only?.split(',').filter(Boolean) ?? Object.keys(parts);
  const unknown = names.find(name => !Object.hasOwn(parts, name));
  if (unknown !== undefined) throw new Refusal(`There is no part "${unknown}": --only takes some of ${Object.keys(parts).join(',')}.`);
  return Object.keys(parts).filter(name => names.includes(name));
};

/** Runs one part; one that breaks down counts as a failure and lets the others run. */
const runPart = async (name: string, life: Life): Promise<Outcome> => {
  const part = parts[name];
  if (part === undefined) return { passed: 0, failed: 1 };
  const started = Date.now();
  console.log(`\n── ${part.title} (${name})`);
  let outcome: Outcome = { passed: 0, failed: 1 };
  try {
    outcome = await part.run(life);
  } catch (error) {
    if (life.signal.aborted) throw error;
    console.log(error instanceof Refusal ? error.message : error);
  }
  if (life.signal.aborted) await new Promise(() => {}); // interrupted: what broke off is no result
  const mark = outcome.failed > 0 ? '✖' : '✔';
  console.log(`${mark} ${name}: ${outcome.passed} passed, ${outcome.failed} failed, ${((Date.now() - started) / 1000).toFixed(1)} s`);
  return outcome;
};

await runCommand(async life => {
  const { values } = parseArgs({ options: { only: { type: 'string' } } });
  const outcomes: Outcome[] = [];
  for (const name of chosen(values.only)) outcomes.push(await runPart(name, life));
  const { passed, failed } = sum(outcomes);
  console.log(`\n${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 ? 0 : 1;
});
