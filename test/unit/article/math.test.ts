import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkLatex, renderMath } from '../../../src/core/article/math.ts';
import { markSymbols, symbolIndex, type SymbolIndex } from '../../../src/core/article/symbols.ts';

/** A symbol table from the first cells of its rows. */
function table(...rows: string[]): SymbolIndex {
  return symbolIndex(rows.map((row, line) => ({ latex: row.split(', '), symbol: [], meaning: [], shape: [], code: [], line })));
}

const symbols = table('N', 'd', 'Q, K, V', '\\tau', 'x_i', 'm_i', 'd_i', "d'_i", 'S_{ij}, S', 'O^{(j)}', '\\tilde O', 'L_{\\mathrm{kl}}', '\\pi_\\theta(a\\mid s)');

/** Rows found in a formula, as `row:text`. */
function found(latex: string): string[] {
  const marked = markSymbols(latex, symbols)?.latex ?? '';
  return [...marked.matchAll(/\\htmlData\{symbol=(\d+)\}\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}/g)].map((match) => `${match[1]}:${match[2]}`);
}

test('a symbol is found with its index, its prime, and as itself', () => {
  assert.deepEqual(found('N+d'), ['0:N', '1:d']);
  assert.deepEqual(found("d_i+d'_{i-1}+d"), ['6:d_i', "7:d'_{i-1}", '1:d']);
  assert.deepEqual(found('m_{i-1}-m_i'), ['5:m_{i-1}', '5:m_i']);
  assert.deepEqual(found('QK^\\top'), ['2:Q', '2:K^\\top']);
  assert.deepEqual(found('S_{ab}+S'), ['8:S_{ab}', '8:S']);
  assert.deepEqual(found('\\tau\\,x_j'), ['3:\\tau', '4:x_j']);
  assert.deepEqual(found('x^2_i'), ['4:x^2_i']);
});

test('another mark makes another symbol', () => {
  assert.deepEqual(found("m'_i"), []);
  assert.deepEqual(found('m'), []);
  assert.deepEqual(found('O^2'), []);
  assert.deepEqual(found('O^{(j-1)}'), ['9:O^{(j-1)}']);
  assert.deepEqual(found('\\tilde{O}'), ['10:\\tilde{O}']);
  assert.deepEqual(found('\\hat{N}'), []);
  assert.deepEqual(found('L_{\\mathrm{ppo}}'), []);
  assert.deepEqual(found('L_{\\mathrm{kl}}'), ['11:L_{\\mathrm{kl}}']);
  assert.deepEqual(found('\\pi_\\theta(b\\mid s)'), ['12:\\pi_\\theta']);
});

test('names, environments and delimiters are no symbols', () => {
  assert.deepEqual(found('\\mathrm{dN}\\operatorname{Q}\\text{d}'), []);
  assert.deepEqual(found('\\begin{array}{dd}1&2\\end{array}'), []);
  assert.deepEqual(found('\\left(d\\right)'), ['1:d']);
  assert.deepEqual(found('\\sqrt[N]{d}+\\sqrt d'), ['1:d']);
});

test('a script without braces gets them', () => {
  assert.equal(markSymbols('e^N_d', symbols)?.latex, 'e^{\\htmlData{symbol=0}{N}}_{\\htmlData{symbol=1}{d}}');
});

test('what cannot be followed is left alone', () => {
  for (const latex of ['{d', 'd}', '\\frac{d', 'd % N', '\\genfrac{}{}{}{}{d}{N}', `${'{'.repeat(50)}d${'}'.repeat(50)}`]) {
    assert.equal(markSymbols(latex, symbols), undefined, latex);
  }
});

