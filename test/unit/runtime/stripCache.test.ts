import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { entryName, entryText, readEntry, writeEntry } from '../../../src/runtime/stripCache.ts';
import { stripAhead } from '../../../src/runtime/stripAhead.ts';
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

test('a file is made ready with what it imports, and what cannot be read is left to the runner', () => {
  const cache = join(folder, 'ahead');
  const texts = {
    'main.ts': "import { a } from './a.ts';\nimport type { T } from './types.ts';\nexport * from './b';\nconst c = await import('./c.js');\nconsole.log(a as T, c);",
    'a.ts': "import './main.ts';\nexport const a: number = 1;", 'b.ts': 'export const b: 2 = 2;', 'c.ts': 'export const c: 3 = 3;',
    'types.ts': 'export type T = 1;', 'broken.ts': "import { a } from './a.ts';\nconst x: number = ;",
  };
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(folder, name), text);
  assert.equal(stripAhead(join(folder, 'main.ts'), cache), 4, 'types alone are not imported');
  for (const name of ['main.ts', 'a.ts', 'b.ts', 'c.ts'] as const) assert.notEqual(readEntry([cache], 'node', texts[name]), undefined, name);
  assert.equal(readdirSync(cache).length, 4);
  for (const name of ['broken.ts', 'gone.ts', 'page.js']) assert.equal(stripAhead(join(folder, name), cache), 0, name);
});

test('a process killed while it keeps code leaves no half of an entry', async () => {
  const cache = join(folder, 'killed');
  const code = 'x'.repeat(500_000);
  const script = `const { writeEntry } = await import(${JSON.stringify(new URL('../../../src/runtime/stripCache.ts', import.meta.url).href)});
for (let i = 0; i < 300; i++) {
  writeEntry(${JSON.stringify(cache)}, 'node', String(i % 40), 'x'.repeat(${code.length}));
  if (i === 3) console.log('writing');
}`;
  for (let round = 0; round < 4; round++) {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'close');
    assert.equal(child.signalCode, 'SIGKILL');
  }
  const whole = Array.from({ length: 40 }, (_, i) => [entryName('node', String(i)), entryText(String(i), code)] as const);
  const kept = whole.filter(([name]) => existsSync(join(cache, name)));
  assert.ok(kept.length > 3);
  for (const [name, text] of kept) assert.ok(readFileSync(join(cache, name), 'utf8') === text, name);
});

test('the folder does not grow without end', () => {
  const cache = join(folder, 'many');
  for (let i = 0; i < 450; i++) writeEntry(cache, 'node', String(i), '');
  assert.ok(readdirSync(cache).length <= 400);
  assert.notEqual(readEntry([cache], 'node', '449'), undefined);
});
