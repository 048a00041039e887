import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLife } from '../../../src/cli/process/command.ts';
import { Refusal } from '../../../src/cli/process/npm.mjs';
import { type CacheEntry, provide } from '../../../src/cli/vscodeServer/cache.ts';

let home: string;
const former = process.env['GRADUS_CACHE'];
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'gradus-cache-'));
  process.env['GRADUS_CACHE'] = home;
  mock.method(console, 'log', () => {});
});
afterEach(() => {
  mock.restoreAll();
  if (former === undefined) delete process.env['GRADUS_CACHE'];
  else process.env['GRADUS_CACHE'] = former;
  rmSync(home, { recursive: true });
});

/** An entry of two files that counts how often it is made. */
const entry = (): CacheEntry & { made: number } => ({
  name: 'thing-1', what: 'a thing', megabytes: 1, made: 0,
  async make(folder) {
    this.made++;
    mkdirSync(join(folder, 'sub'));
    writeFileSync(join(folder, 'a'), 'first');
    await sleep(30);
    writeFileSync(join(folder, 'sub', 'b'), 'second');
  },
});

test('an entry is made once, and found whole afterwards', async () => {
  const { life } = createLife();
  const thing = entry();
  const folder = await provide(thing, life);
  assert.equal(readFileSync(join(folder, 'sub', 'b'), 'utf8'), 'second');
  assert.equal(await provide(thing, life), folder);
  assert.equal(thing.made, 1);
  assert.deepEqual(readdirSync(home), ['thing-1'], 'no lock and no part is left');
});

test('an entry that lost a file, or has one cut short, is made anew', async () => {
  const { life } = createLife();
  const thing = entry();
  const folder = await provide(thing, life);
  rmSync(join(folder, 'sub', 'b'));
  await provide(thing, life);
  writeFileSync(join(folder, 'a'), 'fir');
  await provide(thing, life);
  assert.equal(thing.made, 3);
  assert.equal(readFileSync(join(folder, 'a'), 'utf8'), 'first');
});

test('what another process left half made, with its lock, is cleared away', async () => {
  const { life } = createLife();
  mkdirSync(join(home, 'thing-1.part-999999999'));
  writeFileSync(join(home, 'thing-1.lock'), '999999999');
  await provide(entry(), life);
  assert.deepEqual(readdirSync(home), ['thing-1']);
});

test('two runs at once make it once', async () => {
  const { life } = createLife();
  const thing = entry();
  await Promise.all([provide(thing, life), provide(thing, life)]);
  assert.equal(thing.made, 1);
});

test('a failure leaves nothing behind; neither does an interruption', async () => {
  const { life, end } = createLife();
  const failing: CacheEntry = { ...entry(), make: () => Promise.reject(new Refusal('no registry')) };
  await assert.rejects(provide(failing, life), { message: 'no registry' });
  assert.deepEqual(readdirSync(home), []);

  let begun = (): void => {};
  const started = new Promise<void>(resolve => { begun = resolve; });
  const endless: CacheEntry = { ...entry(), make: () => { begun(); return new Promise(() => {}); } };
  void provide(endless, life);
  await started;
  assert.equal(readdirSync(home).length, 2, 'the part and the lock');
  await end();
  assert.deepEqual(readdirSync(home), []);
});

test('a disk that is full is told in one sentence', async () => {
  const { life } = createLife();
  await assert.rejects(provide({ ...entry(), megabytes: 1e9 }, life), /^Refusal: No disk space for a thing: .* MB free, 1000000000 MB are needed\.$/);
  const full = Object.assign(new Error('write'), { code: 'ENOSPC' });
  await assert.rejects(provide({ ...entry(), make: () => Promise.reject(full) }, life), /^Refusal: No disk space left in /);
  assert.ok(!existsSync(join(home, 'thing-1')));
});

test('a cache folder that cannot be made is told in one sentence', async () => {
  const { life } = createLife();
  writeFileSync(join(home, 'file'), '');
  process.env['GRADUS_CACHE'] = join(home, 'file', 'cache');
  await assert.rejects(provide(entry(), life), /^Refusal: The cache folder .* cannot be written \(.*\): set GRADUS_CACHE to a folder of yours\.$/);
});
