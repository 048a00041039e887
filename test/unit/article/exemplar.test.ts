import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { stepsOf } from '../../../src/core/article/article.ts';
import { wholeArticle } from '../../../src/core/article/articleParts.ts';
import { parseArticle } from '../../../src/core/article/parse.ts';
import { checkChinesePunctuation } from '../../../src/core/article/punctuation.ts';
import { renderArticle } from '../../../src/core/article/render.ts';
import { languages } from '../../../src/core/model.ts';
import { context } from './articleFixture.ts';

/** The first article of the project, in both languages, as its authors wrote it. */
for (const language of languages) {
  const file = `media/topics/flash-attention/${language}.md`;
  const { article, problems } = parseArticle(file, readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8'), language);

  test(`${file}: no problems`, () => {
    assert.deepEqual(problems, []);
    assert.deepEqual(checkChinesePunctuation(article), []);
  });

  test(`${file}: every equation is rendered, its symbols marked, its source kept`, () => {
    const html = wholeArticle(renderArticle(article, context));
    const steps = stepsOf(article);
    assert.ok(steps.length > 0);
    assert.equal(html.split('<section class="step"').length - 1, steps.length);
    assert.equal(html.split('<div class="equation"').length - 1, steps.filter((step) => step.latex !== undefined).length);
    assert.ok(!html.includes('math-source'));
    assert.ok(!html.includes('htmlData'));
    const rows = new Set([...html.matchAll(/ data-symbol="(\d+)"/g)].map((match) => match[1]));
    assert.ok(rows.size > article.symbols.length / 2, `${rows.size} of ${article.symbols.length} symbols are found in equations`);
  });
}
