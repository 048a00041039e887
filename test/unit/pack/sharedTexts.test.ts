import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wholeArticle } from '../../../src/core/article/articleParts.ts';
import { parseArticle } from '../../../src/core/article/parse.ts';
import { renderArticle } from '../../../src/core/article/render.ts';
import type { StepDetail } from '../../../src/core/model.ts';
import { shareGlyphs, sharedTexts, withFormulas, withGlyphs } from '../../../src/core/pack/sharedTexts.ts';
import { chinese, context, english, parse } from '../article/articleFixture.ts';

test('an article kept with its formulas apart is shown as if it were not, and both languages share them', () => {
  const { texts, place } = sharedTexts();
  const kept = [parse(english), parse(chinese, 'zh-cn')].map(({ article }) => renderArticle(article, { ...context, formula: place }));
  assert.deepEqual(kept.map((one) => withFormulas(one, texts)), [
    renderArticle(parse(english).article, context), renderArticle(parse(chinese, 'zh-cn').article, context),
  ]);
  assert.ok(!kept.some((one) => /class="katex/.test(wholeArticle(one) + one.outline)), 'no formula is left in');
  assert.equal(new Set(texts).size, texts.length);
  const shared = texts.filter((text) => kept.every((one) => wholeArticle(one).includes(place(text))));
  assert.ok(shared.length >= 4, `${shared.length} of ${texts.length} formulas stand in both`);
});

test('an author’s comment does not stand for a formula', () => {
  const { texts, place } = sharedTexts();
  const { article } = parseArticle('en.md', '# T\n\nLead <!--0--> $x$.\n\n## S\n\nText.\n', 'en');
  const shown = wholeArticle(withFormulas(renderArticle(article, { ...context, formula: place }), texts));
  assert.equal(shown.split('class="katex"').length - 1, 1);
  assert.match(shown, /&lt;!--0--&gt;/);
});

test('letters of pictures are kept once and come back', () => {
  const glyph = (drawing: number, letter: string) => `<path id="MJX-${drawing}-${letter}" d="M0 0Z"></path>`;
  const step = (svg: string): StepDetail => {
    const none = { en: '', 'zh-cn': '' };
    return { picture: { svg, width: 1, height: 2 }, formula: 'x', rule: none, reason: none, text: none };
  };
  const picture = (drawing: number) => `<svg><defs>${glyph(drawing, 'x')}${glyph(drawing, 'y')}</defs><use xlink:href="#MJX-${drawing}-x"></use></svg>`;
  const file = shareGlyphs({ a: step(picture(1)), b: step(picture(27)), c: { ...step(''), picture: undefined } });
  assert.equal(file.glyphs.length, 2);
  const { a, b, c } = withGlyphs(file);
  assert.equal(a?.picture?.svg, picture(1).replaceAll('MJX-1-', 'g-'));
  assert.equal(b?.picture?.svg, a?.picture?.svg);
  assert.equal(c?.picture, undefined);
});
