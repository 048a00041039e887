import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { tryHoles, unnoticed, usualHoleOptions } from '../../src/cli/build/tryHoles.ts';
import { diskFiles } from '../../src/cli/build/diskFiles.ts';
import { loadPack } from '../../src/core/pack/loadPack.ts';
import { formatProblem } from '../../src/core/pack/validate.ts';
import { soundFiles } from '../unit/pack/samplePack.ts';

const root = join(import.meta.dirname, '..', '..');

it('taking any hole out makes a check fail', async (t) => {
  const { snippets } = await loadPack(diskFiles(root));
  const trials = await tryHoles(root, snippets);
  assert.ok(trials.length > 0);
  for (const { template, hole, noticed } of trials) t.diagnostic(`${template.key} ${hole.id}: ${noticed ?? 'unnoticed'}`);
  assert.deepEqual(unnoticed(trials).map(formatProblem), []);
});

it('finds a hole that no check notices, and none where one does', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'gradus-pack-'));
  const idle = (soundFiles['snippets/sums/add.ts'] ?? '').replace('  return s;', '  void s; // hole: idle\n  return s;');
  try {
    for (const [path, text] of Object.entries({ ...soundFiles, 'snippets/sums/add.ts': idle, 'snippets/package.json': '{ "type": "module" }' })) {
      await mkdir(join(folder, path, '..'), { recursive: true });
      await writeFile(join(folder, path), text ?? '');
    }
    const { snippets } = await loadPack(diskFiles(folder));
    const trials = await tryHoles(folder, snippets, { ...usualHoleOptions, cache: undefined });
    assert.deepEqual(trials.map(({ hole, noticed }) => [hole.id, noticed]), [['step', 'checks three, tenth'], ['idle', undefined]]);
    assert.deepEqual(unnoticed(trials).map((problem) => `${problem.line} ${problem.message}`), ['14 no check of sums/add notices when hole idle is taken out']);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
