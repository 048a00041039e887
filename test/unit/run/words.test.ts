import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { joinWords, readSeed, splitWords } from '../../../src/host/run/words.ts';

test('words are parted by blanks, and quotes keep them', () => {
  assert.deepEqual(splitWords('  --size 3  "a b" \'c "d"\' e\\ f "" C:\\papers\\x '), ['--size', '3', 'a b', 'c "d"', 'e f', '', 'C:\\papers\\x']);
  assert.deepEqual(splitWords('   '), []);
  assert.throws(() => splitWords('a "b'), /quote "/);
});

test('any words come back from the line they were joined to', () => {
  fc.assert(fc.property(fc.array(fc.string({ unit: 'grapheme' })), (words) => assert.deepEqual(splitWords(joinWords(words)), words)));
});

test('a seed is a whole number or nothing', () => {
  assert.deepEqual(['', ' 7 ', '-3'].map(readSeed), [undefined, 7, -3]);
  for (const text of ['x', '1.5', '1e3', '99999999999999999999']) assert.throws(() => readSeed(text), SyntaxError, text);
});
