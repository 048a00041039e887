import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { codeIn, hasHan, splitLine } from '../../../src/core/template/language.ts';

describe('splitLine', () => {
  for (const [line, en, zh] of [
    ['A sum.', 'A sum.', ''],
    ['和。', '', '和。'],
    ['The sum. 和。', 'The sum.', '和。'],
    ['FlashAttention-2 前向。', '', 'FlashAttention-2 前向。'],
    ['■ where a tile has anything in it. P 的块画 ■。', '■ where a tile has anything in it.', 'P 的块画 ■。'],
    ['Dao et al. 提出的算法。', '', 'Dao et al. 提出的算法。'],
    ['@param x logits 输入', '@param x logits', '@param x 输入'],
    ['@param x 输入', '', '@param x 输入'],
    ['@returns the sum 和', '@returns the sum', '@returns 和'],
    ['@returns m, d and the rest 其余', '@returns m, d and the rest', '@returns 其余'],
  ] as const) {
    it(line, () => assert.deepEqual(splitLine(line), { en, zh }));
  }
});

describe('codeIn', () => {
  const both = (text: string) => [codeIn(text, 'en'), codeIn(text, 'zh-cn')];

  it('keeps one line of a pair, and shapes in both languages', () => {
    const text = '/**\n * Adds.\n * 相加。\n * @param a [n]\n */\nf();\n';
    assert.deepEqual(both(text), ['/**\n * Adds.\n * @param a [n]\n */\nf();\n', '/**\n * 相加。\n * @param a [n]\n */\nf();\n']);
  });

  it('puts a comment of one line on one line', () => {
    assert.deepEqual(both('  /**\n   * Adds.\n   * 相加。\n   */\n'), ['  /** Adds. */\n', '  /** 相加。 */\n']);
  });

  it('keeps marks between two lines of a pair', () => {
    assert.deepEqual(both('  // Why.\n  // 为何。\n  // eq: a\n  f();\n'), ['  // Why.\n  // eq: a\n  f();\n', '  // 为何。\n  // eq: a\n  f();\n']);
  });

  it('drops a trailing comment that speaks only Chinese, and keeps one that speaks only English', () => {
    assert.deepEqual(both('f(); // 说明\ng(); // note\n'), ['f();\ng(); // note\n', 'f(); // 说明\ng(); // note\n']);
  });

  it('drops a whole comment without leaving a blank line', () => {
    assert.deepEqual(codeIn('f();\n  // 说明\ng();\n', 'en'), 'f();\ng();\n');
  });

  it('leaves strings as they are', () => {
    assert.deepEqual(both("say('a', '中文'); // eq: a\n"), ["say('a', '中文'); // eq: a\n", "say('a', '中文'); // eq: a\n"]);
  });
});

it('comments that ship part between the languages: no English sentence is left before Chinese', () => {
  const root = `${import.meta.dirname}/../../..`;
  for (const file of globSync('snippets/*/*.ts', { cwd: root })) {
    const [regions = ''] = readFileSync(`${root}/${file}`, 'utf8').split(/^export (?:async )?function demo\(/m);
    for (const line of codeIn(regions, 'zh-cn').split('\n')) {
      const comment = /(?:\/\*\*?|\/\/|^\s*\*)\s*(?:@\w+ \w+ )?(.*)$/.exec(line)?.[1] ?? '';
      assert.ok(!hasHan(comment) || !/(?:\b[a-z]{2,}[ ,;]+){3}/.test(comment), `${file}: ${comment}`);
    }
  }
});
