import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { wholeArticle } from '../../../src/core/article/articleParts.ts';
import { checkChinesePunctuation } from '../../../src/core/article/punctuation.ts';
import { maxArticleLength } from '../../../src/core/article/parse.ts';
import { renderArticle } from '../../../src/core/article/render.ts';
import { languages } from '../../../src/core/model.ts';
import { changed, chinese, context, english, parse } from './articleFixture.ts';

/** Parses, renders and checks; gives the HTML. */
function through(text: string): string {
  return languages.map((language) => {
    const { article } = parse(text, language);
    checkChinesePunctuation(article);
    const rendered = renderArticle(article, context);
    return wholeArticle(rendered) + rendered.outline;
  }).join('');
}

/** Elements, attributes and addresses that an article can never bring in. */
function assertHarmless(html: string, source: string): void {
  for (const [tag, name = '', rest = ''] of html.matchAll(/<([a-zA-Z][^\s/>]*)((?:\s+[^\s=><]+(?:="[^"]*")?)*)\s*\/?>/g)) {
    assert.ok(!/^(?:script|iframe|object|embed|img|link|meta|base|form|input|video|audio|foreignobject|animate)$/i.test(name), `${tag} from ${source}`);
    for (const [, attribute = '', value = ''] of rest.matchAll(/\s([^\s=>]+)(?:="([^"]*)")?/g)) {
      assert.ok(!/^on/i.test(attribute), `${tag} from ${source}`);
      if (attribute === 'href') assert.match(value, /^(?:#|https:\/\/)/, `${tag} from ${source}`);
      if (attribute === 'style') assert.ok(!/url\(|expression|position:\s*fixed/i.test(value), `${tag} from ${source}`);
      assert.ok(!/^(?:src|srcdoc|action|formaction|xlink:href)$/i.test(attribute), `${tag} from ${source}`);
    }
  }
  // What is left after all well-formed tags have gone holds no further bracket.
  assert.ok(!html.replace(/<\/?[a-zA-Z][^\s/>]*(?:\s+[^\s=><]+(?:="[^"]*")?)*\s*\/?>/g, '').includes('<'), source);
}

const attacks = [
  '<img src=x onerror=alert(1)>', '<script>alert(1)</script>', '<svg/onload=alert(1)>', '<details open ontoggle=alert(1)>', '<iframe srcdoc="<script>">',
  '[x](javascript:alert(1))', '[x](JaVaScRiPt:alert(1))', '[x](java\nscript:alert(1))', '[x](data:text/html;base64,PHNjcmlwdD4=)', '[x](vbscript:x)', '[x](command:a.b)',
  '[x](https://example.org/"onmouseover="alert(1))', '[x](&#106;avascript:alert(1))', '<javascript:alert(1)>', '![x](x"onerror="alert(1))', '![x](figures/"><script>.svg "c")',
  '$<img src=a onerror=alert(1)>%$', '$\\unicode{<img src=x onerror=alert(1)>}$', '$\\href{javascript:alert(1)}{x}$', '```math\n\\htmlStyle{position:fixed}{x}\n```',
  '<details><summary><img src=x onerror=alert(1)></summary>\n\n<b onclick=x>\n\n</details>', '### <a id="x" onclick="alert(1)"></a>3. T', '### <a id=""><script>"></a>3. T',
  '```"><script>alert(1)</script>\nx\n```', '| <script> | "onload=" |\n|---|---|\n| `<b>` | <b> |', '[`<b>`][online-softmax]', '[<b>1</b>][check-ramp]', '&lt;script&gt; &#60;script&#62;',
  '**Reason** (<b>x</b>). <i>y</i>', '[x]: javascript:alert(1)\n\n[x]', '<!-- --><script>', '<![CDATA[<script>]]>', '\u0000<script>', '<a id="x"></a>',
];

for (const attack of attacks) {
  test(`escaped: ${JSON.stringify(attack)}`, () => {
    const text = changed('We look at one row.', attack);
    assertHarmless(through(text), attack);
    assertHarmless(through(english.replace('Fill in', () => `${attack} Fill in`)), attack);
    assertHarmless(through(english.replaceAll('Hint', () => attack.replaceAll('\n', ' '))), attack);
    assertHarmless(through(english.replace('one score', () => attack.replaceAll(/[\n|]/g, ' '))), attack);
    assertHarmless(through(english.replace('# Softmax', () => `# ${attack.replaceAll('\n', ' ')} Softmax`)), attack);
  });
}

test('the harmlessness check itself finds harm', () => {
  for (const html of ['<img src="x">', '<p onclick="x">', '<a href="javascript:x">y</a>', '<p style="background:url(x)">', '<p <b>']) {
    assert.throws(() => assertHarmless(html, html), assert.AssertionError, `passes: ${html}`);
  }
});

const within = (limit: number, work: () => void) => {
  const start = performance.now();
  work();
  const took = performance.now() - start;
  assert.ok(took < limit, `${Math.round(took)} ms`);
};

const half = Math.floor(maxArticleLength / 2);
const bombs: Readonly<Record<string, string>> = {
  'a file of 5 MB': 'word '.repeat(1_000_000),
  'nested brackets': `${'['.repeat(10_000)}x${']'.repeat(10_000)}`,
  'open brackets': '['.repeat(half),
  'open images': '!['.repeat(half / 4),
  'nested emphasis': `${'*a **b '.repeat(5000)}${' a* b**'.repeat(5000)}`,
  'stars': '*'.repeat(half),
  'nested quotes': '> '.repeat(5000),
  'nested lists': Array.from({ length: 300 }, (_, depth) => `${' '.repeat(2 * depth)}- x`).join('\n'),
  'nested asides': '<details><summary>x</summary>\n\n'.repeat(5000),
  'closed asides': '</details>\n\n'.repeat(5000),
  'dollars': '$'.repeat(half),
  'dollars and blanks': '$ '.repeat(half / 2),
  'escaped dollars': '$\\'.repeat(half / 2),
  'backticks': Array.from({ length: 600 }, (_, count) => '`'.repeat(count)).join(' '),
  'many lines in one paragraph': 'a\n'.repeat(half / 2),
  'many formulas': '$x$ '.repeat(20_000),
  'a long formula': `\`\`\`math\n${'x+'.repeat(50_000)}x\n\`\`\``,
  'deep braces': `\`\`\`math\n${'{'.repeat(5000)}x${'}'.repeat(5000)}\n\`\`\``,
  'wide tables': `|${'a|'.repeat(2000)}\n|${'-|'.repeat(2000)}\n${'|x|\n'.repeat(2000)}`,
  'headings': '### <a id="a"></a>1. T ★\n\n'.repeat(5000),
  'hard breaks after a reason': `**Reason** (x). \\\n${'\\\n'.repeat(20_000)}`,
  'entities': '&amp;'.repeat(half / 5),
  'angle brackets': '<'.repeat(half),
  'html-like': '<a '.repeat(half / 3),
};

for (const [name, bomb] of Object.entries(bombs)) {
  test(`bounded: ${name}`, () => within(8000, () => through(`${english}\n\n${bomb}`)));
}

test('a file beyond the limit is refused in one sentence', () => {
  const { problems } = parse('x'.repeat(maxArticleLength + 1));
  assert.match(problems[0]?.message ?? '', /characters long/);
});

const pieces = fc.constantFrom(
  '# ', '## ', '### <a id="a"></a>1. T ★', '```math\n', '```\n', '$', '$x_i$', '$$', '**Reason** (', '**理由**（', '）。', '). ', '<details><summary>', '</summary>', '</details>',
  '\n', '\n\n', '|', '|---|', '[', ']', '(#a)', '[1][check-ramp]', '![', '](figures/a.svg "c")', '> ', '- ', '1. ', '  ', '\t', '`', '*', '_', '~~', '\\', '\\frac', '{', '}', '^', "'", '★',
  '中', '，', '<b>', '&lt;', '[check-ramp]: ../../../snippets/a/b.ts#check-x', 'Sources: ', '来源：', '\u0000', '\uD800', '𝛼', '\r', '\u2028',
);

test('property: no Markdown makes the parser or the renderer throw, and nothing harmful comes out', () => {
  const text = fc.oneof(fc.array(fc.oneof(pieces, fc.string({ maxLength: 6 })), { maxLength: 60 }).map((parts) => parts.join('')), fc.string({ unit: 'binary', maxLength: 200 }));
  fc.assert(fc.property(text, (source) => assertHarmless(through(source), source)), { seed: 20261123, numRuns: 400 });
});

test('property: a piece put anywhere into an article neither throws nor harms; places stay inside the file', () => {
  const sources = [english, chinese];
  fc.assert(fc.property(fc.nat(1), fc.nat(3000), pieces, fc.nat(8), (which, at, piece, cut) => {
    const source = sources[which] ?? english;
    const text = source.slice(0, at) + piece + source.slice(at + cut);
    const lines = text.replace(/\r\n?/g, '\n').split('\n').length;
    for (const language of languages) {
      for (const { line, column, message } of parse(text, language).problems) {
        assert.ok(line >= 1 && line <= lines && column >= 1 && message !== '', `${line}:${column} ${message}`);
      }
    }
    assertHarmless(through(text), text);
  }), { seed: 20261123, numRuns: 250 });
});
