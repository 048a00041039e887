import assert from 'node:assert/strict';
import { test } from 'node:test';
import { barStrings } from '../../../src/core/article/barStrings.ts';
import { escapeHtml, html, trustHtml } from '../../../src/host/article/html.ts';
import { renderErrorPage, renderSummaryPage } from '../../../src/host/article/otherPages.ts';
import { createNonce, renderPage, shortTitle, type ArticlePage } from '../../../src/host/article/page.ts';
import { parsePanelState } from '../../../src/protocol/article.ts';
import { fill } from '../../../src/protocol/fill.ts';

const nasty = `"><script>alert('1')</script>&`;

const page: ArticlePage = {
  language: 'en', nonce: 'ab12', cspSource: 'https://*.vscode-cdn.net', styles: ['.katex { color: red }', '.step { margin: 0 }'],
  script: 'start();', figures: 'https://file.vscode-cdn.net/a</script>/figures/',
  topic: { id: 'flash-attention', title: 'FlashAttention: exact', area: 'llm-systems' },
  state: { topic: 'flash-attention', language: 'en', mode: 'all', anchor: undefined, shown: [], toggled: [] },
  article: { title: `Title ${nasty}`, outline: '<ol><li>Step</li></ol>' },
  main: '<article><h1>Body</h1></article>', whole: true,
  steps: [{ id: 'one', number: 1 }, { id: 'two', number: 2 }, { id: 'three', number: 3 }], read: ['one'],
};

/** Undoes the escaping of an attribute or text, as a browser would. */
function unescape(text: string): string {
  return text.replaceAll('&#39;', "'").replaceAll('&quot;', '"').replaceAll('&gt;', '>').replaceAll('&lt;', '<').replaceAll('&amp;', '&');
}

function attribute(text: string, pattern: RegExp): string {
  const found = pattern.exec(text)?.[1];
  assert.ok(found !== undefined, String(pattern));
  return unescape(found);
}

test('the policy allows the webview as source, inline style attributes for KaTeX, and styles and one script by nonce', () => {
  const content = attribute(renderPage(page), /http-equiv="Content-Security-Policy" content="([^"]*)"/);
  const directives = Object.fromEntries(content.split('; ').map((part) => part.split(/ (.*)/s)));
  assert.deepEqual(directives, {
    'default-src': "'none'", 'img-src': 'https://*.vscode-cdn.net data:', 'font-src': 'https://*.vscode-cdn.net data:',
    'style-src': "'nonce-ab12'", 'style-src-attr': "'unsafe-inline'", 'script-src': "'nonce-ab12'",
  });
});

test('the page has one script and the address of the figures’, both carry the nonce, and nothing runs from an attribute', () => {
  for (const text of [renderPage(page), renderErrorPage(broken), renderSummaryPage(summary)]) {
    assert.deepEqual(text.match(/<script[^>]*>/g), ['<script type="importmap" nonce="ab12">', '<script type="module" nonce="ab12">']);
    const map = /<script type="importmap"[^>]*>([^<]*)<\/script>/.exec(text)?.[1];
    assert.deepEqual(JSON.parse(map ?? ''), { imports: { 'figures/': page.figures } });
    assert.doesNotMatch(text, /\son\w+=/);
    assert.doesNotMatch(text, /javascript:/i);
  }
});

test('a nonce has 128 bits and does not come twice', () => {
  const nonces = new Set(Array.from({ length: 1000 }, createNonce));
  assert.equal(nonces.size, 1000);
  for (const nonce of nonces) assert.match(nonce, /^[0-9a-f]{32}$/);
});

test('titles are escaped, the rendered article is not', () => {
  const text = renderPage({ ...page, topic: { ...page.topic, title: nasty } });
  assert.ok(text.includes('<article><h1>Body</h1></article>'));
  assert.ok(text.includes('<ol><li>Step</li></ol>'));
  assert.equal(attribute(text, /<title>([^<]*)<\/title>/), page.article.title);
  assert.equal(attribute(text, /<b>([^<]*)<\/b>/), nasty);
});

test('the state to restore comes through its attribute unchanged', () => {
  const state = { ...page.state, toggled: [`+${nasty}`], anchor: { id: 'two', offset: -0.5 } };
  const initial: unknown = JSON.parse(attribute(renderPage({ ...page, state }), /data-initial="([^"]*)"/));
  assert.deepEqual(parsePanelState(Reflect.get(Object(initial), 'state')), state);
  assert.deepEqual(Reflect.get(Object(initial), 'read'), ['one']);
});

