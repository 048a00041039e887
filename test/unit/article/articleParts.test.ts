import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstScreen, wholeArticle } from '../../../src/core/article/articleParts.ts';
import { renderArticle } from '../../../src/core/article/render.ts';
import { context, english, parse } from './articleFixture.ts';

const rendered = renderArticle(parse(english).article, context);

/** What the page's script makes of a first screen and the rest. */
function completed(place: string | undefined): string {
  const { html, rest } = firstScreen(rendered, place);
  const filled = html.replace(/<div data-part="(\w+)" hidden><\/div>/g, (_, part: string) => rest.parts.find((one) => one.part === part)?.html ?? 'missing');
  return filled.replace('</article>', `${rest.cards}\n</article>`);
}

test('the first screen is the opening, or the section where the reader stands, and nothing else', () => {
  const opening = firstScreen(rendered, undefined).html;
  assert.ok(opening.includes('<h1>') && !opening.includes('<section') && !opening.includes('class="card') && !opening.includes('<table'));
  const second = firstScreen(rendered, 'hole-rescale').html;
  assert.ok(second.includes('id="hole-rescale"') && !second.includes('<h1>') && !second.includes('id="recurrence"'));
  assert.ok(firstScreen(rendered, 'recurrence').html.includes('id="recurrence"'));
  for (const unknown of ['article', 'gone', 'x" onclick="']) assert.equal(firstScreen(rendered, unknown).html, opening);
});

test('first screen and rest together are the whole article, wherever it begins', () => {
  for (const place of [undefined, 'recurrence', 'hole-rescale', 'numbers']) assert.equal(completed(place), wholeArticle(rendered));
  assert.ok(wholeArticle(rendered).includes('data-symbol-row'));
});
