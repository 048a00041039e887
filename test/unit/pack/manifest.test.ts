import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseManifest } from '../../../src/core/pack/manifest.ts';
import { manifest } from './samplePack.ts';

const parse = (text: string) => parseManifest('topic.json', text, 'sums');
const change = (edit: (json: Record<string, unknown>) => void) => {
  const json = JSON.parse(manifest) as Record<string, unknown>;
  edit(json);
  return JSON.stringify(json, undefined, 2);
};

describe('parseManifest', () => {
  it('reads a sound manifest', () => {
    const { manifest: read, problems } = parse(manifest);
    assert.deepEqual(problems, []);
    assert.deepEqual(read, JSON.parse(manifest));
  });

  for (const [what, text, expected] of [
    ['what is not JSON', manifest.replace('"order": 1,', '"order": 1'), /^\d+:\d+ not JSON: /],
    ['what is no object', '[]', /^1:1 topic\.json is a list$/],
    ['a missing title', change((json) => { delete json['title']; }), /^1:1 title is missing$/],
    ['a title in one language', change((json) => { json['title'] = { en: 'Sums' }; }), /^5:3 title\.zh-cn is missing$/],
    ['an empty summary', change((json) => { json['summary'] = { en: ' ', 'zh-cn': '和' }; }), /^10:5 summary\.en is " "$/],
    ['an unknown area', change((json) => { json['area'] = 'llm-system'; }), /^3:3 area is "llm-system" — did you mean “llm-systems”\?$/],
    ['an order that is no whole number', change((json) => { json['order'] = 1.5; }), /^4:3 order is 1\.5$/],
    ['another id than the folder', change((json) => { json['id'] = 'sum'; }), /^2:3 id is “sum” in a folder named “sums”$/],
    ['an unknown field', change((json) => { json['template'] = []; }), /^\d+:3 unknown field “template” — did you mean “templates”\?$/],
    ['templates that are no list', change((json) => { json['templates'] = 'add'; }), /^\d+:3 templates is "add"$/],
    ['a template twice', change((json) => { json['templates'] = ['add', 'add']; }), /templates names add twice$/],
    ['a template with a path', change((json) => { json['templates'] = ['../add']; }), /templates holds "\.\.\/add"$/],
    ['a source without authors', change((json) => { json['sources'] = [{ title: 'T', year: 2020 }]; }), /sources\.authors is missing$/],
    ['a wrong year', change((json) => { json['sources'] = [{ title: 'T', authors: 'A', year: '2020' }]; }), /year of source 1 is "2020"$/],
    ['a wrong arXiv id', change((json) => { json['sources'] = [{ title: 'T', authors: 'A', year: 2020, arxiv: 'abs/1' }]; }), /“abs\/1” is no arXiv id$/],
    ['an address without https', change((json) => { json['sources'] = [{ title: 'T', authors: 'A', year: 2020, url: 'http://x.org' }]; }), /“http:\/\/x\.org” is no address$/],
  ] as const) {
    it(`says where ${what} is`, () => {
      const { manifest: read, problems } = parse(text);
      assert.equal(read, undefined);
      const messages = problems.map((problem) => `${problem.line}:${problem.column} ${problem.message}${problem.expected?.startsWith('did you') ? ` — ${problem.expected}` : ''}`);
      assert.ok(messages.some((message) => expected.test(message)), `${expected} is not among ${JSON.stringify(messages)}`);
    });
  }
});