test('a marked formula has one span for each symbol and the TeX of the author', () => {
  const latex = "d'_i = d'_{i-1}\\,e^{m_{i-1}-m_i} + \\frac{N}{\\sqrt{d}}";
  const { html, symbols: rows } = renderMath(latex, true, symbols);
  assert.deepEqual(rows, [7, 5, 0, 1]);
  assert.equal(html.match(/<span class="enclosing symbol[^"]*" data-symbol="7"/g)?.length, 2);
  assert.equal(html.match(/<span class="enclosing symbol[^"]*" data-symbol="5"/g)?.length, 2);
  assert.equal(html.includes('htmlData'), false);
  assert.ok(html.includes('<annotation encoding="application/x-tex">d&#x27;_i = d&#x27;_{i-1}\\,e^{m_{i-1}-m_i} + \\frac{N}{\\sqrt{d}}</annotation>'));
  assert.ok(html.includes('<math '));
});

test('marks change nothing of the visible text', () => {
  const text = (html: string) => html.slice(html.indexOf('katex-html')).replace(/<[^>]*>/g, '');
  for (const latex of ['S=\\tau QK^\\top', 'x_i^2+x_i', '\\sum_{j\\le i}e^{x_j-m_i}', '\\begin{aligned}d_i&=N\\\\&=d\\end{aligned}', '\\max_{i}x_i', '-d+N']) {
    assert.equal(text(renderMath(latex, true, symbols).html), text(renderMath(latex, true).html), latex);
  }
});

test('KaTeX is strict, with message and offset', () => {
  assert.equal(checkLatex('\\frac{1}{2}', true), undefined);
  assert.deepEqual(checkLatex('a+\\nothing', false)?.offset, 2);
  assert.match(checkLatex('a+\\nothing', false)?.message ?? '', /Undefined control sequence/);
  assert.match(checkLatex('速度', false)?.message ?? '', /KaTeX: /);
  assert.match(checkLatex('  ', false)?.message ?? '', /empty/);
  assert.match(checkLatex('x'.repeat(9000), false)?.message ?? '', /9000 characters/);
  assert.match(checkLatex(`${'{'.repeat(100)}x${'}'.repeat(100)}`, false)?.message ?? '', /more than 60 deep/);
});

const attacks = [
  '\\href{javascript:alert(1)}{x}', '\\url{javascript:alert(1)}', '\\includegraphics{https://example.org/x.png}',
  '\\htmlClass{symbol}{x}', '\\htmlId{article}{x}', '\\htmlStyle{position:fixed}{x}', '\\htmlData{action=run}{x}', '\\htmlData{symbol=1}{x}',
  '\\unicode{<img src=x onerror=alert(1)>}', '<img src=a onerror=alert(1)>%', '\\text{<script>alert(1)</script>}', '\\def\\a{\\htmlData{action=run}{x}}\\a',
  '\\let\\h\\href\\h{javascript:alert(1)}{x}', '\\color{red;background:url(//example.org)}x', '\\verb|<img src=x>|', '\\rule{99999em}{99999em}',
];

test('nothing of an author reaches out of a formula', () => {
  for (const latex of attacks) {
    for (const index of [undefined, table('x')]) {
      const { html } = renderMath(latex, false, index);
      const tags = [...html.replace(/<annotation[^>]*>[^<]*<\/annotation>/g, '').matchAll(/<([a-z]+)([^<>]*)>/g)].map((match) => `${match[1]} ${match[2]}`);
      const bad = tags.filter((tag) => /^(?:img|script|a|iframe) |\son\w+=|href=|src=|data-action|id=|position|url\(/.test(tag));
      assert.deepEqual(bad, [], latex);
    }
  }
  for (const latex of attacks.filter((one) => !/^<|^\\(?:text|rule)/.test(one))) assert.notEqual(checkLatex(latex, false), undefined, latex);
});

test('only our own marks make a symbol', () => {
  assert.equal(renderMath('\\htmlData{symbol=1}{y}+x', false, table('x')).html.includes('data-symbol'), false);
});

test('an endless macro ends', () => {
  const { html } = renderMath('\\def\\a{\\a\\a}\\a', false);
  assert.ok(html.startsWith('<code class="math-source">'));
});

test('an alphabet without a font is refused by name', () => {
  for (const latex of ['\\mathfrak{g}', '\\mathsf X', '\\text{a}+\\texttt{b}', '\\mathscr L']) assert.match(checkLatex(latex, false)?.message ?? '', /needs a font/);
  for (const latex of ['\\mathcal L', '\\mathbb E', '\\sqrt{\\mathrm{sf}}', '\\sfrac12']) assert.doesNotMatch(checkLatex(latex, false)?.message ?? '', /needs a font/);
});
