/**
 * The tiny review world: two prompts, four words, 85 responses a prompt, so that every expectation is an exact sum.
 * 微型评论世界：两个提示，四个词，每个提示 85 个回答，一切期望都能精确求和。
 *
 * Stage 1 of RLHF (Ouyang et al. 2022, §3.1; Rafailov et al. 2023, §3) fits the reference policy to demonstrations.
 */
import { run, type Report } from '../kit/demo.ts';
import type { Mat } from '../kit/matrix.ts';
import { contextOf, prefixes, responseLogProbs, responseOf, responses, textOf, tokenLogProbs, tokensOf, V } from './prefix-tree.ts';

// #region fit-bigram
/** A response that people wrote, and how often. 人写的一个回答及其次数。 */
export interface Demonstration {
  readonly response: number;
  readonly count: number;
}

/**
 * Maximum likelihood of a bigram table is counting: for each context (0 = start, else the last word) the share of each next token.
 * A response of three words stops by the limit, not by <eos>, so no end is counted there.
 * 二元语法表的最大似然就是计数：对每个上下文（0 为开头，否则为上一个词），取各后继词元所占的份额。
 * 三个词的回答因长度上限而止，并未生成 <eos>，故不计结束。
 * @param smoothing is added to each count
 * @returns counts and probabilities [5 contexts, 5 tokens]
 */
export function fitBigram(corpus: readonly Demonstration[], smoothing: number): { counts: Mat; probs: Mat } {
  if (!(smoothing >= 0 && smoothing < Infinity)) throw new RangeError(`smoothing must be a finite number >= 0, got ${smoothing}`);
  const counts = new Float64Array(V * V);
  for (const { response, count } of corpus) {
    let context = 0;
    for (const token of response < prefixes ? [...tokensOf(response), 0] : tokensOf(response)) {
      counts[context * V + token]! += count;
      context = token;
    }
  }
  const probs = counts.map((_, i) => {
    const row = counts.subarray(i - (i % V), i - (i % V) + V);
    return (counts[i]! + smoothing) / row.reduce((sum, c) => sum + c + smoothing, 0); // eq: sft-mle
  });
  const empty = probs.findIndex(Number.isNaN);
  if (empty >= 0) throw new RangeError(`context ${Math.floor(empty / V)} never occurs; a smoothing above 0 gives it a distribution`);
  return { counts, probs };
}
// #endregion

// #region review-reward
/**
 * What a reader would feel on hearing the words from left to right: “not” flips the sign of the next judgement, “very” multiplies
 * it by 1.5; repeating a word costs 1, a modifier left dangling 0.25, silence 0.5.
 * 从左到右听到这些词时的感受：「not」翻转下一个评价的符号，「very」将其乘以 1.5；
 * 重复上一个词扣 1，悬空的修饰词各扣 0.25，沉默扣 0.5。
 */
export function reviewReward(tokens: readonly number[]): number {
  if (tokens.length === 0) return -0.5;
  let [reward, sign, gain, dangling] = [0, 1, 1, 0];
  tokens.forEach((token, t) => {
    if (token === tokens[t - 1]) reward -= 1;
    dangling += 1;
    if (token === 1) sign = -sign;
    else if (token === 2) gain *= 1.5;
    else {
      reward += (token === 3 ? sign : -sign) * gain;
      [sign, gain, dangling] = [1, 1, 0];
    }
  });
  return reward - 0.25 * dangling;
}
// #endregion

// #region build-world
/** Everything that is known of one prompt. 关于一个提示的全部已知信息。 */
export interface World {
  readonly prompt: string;
  readonly corpus: readonly Demonstration[];
  /** log π_ref(token|prefix): [21, 5]. */
  readonly refTokens: Mat;
  /** log π_ref(y|x): [85]. */
  readonly logRef: Mat;
  /** r*(x,y): [85]. */
  readonly reward: Mat;
}

const demonstrations = [
  'good 8, very good 6, not bad 5, bad 6, not good 4, very bad 4, good very good 1, not very good 3, very very bad 1, good not bad 2',
  'bad 8, good 7, not good 6, very bad 5, very good 4, not bad 3, not very bad 2, good bad 2, bad very bad 1, not very good 2',
];

/**
 * The world of both prompts. The second one adds 0.75 to every reward: a function of the prompt alone, which nothing may depend on.
 * 两个提示的世界。第二个提示给每个奖励都加 0.75：它只是提示的函数，任何结论都不应依赖于它。
 */
