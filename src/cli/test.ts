// npm test [-- --only unit,content,…]
import { parseArgs } from 'node:util';
import { ensurePackage } from './package/build.ts';
import { runCommand, type Life } from './process/command.ts';
import { mapParallel } from './process/mapParallel.ts';
import { Refusal } from './process/npm.mjs';
import { runNode } from './process/runNode.ts';
import { sum, type Outcome } from './test/outcome.ts';
import { buildAll, checkTypes, fixtures, lint, runNodeTests } from './test/parts.ts';
import { hostSuite, panelTests, prepareHost, preparePanel, prepareWindow, windowTests } from './test/windowParts.ts';

interface Part {
  readonly title: string;
  readonly run: (life: Life) => Promise<Outcome>;
  /** Runs beside other such parts, since it only reads what was built: two with a browser at a time, and one without. */
  readonly beside?: 'browser' | 'node';
  /** What it needs and two such parts must not make at the same time. */
  readonly prepare?: (life: Life) => Promise<void>;
}

/** In the order they start: what finds most in least time, then what the others need, then the longest. */
const parts: Readonly<Record<string, Part>> = {
  'types': { title: 'Types', run: checkTypes },
  'lint': { title: 'Lint', run: lint },
  'build': { title: 'Build, with the proof of the content', run: buildAll },
  'panel': { title: 'The panels in a browser', run: panelTests, beside: 'browser', prepare: preparePanel },
  'window': { title: 'In the window, what a reader makes and runs', run: life => windowTests('test/window/!(reader).test.ts', life), beside: 'browser', prepare: prepareWindow },
  'host': { title: 'In a real VS Code', run: life => hostSuite('en', life), beside: 'browser', prepare: prepareHost },
  'reader': { title: 'In the window, as a reader reads', run: life => windowTests('test/window/reader.test.ts', life), beside: 'browser', prepare: prepareWindow },
  'host-zh': { title: 'In a real VS Code in Chinese', run: life => hostSuite('zh-cn', life), beside: 'browser', prepare: prepareHost },
  'content': { title: 'Content tests', run: life => runNodeTests('test/content/**/*.test.ts', life), beside: 'node' },
  'unit': { title: 'Unit tests', run: life => runNodeTests('test/unit/**/*.test.ts', life), beside: 'node' },
  'fixtures': { title: 'Fixtures', run: fixtures, beside: 'node' },
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

interface PartEnd extends Outcome {
  readonly name: string;
  /** The end of what a part printed that failed: the failures and their causes. */
  readonly last?: string;
}
const lastLines = 60;

/** Runs one part in a process of its own, so that what two print at the same time does not mix; shown when it has ended. */
const runApart = async (name: string, life: Life): Promise<PartEnd> => {
  console.log(`\n… ${parts[name]?.title ?? name} (${name})`);
  const { code, output } = await runNode([import.meta.filename, '--only', name], life, { quiet: true });
  if (life.signal.aborted) await new Promise(() => {});
  const end = /\n(\d+) passed, (\d+) failed\s*$/.exec(output);
  const shown = output.slice(0, end?.index).trimEnd();
  console.log(shown);
  const [passed, failed] = [Number(end?.[1] ?? 0), Number(end?.[2] ?? 0)];
  if (code === 0 && failed === 0) return { name, passed, failed };
  return { name, passed, failed: Math.max(1, failed), last: shown.split('\n').slice(-lastLines).join('\n') };
};

/** More failures than this in one part are no matter of time. */
const fewFailures = 3;

/**
 * Two browsers beside each other can make one so slow that a wait in it ends too early. A part with a few such failures runs once more with
 * nothing beside it, and what it finds then counts; that it was needed is said at the end.
 */
const onceMore = async (ended: PartEnd, life: Life): Promise<PartEnd> => {
  if (ended.failed === 0 || ended.failed > fewFailures || parts[ended.name]?.beside !== 'browser') return ended;
  console.log(`\n… ${ended.name} once more, with nothing beside it`);
  return { ...await runApart(ended.name, life), ...(ended.last !== undefined && { last: ended.last }) };
};

await runCommand(async life => {
  const { values } = parseArgs({ options: { only: { type: 'string' } } });
  const names = chosen(values.only);
  const beside = names.filter(name => names.length > 1 && parts[name]?.beside);
  const outcomes: Outcome[] = [];
  const prepare = async (): Promise<void> => {
    // What cannot be made is told by the part that needs it.
    for (const name of beside) await parts[name]?.prepare?.(life).catch(() => {});
  };
  // The package first: its production build replaces what is in dist, and the part that builds would have to build twice.
  if (names.includes('build') && beside.some(name => parts[name]?.prepare === prepareWindow)) await ensurePackage(life).catch(() => {});
  for (const name of names.filter(one => !beside.includes(one))) outcomes.push(await runPart(name, life));
  const apart = (kind: Part['beside'], lanes: number): Promise<PartEnd[]> =>
    mapParallel(beside.filter(name => parts[name]?.beside === kind), lanes, name => runApart(name, life));
  const inBrowsers = async (): Promise<PartEnd[]> => {
    await prepare();
    return apart('browser', 2);
  };
  for (const first of (await Promise.all([inBrowsers(), apart('node', 1)])).flat()) {
    const ended = await onceMore(first, life);
    outcomes.push(ended);
    if (ended.last === undefined) continue;
    const mark = ended.failed > 0 ? `✖ ${ended.name} failed` : `! ${ended.name} failed beside another part, and passed alone`;
    console.log(`\n${mark}; what it printed when it failed:\n${ended.last}`);
  }
  const { passed, failed } = sum(outcomes);
  console.log(`\n${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 ? 0 : 1;
});
