import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadPack } from '../../../src/core/pack/loadPack.ts';
import { formatProblem, validatePack } from '../../../src/core/pack/validate.ts';
import type { CheckResults } from '../../../src/core/pack/validateNumbers.ts';
import { en, files, manifest, soundFiles, template, zh, type Files } from './samplePack.ts';

const result = (id: string, published: number, ours: number) => ({
  id, template: 'sums/add', claim: { en: id, 'zh-cn': id }, source: { en: 'own', 'zh-cn': 'own' }, published, ours, tolerance: 1e-15, holds: Math.abs(published - ours) < 1e-14,
});
const computed: CheckResults = new Map([['sums/add#three', result('three', 3, 3)], ['sums/add#tenth', result('tenth', 1, 0.9999999999999999)]]);

/** Files that differ from the sound pack; `undefined` for one that is not there. */
type Change = Readonly<Record<string, string | undefined>>;

async function problemsOf(change: Change, results: CheckResults = computed): Promise<string[]> {
  return validatePack(await loadPack(files({ ...soundFiles, ...change })), results).map(formatProblem);
}

/** Changes a text, and insists that there was something to change. */
function edit(text: string, from: string | RegExp, to: string): string {
  const edited = text.replace(from, to);
  assert.notEqual(edited, text);
  return edited;
}

const enFile = 'media/topics/sums/en.md';
const zhFile = 'media/topics/sums/zh-cn.md';
const code = 'snippets/sums/add.ts';
const both = (from: string | RegExp, to: string): Files => ({ [enFile]: edit(en, from, to), [zhFile]: edit(zh, from, to) });

