import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { beforeDemo } from '../../../src/cli/build/beforeDemo.ts';

const snippets = join(import.meta.dirname, '..', '..', '..', 'snippets');

it('every region of every template stands before its demo, and the demo is left out', () => {
  for (const file of globSync('*/*.ts', { cwd: snippets })) {
    const text = readFileSync(join(snippets, file), 'utf8');
    const kept = beforeDemo(text);
    assert.equal(kept.split('#region').length, text.split('#region').length, file);
    if (!file.startsWith('kit')) assert.ok(kept.length < text.length && !kept.includes('import.meta'), file);
  }
});
