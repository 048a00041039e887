import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { insertNote, readNotes } from '../../../src/core/notes/notesFile.ts';

const address = (topic: string, step: string) => `vscode://gradus.gradus/${topic}/${step}`;
const file = `# My notes

Something of my own.

## [FlashAttention · 6. The new sum](vscode://gradus.gradus/flash-attention/online-recurrence)

Why $m$?

\`\`\`sh
## not a heading
\`\`\`

### a part of it

more

## [Other](vscode-insiders://gradus.gradus/dpo/loss)
short
# End
not a note
`;

test('notes stand under headings with a step’s link and reach to the next heading of their level', () => {
  assert.deepEqual(readNotes(file).map(({ topic, step, line, text }) => [topic, step, line, text]), [
    ['flash-attention', 'online-recurrence', 4, 'Why $m$?\n\n```sh\n## not a heading\n```\n\n### a part of it\n\nmore'],
    ['dpo', 'loss', 16, 'short'],
  ]);
  assert.deepEqual(readNotes('# [x](https://example.org/a/b)\ntext\n## [y](vscode://gradus.gradus/../etc)\n'), []);
});

/** The file after an insertion, as an editor makes it. */
function inserted(text: string, topic: string, step: string, title = 'T'): { readonly text: string; readonly cursor: number } {
  const { line, text: more, cursor } = insertNote(text, topic, title, address(topic, step));
  const lines = text.split('\n');
  const before = lines.slice(0, line).join('\n') + (line > 0 && line < lines.length ? '\n' : '');
  return { text: before + more + lines.slice(line).join('\n'), cursor };
}

test('a new heading goes after the notes of its topic and changes nothing else', () => {
  const { text, cursor } = inserted(file, 'flash-attention', 'lse', 'FlashAttention [2]');
  assert.deepEqual(readNotes(text).map(({ step }) => step), ['online-recurrence', 'lse', 'loss']);
  assert.match(text, /^## \[FlashAttention \\\[2\\\]\]\(vscode:\/\/gradus\.gradus\/flash-attention\/lse\)$/m);
  const own = text.split('\n');
  assert.equal(own[cursor], '');
  assert.match(own[cursor - 2] ?? '', /lse\)$/);
});

test('in an empty file, and in one without a line break at its end', () => {
  assert.equal(inserted('', 't', 'a').text, `## [T](${address('t', 'a')})\n\n\n`);
  assert.equal(inserted('mine', 't', 'a').text, `mine\n\n## [T](${address('t', 'a')})\n\n\n`);
  assert.equal(inserted('mine\n', 't', 'a').text, `mine\n\n## [T](${address('t', 'a')})\n\n\n`);
});

const id = fc.stringMatching(/^[a-z][a-z0-9-]{0,6}$/);
const piece = fc.oneof(fc.constantFrom('# Own', 'words', '', '- item', '```\n# x\n```', '### part'), fc.tuple(id, id).map(([a, b]) => `## [x](${address(a, b)})\n\nnote`));

test('whatever is in the file stays, line by line, and the new note is found, empty, at the cursor', () => {
  fc.assert(fc.property(fc.array(piece, { maxLength: 12 }), fc.boolean(), id, id, (pieces, ends, topic, step) => {
    const before = pieces.join('\n') + (ends ? '\n' : '');
    const old = readNotes(before);
    const { text, cursor } = inserted(before, topic, `${step}-new`);
    const kept = text.replace(`## [T](${address(topic, `${step}-new`)})`, '').split('\n').filter((line) => line.trim() !== '');
    assert.deepEqual(kept, before.split('\n').filter((line) => line.trim() !== ''));
    const now = readNotes(text);
    const fresh = now.find((note) => note.topic === topic && note.step === `${step}-new`);
    assert.equal(fresh?.text, '');
    assert.equal(fresh?.line, cursor - 2);
    assert.deepEqual(now.filter((note) => note !== fresh).map(({ text: words }) => words), old.map(({ text: words }) => words));
  }), { seed: 4, numRuns: 500 });
});