describe('validatePack', () => {
  it('finds nothing wrong with a sound pack', async () => {
    assert.deepEqual(await problemsOf({}), []);
  });

  const broken: readonly (readonly [what: string, change: Change, expected: RegExp])[] = [
    // Links, both ways.
    ['an unknown equation id in code', { [code]: edit(template, 'eq: recurrence', 'eq: recurence') }, /^snippets\/sums\/add\.ts:12:14: no equation “recurence” in sums \(expected: did you mean “recurrence”\?\)$/],
    ['a ★ without code', { [code]: edit(template, ' // eq: definition', '') }, /^media\/topics\/sums\/en\.md:14:1: no code carries out ★ definition/],
    ['a hole without an exercise', { [code]: edit(template, 'hole: step', 'hole: stop') }, /^snippets\/sums\/add\.ts:12:14: no exercise for hole stop in .* \(expected: did you mean “step”\?\)$/],
    ['an exercise without a hole', { [code]: edit(template, ' | hole: step', '') }, /^media\/topics\/sums\/en\.md:42:1: no template has hole step/],
    ['an unknown region', both('add.ts#add\n', 'add.ts#sum\n'), /^media\/topics\/sums\/en\.md:22:\d+: no region “sum” in snippets\/sums\/add\.ts/],
    ['a region under another name', both('\n[`add`]', '\n[`sum`]'), /region add does not declare sum/],
    ['an unknown check', both('add.ts#check-three', 'add.ts#check-tree'), /^media\/topics\/sums\/en\.md:30:\d+: no check “tree” in snippets\/sums\/add\.ts \(expected: did you mean “three”\?\)$/],
    ['an unknown template', both('sums/add.ts#check-three', 'sums/at.ts#check-three'), /no template sums\/at/],
    ['a template that the article does not show', both(/\[`add`\]\[add\]/g, 'add'), /^media\/topics\/sums\/en\.md:1:1: the article shows nothing of sums\/add/],
    ['a missing picture', both('figures/bars.svg', 'figures/bar.svg'), /^media\/topics\/sums\/en\.md:38:1: media\/topics\/sums\/figures\/bar\.svg does not exist \(expected: did you mean “bars”\?\)$/],
    ['a picture that nobody shows', { 'media/topics/sums/figures/more.svg': '<svg/>' }, /more\.svg:1:1: .* does not show this figure/],
    ['a reason that points forwards', both(/(\*\*\u7406\u7531\*\*（|\*\*Reason\*\* \()/, '$1[2](#recurrence), '), /^media\/topics\/sums\/en\.md:20:\d+: the reason of definition rests on the later step recurrence/],
    ['a region that needs what is not inserted', { [code]: edit(template, 'return s;', 'return helper(s);').replace('export function demo', 'function helper(x: number): number { return x; }\n\nexport function demo') }, /^snippets\/sums\/add\.ts:14:10: helper lies outside every region/],
    ['a link to an unknown topic', { [enFile]: edit(en, 'Sources:', 'After [x](../sum/en.md).\n\nSources:') }, /en\.md:5:\d+: a link to the unknown topic “sum” \(expected: did you mean “sums”\?\)/],
    ['a link to a place that another topic does not have', { [enFile]: edit(en, 'Sources:', 'After [x](../sums/en.md#recurence).\n\nSources:') }, /sums has no place “recurence” \(expected: did you mean “recurrence”\?\)/],
    ['a link to the other language', { [enFile]: edit(en, 'Sources:', 'After [x](../sums/zh-cn.md).\n\nSources:') }, /a link to the article in zh-cn/],
    // Numbers.
    ['a number that its check does not give', both('[3][check-three]', '[4][check-three]'), /^media\/topics\/sums\/en\.md:30:\d+: 4 is not what check three gives \(expected: 3 \(published: 3\), rounded to the digits shown\)$/],
    ['a link on what is no number', both('[1.0][', '[about 1]['), /“about 1” is no number/],
    ['a result in prose that no check gives', { [enFile]: edit(en, 'It is not:', 'It is off by 0.125:') }, /^media\/topics\/sums\/en\.md:34:14: the number 0\.125 stands in prose without a check/],
    ['a large number in Chinese prose', { [zhFile]: edit(zh, '并不精确', '并不精确，有4096个误差') }, /^media\/topics\/sums\/zh-cn\.md:34:7: the number 4096 stands in prose without a check/],
    // Symbols.
    ['a symbol that no formula has', both('| $x_i$ |', '| $y_i$ |'), /^media\/topics\/sums\/en\.md:10:1: no formula has \$y_i\$/],
    ['a symbol that is defined twice', both('| $x_i$ |', '| $s_{i}$ |'), /^media\/topics\/sums\/en\.md:10:1: \$s_\{i\}\$ is in the table twice/],
    ['a name in code that is none', both('`xi` |', '`xj` |'), /^media\/topics\/sums\/en\.md:10:1: no template has the name xj \(expected: did you mean “xi”\?\)$/],
    // Formulas and text.
    ['a formula that KaTeX rejects', both('\\sum', '\\summ'), /^media\/topics\/sums\/en\.md:17:\d+: .*\\summ/],
    ['half-width punctuation in Chinese', { [zhFile]: edit(zh, '拆出来。一加', '拆出来, 一加') }, /^media\/topics\/sums\/zh-cn\.md:30:\d+: , in Chinese prose \(expected: ，\)$/],
    // Parity.
    ['an id in one language', { [zhFile]: edit(zh, 'id="definition"', 'id="define"').replaceAll('#definition', '#define') }, /^media\/topics\/sums\/zh-cn\.md:14:1: step 1\. define ★ \(expected: step 1\. definition ★, as in en\.md\)$/],
    ['a star in one language', { [zhFile]: edit(zh, '只加一次 ★', '只加一次') }, /zh-cn\.md:24:1: step 2\. recurrence \(expected: step 2\. recurrence ★/],
    ['a fence that differs', { [zhFile]: edit(zh, 's_{i-1} + x_i', 's_{i-1}+x_i') }, /zh-cn\.md:27:1: this fence differs/],
    ['a formula in one language', { [zhFile]: edit(zh, '并不精确： $s_i$', '并不精确： $s_N$') }, /zh-cn\.md:24:1: formula missing in recurrence \(expected: \$s_i\$.*\n.*zh-cn\.md:34:\d+: formula \$s_N\$ in recurrence/],
    ['a check in one language', { [zhFile]: edit(zh, ' [1.0][check-tenth]', '一') }, /zh-cn\.md:24:1: checked number missing in recurrence \(expected: \[1\.0\] of sums\/add#tenth/],
    ['other digits in one language', { [zhFile]: edit(zh, '[1.0][check-tenth]', '[1.00][check-tenth]') }, /checked number \[1\.00\] of sums\/add#tenth in recurrence/],
    ['a figure in one language', { [zhFile]: edit(zh, /!\[.*\n\n/, '') }, /figure missing in recurrence/],
    ['a reference in one language', { [zhFile]: edit(zh, '[1](#definition)，', '') }, /reference missing in recurrence \(expected: \[1\]\(#definition\) in the reason/],
    ['an aside in one language', { [zhFile]: edit(zh, /<details><summary>为[\s\S]*?<\/details>\n\n/, '') }, /zh-cn\.md:1:1: 3 <details> in the article \(expected: 4/],
    ['a hint in one language', { [zhFile]: edit(zh, /<details><summary>提示 3[\s\S]*?<\/details>\n\n/, '') }, /zh-cn\.md:42:1: 2 hints \(expected: 3 hints, as in en\.md\)/],
    ['code shown in one language', { [zhFile]: edit(zh, '[`add`][add]\n\n###', '###') }, /link to code missing in definition/],
    ['a symbol in one language', { [zhFile]: edit(zh, /\| \$x_i\$ .*\n/, '') }, /a symbol is missing \(expected: \$x_i\$ \(xi\)/],
    ['an exercise in one language', { [zhFile]: edit(zh, /## 练习[\s\S]*?(?=\[add\]:)/, '') }, /a section is missing/],
    ['an article in one language', { [zhFile]: undefined }, /zh-cn\.md:1:1: zh-cn\.md is missing/],
    // Manifest and files.
    ['an unknown requirement', { 'media/topics/sums/topic.json': edit(manifest, '"requires": []', '"requires": ["products"]') }, /topic\.json:1:1: requires the unknown topic “products”/],
    ['a requirement in a circle', { 'media/topics/sums/topic.json': edit(manifest, '"requires": []', '"requires": ["sums"]') }, /sums requires itself/],
    ['a template that does not exist', { 'media/topics/sums/topic.json': edit(manifest, '"add"', '"add",\n    "subtract"') }, /topic\.json:\d+:5: snippets\/sums\/subtract\.ts does not exist/],
    ['a template that is not listed', { 'snippets/sums/other.ts': template.replaceAll('hole: step', 'hole: other') }, /^snippets\/sums\/other\.ts:1:1: topic\.json does not list other/],
    ['a template without a topic', { 'snippets/sum/other.ts': template }, /^snippets\/sum\/other\.ts:1:1: snippets\/sum\/other\.ts belongs to no topic \(expected: did you mean “sums”\?\)$/],
    ['a topic without topic.json', { 'media/topics/products/en.md': '# Products\n' }, /^media\/topics\/products\/topic\.json:1:1: products has no topic\.json/],
    ['marks in the kit', { 'snippets/kit/extra.ts': '// #region f\n/** F. 函数。 */\nexport const f = 1; // eq: definition\n// #endregion\n' }, /^snippets\/kit\/extra\.ts:3:\d+: the kit serves every topic/],
  ];
  for (const [what, change, expected] of broken) {
    it(`finds ${what}`, async () => {
      const problems = await problemsOf(change);
      assert.match(problems.join('\n'), new RegExp(expected.source, 'm'));
    });
  }

  it('finds a check that does not hold, one that the demo does not reach, and a quoted one that it does not make', async () => {
    const off = await problemsOf({}, new Map([...computed, ['sums/add#three', result('three', 3, 2)]]));
    assert.match(off.join('\n'), /^snippets\/sums\/add\.ts:19:9: check three does not hold: 2 \(expected: 3 within 1e-15/m);
    const silent = await problemsOf({}, new Map([...computed].slice(1)));
    assert.match(silent.join('\n'), /^snippets\/sums\/add\.ts:19:9: the demo does not reach check three/m);
    assert.match(silent.join('\n'), /en\.md:30:\d+: the demo of sums\/add makes no check “three”/m);
  });

  it('lets numbers stand that name a section, a year, a model or a few things', async () => {
    const words = 'See §3.1, Table 4.2 and 2022; GPT-3.5 has 12 heads, $0.5$ is given:';
    assert.deepEqual(await problemsOf({ [enFile]: edit(en, 'It is not:', words), [zhFile]: edit(zh, '并不精确：', '见 §3.1、表 4.2 与 2022 年； $0.5$ 已给定：') }), []);
  });

  it('finds a claim that Chinese readers cannot read', async () => {
    const claim = { en: 'sum of one and two', 'zh-cn': 'sum of one and two' };
    const problems = await problemsOf({}, new Map([...computed, ['sums/add#three', { ...result('three', 3, 3), claim }]]));
    assert.deepEqual(problems, ["snippets/sums/add.ts:19:9: the claim of check three is in English only: sum of one and two (expected: ['English', '中文'])"]);
  });

  it('keeps the problems of a bad topic to itself', async () => {
    const pack = await loadPack(files({ ...soundFiles, 'media/topics/bad/topic.json': '{ "id": ', 'media/topics/bad/en.md': 'nothing' }));
    const sums = pack.topics.find((topic) => topic.id === 'sums');
    const bad = pack.topics.find((topic) => topic.id === 'bad');
    assert.deepEqual(sums?.problems, []);
    assert.equal(bad?.manifest, undefined);
    assert.match(formatProblem(bad?.problems[0] ?? assert.fail()), /^media\/topics\/bad\/topic\.json:1:\d+: not JSON/);
    assert.deepEqual(pack.topics.map((topic) => topic.id), ['sums', 'bad']);
  });

  it('says that an empty pack is empty', async () => {
    assert.deepEqual(validatePack(await loadPack(files({}))).map(formatProblem), [
      'media/topics:1:1: the pack has no topic (expected: media/topics/<topic>/topic.json)',
    ]);
  });
});
