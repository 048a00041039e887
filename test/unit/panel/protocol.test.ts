import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  parseFromArticle, parsePanelState, parseToArticle, protocolVersion, type FromArticle, type ToArticle,
} from '../../../src/protocol/article.ts';

const head = { version: protocolVersion, topic: 'flash-attention' } as const;
const template = 'flash-attention/online-softmax';
const state = {
  topic: 'flash-attention', language: 'zh-cn', mode: 'steps', anchor: { id: 'surrogate', offset: 0.25 },
  shown: ['attn-def'], toggled: ['+surrogate/0'],
} as const;

const fromArticle: readonly FromArticle[] = [
  { ...head, type: 'wantRest' },
  { ...head, type: 'ready' },
  { ...head, type: 'run', template },
  { ...head, type: 'insert', template, region: 'online-softmax' },
  { ...head, type: 'open', template, region: undefined, line: 41 },
  { ...head, type: 'openEquation', equation: 'online-recurrence' },
  { ...head, type: 'copy', text: '\\frac{1}{2}', what: 'latex' },
  { ...head, type: 'copyLink', step: 'surrogate' },
  { ...head, type: 'note', step: 'surrogate' },
  { ...head, type: 'openTopic', target: 'grpo', step: undefined },
  { ...head, type: 'openFile', file: 'media/topics/grpo/en.md', line: 78, column: 65 },
  { ...head, type: 'setLanguage', language: 'zh-cn', anchor: { id: 'surrogate', offset: 0 } },
  { ...head, type: 'saveState', state },
  { ...head, type: 'stepChanged', step: 'surrogate' },
  { ...head, type: 'jumped', from: 'article', to: 'surrogate' },
  { ...head, type: 'equationDrawn', step: 'surrogate', png: 'iVBORw0KGgo=' },
  { ...head, type: 'equationCopied', step: 'surrogate', copied: true },
  { ...head, type: 'stepRead', step: 'surrogate' },
  { ...head, type: 'startExercise', exercise: 'rescale' },
  { ...head, type: 'checkExercise', exercise: 'rescale' },
  { ...head, type: 'compareExercise', exercise: 'rescale' },
  { ...head, type: 'hintRevealed', exercise: 'rescale', hint: 2 },
  { ...head, type: 'showLog' },
  { ...head, type: 'failed', message: 'TypeError' },
];

const toArticle: readonly ToArticle[] = [
  { ...head, type: 'rest', language: 'en', parts: [{ part: '1', html: 'x'.repeat(5_000_000) }], cards: '<div></div>' },
  { ...head, type: 'goToStep', step: 'surrogate', focus: true },
  { ...head, type: 'markEquation', equations: ['surrogate', 'online-recurrence'] },
  { ...head, type: 'notes', notes: [{ step: 'surrogate', text: 'why?' }] },
  { ...head, type: 'drawEquation', step: 'surrogate', svg: '<svg/>', width: 80, height: 20, scale: 4 },
  { ...head, type: 'copyEquation', step: 'surrogate', svg: '<svg/>', width: 80, height: 20, scale: 4 },
  { ...head, type: 'runStarted', template },
  { ...head, type: 'runFinished', template, exitCode: 0, milliseconds: 41, at: 1_790_000_000_000 },
  { ...head, type: 'progress', read: ['attn-def'] },
  { ...head, type: 'exerciseState', exercise: 'rescale', attempts: 2, passed: false, message: 'd ends at 8' },
];

test('every message comes through the guard of its direction unchanged, and through no other', () => {
  for (const message of fromArticle) {
    assert.deepEqual(parseFromArticle(structuredClone(message)), message);
    assert.equal(parseToArticle(message), undefined, message.type);
  }
  for (const message of toArticle) {
    assert.deepEqual(parseToArticle(structuredClone(message)), message);
    assert.equal(parseFromArticle(message), undefined, message.type);
  }
});

test('a field that JSON left out because it was undefined is read as undefined', () => {
  const sent: unknown = JSON.parse(JSON.stringify({ ...head, type: 'open', template, region: undefined, line: undefined }));
  assert.deepEqual(parseFromArticle(sent), { ...head, type: 'open', template, region: undefined, line: undefined });
});

test('fields that a message does not have are left behind', () => {
  assert.deepEqual(parseFromArticle({ ...head, type: 'run', template, command: 'rm' }), { ...head, type: 'run', template });
});

test('a message of another version, an unknown or inherited type, a path for an id are refused', () => {
  assert.equal(parseFromArticle({ ...head, version: 2, type: 'ready' }), undefined);
  for (const type of ['quit', 'toString', '__proto__', 'constructor', 7]) assert.equal(parseFromArticle({ ...head, type }), undefined);
  for (const wrong of ['../../etc/passwd', 'a/b/c', 'online-softmax', '/x', 'a/..', 'a/.b', 'a b/c', '']) {
    assert.equal(parseFromArticle({ ...head, type: 'run', template: wrong }), undefined, wrong);
  }
  assert.equal(parseFromArticle({ ...head, type: 'hintRevealed', exercise: 'rescale', hint: 4 }), undefined);
  assert.equal(parseFromArticle({ ...head, type: 'open', template, region: undefined, line: 0 }), undefined);
  assert.equal(parseFromArticle({ ...head, type: 'copy', text: 'x'.repeat(1_000_001), what: 'code' }), undefined);
});

test('a field replaced by any value is refused or kept as it is', () => {
  const message = fc.constantFrom(...fromArticle, ...toArticle);
  fc.assert(fc.property(message, fc.nat(), fc.anything(), (sent, at, value) => {
    const keys = Object.keys(sent);
    const broken = { ...sent, [keys[at % keys.length] ?? 'type']: value };
    for (const parsed of [parseFromArticle(broken), parseToArticle(broken)]) {
      if (parsed === undefined) continue;
      for (const [key, field] of Object.entries(parsed)) assert.deepEqual(field, Reflect.get(broken, key), key);
    }
  }), { numRuns: 2000, seed: 7 });
});

test('1,000 random values are refused, change nothing and throw nothing', () => {
  fc.assert(fc.property(fc.anything({ withNullPrototype: true, withSparseArray: true, withBigInt: true, withDate: true }), (value) => {
    const before = fc.stringify(value);
    assert.equal(parseFromArticle(value), undefined);
    assert.equal(parseToArticle(value), undefined);
    assert.equal(parsePanelState(value), undefined);
    assert.equal(fc.stringify(value), before);
  }), { numRuns: 1000, seed: 11 });
});

test('a saved state is taken only whole', () => {
  assert.deepEqual(parsePanelState(structuredClone(state)), state);
  for (const key of Object.keys(state)) {
    const { [key]: _, ...rest } = state as Record<string, unknown>;
    assert.equal(parsePanelState(rest) === undefined, key !== 'anchor', key);
  }
  assert.equal(parsePanelState({ ...state, language: 'de' }), undefined);
  assert.equal(parsePanelState({ ...state, anchor: { id: 'surrogate', offset: Number.NaN } }), undefined);
});
