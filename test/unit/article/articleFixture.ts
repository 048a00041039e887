import { parseArticle, type ParsedArticle } from '../../../src/core/article/parse.ts';
import type { CodeFile, RenderContext } from '../../../src/core/article/renderContext.ts';
import type { CheckResult, Language } from '../../../src/core/model.ts';

/** A small article that uses every mark once. */
export const english = `# Softmax: one pass less

Softmax is usually computed in three passes over $x$.
We need two.

Sources: Milakov & Gimelshein 2018 (arXiv 1805.02867), Zihao Ye 2023.

| Symbol | Meaning | Shape | In code |
|---|---|---|---|
| $x_i$ | one score | number | \`xi\` |
| $m_i$ | largest of $x_1,\\dots,x_i$ | number | \`m\`, \`mNew\` |
| $d'_i$ | sum up to $i$ | number | – |
| $Q, K$ | queries, keys | $N\\times d$ | \`Q\`, \`K\` |

## <a id="one-pass"></a>One pass

We look at one row.

### <a id="surrogate"></a>1. Measure from the maximum so far ★

\`\`\`math
d'_i := \\sum_{j\\le i} e^{x_j-m_i}
\`\`\`

**Reason** (definition). The reference $m_i$ is known at time $i$.

### <a id="recurrence"></a>2. The new sum follows from the old one ★

\`\`\`math
d'_i = d'_{i-1}\\,e^{m_{i-1}-m_i} + e^{x_i-m_i}
\`\`\`

**Reason** ([1](#surrogate), algebra (one factor)). Split the last term off. See [the paper](https://arxiv.org/abs/1805.02867).

<details><summary>Why at most $1$?</summary>

- because **the maximum** never falls
- as in [\`onlineSoftmax\`][online-softmax]

</details>

It ends at [1.5814460128][check-ramp], see [2](#recurrence).

![Bars of scores.](figures/recurrence.svg "The sum shrinks.")

[\`onlineSoftmax\`][online-softmax]

## Exercises

### <a id="hole-rescale"></a>Write the recurrence

Fill in \`d\`; it must end at [1.5814460128][check-ramp].

<details><summary>Hint 1</summary>

Which reference?

</details>

<details><summary>Hint 2</summary>

One factor.

</details>

<details><summary>Hint 3</summary>

See [2](#recurrence).

</details>

## <a id="numbers"></a>What the numbers show

All of them:

[online-softmax]: ../../../snippets/softmax/online-softmax.ts#online-softmax
[check-ramp]: ../../../snippets/softmax/online-softmax.ts#check-ramp
`;

export const chinese = `# Softmax：少走一趟

通常的做法要走三趟。
这里只走两趟， $x$ 读两遍。

来源：Milakov 与 Gimelshein 2018（arXiv 1805.02867），Zihao Ye 2023。

| 符号 | 含义 | 形状 | 代码中 |
|---|---|---|---|
| $x_i$ | 一个分数 | 标量 | \`xi\` |

## 一趟

### <a id="surrogate"></a>1. 以「迄今为止的最大值」为基准 ★

\`\`\`math
d'_i := \\sum_{j\\le i} e^{x_j-m_i}
\`\`\`

**理由**（定义）。 $m_i$ 在第 $i$ 步已知。
`;

export const templateText = `/**
 * Two passes. 两趟。
 */
import { run } from '../kit/demo.ts';

// #region online-softmax
/**
 * Softmax that finds m and d in one pass.
 * 一趟求出 m 与 d 的 Softmax。
 */
export function onlineSoftmax(x: Float64Array) {
  let m = -Infinity;
  let d = 0; // eq: surrogate
  for (const xi of x) {
    const mNew = Math.max(m, xi);
    // eq: recurrence | hole: rescale
    d = d * Math.exp(m - mNew) + Math.exp(xi - mNew);
    m = mNew;
  }
  return { m, d }; // <both> 两者
}
// #endregion
`;

export const template: CodeFile = {
  template: 'softmax/online-softmax', file: 'snippets/softmax/online-softmax.ts', text: templateText,
  regions: [{ id: 'online-softmax', name: 'onlineSoftmax', lines: { first: 7, last: 21 } }],
  equations: [{ id: 'surrogate', lines: { first: 13, last: 13 } }, { id: 'recurrence', lines: { first: 17, last: 18 } }],
  holes: [{ id: 'rescale', lines: { first: 17, last: 18 } }],
};

export const ramp: CheckResult = {
  id: 'ramp', template: 'softmax/online-softmax', claim: { en: 'd of 0,…,7 & <more>', 'zh-cn': '0,…,7 的 d' },
  source: { en: 'closed form', 'zh-cn': '闭式' }, published: 1.5814460128, ours: 1.58144601280371, tolerance: 1e-10, holds: true,
};

export const context: RenderContext = {
  topic: {
    id: 'softmax', area: 'llm-systems', order: 1, title: { en: 'Softmax', 'zh-cn': 'Softmax' }, summary: { en: 's', 'zh-cn': 's' },
    sources: [], requires: [], templates: ['online-softmax'],
  },
  requires: [{ id: 'exponentials', title: { en: 'Exponentials & logs', 'zh-cn': '指数与对数' } }],
  code: new Map([[template.template, template]]),
  places: new Map([['recurrence', [
    { template: template.template, region: 'online-softmax', lines: { first: 17, last: 18 } },
    { template: template.template, region: undefined, lines: { first: 30, last: 30 } },
  ]]]),
  checks: new Map([['softmax/online-softmax#ramp', ramp]]),
  figures: new Map([['recurrence', '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><path class="m" d="M0 0H9"/></svg>']]),
};

export function parse(text: string, language: Language = 'en'): ParsedArticle {
  return parseArticle(`${language}.md`, text, language);
}

/** `english` with one piece replaced; fails when the piece is not there, so that no test runs on the unchanged text. */
export function changed(from: string, to: string): string {
  if (!english.includes(from)) throw new Error(`not in the fixture: ${from}`);
  return english.replace(from, () => to);
}