export function buildWorld(): readonly [film: World, food: World] {
  const build = (prompt: string, texts: string, offset: number): World => {
    const corpus = texts.split(', ').map((entry) => {
      const at = entry.lastIndexOf(' ');
      return { response: responseOf(entry.slice(0, at)), count: Number(entry.slice(at)) };
    });
    const { probs } = fitBigram(corpus, 1);
    const table = Float64Array.from({ length: prefixes * V }, (_, i) => Math.log(probs[contextOf(Math.floor(i / V)) * V + (i % V)]!));
    const refTokens = tokenLogProbs(table);
    const reward = Float64Array.from({ length: responses }, (_, y) => reviewReward(tokensOf(y)) + offset);
    return { prompt, corpus, refTokens, logRef: responseLogProbs(refTokens), reward };
  };
  return [build('film:', demonstrations[0]!, 0), build('food:', demonstrations[1]!, 0.75)];
}

/**
 * Expected reward, KL(π‖π_ref) and entropy in nats of a policy over the responses; 0 · log 0 = 0.
 * 回答上一个策略的期望奖励、KL(π‖π_ref) 与熵（单位 nat）；0 · log 0 = 0。
 */
export function evaluate({ reward, logRef }: World, logPi: Mat): { reward: number; kl: number; entropy: number } {
  const sums = { reward: 0, kl: 0, entropy: 0 };
  logPi.forEach((l, y) => {
    const p = Math.exp(l);
    if (p === 0) return;
    sums.reward += p * reward[y]!;
    sums.kl += p * (l - logRef[y]!);
    sums.entropy -= p * l;
  });
  return sums;
}
// #endregion

// #region review-pairs
/** Two answers to the same prompt; a reader preferred the first. 同一提示的两个回答；读者偏好前者。 */
export interface Pair {
  readonly prompt: number;
  readonly chosen: number;
  readonly rejected: number;
}

/**
 * 281 pairs of “film:”, then 319 of “food:”; each response is two digits in base 36.
 * 先是「film:」的 281 对，后是「food:」的 319 对；每个回答是两位三十六进制数。
 */
const recorded = [
  '080t0b0s030b0801070x030c030c080b01060b0c0b041a08031f081k03121n0801000304030b04001m160b0t170t0y0u171a1k07060703080z04030j0y0c1a03' +
    '0k0c0r0k01070b070z070308040k03240407030c08041n03081d1908030r040b0b0u0410000n08070b0308030b0x070c070q080r130703071k1908190317080z' +
    '0g04030c070c1n0403040803041n030808030104081g1a0c0s00030t030g14031n0j040o080403080p1f0803170b08000b1k0x031c020803040s01040o040b08' +
    '1o0f0b03080408070c0t0r070107230b03040g001a0c031b0b040x0c19030e0w0103031p03082302080303070803000408070b0403040c030b190t030b03030c' +
    '080708070300030v0b031707040o041e070f0304031n03080b03190b03000b1k190b080w0304190808041d0t0b040g031k0819000o020c0b0p04080308040308' +
    '14100c180b031f190f041a0c030b030404200y0r0x041z180z0f03081507031z080t030403040b1f030b000j0b0808030403030r080c0b230c070b0k03070x00' +
    '0b0u0y040c0403071j1k0c04000m0b170407080t140r030b0b0c1k0b1p0403070c000g07070c03040307030908071o161n0000081a0c040t1j0408030407100u' +
    '1a0z0s0u080x0z0b04000304080r080c08040q0a0b0c1b0b080r0y031a0r031d08180307190c0b1t040z03160803080b1a020b0403080003070s231004150c00' +
    '080c030c0b1i2304080c1o0c0c031703080r03070f040k1g07121a0c04030b0r041j031e0g12080b1b04030r0307041k0s0n',
  '0r18040y0b08080c040003040s03080v030m0y04030404070z0c191i030b0b0c0104031u080y1b0r001e03070c000j040304071k0b070g0c041y03020b0c0r07' +
    '1c0308100s0c030b0312010c070c030c0304031a0713080308040u1f030c03040g031c030b07031c0301030w080603220b030g0q0c0k03080c0g0b03030k0b1e' +
    '0b0c0b0g070g0b0w070404070307040a0s0k08070g03040r0r0o030c0s07170c0b0c1m130c240b0c04080f0j0p04041f0801040c070w0c0m0f0j030407130304' +
    '02040b040s0b0b080s03070k080c0304071c0307230o030y080303040407070413070g07041f0b0703280r07041i0p04030p0f0p030b031x03240b08010b1e07' +
    '0401030c0s0304080y181f041k1j0b0k0s00071z1a0308070s040s081423031y08040004040g0124030703080g07030c080y012403080s0b0b00040r17030b04' +
    '070r030y0b0s0c04120704070v04030r1u100807081c030g171f04000g1v030404031c2b031c08020418021f0b070g1y0c240g0719040c070c1u08040s0c030c' +
    '0c07070j0704040c070b080403040b030c04041e0f010c04030704071i0u0s03080c04030x0q04241u030c07011g030c240c0g0w0407240c0s040c0w03000s0c' +
    '031u08040s0w07040r040s000z04080c0c0h0306030c03040g0k040r070303180r0c0u012404030g031208070807040r0407040b0b070305191i01071e0c0y0c' +
    '1c04030204000s1e03040f040b040s040g200g07041g0s07040o08040324011h0f1b0y0r0b040b180s0c0l1d070s070w120c0n040b04030p0s0403080c0f0s04' +
    '030401040g0r0c040c0r0s0c08040c0k0307030c030b040703040s0c03100v010n0e0n0t080b080w0p04030k0s03030r04240804030r0304070323080f07',
];

