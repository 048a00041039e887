import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { leftOut } from '../../../src/cli/package/build.ts';

test('what the build makes and the package does not name is noticed', () => {
  const root = mkdtempSync(join(tmpdir(), 'gradus-package-'));
  try {
    mkdirSync(join(root, 'dist', 'content', 'a'), { recursive: true });
    for (const file of ['runner.mjs', 'runner.mjs.map', 'worker.cjs', 'content/a/en.json']) writeFileSync(join(root, 'dist', file), '');
    writeFileSync(join(root, '.vscodeignore'), '**\n!dist/runner.mjs\n!dist/content/**\n');
    assert.deepEqual(leftOut(root), ['dist/worker.cjs']);
  } finally {
    rmSync(root, { recursive: true });
  }
});
