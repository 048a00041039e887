/**
 * What a trainer does with a batch of preference pairs before any loss: put them in rows, and give each row its log-probability.
 * 在一切损失之前，训练器对一批偏好对所做的事：把它们排成行，并求出每一行的对数概率。
 *
 * Rafailov et al. 2023, §4; `_get_batch_logps` of the authors' code, `DataCollatorForPreference` of TRL.
 */
import { run, type Report } from '../kit/demo.ts';
import { maxGap, type Mat } from '../kit/matrix.ts';
import { normals } from '../kit/random.ts';
import { responses, tokensOf, V as vocabulary } from './prefix-tree.ts';
import { buildWorld, type World } from './review-world.ts';

// #region log-sum-exp
/**
 * log Σ exp xᵢ with the largest term taken out first, so that nothing overflows; −∞ counts as 0.
 * log Σ exp xᵢ，先提出最大项，故不会溢出；−∞ 相当于 0。
 */
export function logSumExp(x: Mat): number {
  let top = -Infinity;
  for (const xi of x) top = Math.max(top, xi);
  if (top === -Infinity) return top;
  let sum = 0;
  for (const xi of x) sum += Math.exp(xi - top);
  return top + Math.log(sum);
}
// #endregion

// #region seq-logp
/**
 * Token ids or marks of 0 and 1, a row for each sequence, all of the same length T.
 * 词元编号或 0/1 标记；每个序列一行，长度同为 T。
 */
export type Rows = readonly (readonly number[])[];

/** Log-probabilities of the responses in a batch of B rows. 一批 B 行中各回答的对数概率。 */
export interface SequenceLogProbs {
  /** Of each token after the first, 0 where it is not scored: [B, T − 1]. 自第二个词元起逐个给出，不计分处为 0。 */
  readonly tokenLogps: Mat;
  /** log π(y|x): [B]. */
  readonly sum: Mat;
  /** How many tokens were scored: [B]. 计分的词元数。 */
  readonly numTokens: readonly number[];
  /** The sum by the number of tokens; null where there are none. 和除以词元数；没有词元时为 null。 */
  readonly average: readonly (number | null)[];
}

/**
 * log π(y|x), the sum over the tokens of the response. The logits at position t score token t + 1, so the last prompt token predicts the
 * first of the response, and a response at position 0 loses its first token: nothing predicts it. Masks decide, never the id.
 * log π(y|x)，即回答各词元的对数概率之和。位置 t 的 logit 给第 t + 1 个词元计分：提示的最后一个词元预测回答的第一个；
 * 若回答始于位置 0，其首个词元无从预测，不计分。是否计分只看掩码，不看编号。
 * @param logits [B, T, V]; −∞ forbids a token
 * @param completionMask 1 on the tokens of the response, <eos> included
 */
export function sequenceLogProbs(logits: Mat, inputIds: Rows, completionMask: Rows): SequenceLogProbs {
  const [B, T] = [inputIds.length, inputIds[0]?.length ?? 0];
  if (B === 0 || T === 0) throw new RangeError('batch is empty');
  const V = logits.length / (B * T);
  if (!Number.isInteger(V) || V < 1) throw new RangeError(`logits has ${logits.length} values; expected B*T*V with B = ${B}, T = ${T}`);
  if (completionMask.length !== B) throw new RangeError(`completionMask has ${completionMask.length} rows; expected ${B}`);
  const tokenLogps = new Float64Array(B * (T - 1)), sum = new Float64Array(B), numTokens = inputIds.map(() => 0);
  for (let b = 0; b < B; b++) {
    const [ids, mask] = [inputIds[b]!, completionMask[b]!];
    if (ids.length !== T) throw new RangeError(`inputIds[${b}] has ${ids.length} tokens; expected ${T}`);
    if (mask.length !== T) throw new RangeError(`completionMask[${b}] has ${mask.length} marks; expected ${T}`);
    for (let t = 0; t < T - 1; t++) {
      const row = logits.subarray((b * T + t) * V, (b * T + t + 1) * V);
      // eq: sft-mle | hole: shift
      const scored = mask[t + 1] === 1;
      const id = ids[t + 1]!;

      if (!scored) continue; // a product with the mask would turn −∞ into NaN
      if (!(id in row)) throw new RangeError(`inputIds[${b}][${t + 1}] is ${id}; expected an integer from 0 to ${V - 1}`);
      const logp = row[id]! - logSumExp(row);
      if (Number.isNaN(logp)) throw new TypeError(`the logits of row ${b}, position ${t} give NaN`);
      tokenLogps[b * (T - 1) + t] = logp;
      sum[b]! += logp; // eq: sft-mle
      numTokens[b]! += 1;
    }
  }
  return { tokenLogps, sum, numTokens, average: numTokens.map((n, b) => (n > 0 ? sum[b]! / n : null)) };
}
// #endregion

