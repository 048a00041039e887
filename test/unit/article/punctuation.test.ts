import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkChinesePunctuation, punctuationFaults } from '../../../src/core/article/punctuation.ts';
import { chinese, english, parse } from './articleFixture.ts';

test('half-width marks beside Han characters are faults', () => {
  for (const text of ['先减,再加', '结果: 精确', '为什么?', '注意力(attention)', '注意力 (attention)', '约 2 倍, 而后', '好!', '甲;乙', '结束.', '他说"好"', "'好'"]) {
    assert.notDeepEqual(punctuationFaults(text), [], text);
  }
});

test('full-width marks, and half-width ones among Latin text, are none', () => {
  for (const text of ['先减，再加。', 'Milakov & Gimelshein (2018): a, b; c? d!', "Adam's rule", '步长 0.5 与 1.5', 'Q、K 与 V（见 §3.1）', '第 1,024 个']) {
    assert.deepEqual(punctuationFaults(text), [], text);
  }
});

test('a fault says what to write', () => {
  assert.deepEqual(punctuationFaults('甲,乙'), [{ index: 1, found: ',', wanted: '，' }]);
});

test('the prose of an article is looked at, with places; code, formulas and addresses are not', () => {
  assert.deepEqual(checkChinesePunctuation(parse(chinese, 'zh-cn').article), []);
  const text = chinese.replace('通常的做法要走三趟。', '通常的做法 `f(甲)` 要走 $f(x)$, 三趟。');
  const [problem, ...more] = checkChinesePunctuation(parse(text, 'zh-cn').article);
  assert.deepEqual(more, []);
  assert.equal(problem?.line, 3);
  assert.equal((text.split('\n')[2] ?? '').at((problem?.column ?? 0) - 1), ',');
});

test('every part of an article is looked at', () => {
  for (const [from, to] of [['少走一趟\n', '少,走一趟\n'], ['一个分数', '一个(分数)'], ['（定义）', '（定,义）'], ['已知。', '已:知。'], ['## 一趟', '## 一?趟'], ['基准 ★', '基;准 ★'], ['Milakov 与', '米拉科夫:与']] as const) {
    const text = chinese.replace(from, to);
    assert.notEqual(text, chinese);
    const lines = checkChinesePunctuation(parse(text, 'zh-cn').article).map(({ line }) => line);
    assert.deepEqual([...new Set(lines)], [text.slice(0, text.indexOf(to)).split('\n').length + (to.startsWith('\n') ? 1 : 0)], to);
  }
});

test('English articles are not looked at', () => {
  assert.deepEqual(checkChinesePunctuation(parse(english).article), []);
});
