import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changed, english, parse } from './articleFixture.ts';

/** What is changed in the fixture, and the message and place of the one problem that it makes. */
const faults: readonly (readonly [from: string, to: string, message: RegExp, place: string])[] = [
  ['# Softmax: one pass less', 'Softmax', /no title/, ''],
  ['## Exercises', '# Exercises', /a second title/, '# Exercises'],
  ['<a id="recurrence"></a>2.', '2.', /a step without an id/, '### 2. The'],
  ['<a id="recurrence"></a>2.', '<a id="recurrence"></a>', /a step without a number/, '### <a id="recurrence"></a>'],
  ['<a id="surrogate"></a>1.', '<a id="surrogate"></a>7.', /step 7 where step 1 should stand/, '### <a id="surrogate"></a>7.'],
  ['<a id="surrogate">', '<a id="Surrogate_1">', /the id "Surrogate_1"/, '### <a id="Surrogate_1">'],
  ['<a id="surrogate">', '<a id="code-x">', /taken by the page/, '### <a id="code-x">'],
  ['<a id="numbers">', '<a id="recurrence">', /used on line \d+ already/, '## <a id="recurrence"></a>What'],
  ["```math\nd'_i := \\sum_{j\\le i} e^{x_j-m_i}\n```\n", '', /★ but without an equation/, '### <a id="surrogate">'],
  ['**Reason** (definition).', '**Proof** (definition).', /without its reason/, '### <a id="surrogate">'],
  ['**Reason** (definition).', '**Reason**.', /a reason without its rule/, '**Reason**.'],
  ['**Reason** (definition).', '**Reason** (definition.', /a reason without its rule/, '**Reason** (definition.'],
  ['**Reason** (definition).', '**Reason** ().', /an empty rule/, '**Reason** ().'],
  ['(definition). The reference $m_i$ is known at time $i$.', '(definition).', /a reason without text/, '**Reason** (definition).'],
  ['We look at one row.', 'See [that](http://example.org).', /a link to "http:\/\/example.org"/, '[that](http'],
  ['We look at one row.', 'See [that](javascript:alert(1)).', /a link to "javascript:alert\(1\)"/, '[that](java'],
  ['We look at one row.', 'See [that](command:workbench.action.quit).', /a link to "command:/, '[that](command'],
  ['We look at one row.', 'See [that](https://user@example.org/).', /a link to/, '[that](https'],
  ['We look at one row.', 'See [that](../../../snippets/softmax/../../secret.ts#x).', /a link to/, '[that](..'],
  ['We look at one row.', 'See [3](#nowhere).', /no step, exercise or section has the id nowhere/, '[3](#nowhere)'],
  ['We look at one row.', 'See [3](#recurrence).', /recurrence is step 2, not 3/, '[3](#recurrence)'],
  ['We look at one row.', 'It is [8][check-absent].', /no address is given for the label \[check-absent\]/, '][check-absent]'],
  ['We look at one row.', 'It is [`8`][check-ramp].', /not plain text/, '[`8`][check-ramp]'],
  ['We look at one row.', 'It is <b>bold</b> text.', /HTML is not allowed: <b>/, '<b>bold'],
  ['We look at one row.', 'A ![picture](figures/x.svg "c") inside.', /a picture inside a sentence/, '![picture]'],
  ['We look at one row.', 'It costs 5 $ each.', /a \$ that belongs to no formula/, '$ each'],
  ['We look at one row.', 'A row ($x$ of it).', /no blank before \$x\$/, '$x$ of'],
  ['We look at one row.', 'A set $\\{x\\}$ of it.', /GitHub takes for Markdown/, '$\\{x'],
  ['We look at one row.', 'A row $$x$$ of it.', /between \$\$/, '$$x$$'],
  ['We look at one row.', '#### Small', /a heading of level 4/, '#### Small'],
  ['All of them:', '```ts\nlet x;', /not closed/, '```ts'],
  ['figures/recurrence.svg', 'recurrence.png', /a picture at "recurrence.png"/, '![Bars'],
  ['![Bars of scores.]', '![]', /without a text that says what is seen/, '![]'],
  [' "The sum shrinks."', '', /without a caption/, '![Bars'],
  ['<details><summary>Hint 3</summary>\n\nSee [2](#recurrence).\n\n</details>\n', '', /an exercise with 2 hints/, '### <a id="hole-rescale">'],
  ['Fill in `d`; it must end at [1.5814460128][check-ramp].', '', /an exercise without a task/, '### <a id="hole-rescale">'],
  ['Which reference?\n\n</details>', 'Which reference?\n</details>', /right before <\/details>/, '</details>\n\n<details><summary>Hint 2'],
  ['<summary>Hint 1</summary>\n\n', '<summary>Hint 1</summary>\n', /right after <details>/, 'Which reference?'],
  ['All of them:', 'All of them:\n\n<details><summary>x</summary>\n', /<details> is not closed/, '<details><summary>x'],
  ['We look at one row.', '</details>', /<\/details> without <details>/, '</details>\n\n### <a id="surrogate">'],
  ['We look at one row.', '<details open><summary>x</summary>', /HTML is not allowed: <details open>/, '<details open>'],
  ['Sources: Milakov', 'From Milakov', /no line of sources/, '# Softmax'],
  ['| Symbol | Meaning | Shape | In code |\n|---|---|---|---|', '| Symbol | Meaning | Shape |\n|---|---|---|', /the symbol table has 3 columns/, '| Symbol'],
  ['| $x_i$ | one score', '| x | one score', /without a formula in its first cell/, '| x | one score'],
  ['| $x_i$ | one score', '| $x_i$ | ', /without a meaning/, '| $x_i$ |  |'],
  ['| number | `xi` |', '| number | xi |', /not between backticks/, '| $x_i$ | one score | number | xi |'],
];

for (const [from, to, message, place] of faults) {
  test(`${JSON.stringify(from.slice(0, 40))} → ${JSON.stringify(to.slice(0, 50))}`, () => {
    const text = changed(from, to);
    const found = parse(text).problems.filter((problem) => message.test(problem.message));
    assert.equal(found.length, 1, JSON.stringify(parse(text).problems, undefined, 1));
    const [problem] = found;
    assert.equal(problem?.file, 'en.md');
    const rest = text.split('\n').slice((problem?.line ?? 0) - 1).join('\n').slice((problem?.column ?? 0) - 1);
    assert.ok(rest.startsWith(place), `at ${problem?.line}:${problem?.column}: ${JSON.stringify(rest.slice(0, 60))}`);
  });
}

test('a broken formula is reported where KaTeX stops, in a fence and in a sentence', () => {
  const fence = changed('d\'_i = d\'_{i-1}\\,e', "d'_i = \\frac{1\nd'_{i-1}\\,\\e");
  const inFence = parse(fence).problems[0];
  assert.match(inFence?.message ?? '', /^KaTeX: /);
  const lines = fence.split('\n');
  assert.ok((inFence?.line ?? 0) >= lines.indexOf("d'_i = \\frac{1") + 1);
  const sentence = changed('at time $i$', 'at time $i + \\nothing$');
  const inSentence = parse(sentence).problems[0];
  assert.match(inSentence?.message ?? '', /Undefined control sequence: \\nothing/);
  const rest = (sentence.split('\n')[(inSentence?.line ?? 0) - 1] ?? '').slice((inSentence?.column ?? 0) - 1);
  assert.ok(rest.startsWith('\\nothing'), rest);
});

test('problems come in the order of the file, and are at most two hundred', () => {
  const { problems } = parse(`${english}\n${'a <b>\n\n'.repeat(500)}`);
  assert.equal(problems.length, 200);
  assert.deepEqual(problems.map(({ line }) => line), problems.map(({ line }) => line).sort((a, b) => a - b));
});
