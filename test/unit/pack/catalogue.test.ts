import assert from 'node:assert/strict';
import { it } from 'node:test';
import { renderArticle, renderHints } from '../../../src/core/article/render.ts';
import { closest, editDistance } from '../../../src/core/links/closest.ts';
import type { CheckResult } from '../../../src/core/model.ts';
import { makeCatalogue } from '../../../src/core/pack/catalogue.ts';
import { wholeArticle } from '../../../src/core/article/articleParts.ts';
import { loadPack } from '../../../src/core/pack/loadPack.ts';
import { renderContextOf } from '../../../src/core/pack/renderContextOf.ts';
import { files, soundFiles } from './samplePack.ts';

const three: CheckResult = {
  id: 'three', template: 'sums/add', claim: { en: '1 + 2', 'zh-cn': '1 + 2' }, source: { en: 'own', 'zh-cn': 'own' }, published: 3, ours: 3, tolerance: 0, holds: true,
};

it('puts into the catalogue what the tree and the commands need, in both languages', async () => {
  const pack = await loadPack(files(soundFiles));
  const results = new Map([['sums/add#three', three]]);
  const { topics } = makeCatalogue(pack, results, (exercise, article, topic) => {
    assert.ok(topic.manifest !== undefined);
    return renderHints(exercise, article, renderContextOf(pack, topic, topic.manifest, results));
  });
  const [topic] = topics;
  assert.ok(topic !== undefined && topic.hasArticle);
  assert.deepEqual(topic.sections.map((section) => [section.title, section.steps.map((step) => [step.id, step.number, step.star, step.code])]), [
    [{ en: 'The sum', 'zh-cn': '和' }, [
      ['definition', 1, true, [{ template: 'sums/add', region: 'add', lines: { first: 14, last: 14 } }]],
      ['recurrence', 2, true, [{ template: 'sums/add', region: 'add', lines: { first: 12, last: 12 } }]],
    ]],
    [{ en: 'Exercises', 'zh-cn': '练习' }, []],
  ]);
  assert.deepEqual(topic.exercises.map(({ id, template, region, lines, title }) => ({ id, template, region, lines, title })), [
    { id: 'step', template: 'sums/add', region: 'add', lines: { first: 12, last: 12 }, title: { en: 'Write the step', 'zh-cn': '写出这一步' } },
  ]);
  assert.deepEqual([topic.exercises[0]?.hints.en.length, topic.exercises[0]?.hints['zh-cn'].length], [3, 3]);
  assert.match(topic.exercises[0]?.hints['zh-cn'][2] ?? '', /加上 <code>xi<\/code>/);
  assert.deepEqual(topic.symbols[0]?.meaning['zh-cn'], '前 i 个数之和');
  assert.deepEqual(topic.templateEntries, [{ id: 'add', file: 'snippets/sums/add.ts', title: { en: 'Adds numbers', 'zh-cn': '把数相加' }, regions: [{ id: 'add', name: 'add', lines: { first: 8, last: 15 } }] }]);
  assert.deepEqual(topic.checks, [three]);
});

it('renders the article with the pack’s code, links and numbers', async () => {
  const pack = await loadPack(files(soundFiles));
  const topic = pack.topics[0];
  assert.ok(topic?.manifest !== undefined && topic.articles['zh-cn'] !== undefined);
  const rendered = renderArticle(topic.articles['zh-cn'], renderContextOf(pack, topic, topic.manifest, new Map([['sums/add#three', three]])));
  assert.equal(rendered.title, '求和');
  const article = wholeArticle(rendered);
  assert.match(article, /data-check="sums\/add#three"/);
  assert.match(article, /data-eq="recurrence"[^>]*data-line="12"/);
  assert.match(rendered.outline, /href="#recurrence"/);
});

it('lists a topic that has only its manifest, without an article', async () => {
  const pack = await loadPack(files({ 'media/topics/sums/topic.json': (soundFiles['media/topics/sums/topic.json'] ?? '').replace('"add"', '') }));
  const [topic] = makeCatalogue(pack, new Map(), () => []).topics;
  assert.equal(topic?.hasArticle, false);
  assert.deepEqual([topic?.sections, topic?.exercises, topic?.title.en], [[], [], 'Sums']);
});

it('finds the id that was meant', () => {
  assert.equal(closest('online-recurence', ['online-softmax', 'online-recurrence']), 'online-recurrence');
  assert.equal(closest('maks', ['task', 'mask']), 'mask');
  assert.equal(closest('zzz', ['mask']), undefined);
  assert.equal(closest('M', ['k']), undefined);
  assert.equal(editDistance('kitten', 'sitting'), 3);
  assert.equal(editDistance('ab', 'ba'), 1);
});
