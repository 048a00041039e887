import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { test } from 'node:test';
import { withoutComments } from '../../../src/cli/build/stripTemplates.ts';
import { readSource } from '../../../src/core/template/source.ts';

const root = `${import.meta.dirname}/../../..`;

test('a template without its comments has the same code at the same places', () => {
  const files = globSync('snippets/**/*.ts', { cwd: root });
  assert.ok(files.length > 40);
  for (const file of files) {
    const code = stripTypeScriptTypes(readFileSync(`${root}/${file}`, 'utf8'), { mode: 'strip' });
    const [before, after] = [readSource(code), readSource(withoutComments(code))];
    assert.ok(before.comments.length > 0, file);
    assert.deepEqual(after.comments, [], file);
    assert.deepEqual(after.tokens, before.tokens, file);
  }
});

test('what looks like a comment in a string or a template stays', () => {
  assert.equal(withoutComments("f('// a', `/* ${x /* b */} */`); // c\ng(/d\\/\\/e/);"), "f('// a', `/* ${x        } */`);     \ng(/d\\/\\/e/);");
});
