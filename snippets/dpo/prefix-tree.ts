/**
 * The 85 responses as a tree, and a policy on it: one row of logits for each prefix, so that every distribution can be had.
 * 85 个回答构成一棵树，其上的策略：每个前缀一行 logit，因而任何分布都能表示。
 *
 * The token-level view of a response, Rafailov et al. 2024, From r to Q*, §3. Adam: Kingma & Ba 2015, algorithm 1.
 */
import { run, type Report } from '../kit/demo.ts';
import type { Mat } from '../kit/matrix.ts';
import { normals } from '../kit/random.ts';

// #region responses
/** Token 0 ends a response, 1…4 are its words. 词元 0 表示结束，1…4 是词。 */
export const words = ['<eos>', 'not', 'very', 'good', 'bad'] as const;

/** How many tokens there are. 词元数。 */
export const V = 5;

/**
 * Responses have at most three words; by number of words, then by token, they are the nodes of a tree: word w after node p leads
 * to node 4p + w. Nodes 0…20 have fewer than three words and may go on: the prefixes, states s of the token-level view.
 * 回答至多三个词；按词数、再按词元排序，它们恰是一棵树的节点：在节点 p 之后接词 w 便到节点 4p + w。
 * 节点 0…20 不足三个词，可以继续：它们是前缀，即词元层面的状态 s。
 */
export const [prefixes, responses] = [21, 85] as const;

/** The words of response y, as tokens. 回答 y 的各词（词元编号）。 */
export function tokensOf(y: number): number[] {
  return y === 0 ? [] : [...tokensOf((y - 1) >> 2), ((y - 1) & 3) + 1];
}

/** Response y in writing; the empty one is “∅”. 回答 y 的文字；空回答写作「∅」。 */
export const textOf = (y: number): string => tokensOf(y).map((token) => words[token]).join(' ') || '∅';

/** The response that says `text`. 文字 `text` 对应的回答编号。 */
export function responseOf(text: string): number {
  return text.split(' ').reduce((node, word) => {
    const token = words.findIndex((known) => known === word);
    if (token < 1 || node >= prefixes) throw new RangeError(`"${text}" is no response: at most 3 of ${words.slice(1).join(', ')}`);
    return 4 * node + token;
  }, 0);
}

/**
 * The steps of response y: places p·5 + token in a table [prefixes, 5]; the last one is <eos> unless the limit stops it.
 * 回答 y 的各步：在 [prefixes, 5] 表中的位置 p·5 + 词元；若非因长度上限而止，最后一步是 <eos>。
 */
export function stepsOf(y: number): number[] {
  const steps = y < prefixes ? [y * V] : [];
  for (let node = y; node > 0; node = (node - 1) >> 2) steps.unshift(((node - 1) >> 2) * V + ((node - 1) & 3) + 1);
  return steps;
}
// #endregion

// #region table-policy
/** log π(token|prefix) of a table of logits [prefixes, 5], each row by itself. 由 logit 表逐行得到 log π(词元|前缀)。 */
export function tokenLogProbs(logits: Mat): Mat {
  const logp = logits.slice();
  for (let p = 0; p < logp.length; p += V) {
    const row = logp.subarray(p, p + V);
    const top = Math.max(...row);
    const logSum = top + Math.log(row.reduce((sum, z) => sum + Math.exp(z - top), 0));
    for (let t = 0; t < V; t++) row[t]! -= logSum;
  }
  return logp;
}

/**
 * log π(y|x) of all 85 responses: the chain rule, shared along the tree. A node below the limit also has to say <eos>.
 * Any other table is summed over the steps of each response in the same way.
 * 全部 85 个回答的 log π(y|x)：链式法则，沿树共用前缀。未达上限的节点还须生成 <eos>。其他表也可照此沿每个回答的各步求和。
 * @param logp token log-probabilities [prefixes, 5]
 * @returns [85]
 */
