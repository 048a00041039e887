import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wholeArticle } from '../../../src/core/article/articleParts.ts';
import { renderArticle, renderHints } from '../../../src/core/article/render.ts';
import { exercisesOf } from '../../../src/core/article/article.ts';
import { changed, chinese, context, english, parse, ramp } from './articleFixture.ts';

const render = (article: Parameters<typeof renderArticle>[0], of = context) => {
  const rendered = renderArticle(article, of);
  return { title: rendered.title, article: wholeArticle(rendered), outline: rendered.outline };
};
const page = render(parse(english).article);
/** HTML with every formula as `$`. */
const plain = (html: string) => html.replace(/<span class="katex-display">/g, '').replace(/<span class="katex"><span class="katex-mathml">[\s\S]*?<annotation encoding="application\/x-tex">([\s\S]*?)<\/annotation>[\s\S]*?(?=<\/div>|<\/p>|<\/td>|<\/th>|<\/dd>|<\/h3>|<\/summary>|<\/figcaption>|<\/li>| [a-z]|[.,])/g, '$$');

test('every id is there once, and every reference to an id has its target', () => {
  const html = page.article + page.outline;
  const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map((match) => match[1]);
  assert.equal(new Set(ids).size, ids.length);
  for (const [, id] of html.replace(/<a href="#[^"]*" data-topic=[^>]*>/g, '').matchAll(/(?:href="#|popovertarget="|aria-controls="|aria-labelledby=")([^"]*)"/g)) {
    if (!id?.startsWith('i-')) assert.ok(ids.includes(id), id);
  }
});

test('topics to read before and topics mentioned are links that the panel opens', () => {
  assert.match(page.article, /<div class="source"><b>What it builds on<\/b><a href="#exponentials" data-topic="exponentials">Exponentials &amp; logs<\/a><\/div>/);
  assert.match(render(parse(chinese, 'zh-cn').article).article, /<b>先读<\/b><a href="#exponentials" data-topic="exponentials">指数与对数<\/a>/);
  const { article } = parse(changed('Sources: Milakov', 'As in [the loss](../dpo/en.md#loss) of [DPO](../dpo/en.md).\n\nSources: Milakov'));
  assert.deepEqual(article.topicLinks.map(({ topic, language, target }) => [topic, language, target]), [['dpo', 'en', 'loss'], ['dpo', 'en', undefined]]);
  assert.match(render(article).article, /<a href="#dpo" data-topic="dpo" data-step="loss">the loss<\/a> of <a href="#dpo" data-topic="dpo">DPO<\/a>/);
});

