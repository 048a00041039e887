import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StepEntry, TopicEntry } from '../../../src/core/model.ts';
import { EquationIndex } from '../../../src/core/links/equationIndex.ts';

const both = (text: string) => ({ en: text, 'zh-cn': text });
const step = (id: string): StepEntry => ({ id, number: 1, title: both(id), star: true, latex: 'x', code: [] });
const topic = (id: string, steps: string[]): TopicEntry => ({
  id, area: 'llm-systems', order: 1, title: both(id), summary: both(id), sources: [], requires: [], templates: [], hasArticle: true,
  sections: [{ id: 's', title: both('s'), steps: steps.map(step) }], symbols: [], templateEntries: [], exercises: [], checks: [],
});
const index = new EquationIndex({ topics: [topic('flash-attention', ['mask', 'lse']), topic('chameleon', ['mask', 'z-loss'])] });

test('a file belongs to the topic of its folder, else to the one that knows most of its ids', () => {
  assert.equal(index.topicOf('/snippets/chameleon/x.ts', ['mask']), 'chameleon');
  assert.equal(index.topicOf('/home/me/model.ts', ['mask', 'z-loss']), 'chameleon');
  assert.equal(index.topicOf('/home/me/model.ts', ['mask']), 'flash-attention');
  assert.equal(index.topicOf('/home/me/model.ts', ['nothing']), undefined);
});

test('an id is found in its topic only; a slip finds its neighbour', () => {
  assert.equal(index.find('chameleon', 'lse'), undefined);
  assert.equal(index.find('chameleon', 'mask')?.topic.id, 'chameleon');
  assert.equal(index.closest('flash-attention', 'maks'), 'mask');
  assert.equal(index.closest('flash-attention', 'zzzz'), undefined);
});