/**
 * 600 pairs, drawn once and kept: both responses from π_ref, the winner by Bradley–Terry on the true reward.
 * 600 个偏好对，一次抽取后固定不变：两个回答都取自 π_ref，胜者按真实奖励的 Bradley–Terry 模型抽取。
 */
export function reviewPairs(): Pair[] {
  return recorded.flatMap((digits, prompt) => (digits.match(/..../g) ?? []).map((pair) =>
    ({ prompt, chosen: parseInt(pair.slice(0, 2), 36), rejected: parseInt(pair.slice(2), 36) })));
}
// #endregion

export function demo({ say, check, table, bars }: Report): void {
  const world = buildWorld();
  const sft = world.map(({ corpus, logRef }) => {
    const size = corpus.reduce((n, { count }) => n + count, 0);
    return corpus.reduce((nll, { response, count }) => nll - (count / size) * logRef[response]!, 0); // eq: sft-mle
  });
  say('the prompt decides little: both references prefer short, common reviews', '提示影响不大：两个参考策略都偏爱简短、常见的评论');
  for (const { prompt, logRef, reward } of world) {
    const likely = Array.from(logRef.keys()).sort((a, b) => logRef[b]! - logRef[a]!).slice(0, 8);
    table([`${prompt} most likely responses`, `${prompt} 最可能的回答`], [['response', '回答'], 'π_ref', 'r*'],
      likely.map((y) => [textOf(y), Math.exp(logRef[y]!).toFixed(4), reward[y]!]));
  }
  const [film, food] = world;
  bars(['film: true reward', 'film：真实奖励'],
    Object.fromEntries(['good', 'bad', 'not bad', 'not very bad', 'good very good', 'good good good', ''].map((text) =>
      [text || '∅', film.reward[text === '' ? 0 : responseOf(text)]!])));

  const reward = (text: string) => film.reward[responseOf(text)]!;
  const of = (w: World) => evaluate(w, w.logRef);
  const own: [string, string] = ['exact sum over 85 responses', '对 85 个回答精确求和'];
  check('not-very-bad', ['reward of “not very bad”', '「not very bad」的奖励'], '1.5', 1.5, reward('not very bad'));
  check('best', ['reward of “good very good”', '「good very good」的奖励'], '1 + 1.5', 2.5, reward('good very good'));
  check('good-good-good', ['reward of “good good good”', '「good good good」的奖励'], '3 − 2', 1, reward('good good good'));
  check('best-of-all', ['largest reward of all', '所有奖励中的最大值'], own, 2.5, Math.max(...film.reward));
  check('film-sft', ['film: negative log-likelihood per review', 'film：每条评论的负对数似然'], own, 2.5542872307311177, sft[0]!, 1e-9);
  check('food-sft', ['food: the same', 'food：同上'], own, 2.470000862540024, sft[1]!, 1e-9);
  check('film-reward', ['film: expected reward of the reference', 'film：参考策略的期望奖励'], own, 0.1076338534714536, of(film).reward, 1e-9);
  check('food-reward', ['food: the same', 'food：同上'], own, 0.501531667863616, of(food).reward, 1e-9);
  check('film-entropy', ['film: entropy of the reference, nats', 'film：参考策略的熵（nat）'], own, 3.1324388714624134, of(film).entropy, 1e-9);
  check('food-entropy', ['food: the same', 'food：同上'], own, 3.087545, of(food).entropy, 1e-6);
  check('offset', ['what “food:” adds to every reward', '「food:」给每个奖励所加的量'], 'f(x)', 0.75, food.reward[7]! - film.reward[7]!, 1e-12);
  check('pairs', ['recorded preference pairs', '记录的偏好对数'], '281 + 319', 600, reviewPairs().length);
}

run(import.meta, demo);
