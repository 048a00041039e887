import type { PackFiles } from '../../../src/core/pack/packFiles.ts';

/** Files of a pack, by path. */
export type Files = Readonly<Record<string, string | undefined>>;

export const files = (table: Files): PackFiles => ({
  list: (folder) => {
    const below = Object.keys(table).filter((path) => table[path] !== undefined && path.startsWith(`${folder}/`)).map((path) => path.slice(folder.length + 1));
    return Promise.resolve([...new Set(below.map((path) => (path.includes('/') ? `${path.split('/')[0]}/` : path)))]);
  },
  read: (path) => Promise.resolve(table[path]),
});

export const manifest = JSON.stringify({
  id: 'sums', area: 'llm-systems', order: 1,
  title: { en: 'Sums', 'zh-cn': '求和' }, summary: { en: 'How to add.', 'zh-cn': '如何相加。' },
  sources: [{ title: 'A paper', authors: 'A. Author', year: 2020, arxiv: '2001.00001' }],
  requires: [], templates: ['add'],
}, undefined, 2);

export const template = `/**
 * Adds numbers.
 * 把数相加。
 */
import { run, type Report } from '../kit/demo.ts';

// #region add
/** The sum of x. x 之和。 */
export function add(x: readonly number[]): number {
  let s = 0;
  for (const xi of x) {
    s += xi; // eq: recurrence | hole: step
  }
  return s; // eq: definition
}
// #endregion

export function demo({ check }: Report): void {
  check('three', '1 + 2', 'own', 3, add([1, 2]));
  check('tenth', ['ten tenths', '十个十分之一'], 'own', 1, add(new Array(10).fill(0.1)), 1e-15);
}

run(import.meta, demo);
`;

export const en = `# Sums

We add numbers one by one.

Sources: A. Author 2020 (arXiv 2001.00001).

| Symbol | Meaning | Shape | In code |
|---|---|---|---|
| $s_i$ | sum of the first $i$ | number | \`s\` |
| $x_i$ | a number | number | \`xi\` |

## The sum

### <a id="definition"></a>1. A sum is what is left when all is added ★

\`\`\`math
s_N = \\sum_{i\\le N} x_i
\`\`\`

**Reason** (definition). We write $s_i$ for the sum so far.

[\`add\`][add]

### <a id="recurrence"></a>2. Each number is added once ★

\`\`\`math
s_i = s_{i-1} + x_i
\`\`\`

**Reason** ([1](#definition), algebra). The last term is split off. One and two make [3][check-three], ten tenths make [1.0][check-tenth].

<details><summary>Why is it exact?</summary>

It is not: $s_i$ is rounded.

</details>

![Bars that grow.](figures/bars.svg "The sum grows.")

## Exercises

### <a id="hole-step"></a>Write the step

In [\`add\`][add], add the next number. One and two must give [3][check-three].

<details><summary>Hint 1</summary>

What is missing?

</details>

<details><summary>Hint 2</summary>

The next number.

</details>

<details><summary>Hint 3</summary>

Add \`xi\`.

</details>

[add]: ../../../snippets/sums/add.ts#add
[check-three]: ../../../snippets/sums/add.ts#check-three
[check-tenth]: ../../../snippets/sums/add.ts#check-tenth
`;

export const zh = `# 求和

我们把数一个一个地相加。

来源：A. Author 2020（arXiv 2001.00001）。

| 符号 | 含义 | 形状 | 代码中 |
|---|---|---|---|
| $s_i$ | 前 $i$ 个数之和 | 标量 | \`s\` |
| $x_i$ | 一个数 | 标量 | \`xi\` |

## 和

### <a id="definition"></a>1. 和就是全部相加的结果 ★

\`\`\`math
s_N = \\sum_{i\\le N} x_i
\`\`\`

**理由**（定义）。记 $s_i$ 为当前的和。

[\`add\`][add]

### <a id="recurrence"></a>2. 每个数只加一次 ★

\`\`\`math
s_i = s_{i-1} + x_i
\`\`\`

**理由**（[1](#definition)，代数）。把最后一项拆出来。一加二得 [3][check-three]，十个十分之一得 [1.0][check-tenth]。

<details><summary>为什么是精确的？</summary>

并不精确： $s_i$ 有舍入。

</details>

![逐渐增长的条形。](figures/bars.svg "和在增长。")

## 练习

### <a id="hole-step"></a>写出这一步

在 [\`add\`][add] 中，加上下一个数。一加二应得 [3][check-three]。

<details><summary>提示 1</summary>

少了什么？

</details>

<details><summary>提示 2</summary>

下一个数。

</details>

<details><summary>提示 3</summary>

加上 \`xi\`。

</details>

[add]: ../../../snippets/sums/add.ts#add
[check-three]: ../../../snippets/sums/add.ts#check-three
[check-tenth]: ../../../snippets/sums/add.ts#check-tenth
`;

export const mistakes = JSON.stringify({
  add: {
    step: [
      { replace: 's -= xi;', why: ['The number is taken away.', '数被减去了。'] },
      { replace: 's = xi;', why: ['Only the last number is kept.', '只保留了最后一个数。'] },
    ],
  },
}, undefined, 2);

/** A sound pack of one topic. */
export const soundFiles: Files = {
  'media/topics/sums/topic.json': manifest,
  'media/topics/sums/en.md': en,
  'media/topics/sums/zh-cn.md': zh,
  'media/topics/sums/mistakes.json': mistakes,
  'media/topics/sums/figures/bars.svg': '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"/>',
  'snippets/sums/add.ts': template,
  'snippets/kit/demo.ts': "export type { Report } from './report.ts';\nexport function run(): void {}\n",
};
