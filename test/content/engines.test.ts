import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { installedEngines } from '../bench/engines.ts';

const root = join(import.meta.dirname, '..', '..');
const engines = installedEngines();
const templates = globSync('snippets/!(kit)/*.ts', { cwd: root }).sort();
const missing = engines.length < 2 && 'Node 20 and 22 are not there to compare with; npm run bench:runner installs them';

const run = (node: string, file: string) => {
  const { stdout, stderr, status } = spawnSync(node, [join(root, 'dist', 'runner.mjs'), join(root, file)],
    { encoding: 'utf8', maxBuffer: 2 ** 26, env: { ...process.env, GRADUS_LANG: 'en', GRADUS_SEED: '3', NODE_OPTIONS: '' } });
  return { stdout, stderr, status };
};

if (missing !== false) console.log(missing);
assert.ok(templates.length >= 13);
for (const file of templates) {
  test(`${file} prints the same bytes on every Node`, { skip: missing }, () => {
    const [here, again] = [run(process.execPath, file), run(process.execPath, file)];
    assert.deepEqual({ status: here.status, stderr: here.stderr }, { status: 0, stderr: '' });
    // A line that the same Node prints otherwise the second time tells the time, and is the machine's own.
    const repeated = again.stdout.split('\n');
    const steady = here.stdout.split('\n').flatMap((line, i) => (line === repeated[i] ? [i] : []));
    assert.ok(steady.length >= 0.8 * repeated.length && steady.length > 3, `only ${steady.length} of ${repeated.length} lines can be compared`);
    const lines = ({ stdout }: { readonly stdout: string }) => steady.map((i) => stdout.split('\n')[i]);
    for (const { name, path } of engines) {
      const there = run(path, file);
      assert.deepEqual({ lines: lines(there), status: there.status, stderr: there.stderr }, { lines: lines(here), status: 0, stderr: '' }, name);
    }
  });
}
