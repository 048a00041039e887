import assert from 'node:assert/strict';
import { join } from 'node:path';
import { it } from 'node:test';
import { provePack } from '../../src/cli/build/content.ts';
import { usualOptions } from '../../src/cli/build/runDemos.ts';
import { formatProblem } from '../../src/core/pack/validate.ts';
import { soundFiles, type Files } from '../unit/pack/samplePack.ts';
import { withPack } from './withPack.ts';

const root = join(import.meta.dirname, '..', '..');

it('the built-in pack has no problem: links, numbers, formulas, both languages', async (t) => {
  const { pack, results, problems } = await provePack(root);
  t.diagnostic(`${pack.topics.length} topics, ${pack.snippets.size} files, ${results.size} checks`);
  assert.ok(pack.topics.length >= 10 && results.size > 0);
  assert.deepEqual(problems.map(formatProblem), []);
});

/** Proves a pack in a folder of its own, its demos run anew. */
const prove = (change: Files): Promise<string[]> => withPack(change, async folder => (
  (await provePack(folder, { ...usualOptions, cache: undefined, secondsAllowed: 3 })).problems.map(formatProblem)
));

const code = soundFiles['snippets/sums/add.ts'] ?? '';

it('a pack in another folder is proved the same way, by running it', async () => {
  assert.deepEqual(await prove({}), []);
});

it('a number that the code no longer gives is found, because the code is run', async () => {
  const problems = await prove({ 'snippets/sums/add.ts': code.replace('let s = 0;', 'let s = 0.5;') });
  assert.match(problems.join('\n'), /^snippets\/sums\/add\.ts:19:9: check three does not hold: 3\.5 /m);
});

it('a demo that throws is found at its line', async () => {
  const problems = await prove({ 'snippets/sums/add.ts': code.replace('let s = 0;', "let s = 0;\n  if (x.length > 5) throw new RangeError('too long');") });
  assert.match(problems.join('\n'), /^snippets\/sums\/add\.ts:11:27: the demo of sums\/add fails: RangeError: too long /m);
});

it('a demo that does not end is stopped', async () => {
  const problems = await prove({ 'snippets/sums/add.ts': code.replace('let s = 0;', 'let s = 0;\n  while (x.length > 5);') });
  assert.match(problems.join('\n'), /^snippets\/sums\/add\.ts:1:1: the demo of sums\/add fails: the demo took more than 3 s /m);
});
