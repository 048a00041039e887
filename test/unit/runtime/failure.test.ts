import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeFailure, frames } from '../../../src/runtime/failure.ts';

const stack = `RangeError: Q has 23 values
    at update (file:///home/a%20b/x.ts:5:39)
    at /opt/gradus/runner.mjs:262:18
    at ModuleJob.run (node:internal/modules/esm/module_job:325:25)
    at async C:\\papers\\y.ts:7:1`;

test('frames are the reader’s own: neither the runner’s nor Node’s', () => {
  const seen = frames(stack, '/opt/gradus');
  assert.deepEqual(seen.map(({ file, line, column }) => [file, line, column]), [['/home/a b/x.ts', 5, 39], ['C:\\papers\\y.ts', 7, 1]]);
});

test('a crash is told as file:line:column: error: what, relative to the folder', () => {
  const error = new RangeError('Q has 23 values');
  error.stack = stack;
  assert.match(describeFailure(error, '/home/a b', '/opt/gradus'), /^x\.ts:5:39: error: RangeError: Q has 23 values\n {4}at update x\.ts:5:39\n/);
});

test('a syntax error is placed by the header of its stack', () => {
  const error = new SyntaxError('Expression expected');
  error.stack = '/tmp/bad.ts:1\nconst x: number = ;\n                  ^\n\nSyntaxError: Expression expected\n    at f (/tmp/z.ts:1:1)';
  assert.equal(describeFailure(error, '/tmp', '/opt'), 'bad.ts:1:19: error: SyntaxError: Expression expected');
});

test('what is thrown need not be an error', () => assert.equal(describeFailure('stop', '/', '/'), 'error: stop'));