test('the bar speaks the language of the article and marks what is chosen', () => {
  const chinese = renderPage({ ...page, language: 'zh-cn', state: { ...page.state, language: 'zh-cn', mode: 'steps' } });
  assert.match(chinese, /<html lang="zh-CN">/);
  assert.ok(chinese.includes('>跳到正文<') && chinese.includes('aria-label="目录"'));
  assert.match(chinese, /data-language="zh-cn" aria-pressed="true"/);
  assert.match(chinese, /data-mode="steps" aria-pressed="true"/);
  assert.match(renderPage(page), /data-mode="all" aria-pressed="true"/);
});

test('the stairs have a bar for each step and stay narrow', () => {
  const steps = Array.from({ length: 27 }, (_, index) => ({ id: `s${index}`, number: index + 1 }));
  const text = renderPage({ ...page, steps, read: ['s0', 's4'] });
  assert.equal(text.match(/<rect/g)?.length, 27);
  assert.equal(text.match(/<rect class="done"/g)?.length, 2);
  assert.match(text, /viewBox="0 0 60 15"/);
  assert.ok(text.includes('2 of 27 steps read'));
});

const broken = {
  ...page,
  problems: [{ file: 'media/topics/x/en.md', line: 2, column: 3, message: `broken ${nasty}`, expected: '`}`' }],
  excerpt: [{ number: 1, text: '```math' }, { number: 2, text: 'a<\\frac{b' }],
};
const summary = {
  ...page, summary: `What ${nasty}`, requires: [{ id: 'reinforce', title: 'REINFORCE' }],
  sources: [
    { title: 'T', authors: 'Dao et al.', year: 2022, arxiv: '2205.14135' },
    { title: 'U', authors: 'X', year: 1, url: 'javascript:alert(1)' },
  ],
};

test('the page of a broken article says where, what and what was expected, and leads there', () => {
  const text = renderErrorPage(broken);
  assert.ok(text.includes('line 2, column 3'));
  assert.ok(text.includes(escapeHtml(`broken ${nasty}`)));
  assert.ok(text.includes('<code>`}`</code>'));
  assert.ok(text.includes('<span class="row is-bad"><span class="eq">2</span>a&lt;<u>\\frac{b</u></span>'));
  assert.match(text, /data-action="open-file" data-file="media\/topics\/x\/en.md"\s+data-line="2" data-column="3"/);
  assert.match(text, /<p role="alert">/);
});

test('a topic without an article shows its summary, sources and what it requires, and says plainly what is missing', () => {
  const text = renderSummaryPage(summary);
  assert.ok(text.includes(escapeHtml(`What ${nasty}`)));
  assert.ok(text.includes('<a href="https://arxiv.org/abs/2205.14135">arXiv 2205.14135</a>'));
  assert.ok(text.includes('data-topic="reinforce">REINFORCE</a>'));
  assert.ok(text.includes('The article is not there yet'));
  assert.ok(renderSummaryPage({ ...summary, language: 'zh-cn' }).includes('文章尚未写成'));
});

test('html escapes whatever is not HTML already', () => {
  assert.equal(String(html`<p title="${'"<&\'>'}">${['a', html`<b>${'<'}</b>`, trustHtml('<i>'), undefined, false, 3]}</p>`),
    '<p title="&quot;&lt;&amp;&#39;&gt;">a<b>&lt;</b><i>3</p>');
});

test('the title is cut at the colon of either language', () => {
  assert.equal(shortTitle('FlashAttention: from'), 'FlashAttention');
  assert.equal(shortTitle('FlashAttention：从'), 'FlashAttention');
  assert.equal(shortTitle('GRPO'), 'GRPO');
});

test('the sentences of both languages take the same values', () => {
  const flat = (value: unknown, at = ''): [string, string][] =>
    typeof value === 'string' ? [[at, value]] : Object.entries(Object(value)).flatMap(([key, child]) => flat(child, `${at}.${key}`));
  const english = new Map(flat(barStrings.en));
  const chinese = new Map(flat(barStrings['zh-cn']));
  assert.deepEqual([...chinese.keys()], [...english.keys()]);
  const places = (text: string | undefined) => [...new Set(text?.match(/\{\d\}/g))].sort();
  for (const [key, text] of english) {
    assert.deepEqual(places(chinese.get(key)), places(text), key);
    assert.notEqual(chinese.get(key), text, key);
    assert.doesNotMatch(chinese.get(key) ?? '', /[,:;?!]/, `${key} has punctuation of half width`);
  }
  assert.equal(fill('{0} of {1}', 2, 7), '2 of 7');
});