test('tags are closed in order', () => {
  for (const { article, outline } of [page, render(parse(chinese, 'zh-cn').article)]) {
    const open: string[] = [];
    for (const [, end, name, self] of (article + outline).matchAll(/<(\/?)([a-zA-Z0-9]+)(?:\s+[\w:-]+(?:="[^"]*")?)*\s*(\/?)>/g)) {
      if (self === '/' || name === 'br' || name === 'hr') continue;
      if (end === '/') assert.equal(open.pop(), name);
      else open.push(name ?? '');
    }
    assert.deepEqual(open, []);
  }
});

test('opening: counts, title in two parts, sources with arXiv links', () => {
  assert.ok(page.article.includes('<p class="area">2 steps · 1 template · 1 checked number · 1 exercise</p>'));
  assert.ok(page.article.includes('<h1>Softmax<span class="away">: </span><span class="sub">one pass less</span></h1>'));
  assert.ok(page.article.includes('<a href="https://arxiv.org/abs/1805.02867" rel="noopener noreferrer">arXiv 1805.02867</a>)</span><span>Zihao Ye 2023</span>'));
  assert.equal(page.title, 'Softmax: one pass less');
});

test('step: number, star, tools and the way to the code', () => {
  assert.ok(page.article.includes('<section class="step" id="recurrence" data-number="2" aria-labelledby="recurrence-t">'));
  assert.ok(page.article.includes('aria-label="computed in code" title="computed in code">★</span></h3>'));
  assert.ok(page.article.includes('data-action="copy-latex" data-equation="recurrence"'));
  assert.ok(page.article.includes('data-action="to-code" data-equation="recurrence" title="onlineSoftmax, softmax/online-softmax"'));
  assert.ok(page.article.includes('<span>code ×2</span>'));
  assert.equal(page.article.match(/data-action="to-code"/g)?.length, 1);
});

test('reason: rule on its own line, with the earlier step', () => {
  const ref = '<a class="ref" href="#surrogate" data-ref="surrogate" aria-label="Step 1">1</a>';
  assert.ok(page.article.includes(`<p class="rule"><b>Reason</b><span class="keep">${ref},</span> algebra (one factor)</p>`));
  assert.ok(page.article.includes('id="card-step-surrogate" popover role="group" aria-label="Preview of step 1"'));
});

test('a comma stays on the line of the formula, the step or the number before it', () => {
  assert.match(page.article, />1.5814460128<\/button>,<\/span> see <span class="keep"><a class="ref"/);
  const long = changed('We look at one row.', `We look at $${'x+'.repeat(40)}x$, one row.`);
  assert.match(render(parse(long).article).article, /<\/span>, one row/);
});

test('check: a button with its card, marked when it fails', () => {
  const button = '<button class="check" type="button" data-check="softmax/online-softmax#ramp" popovertarget="card-check-softmax.online-softmax.ramp"';
  assert.equal(page.article.split(button).length, 3);
  assert.ok(page.article.includes('<p class="title">d of 0,…,7 &amp; &lt;more&gt;</p>'));
  assert.ok(page.article.includes('<dd>1.5814460128 <span class="holds">✓ holds</span></dd>'));
  const broken = render(parse(english).article, { ...context, checks: new Map([['softmax/online-softmax#ramp', { ...ramp, ours: 1.6, holds: false }]]) });
  assert.ok(broken.article.includes('class="check is-broken"'));
  assert.ok(broken.article.includes('<dd>1.6 <span class="fails">✗ does not hold</span></dd>'));
  assert.ok(broken.article.includes('0 of the 1 numbers of this article hold.'));
  assert.ok(!page.article.includes('is-broken'));
});

test('numbers: the table stands under its own text', () => {
  const section = page.article.slice(page.article.indexOf('<h2 id="numbers">'));
  assert.match(section, /^<h2 id="numbers">What the numbers show<\/h2>\n<p>All of them:<\/p>\n<div class="verdict"><p>The one number of this article holds\.<\/p>/);
  assert.ok(section.includes('<th scope="row">d of 0,…,7 &amp; &lt;more&gt;</th><td>closed form</td><td class="figure-cell">1.5814460128</td>'));
});

test('numbers: a check that is quoted twice has one row, at its first step', () => {
  const section = page.article.slice(page.article.indexOf('<h2 id="numbers">'));
  assert.equal(section.slice(0, section.indexOf('</section>')).split('<tr>').length - 1, 2);
  assert.ok(section.includes('<tr><td><a class="ref" href="#recurrence" data-ref="recurrence" aria-label="Step 2">2</a></td>'));
});

test('figure: the picture inline, with its description', () => {
  assert.ok(page.article.includes('<figure class="figure" data-figure="recurrence" aria-label="The sum shrinks.">\n<svg viewBox="0 0 10 10" class="stage" role="img" aria-label="Bars of scores.">'));
});

test('exercise: task, actions and three hints', () => {
  const section = page.article.slice(page.article.indexOf('<section class="exercise" id="hole-rescale"'));
  for (const action of ['start', 'check', 'compare']) assert.ok(section.includes(`data-action="${action}-exercise" data-exercise="rescale"`));
  assert.equal(section.match(/data-hint="[123]"/g)?.length, 3);
  const { article } = parse(english);
  const [exercise] = exercisesOf(article);
  assert.ok(exercise !== undefined);
  assert.deepEqual(renderHints(exercise, article, context)[1], '<p>One factor.</p>');
});

test('symbols: spans in equations, a card for each row with the step where it is first seen', () => {
  assert.ok(/<span class="enclosing symbol[^"]*" data-symbol="2"/.test(page.article));
  const card = page.article.slice(page.article.indexOf('id="card-symbol-1"'));
  assert.match(plain(card.slice(0, card.indexOf('</dl>'))), /<dt>First seen<\/dt><dd><a class="ref" href="#surrogate"/);
});

test('outline: sections, steps and exercises', () => {
  assert.match(page.outline, /^<ol>\n<li><a href="#one-pass">One pass<\/a><ol><li><a href="#surrogate" data-step="surrogate"><span class="n">1<\/span>/);
  assert.ok(page.outline.includes('<a href="#hole-rescale" data-exercise="rescale"><span class="n">✎</span>'));
});

test('Chinese: native strings, and no blank that only GitHub needs', () => {
  const { article } = render(parse(chinese, 'zh-cn').article);
  assert.ok(article.startsWith('<article lang="zh-CN">'));
  assert.ok(article.includes('1 步推导 · 1 段代码 · 0 个核对过的数字 · 0 道练习'));
  assert.ok(article.includes('<h1>Softmax<span class="away">：</span><span class="sub">少走一趟</span></h1>'));
  assert.ok(article.includes('通常的做法要走三趟。这里只走两趟，<span class="katex">'));
  assert.ok(article.includes('<p class="rule"><b>理由</b>定义</p><p><span class="katex">'));
  assert.ok(article.includes('</span> 在第 <span class="katex">'));
  assert.equal(/[A-Za-z]{4,}/.exec(article.replace(/<[^>]*>/g, ' ').replace(/Softmax|Milakov|Gimelshein|Zihao|arXiv|begin|sum|[\s\S]\\[a-z]+/g, '')), null);
});

test('tables, lists, quotes, fences and emphasis stand anywhere', () => {
  const text = changed('We look at one row.', [
    '| n | ms |', '|---|---:|', '| 8 | `1` |', '', '3. three', '4. four', '', '   more', '', '> quoted *text*', '', '```ts', "const a = '<b>';", '```', '', '---', '', 'a  ', 'b ~~c~~',
  ].join('\n'));
  const { article, problems } = parse(text);
  assert.deepEqual(problems, []);
  const html = render(article).article;
  for (const part of [
    '<div class="table" tabindex="0" role="region" aria-label="n, ms"><table><thead><tr><th scope="col">n</th><th scope="col" class="figure-cell">ms</th>',
    '<ol start="3"><li>three</li>\n<li>four\n<p>more</p></li></ol>', '<blockquote><p>quoted <em>text</em></p></blockquote>',
    '<span class="hljs-string">&#x27;&lt;b&gt;&#x27;</span>', '<hr>', 'a<br>b <s>c</s>',
  ]) assert.ok(html.includes(part), part);
});

test('what the context lacks leaves readable text', () => {
  const bare = { ...context, code: new Map(), places: new Map(), checks: new Map(), figures: new Map() };
  const html = render(parse(english).article, bare).article;
  assert.ok(html.includes('<p><code>onlineSoftmax</code></p>'));
  assert.ok(html.includes('<span class="check is-broken">1.5814460128</span>'));
  assert.ok(html.includes('<p class="says">Bars of scores.</p>'));
});

test('a region shown twice has two ids', () => {
  const text = changed('We look at one row.', '[`onlineSoftmax`][online-softmax]');
  const html = render(parse(text).article).article;
  assert.ok(html.includes('id="code-online-softmax"') && html.includes('id="code-online-softmax.2"'));
});
