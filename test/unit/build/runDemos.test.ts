import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { diskFiles } from '../../../src/cli/build/diskFiles.ts';
import { demoHash, runDemos } from '../../../src/cli/build/runDemos.ts';
import { mapParallel } from '../../../src/cli/process/mapParallel.ts';
import { loadPack } from '../../../src/core/pack/loadPack.ts';
import { files, soundFiles } from '../pack/samplePack.ts';

const code = soundFiles['snippets/sums/add.ts'] ?? '';

async function hashOf(change: Readonly<Record<string, string>>): Promise<string> {
  const { snippets } = await loadPack(files({ ...soundFiles, ...change }));
  return demoHash(snippets.get('snippets/sums/add.ts') ?? assert.fail(), snippets);
}

it('a demo is run again when its text changes, or that of anything it imports, and only then', async () => {
  const usual = await hashOf({});
  assert.equal(await hashOf({ 'snippets/sums/other.ts': code, 'media/topics/sums/en.md': '' }), usual);
  assert.notEqual(await hashOf({ 'snippets/sums/add.ts': `${code}\n` }), usual);
  assert.notEqual(await hashOf({ 'snippets/kit/demo.ts': 'export function run(): void {}\n' }), usual);
  // The kit's demo.ts takes its types from report.ts, which is not in the sample: a file that appears counts too.
  assert.notEqual(await hashOf({ 'snippets/kit/report.ts': 'export interface Report {}\n' }), usual);
});

it('keeps what a demo computed, NaN included, and does not run it twice', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'gradus-demos-'));
  try {
    // Each run leaves a mark, so that runs can be counted.
    const counted = code.replace("import { run", "import { appendFileSync } from 'node:fs';\nimport { run")
      .replace("  check('three'", `  appendFileSync(${JSON.stringify(join(folder, 'runs'))}, 'x');\n  check('three'`).replace("'own', 3, add([1, 2])", "'own', 3, NaN");
    for (const [path, text] of Object.entries({ ...soundFiles, 'snippets/sums/add.ts': counted, 'snippets/package.json': '{ "type": "module" }' })) {
      await mkdir(join(folder, path, '..'), { recursive: true });
      await writeFile(join(folder, path), text ?? '');
    }
    const { snippets } = await loadPack(diskFiles(folder));
    const options = { cache: join(folder, 'cache'), secondsAllowed: 20, parallel: 2 };
    const runs = async () => (await readdir(folder)).includes('runs') ? (await diskFiles(folder).read('runs'))?.length : 0;
    const first = await runDemos(folder, [...snippets.values()], snippets, options);
    assert.deepEqual(first.problems, []);
    assert.deepEqual([first.results.get('sums/add#three')?.ours, first.results.get('sums/add#three')?.holds], [NaN, false]);
    assert.deepEqual(first.results.get('sums/add#tenth')?.claim, { en: 'ten tenths', 'zh-cn': '十个十分之一' });
    assert.equal(await runs(), 1);
    const second = await runDemos(folder, [...snippets.values()], snippets, options);
    assert.deepEqual(second.results, first.results);
    assert.equal(await runs(), 1);
    await runDemos(folder, [...snippets.values()], snippets, { ...options, cache: undefined });
    assert.equal(await runs(), 2);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

it('works in parallel up to a width and keeps the order', async () => {
  let working = 0;
  let most = 0;
  const results = await mapParallel([30, 1, 20, 1], 2, async (ms) => {
    most = Math.max(most, ++working);
    await new Promise((resolve) => { setTimeout(resolve, ms); });
    working--;
    return ms;
  });
  assert.deepEqual([results, most], [[30, 1, 20, 1], 2]);
});
