import assert from 'node:assert/strict';
import { test } from 'node:test';
import { childrenOf, nodeId, parentOf, type TopicNode } from '../../../src/host/topics/topicNode.ts';
import { exampleCatalogue } from '../../fakes/catalogue.ts';

function walk(node?: TopicNode): TopicNode[] {
  return childrenOf(exampleCatalogue, node).flatMap((child) => [child, ...walk(child)]);
}

test('areas come in their fixed order, only those that have topics', () => {
  assert.deepEqual(childrenOf(exampleCatalogue, undefined).map(nodeId), ['area/reinforcement-learning', 'area/llm-systems']);
});

test('topics stand in their order, whatever the order of the catalogue', () => {
  assert.deepEqual(childrenOf(exampleCatalogue, { kind: 'area', area: 'llm-systems' }).map(nodeId), ['first', 'second']);
});

test('a topic holds sections with steps, then templates, then exercises', () => {
  const under = (node: TopicNode) => childrenOf(exampleCatalogue, node).map(nodeId);
  assert.deepEqual(under({ kind: 'topic', topic: 'first' }), ['first/section/start', 'first/templates', 'first/exercises']);
  assert.deepEqual(under({ kind: 'section', topic: 'first', section: 'start' }), ['first/step/one', 'first/step/two']);
  assert.deepEqual(under({ kind: 'topic', topic: 'second' }), [], 'a topic without content is a leaf');
});

test('every node has its own id, and its parent has it as a child', () => {
  const all = walk();
  assert.equal(new Set(all.map(nodeId)).size, all.length);
  assert.ok(all.length > 10);
  for (const node of all) {
    const siblings = childrenOf(exampleCatalogue, parentOf(exampleCatalogue, node)).map(nodeId);
    assert.ok(siblings.includes(nodeId(node)), nodeId(node));
  }
});

test('what the catalogue does not hold has no children', () => {
  assert.deepEqual(childrenOf(exampleCatalogue, { kind: 'topic', topic: 'gone' }), []);
  assert.equal(parentOf(exampleCatalogue, { kind: 'topic', topic: 'gone' }), undefined);
});
