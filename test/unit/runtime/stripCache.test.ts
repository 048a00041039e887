import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { entryName, entryText, readEntry, writeEntry } from '../../../src/runtime/stripCache.ts';
import { strippedOnce } from '../../../src/runtime/strip.ts';

const folder = mkdtempSync(join(tmpdir(), 'gradus-cache-'));
after(() => rmSync(folder, { recursive: true }));

test('an entry belongs to its source alone: a changed source is stripped anew', () => {
  const cache = join(folder, 'own');
  assert.equal(strippedOnce('const x: number = 1;', '/tmp/a.ts', cache), 'const x         = 1;');
  assert.equal(readdirSync(cache).length, 1);
  assert.equal(strippedOnce('const x: number = 2;', '/tmp/a.ts', cache), 'const x         = 2;');
  assert.equal(readdirSync(cache).length, 2);
});

test('what is kept is used, and a damaged entry is not', () => {
  const cache = join(folder, 'kept');
  writeEntry(cache, 'node', 'let y: 3;', 'kept();');
  assert.equal(strippedOnce('let y: 3;', '/tmp/b.ts', cache), 'kept();');
  const file = join(cache, entryName('node', 'let y: 3;'));
  const whole = readFileSync(file, 'utf8');
  for (const damaged of ['', whole.slice(0, -1), whole.replace('kept', 'evil'), entryText('let y: 4;', 'of another source with the same digest();')]) {
    writeFileSync(file, damaged);
    assert.equal(readEntry([cache], 'node', 'let y: 3;'), undefined);
    assert.equal(strippedOnce('let y: 3;', '/tmp/b.ts', cache), 'let y   ;');
  }
});

test('a folder that cannot be written to costs nothing but time', () => {
  const file = join(folder, 'a file');
  writeFileSync(file, '');
  assert.equal(strippedOnce('let z: 3;', '/tmp/c.ts', file), 'let z   ;');
});

test('the folder does not grow without end', () => {
  const cache = join(folder, 'many');
  for (let i = 0; i < 450; i++) writeEntry(cache, 'node', String(i), '');
  assert.ok(readdirSync(cache).length <= 400);
  assert.notEqual(readEntry([cache], 'node', '449'), undefined);
});
