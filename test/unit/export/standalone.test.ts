import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mathmlOf } from '../../../src/core/export/mathml.ts';
import { externalReferences, standalonePage } from '../../../src/core/export/standalone.ts';

const article = `<article lang="en"><section class="section" id="s"><h2 id="s">S</h2>
<section class="step" id="one"><div class="tools"><button class="tool" type="button" data-action="copy-code" data-code="a &gt; b"><svg><use href="#i-copy"/></svg></button></div>
<div class="equation" data-equation="one"><span class="katex"><math display="block"><semantics><mi>x</mi><annotation encoding="application/x-tex">x</annotation></semantics></math></span></div>
<button class="check" type="button" data-check="t/a#b" popovertarget="card">64</button>
<details><summary>Why</summary>because</details><details class="aside" open><summary>B</summary></details>
<pre><code><span class="folded" id="f" hidden>more</span>url(http://in.text/) &lt;script src="x"&gt;</code></pre>
<p><a href="#dpo" data-topic="dpo" data-step="loss">DPO</a>, <a href="https://arxiv.org/abs/1" rel="noopener noreferrer">paper</a></p></section>
<section class="step" id="two"></section></section></article>`;
const styles = ['@font-face{font-family:K;src:url(fonts/K.woff2) format("woff2")}@font-face{font-family:L;src:url(fonts/L.woff2) format("woff2")}.katex{color:red}', 'a{color:blue}/*# sourceMappingURL=x.css.map */'];
const page = standalonePage({
  language: 'zh-cn', article: { title: 'T <b>', language: 'zh-cn', opening: '', symbols: '', sections: [article], cards: '', outline: '' }, styles, fonts: new Map([['K.woff2', 'AAAA']]), colophon: 'From Gradus',
  address: (topic, step) => `vscode://gradus.gradus/${topic}/${step ?? ''}`,
});

test('the page holds its styles and fonts and refers to nothing outside', () => {
  assert.deepEqual(externalReferences(page), []);
  assert.match(page, /url\(data:font\/woff2;base64,AAAA\)/);
  assert.doesNotMatch(page, /L\.woff2|sourceMappingURL/);
  assert.match(page, /<html lang="zh-CN">[^]*<title>T &lt;b&gt;<\/title>/);
});

test('what needs a script is gone, what was folded is open, numbers keep their cards', () => {
  assert.doesNotMatch(page, /data-action|\shidden|copy-code/);
  assert.equal(page.match(/<details[^>]*\sopen/g)?.length, 2);
  assert.match(page, /<button class="check"[^>]*popovertarget="card"/);
  assert.match(page, /<a href="vscode:\/\/gradus\.gradus\/dpo\/loss">DPO<\/a>/);
  assert.match(page, /more<\/span>url\(http:\/\/in\.text\/\) &lt;script/, 'the text stays');
});

test('the check finds whatever would be fetched or run', () => {
  for (const bad of [
    '<script>1</script>', '<link rel="stylesheet" href="x.css">', '<img src="https://a/b.png">', '<img src=\'b.png\'>', '<p style="background:url(x.png)">',
    '<style>@import "x";</style>', '<style>a{background:url("//a/b")}</style>', '<body onload="x()">', '<svg><use href="x.svg#a"/></svg>',
    '<svg><image xlink:href="http://x"/></svg>', '<iframe srcdoc="x"></iframe>', '<video poster="x"></video>', '<base href="x">',
  ]) assert.ok(externalReferences(bad).length > 0, bad);
  for (const good of ['<a href="https://x">x</a>', '<img src="data:image/png;base64,AA">', '<svg><use href="#a"/></svg>', '<p style="top:-2em">url(x)</p>', '<style>a{src:url(data:font/woff2;base64,A)}</style>']) {
    assert.deepEqual(externalReferences(good), [], good);
  }
});

test('MathML of a step is found without the LaTeX beside it, and not taken from the next step', () => {
  assert.equal(mathmlOf(article, 'one'), '<math display="block"><semantics><mi>x</mi></semantics></math>');
  assert.equal(mathmlOf(article, 'two'), undefined);
  assert.equal(mathmlOf('<div class="equation" data-equation="a"></div><section class="step" id="b"><math></math></section>', 'a'), undefined);
});
