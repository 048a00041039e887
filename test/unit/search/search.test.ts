import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Catalogue, StepDetails } from '../../../src/core/model.ts';
import { searchEntries, type SearchEntry } from '../../../src/core/search/entries.ts';
import { fold, foldLatex, wordsOf } from '../../../src/core/search/fold.ts';
import { SearchIndex } from '../../../src/core/search/searchIndex.ts';
import { exampleCatalogue } from '../../fakes/catalogue.ts';

const both = (en: string, zh = en) => ({ en, 'zh-cn': zh });
const entry = (part: Partial<SearchEntry>): SearchEntry => ({
  kind: 'step', topic: 't', target: 'x', title: both(''), topicTitle: both('T'), names: [], latex: [], formula: '', text: both(''), ...part,
});
const targets = (entries: readonly SearchEntry[], query: string) => new SearchIndex(entries).search(query, 'en').map((hit) => hit.entry.target);

test('a title counts more than a name, a name more than LaTeX, LaTeX more than text', () => {
  const entries = [
    entry({ target: 'text', text: both('about softmax') }), entry({ target: 'latex', latex: ['\\softmax'] }),
    entry({ target: 'name', names: ['softmax'] }), entry({ target: 'title', title: both('The softmax of a row') }),
  ];
  assert.deepEqual(targets(entries, 'softmax'), ['title', 'name', 'latex', 'text']);
});

test('all words must be there, wherever they stand', () => {
  const entries = [entry({ target: 'both', title: both('Online'), text: both('the normaliser') }), entry({ target: 'one', title: both('Online') })];
  assert.deepEqual(targets(entries, 'normaliser online'), ['both']);
  assert.deepEqual(targets(entries, 'online'), ['both', 'one'], 'equals in the order of the entries');
  assert.deepEqual(targets(entries, 'online missing'), []);
  assert.deepEqual(targets(entries, '   '), []);
});

test('both languages are searched, the preview is in the one that is shown', () => {
  const index = new SearchIndex([entry({ title: both('Merging', '合并'), text: both('Two parts make one.', '两部分合为一。') })]);
  assert.equal(index.search('合并', 'en')[0]?.preview, 'Two parts make one.');
  assert.equal(index.search('merging', 'zh-cn')[0]?.preview, '两部分合为一。');
  assert.equal(index.search('部分合', 'zh-cn').length, 1);
});

test('formulas are found by LaTeX with other spacing and braces, and as they read', () => {
  const index = new SearchIndex([entry({ latex: ["d'_i = d'_{i-1}\\,e^{m_{i-1}-m_i}"], text: both('d′ᵢ = d′ᵢ₋₁ e^(mᵢ₋₁-mᵢ)') })]);
  for (const query of ["d'_{i-1}", "d'_i-1", 'e^{m_{i-1}', 'd′ᵢ', "d'i"]) assert.equal(index.search(query, 'en').length, 1, query);
});

test('the preview shows the place of the word', () => {
  const text = `${'before '.repeat(60)}needle ${'after '.repeat(60)}`;
  const [hit] = new SearchIndex([entry({ text: both(text) })]).search('needle', 'en');
  assert.match(hit?.preview ?? '', /^….*needle.*…$/);
  assert.ok((hit?.preview.length ?? 999) <= 112);
});

test('topics, steps, symbols, functions and exercises of a catalogue are entries that lead somewhere', () => {
  const details: StepDetails = { one: { picture: undefined, formula: '', rule: both('rule'), reason: both('because'), text: both('words of one') } };
  const index = new SearchIndex(searchEntries(exampleCatalogue, new Map([['first', details]])));
  const where = (query: string) => index.search(query, 'en').map(({ entry: { kind, topic, target } }) => [kind, topic, target].join(' '));
  assert.deepEqual(where('words because'), ['step first one']);
  assert.deepEqual(where('a=b'), ['step first one']);
  assert.ok(where('sum').includes('code first sum#sum'));
  assert.deepEqual(where('相加'), ['exercise first hole-add']);
  assert.ok(where('2001.00001').includes('topic other '));
});

const word = fc.stringMatching(/^[a-z]{1,8}$/);
const anyEntry = fc.record({ title: word, name: word, text: fc.array(word, { maxLength: 12 }) }).map(({ title, name, text }) =>
  entry({ title: both(title), names: [name], text: both(text.join(' ')) }));

test('every word of an entry finds it, more words find no more, and scores fall', () => {
  fc.assert(fc.property(fc.array(anyEntry, { minLength: 1, maxLength: 30 }), word, (entries, other) => {
    const index = new SearchIndex(entries);
    for (const one of entries) {
      const words = [one.title.en, ...one.names, ...one.text.en.split(' ').filter((part) => part !== '')];
      for (const each of words) assert.ok(index.search(each, 'en', 100).some((hit) => hit.entry === one));
      const [less, more] = [index.search(words[0]!, 'en', 100), index.search(`${words[0]!} ${other}`, 'en', 100)];
      assert.ok(more.every((hit) => less.some((wider) => wider.entry === hit.entry)));
      assert.ok(less.every((hit, i) => i === 0 || hit.score <= less[i - 1]!.score));
    }
  }), { seed: 3, numRuns: 100 });
});

test('any query is answered without an exception; folding twice is folding once', () => {
  const index = new SearchIndex(searchEntries(exampleCatalogue, new Map()));
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
    index.search(text, 'en');
    assert.equal(fold(fold(text)), fold(text));
    assert.equal(foldLatex(foldLatex(text)), foldLatex(text));
    for (const each of wordsOf(text)) assert.notEqual(each, '');
  }), { seed: 5, numRuns: 500 });
});

test('ten topics of the size of the largest are searched within 50 ms', () => {
  const sentences = 'The running maximum rises and the sum is rescaled by e to the difference. '.repeat(25);
  const details: Record<string, StepDetails> = {};
  const topics = Array.from({ length: 10 }, (_, t): Catalogue['topics'][number] => {
    const steps = Array.from({ length: 40 }, (__, s) => ({
      id: `step-${s}`, number: s + 1, title: both(`Step of ${t} and ${s}`, `第 ${s} 步`), star: true, latex: `d_{${s}} = \\sum_i e^{x_i - m_{${t}}}`, code: [],
    }));
    details[`topic-${t}`] = Object.fromEntries(steps.map(({ id }) => [id, { picture: undefined, formula: '', rule: both('r'), reason: both('why'), text: both(`${sentences}${id}`) }]));
    return { ...exampleCatalogue.topics[0]!, id: `topic-${t}`, hasArticle: true, sections: [{ id: 's', title: both('S'), steps }] };
  });
  const index = new SearchIndex(searchEntries({ topics }, new Map(Object.entries(details))));
  const times = ['r', 'rescaled maximum', 'nowhere at all', 'd_{7}', '第'].flatMap((query) => Array.from({ length: 5 }, () => {
    const start = performance.now();
    index.search(query, 'en');
    return performance.now() - start;
  })).sort((a, b) => a - b);
  assert.ok((times[Math.floor(times.length / 2)] ?? Infinity) < 50, `median ${times[Math.floor(times.length / 2)]} ms`);
  assert.equal(index.search('rescaled', 'en', 1000).length, 400);
});
