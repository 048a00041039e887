import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import markdownIt from 'markdown-it';
import { plainMarkdown } from '../../../src/host/support/markdownText.ts';

const shown = (text: string) => markdownIt().renderInline(plainMarkdown(text)).replace(/&(amp|lt|gt|quot);/g, (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"' })[name] ?? '');

test('a text is shown as it stands, with blanks that break', () => {
  for (const text of ['[x](command:evil)', '**b** _i_ `c` ~~s~~', '<b>&amp;</b>', '1. one', '# head', '![a](b)', 'm_N <= m_i & x | y', '\\alpha']) assert.equal(shown(text), text);
  assert.equal(plainMarkdown('two  words'), 'two words');
  assert.equal(plainMarkdown('$(alert)'), '\\$(alert)');
});

test('whatever it is', () => {
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...'ab1 .)(*_[]`<>&!#-+=~|\\$;:/"') }), (text) => {
    const one = text.replace(/\s+/g, ' ').trim();
    assert.equal(shown(one).trim(), one);
    assert.doesNotMatch(markdownIt().render(plainMarkdown(one)), /<(?!\/?p>)/, 'no element but the paragraph');
  }), { seed: 6, numRuns: 2000 });
});
