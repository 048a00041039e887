import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import fc from 'fast-check';
import { emptyHole, removeHole } from '../../../src/core/template/hole.ts';
import { parseTemplate } from '../../../src/core/template/parseTemplate.ts';
import { makeScaffolds } from '../../../src/core/template/scaffold.ts';
import { codeIn } from '../../../src/core/template/language.ts';
import { SourceError } from '../../../src/core/template/source.ts';

const text = readFileSync(join(import.meta.dirname, '..', '..', '..', 'snippets', 'flash-attention', 'online-softmax.ts'), 'utf8');
const file = 'snippets/flash-attention/online-softmax.ts';
const pieces = ['// #region x', '// #endregion', '// eq: a', '// hole: h', '/**', '*/', '`', '${', '{', '}', '(', ')', "'", '\n', '\n\n', '中文', '$0', 'check(', '🎯', '\u0000'];

/** The real template with some cuts and some pieces put in. */
const damaged = fc.array(fc.record({ at: fc.nat(text.length), cut: fc.nat(40), put: fc.constantFrom('', ...pieces) }), { minLength: 1, maxLength: 4 })
  .map((edits) => edits.reduce((result, { at, cut, put }) => result.slice(0, at) + put + result.slice(at + cut), text));

it('reads any damaged template without throwing, and says where what is wrong', () => {
  fc.assert(fc.property(fc.oneof(damaged, fc.string({ maxLength: 200 })), (broken) => {
    const { template, problems } = parseTemplate(file, broken);
    const lines = broken.split('\n').length;
    for (const { line, column, message } of problems) {
      assert.ok(line >= 1 && line <= lines + 1 && column >= 1 && message.length > 0, JSON.stringify({ line, column, message }));
    }
    for (const hole of template.holes) {
      assert.ok(hole.lines.first >= 1 && hole.lines.last <= lines);
      emptyHole(broken, hole);
      removeHole(broken, hole);
    }
    makeScaffolds(new Map([[file, template]]), [template]);
  }), { seed: 1, numRuns: 300 });
});

it('keeps the code itself whatever the language of the comments', () => {
  const code = (shown: string) => shown.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '').replace(/\s+/g, ' ');
  assert.equal(code(codeIn(text, 'en')), code(text));
  assert.equal(code(codeIn(text, 'zh-cn')), code(text));
  assert.doesNotMatch(codeIn(text, 'en').replace(/'[^'\n]*'|`[^`]*`/g, ''), /\p{Script=Han}/u);
  assert.throws(() => codeIn('const = ;', 'en'), SourceError);
});
