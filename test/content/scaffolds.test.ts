import assert from 'node:assert/strict';
import { join } from 'node:path';
import { it } from 'node:test';
import { compileScaffolds } from '../../src/cli/build/compileScaffolds.ts';
import { diskFiles } from '../../src/cli/build/diskFiles.ts';
import { loadPack } from '../../src/core/pack/loadPack.ts';
import { formatProblem } from '../../src/core/pack/validate.ts';
import { makeScaffolds } from '../../src/core/template/scaffold.ts';
import { files, soundFiles } from '../unit/pack/samplePack.ts';

const root = join(import.meta.dirname, '..', '..');

it('every region, inserted alone, compiles under strict, and so does every exercise', async () => {
  const { snippets } = await loadPack(diskFiles(root));
  const { scaffolds, problems } = makeScaffolds(snippets, [...snippets.values()]);
  assert.deepEqual(problems.map(formatProblem), []);
  assert.ok(scaffolds.length > 0);
  assert.deepEqual((await compileScaffolds(snippets, scaffolds)).map(formatProblem), []);
});

it('finds a region that does not compile', async () => {
  const broken = (soundFiles['snippets/sums/add.ts'] ?? '').replace('let s = 0;', "let s = '';");
  const { snippets } = await loadPack(files({ ...soundFiles, 'snippets/sums/add.ts': broken }));
  const problems = await compileScaffolds(snippets, makeScaffolds(snippets, [...snippets.values()]).scaffolds);
  assert.match(problems.map(formatProblem).join('\n'), /^snippets\/sums\/add\.ts:8:1: what region add inserts does not compile: TS2322: /);
});
