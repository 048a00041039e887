import assert from 'node:assert/strict';
import { test } from 'node:test';
import { candidates } from '../../../src/runtime/hooks.ts';
import { isModule, isTypeScript, stripTypes } from '../../../src/runtime/strip.ts';

test('types go, lines and columns stay', () => {
  const code = stripTypes('const x: number = 1;\nfunction f(a: string): void {}', '/tmp/a.ts');
  assert.equal(code.indexOf('= 1'), 'const x: number = 1'.indexOf('= 1'));
  assert.match(code.split('\n')[1]!, /^function f\(a {8}\) {7}\{\}$/);
});

test('a file that cannot be read says where', () => {
  assert.throws(() => stripTypes('let a = 1;\nconst x: number = ;', '/tmp/a b.ts'), (error: Error) => error.stack?.startsWith('/tmp/a b.ts:2\n') === true);
});

test('modules are told from CommonJS by what stands in them', () => {
  assert.equal(isModule('a.ts', 'export const x = 1;'), true);
  assert.equal(isModule('a.ts', 'const fs = require("fs");'), false);
  assert.equal(isModule('a.cts', 'import x = require("x")'), false);
  assert.equal(isModule('a.ts', 'console.log(1)'), true);
  assert.deepEqual(['a.ts', 'a.tsx', 'a.mts', 'a.js', 'a.json'].map(isTypeScript), [true, true, true, false, false]);
});

test('an import without its extension, or with that of the output, finds the source', () => {
  assert.equal(candidates('file:///x/lib')[0], 'file:///x/lib.ts');
  assert.equal(candidates('file:///x/lib.js')[0], 'file:///x/lib.ts');
});