// #region collate
/** A prompt and two responses to it, as token ids. 一个提示与它的两个回答（词元编号）。 */
export interface PreferenceExample {
  readonly promptIds: readonly number[];
  readonly chosenIds: readonly number[];
  readonly rejectedIds: readonly number[];
}

/** How rows are cut and padded. 如何截断与填充各行。 */
export interface CollateOptions {
  readonly padTokenId: number;
  /** Longer rows are cut. 超过此长度的行被截断。 */
  readonly maxLength?: number;
  /** Which end of a long row is kept. 截断时保留哪一端。 */
  readonly truncationMode?: 'keep_start' | 'keep_end';
  /** The common length is rounded up to a multiple of it. 公共长度向上取整到它的倍数。 */
  readonly padToMultipleOf?: number;
}

/**
 * One batch of 2B rows: all prompts with their chosen responses, then all with the rejected ones, so that one pass of the model serves
 * both. Each row is cut, then padded on the right. Truncation may leave a row without a single token to score.
 * 组成 2B 行的一个批次：先是全部「提示 + 被选回答」，再是全部「提示 + 被拒回答」，模型只需前向一次。
 * 每行先截断，再在右侧填充。截断之后，一行可能连一个可计分的词元都不剩。
 * @returns rows of ids; attentionMask 1 on real tokens, completionMask 1 on tokens of the response
 */
export function collatePreferences(examples: readonly PreferenceExample[], o: CollateOptions) {
  const { padTokenId, maxLength = Infinity, truncationMode = 'keep_start', padToMultipleOf = 1 } = o;
  if (examples.length === 0) throw new RangeError('batch is empty');
  for (const [name, value] of Object.entries({ maxLength, padToMultipleOf })) {
    if (!(value >= 1) || (value !== Infinity && !Number.isInteger(value))) {
      throw new RangeError(`${name} must be an integer >= 1, got ${value}`);
    }
  }
  const cut = <Item>(row: readonly Item[]) => (truncationMode === 'keep_end' ? row.slice(-maxLength) : row.slice(0, maxLength));
  const rows = [
    ...examples.map(({ promptIds, chosenIds }) => ({ prompt: promptIds, response: chosenIds })),
    ...examples.map(({ promptIds, rejectedIds }) => ({ prompt: promptIds, response: rejectedIds })),
  ].map(({ prompt, response }) => {
    const ids = cut([...prompt, ...response]);
    const marks: readonly number[] = cut([...prompt.map(() => 0), ...response.map(() => 1)]); // hole: masks
    return { ids, marks };
  });
  const T = Math.ceil(Math.max(...rows.map(({ ids }) => ids.length)) / padToMultipleOf) * padToMultipleOf;
  const padded = (row: readonly number[], value: number) => Array.from({ length: T }, (_, t) => row[t] ?? value);
  return {
    inputIds: rows.map(({ ids }) => padded(ids, padTokenId)),
    attentionMask: rows.map(({ ids }) => padded(ids.map(() => 1), 0)),
    completionMask: rows.map(({ marks }) => padded(marks, 0)),
  };
}
// #endregion

