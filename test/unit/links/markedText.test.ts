import assert from 'node:assert/strict';
import { test } from 'node:test';
import { columnOfId, equationsOfLine, linesOfEquation, markedBlocks, marksInText } from '../../../src/core/links/markedText.ts';

const file = `import { a } from './a';

/** Softmax in two passes. */
export function softmax(x: number[]) {
  // eq: shift, safe
  let m = -Infinity;
  for (const xi of x) m = Math.max(m, xi);

  return x; // eq: two-pass | hole: divide
}
const y = 1; // eq: last
`;

test('marks are found in any file, with the lines they speak of', () => {
  const marks = marksInText(file);
  assert.deepEqual(marks.map(({ kind, id, lines }) => [kind, id, lines.first, lines.last]), [
    ['eq', 'shift', 6, 7], ['eq', 'safe', 6, 7], ['eq', 'two-pass', 9, 9], ['hole', 'divide', 9, 9], ['eq', 'last', 11, 11],
  ]);
  assert.deepEqual(equationsOfLine(marks, 7), ['shift', 'safe']);
  assert.deepEqual(equationsOfLine(marks, 5), ['shift', 'safe'], 'on the mark itself too');
  assert.deepEqual(equationsOfLine(marks, 8), []);
  assert.deepEqual(linesOfEquation(marks, 'last'), [{ first: 11, last: 11 }]);
});

test('marks gather above the declaration they stand in, its doc comment included', () => {
  assert.deepEqual(markedBlocks(file, marksInText(file)).map(({ line, marks }) => [line, marks.length]), [[3, 4], [11, 1]]);
});

test('a file without marks costs nothing, a file that is no program is read all the same', () => {
  assert.deepEqual(marksInText('const equation = 1; // equal: no'), []);
  assert.deepEqual(marksInText('x = {{{ ( // eq: shift\r\n').map((mark) => mark.id), ['shift']);
});

test('the id of a mark is found in its line, not a longer one that contains it', () => {
  const line = 'const online = 1; // eq: online-softmax, online';
  const [long, short] = marksInText(line);
  assert.equal(columnOfId(line, long!), line.indexOf('online-softmax'));
  assert.equal(columnOfId(line, short!), line.lastIndexOf('online'));
});

test('a file of a thousand marks without a declaration is read within a second, one of more is left alone', () => {
  const long = `${'  x = y; // eq: shift\n'.repeat(999)}${'  z\n'.repeat(50_000)}  x; // eq: last\n`;
  const start = performance.now();
  const marks = marksInText(long);
  assert.deepEqual(markedBlocks(long, marks).map(({ line, marks: inside }) => [line, inside.length]), [[1, 1000]]);
  assert.ok(performance.now() - start < 1000);
  assert.deepEqual(marksInText(`${long}// eq: more\n`), []);
});