export function responseLogProbs(logp: Mat): Mat {
  const sum = new Float64Array(responses);
  for (let p = 0; p < prefixes; p++) {
    for (let w = 1; w < V; w++) sum[4 * p + w] = sum[p]! + logp[p * V + w]!; // eq: sft-mle
  }
  for (let p = 0; p < prefixes; p++) sum[p]! += logp[p * V]!; // eq: sft-mle
  return sum;
}

/**
 * From derivatives by log π(token|prefix) to derivatives by the logits: each row gives up its sum, shared out by probability.
 * 由对 log π(词元|前缀) 的导数求对 logit 的导数：每行减去本行之和按概率的分摊。
 * @param c [prefixes, 5]
 * @param logp token log-probabilities [prefixes, 5]
 */
export function tokenGradient(c: Mat, logp: Mat): Mat {
  const gradient = c.slice();
  for (let p = 0; p < c.length; p += V) {
    let total = 0;
    for (let i = p; i < p + V; i++) total += c[i]!;
    for (let i = p; i < p + V; i++) gradient[i]! -= Math.exp(logp[i]!) * total;
  }
  return gradient;
}

/**
 * The same from derivatives g by log π(y): what flows through a step is the sum of g over the responses that take it.
 * 同上，但已知的是对 log π(y) 的导数 g：流经某一步的量，是经过它的各回答的 g 之和。
 * @param g [85]
 * @param logp token log-probabilities [prefixes, 5]
 * @returns [prefixes, 5]
 */
export function logitGradient(g: Mat, logp: Mat): Mat {
  const through = g.slice(); // of a node and all that continue it
  for (let y = responses - 1; y > 0; y--) through[(y - 1) >> 2]! += through[y]!;
  const count = logp.map((_, i) => (i % V === 0 ? g[i / V]! : through[4 * Math.floor(i / V) + (i % V)]!));
  return tokenGradient(count, logp);
}
// #endregion

// #region policy-class
/**
 * What a policy can be: how parameters make a table of logits, and how a gradient by the table comes back to them.
 * 策略类：参数如何给出 logit 表，对表的梯度又如何传回参数。
 */
export interface PolicyClass {
  readonly start: Mat;
  readonly logits: (theta: Mat) => Mat;
  readonly gradient: (byLogits: Mat) => Mat;
}

/** A row of its own for each prefix: every distribution over the responses can be had. 每个前缀自有一行：回答上的任何分布都能表示。 */
export const prefixTable = (refTokens: Mat): PolicyClass => ({ start: refTokens, logits: (theta) => theta, gradient: (g) => g });

/** The last word of a prefix; 0 at the start. 前缀的最后一个词；开头为 0。 */
export const contextOf = (prefix: number): number => (prefix === 0 ? 0 : ((prefix - 1) & 3) + 1);

/**
 * One row for each last word, as the reference has it: “not … bad” needs more memory than that.
 * 每个「最后一个词」一行，与参考策略相同：要表示「not … bad」，这样的记忆还不够。
 */
export const bigramTable = (refTokens: Mat): PolicyClass => ({
  start: refTokens.slice(0, V * V), // prefixes 0…4 are the contexts
  logits: (theta) => Float64Array.from({ length: prefixes * V }, (_, i) => theta[contextOf(Math.floor(i / V)) * V + (i % V)]!),
  gradient: (g) => {
    const sums = new Float64Array(V * V);
    g.forEach((x, i) => { sums[contextOf(Math.floor(i / V)) * V + (i % V)]! += x; });
    return sums;
  },
});
// #endregion

// #region adam
/**
 * Adam (Kingma & Ba 2015) for n parameters, β₁ = 0.9, β₂ = 0.999, ε = 1e-8; each call of what it returns is one step downhill.
 * n 个参数的 Adam（Kingma 与 Ba 2015），β₁ = 0.9、β₂ = 0.999、ε = 1e-8；返回的函数每调用一次，就下降一步。
 */