export function demo({ say, check, table }: Report, seed = 7): void {
  // <eos> pads as well: only the masks tell one from the other. 填充也用 <eos>：只有掩码能把二者分开。
  const [good, notBad] = [[3, 0], [1, 4, 0]];
  const two = [{ promptIds: [9, 8], chosenIds: good, rejectedIds: [4, 0] }, { promptIds: [7], chosenIds: notBad, rejectedIds: [3, 3, 3] }];
  const batch = collatePreferences(two, { padTokenId: 0 });
  say('two examples, four rows: first the chosen, then the rejected; token 0 both ends and pads', '两个样本，四行：先被选，后被拒；词元 0 既表示结束，也用于填充');
  table(['the batch', '一个批次'], [['row', '行'], 'inputIds', 'attentionMask', 'completionMask'],
    batch.inputIds.map((ids, b) => [b, ...[ids, batch.attentionMask[b]!, batch.completionMask[b]!].map((row) => row.join(' '))]));

  // Position t gives the next token the probability 1/(t + 2). 位置 t 给下一词元的概率是 1/(t + 2)。
  const chain = Float64Array.from([2, 3, 4, 5, 6].flatMap((n) => [Math.log(1 / n), Math.log(1 - 1 / n)]));
  const answer = sequenceLogProbs(chain, [[0, 0, 0, 0, 0]], [[0, 0, 1, 1, 1]]);
  const [B, T] = [batch.inputIds.length, batch.inputIds[0]!.length];
  const logits = normals(B * T * 10, seed);
  const scores = (z: Mat) => sequenceLogProbs(z, batch.inputIds, batch.completionMask);
  const ours = scores(logits);
  table(['their log-probabilities under random logits', '随机 logit 下的对数概率'],
    [['row', '行'], ['scored tokens', '计分词元数'], ['sum', '和'], ['average', '平均']],
    ours.numTokens.map((n, b) => [b, n, +ours.sum[b]!.toFixed(6), +ours.average[b]!.toFixed(6)]));

  const [film, food] = buildWorld();
  const everything = [film, food].map(wholeWorld);
  const best = 3 + 4 * (2 + 4 * 3); // "good very good"
  const kept = (o: Omit<CollateOptions, 'padTokenId'>) =>
    collatePreferences(two, { padTokenId: 0, ...o }).completionMask.map((row) => row.reduce((n, x) => n + x, 0));
  const exact: [string, string] = ['exact sum over 85 responses', '对 85 个回答精确求和'];
  check('chain', ['log π of three tokens of probability 1/3, 1/4, 1/5', '概率为 1/3、1/4、1/5 的三个词元的 log π'], '−ln 60',
    -Math.log(60), answer.sum[0]!, 1e-12);
  check('chain-tokens', ['tokens scored there', '其中计分的词元数'], '3', 3, answer.numTokens[0]!);
  check('shift-invariance', ['largest change when 1000 is added to all logits', '所有 logit 加 1000 时的最大变化'], ['softmax', 'softmax 的平移不变性'],
    0, maxGap(scores(logits.map((z) => z + 1000)).sum, ours.sum), 1e-10);
  check('film-all', ['film: probabilities of the 85 responses in one batch sum to', 'film：一个批次中 85 个回答的概率之和'], exact,
    1, everything[0]!.reduce((sum, l) => sum + Math.exp(l), 0), 1e-12);
  check('food-all', ['food: the same', 'food：同上'], exact, 1, everything[1]!.reduce((sum, l) => sum + Math.exp(l), 0), 1e-12);
  check('film-best', ['film: π_ref(“good very good”)', 'film：π_ref(「good very good」)'], exact,
    0.010744810745, Math.exp(everything[0]![best]!), 1e-12);
  check('food-best', ['food: the same', 'food：同上'], exact, 0.003411306043, Math.exp(everything[1]![best]!), 1e-12);
  check('cut-start', ['tokens to score when rows of 4 keep their first 3', '长为 4 的行只留前 3 个时，计分词元数'], '1 + 2 + 1 + 2',
    6, sumOf(kept({ maxLength: 3 })));
  check('cut-end', ['… when they keep their last 3', '……只留后 3 个时'], '2 + 3 + 2 + 3',
    10, sumOf(kept({ maxLength: 3, truncationMode: 'keep_end' })));
  check('empty-row', ['tokens left to score when rows keep 1', '每行只留 1 个时，剩下的计分词元数'], '0', 0, sumOf(kept({ maxLength: 1 })));
}

const sumOf = (counts: readonly number[]) => counts.reduce((n, x) => n + x, 0);

/** log π_ref of all responses, by way of a batch of token rows: [85]. 经由一个批次求出全部回答的 log π_ref。 */
function wholeWorld({ refTokens }: World): Mat {
  const written = (y: number) => [...tokensOf(y), ...(tokensOf(y).length < 3 ? [0] : [])];
  const examples = Array.from({ length: responses }, (_, y) => ({ promptIds: [9, 8], chosenIds: written(y), rejectedIds: [0] }));
  const { inputIds, completionMask } = collatePreferences(examples, { padTokenId: 0 });
  // After the prompt the prefix is empty, node 0; word w leads from node p to node 4p + w. 提示之后前缀为空，即节点 0；词 w 由节点 p 通向 4p + w。
  const logits = inputIds.flatMap((ids, row) => {
    let prefix = 0;
    return ids.flatMap((id, t) => {
      if (completionMask[row]![t] === 1) prefix = id === 0 ? 0 : 4 * prefix + id;
      const known = t > 0 && prefix * vocabulary < refTokens.length;
      return known ? [...refTokens.subarray(prefix * vocabulary, (prefix + 1) * vocabulary)] : Array.from({ length: vocabulary }, () => 0);
    });
  });
  return sequenceLogProbs(Float64Array.from(logits), inputIds, completionMask).sum.slice(0, responses);
}

run(import.meta, demo);
