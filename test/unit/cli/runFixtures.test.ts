import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { listTopics, runFixtures } from '../../../src/cli/fixtures/runFixtures.ts';

const home = mkdtempSync(join(tmpdir(), 'gradus-fixtures-'));
after(() => rmSync(home, { recursive: true }));

const fixture = (path: string, content: unknown): void => {
  mkdirSync(join(home, path, '..'), { recursive: true });
  writeFileSync(join(home, path), JSON.stringify(content));
};
fixture('doubling/double.json', {
  source: 'by hand',
  cases: [
    { name: 'two', inputs: { x: 2 }, expected: { y: 4 }, tolerance: 0 },
    { name: 'nearly', inputs: { x: 2 }, expected: { y: 4.1 }, tolerance: 0.05 },
    { name: 'infinite', inputs: { x: '-Infinity' }, expected: { y: '-Infinity' }, tolerance: 0 },
    { name: 'wrong', inputs: { x: 2 }, expected: { y: 5 }, tolerance: 0.1 },
    { name: 'refused', inputs: { x: 'a' }, expected: { throws: true, messageIncludes: 'number' }, tolerance: 0 },
    { name: 'not refused', inputs: { x: 1 }, expected: { error: 'NOT_A_NUMBER' }, tolerance: 0 },
  ],
});
fixture('doubling/unknown.json', { source: 'by hand', cases: [{ name: 'a', inputs: {}, expected: 1, tolerance: 0 }] });
fixture('doubling/empty.json', { source: 'by hand', cases: [] });
fixture('halving/half.json', { source: 'by hand', cases: [{ name: 'a', inputs: {}, expected: 1, tolerance: 0 }] });
writeFileSync(join(home, 'doubling.ts'), `export const adapters = {
  double: ({ x }: Record<string, unknown>) => {
    if (typeof x !== 'number') throw new TypeError('x must be a number');
    return { y: 2 * x };
  },
};
`);
writeFileSync(join(home, 'package.json'), '{ "type": "module" }');

test('every case is compared; failures, missing adapters and empty files are told', async () => {
  const lines: string[] = [];
  const outcome = await runFixtures(home, ['doubling'], home, line => lines.push(line));
  assert.deepEqual(outcome, { passed: 4, failed: 4 });
  assert.deepEqual(lines.map(line => line.replaceAll(home, '')), [
    '  ✖ doubling/double.json "wrong": largest error 0.200 > 0.1: y is 4, expected 5',
    '  ✖ doubling/double.json "not refused": it returns a result, expected an error that says "NOT_A_NUMBER"',
    '  ✖ doubling/empty.json: its list "cases" is empty',
    '  ✖ doubling/unknown.json: no adapter of this name in /doubling.ts, 1 cases not run',
  ]);
});

test('a topic without adapters or without fixtures fails', async () => {
  assert.deepEqual(listTopics(home), ['doubling', 'halving']);
  const lines: string[] = [];
  assert.deepEqual(await runFixtures(home, ['halving', 'nothing'], home, line => lines.push(line)), { passed: 0, failed: 4 });
  assert.match(lines[0] ?? '', /halving\.ts does not exist/);
  assert.match(lines.at(-1) ?? '', /nothing holds no fixtures/);
});