export function adam(n: number): (theta: Mat, gradient: Mat, lr: number) => void {
  const [m, v] = [new Float64Array(n), new Float64Array(n)];
  let [bias1, bias2] = [1, 1];
  return (theta, gradient, lr) => {
    bias1 *= 0.9;
    bias2 *= 0.999;
    for (let i = 0; i < n; i++) {
      const g = gradient[i]!;
      m[i] = 0.9 * m[i]! + 0.1 * g;
      v[i] = 0.999 * v[i]! + 0.001 * g * g;
      theta[i]! -= (lr * (m[i]! / (1 - bias1))) / (Math.sqrt(v[i]! / (1 - bias2)) + 1e-8);
    }
  };
}
// #endregion

export function demo({ check, table, bars }: Report, seed = 7): void {
  const logits = normals(prefixes * V, seed);
  const logPi = responseLogProbs(tokenLogProbs(logits));
  const pi = logPi.map(Math.exp);
  table(['the tree: node p and word w lead to node 4p + w', '树：节点 p 接词 w，到达节点 4p + w'],
    ['p', ['prefix', '前缀'], ...words.slice(1).map((word) => `+ ${word}`)],
    Array.from({ length: prefixes }, (_, p) => [p, textOf(p), 4 * p + 1, 4 * p + 2, 4 * p + 3, 4 * p + 4]));
  const likely = Array.from(pi.keys()).sort((a, b) => pi[b]! - pi[a]!).slice(0, 8);
  bars(['most likely responses under random logits', '随机 logit 下最可能的回答'], Object.fromEntries(likely.map((y) => [textOf(y), pi[y]!])));

  // The expected reward of each response’s own number, differentiated twice. 以回答编号为奖励，用两种方法求其期望的梯度。
  const expected = (z: Mat) => responseLogProbs(tokenLogProbs(z)).reduce((sum, l, y) => sum + Math.exp(l) * (y / responses), 0);
  const gradient = logitGradient(pi.map((p, y) => p * (y / responses)), tokenLogProbs(logits));
  const differences = logits.map((z, i) => (expected(logits.with(i, z + 1e-5)) - expected(logits.with(i, z - 1e-5))) / 2e-5);
  const walked = Float64Array.from(pi.keys(), (y) => stepsOf(y).reduce((sum, i) => sum + tokenLogProbs(logits)[i]!, 0));
  const theta = Float64Array.of(1, 1, 1);
  adam(3)(theta, Float64Array.of(5, -1e-3, 0), 0.1);
  check('responses', ['responses of at most three of four words', '至多三个词（共四种）的回答数'], '4⁰ + 4¹ + 4² + 4³', 85, logPi.length);
  check('sum', ['their probabilities under any logits sum to', '任意 logit 下它们的概率之和'], ['chain rule', '链式法则'],
    1, pi.reduce((sum, p) => sum + p, 0), 1e-12);
  check('steps', ['log-probabilities that differ, step by step', '逐步求得的对数概率中不同者'], ['chain rule', '链式法则'],
    0, logPi.filter((l, y) => Math.abs(l - walked[y]!) > 1e-12).length);
  check('gradient', ['logits whose derivative is off by 1e-9', '导数偏差达 1e-9 的 logit 数'], ['central differences, h = 1e-5', '中心差分，h = 1e-5'],
    0, gradient.filter((g, i) => !(Math.abs(g - differences[i]!) < 1e-9)).length);
  check('adam-first', ['first step of Adam down a slope, in units of lr', 'Adam 沿斜坡的第一步，以 lr 为单位'], 'm̂/√v̂ = ±1',
    -1, (theta[0]! - 1) / 0.1, 1e-6);
  check('adam-flat', ['first step where the gradient is 0', '梯度为 0 处的第一步'], 'm̂ = 0', 0, theta[2]! - 1);
}

run(import.meta, demo);
