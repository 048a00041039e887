import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inlineSvg } from '../../../src/core/article/svg.ts';

const svg = (inner: string, attrs = 'viewBox="0 0 9 9"') => inlineSvg(`<svg xmlns="http://www.w3.org/2000/svg" ${attrs}>${inner}</svg>`, 'seen', 'f');
const html = (inner: string, attrs?: string) => {
  const picture = svg(inner, attrs);
  return 'html' in picture ? picture.html : assert.fail(picture.fault);
};

test('shapes and texts stay, the root gets its role and name', () => {
  assert.equal(html('<g transform="scale(2)"><path d="M0 0"/></g><text x="1">a &amp; b</text>'),
    '<svg viewBox="0 0 9 9" class="stage" role="img" aria-label="seen"><g transform="scale(2)"><path d="M0 0"/></g><text x="1">a &amp; b</text></svg>');
});

test('rules for elements and classes become attributes; stronger ones win, media rules go', () => {
  const style = '<style>.m { stroke: #00f; fill: none } path { stroke: red; stroke-width: 2 } @media (x) { path { stroke: lime } } g > path { opacity: 0 }</style>';
  assert.ok(html(`${style}<path class="m" d="M0 0"/><path d="M1 1"/>`).endsWith(
    '<path class="m" d="M0 0" stroke="#00f" stroke-width="2" fill="none"/><path d="M1 1" stroke="red" stroke-width="2"/></svg>'));
});

test('the ink of the root is the page\'s', () => {
  assert.ok(!html('<style>svg { color: #333 }</style>', 'viewBox="0 0 1 1" width="90" color="#333"').match(/#333|width/));
});

test('ids and the addresses of paints get the prefix', () => {
  assert.ok(html('<defs><marker id="a"/></defs><path marker-end="url(#a)"/>').includes('<marker id="f-a"/></defs><path marker-end="url(#f-a)"/>'));
});

test('no script, handler, address or foreign content comes through', () => {
  for (const inner of ['<script>alert(1)</script>', '<a href="javascript:alert(1)"><path/></a>', '<image href="https://example.org/x.png"/>', '<use href="#x"/>',
    '<foreignObject><p>x</p></foreignObject>', '<animate attributeName="href"/>', '<g><![CDATA[<script>]]></g><iframe/>', '<path onload=alert(1) />']) {
    assert.ok('fault' in svg(inner), inner);
  }
  const quiet = html('<path onload="alert(1)" style="background:url(//example.org)" fill="url(https://example.org/x)" d="M0" xlink:href="x"/><text>&lt;script&gt;</text>');
  assert.ok(quiet.endsWith('<path d="M0"/><text>&lt;script&gt;</text></svg>'), quiet);
});

test('faults are said, never thrown', () => {
  for (const text of ['', 'text', '<svg>', '<svg></g></svg>', '<g/>', '<svg/><svg/>', '<svg><p/></svg>', `<svg>${'<g>'.repeat(40)}`, '<svg <', '<!DOCTYPE x [<!ENTITY a "b">]><svg/>', ' '.repeat(600_000)]) {
    assert.ok('fault' in inlineSvg(text, 'n', 'f'), text.slice(0, 40));
  }
});
