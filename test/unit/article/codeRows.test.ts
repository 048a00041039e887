import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { codeRows, foldRows, regionText, type CodeRow } from '../../../src/core/article/codeRows.ts';
import { highlightLines } from '../../../src/core/article/highlight.ts';
import { wholeArticle } from '../../../src/core/article/articleParts.ts';
import { renderArticle } from '../../../src/core/article/render.ts';
import { languages } from '../../../src/core/model.ts';
import { parseTemplate } from '../../../src/core/template/parseTemplate.ts';
import { context, english, parse, template, templateText } from './articleFixture.ts';

const region = template.regions[0]!;

test('rows: marks leave the text, comments are in one language, lines keep their numbers', () => {
  const rows = codeRows(template, region, 'en');
  const lines = templateText.split('\n');
  for (const row of rows) if (row.line !== undefined) assert.ok(lines[row.line - 1]?.startsWith(row.text), row.text);
  const texts = rows.map((row) => row.text);
  assert.ok(!texts.some((text) => /eq:|hole:|region|[\u4e00-\u9fff]/.test(text)), texts.join('\n'));
  assert.ok(texts.some((text) => text.includes('Softmax that finds m and d in one pass.')));
  assert.deepEqual(rows.filter((row) => row.equations.length > 0).map(({ line, equations, begins, holes }) => [line, equations, begins, holes]), [
    [13, ['surrogate'], ['surrogate'], []], [17, ['recurrence'], ['recurrence'], ['rescale']], [18, ['recurrence'], [], []],
  ].map(([line, equations, begins, holes]) => [line, equations, begins, holes]));
  assert.deepEqual(rows.filter((row) => row.line === undefined && !/^\s*\/?\*/.test(row.text)), []);
});

test('Chinese rows hold the Chinese comments', () => {
  const texts = codeRows(template, region, 'zh-cn').map((row) => row.text);
  assert.ok(texts.some((text) => text.includes('一趟求出')));
  assert.ok(!texts.some((text) => text.includes('Softmax that finds')));
});

/** The text that a reader copies, as the page puts it together from its rows. */
const copied = (rows: readonly CodeRow[]) => rows.flatMap(({ above, text, mark }) => [...above, text + mark]).join('\n');

test('rows bring back the text of every region that ships, with its marks', () => {
  const root = `${import.meta.dirname}/../../..`;
  let seen = 0;
  for (const file of globSync('snippets/!(kit)/*.ts', { cwd: root })) {
    const { template: shipped } = parseTemplate(file, readFileSync(`${root}/${file}`, 'utf8'));
    for (const one of shipped.regions) {
      for (const language of languages) {
        const code = { ...shipped, template: shipped.key };
        assert.equal(copied(codeRows(code, one, language)), regionText(code, one, language), `${file}#${one.id}`);
        seen++;
      }
    }
  }
  assert.ok(seen > 200);
});

test('what a reader copies keeps the marks', () => {
  assert.equal(copied(codeRows(template, region, 'en')), regionText(template, region, 'en'));
  assert.ok(regionText(template, region, 'en').includes('// eq: recurrence | hole: rescale'));
  assert.ok(!regionText(template, region, 'en').includes('#region'));
});

test('a region that is no module of its own is shown as it is', () => {
  const inner = { ...template, text: 'if (a) {\n  b(; // 中 eq\n}', equations: [], holes: [] };
  const rows = codeRows(inner, { id: 'x', name: 'x', lines: { first: 2, last: 2 } }, 'en');
  assert.deepEqual(rows.map((row) => row.text), ['  b(; // 中 eq']);
});

const row = (index: number, equation?: string): CodeRow => {
  const equations = equation === undefined ? [] : [equation];
  return { text: index === 2 ? 'export function f() {' : `line ${index}`, line: index + 1, equations, begins: equations, holes: [], mark: '', above: [] };
};

test('long code folds far from marks; nothing is lost', () => {
  const rows = Array.from({ length: 40 }, (_, index) => row(index, index === 20 ? 'a' : undefined));
  const folds = foldRows(rows);
  assert.deepEqual(folds.flatMap((fold) => fold.rows), rows);
  assert.deepEqual(folds.map((fold) => [fold.folded, fold.rows.length]), [[false, 3], [true, 16], [false, 3], [true, 16], [false, 2]]);
});

test('short code, and code without marks, does not fold', () => {
  assert.equal(foldRows(Array.from({ length: 30 }, (_, index) => row(index, index === 3 ? 'a' : undefined))).length, 1);
  assert.equal(foldRows(Array.from({ length: 60 }, (_, index) => row(index))).length, 1);
});

test('the gutter links to the step, goes on with a bar, and says where the exercise is', () => {
  const html = wholeArticle(renderArticle(parse(english).article, context));
  assert.ok(html.includes('data-eq="recurrence" data-line="17"><span class="eq"><a href="#recurrence" aria-label="Step 2: The new sum follows from the old one">2</a></span>'));
  assert.ok(html.includes('data-eq="recurrence" data-line="18"><span class="eq"><span class="more" aria-hidden="true">│</span></span>'));
  assert.equal(html.split('<a class="hole" href="#hole-rescale">exercise</a>').length, 2);
});

test('highlighting gives one closed piece per line', () => {
  const code = '/** a\n * @param b `x`\n */\nconst t = `one\n${two}`; // <script>';
  const lines = highlightLines(code);
  assert.equal(lines.length, code.split('\n').length);
  for (const line of lines) assert.equal(line.split('<span').length, line.split('</span>').length, line);
  assert.deepEqual(lines.map((line) => line.replace(/<[^>]*>/g, '').replaceAll('&lt;', '<').replaceAll('&gt;', '>')), code.split('\n'));
});
