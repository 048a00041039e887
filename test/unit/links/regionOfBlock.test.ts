import assert from 'node:assert/strict';
import { test } from 'node:test';
import { regionOfBlock } from '../../../src/core/links/regionOfBlock.ts';
import type { CodePlace, StepEntry, TopicEntry } from '../../../src/core/model.ts';
import { exampleCatalogue } from '../../fakes/catalogue.ts';

const step = (id: string, ...regions: readonly string[]): StepEntry => ({
  id, number: 1, title: { en: id, 'zh-cn': id }, star: true, latex: undefined,
  code: regions.map((name): CodePlace => ({ template: `first/${name[0]}`, region: name, lines: { first: 1, last: 1 } })),
});
const template = (id: string, ...regions: readonly string[]) => ({
  id, file: `snippets/first/${id}.ts`, title: { en: id, 'zh-cn': id }, regions: regions.map((region) => ({ id: region, name: `do${region}`, lines: { first: 1, last: 9 } })),
});
const topic: TopicEntry = {
  ...exampleCatalogue.topics[1]!, templateEntries: [template('a', 'a1', 'a2'), template('b', 'b1')],
  sections: [{ id: 's', title: { en: 's', 'zh-cn': 's' }, steps: [step('x', 'a1', 'b1'), step('y', 'b1'), step('z', 'a2', 'a1'), step('none')] }],
};
const found = (ids: readonly string[], text = '') => regionOfBlock(topic, ids, text)?.region.id;

test('a block belongs to the region that carries out most of its equations', () => {
  assert.equal(found(['x', 'y']), 'b1');
  assert.equal(found(['x', 'z', 'unknown']), 'a1');
  assert.equal(regionOfBlock(topic, ['y'], '')?.template.id, 'b');
});

test('of equals the one that the code names, else the earlier', () => {
  assert.equal(found(['z']), 'a1');
  assert.equal(found(['z'], 'export function doa2() {}'), 'a2');
  assert.equal(found(['z'], 'export function doa22() {}'), 'a1', 'a whole word only');
  assert.equal(found(['x'], 'dob1 doa1'), 'a1');
});

test('equations without code, and unknown ones, belong to no region', () => {
  for (const ids of [[], ['none'], ['unknown']]) assert.equal(found(ids, 'doa1 dob1'), undefined);
});
