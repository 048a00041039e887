/**
 * The tiny review world: two prompts, four words, 85 responses a prompt, so that every expectation is an exact sum.
 * 微型评论世界：两个提示，四个词，每个提示 85 个回答，一切期望都能精确求和。
 *
 * Stage 1 of RLHF (Ouyang et al. 2022, §3.1; Rafailov et al. 2023, §3) fits the reference policy to demonstrations.
 */
import { run, type Report } from '../kit/demo.ts';
import type { Mat } from '../kit/matrix.ts';
import { contextOf, prefixes, responseLogProbs, responseOf, responses, textOf, tokenLogProbs, tokensOf, V } from './prefix-tree.ts';

// #region sft
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
 * Each response is two digits in base 36; those of “food:” are counted on from 85.
 * 每个回答是两位三十六进制数；「food:」的回答从 85 起接着编号。
 */
const recorded =
  '343l2h3b080t2o2l0b0s030b08012l2p2h2d2g2h352g2l382g2z3b2h2g2h070x030c2h2k030c3c2p3m3v2g2o2o2p2e2h080b01062g472l3b0b0c3o342d3r2g2k' +
  '2p2d2w2h2g2h0b042k3x1a082o2k031f081k2t2p2h4b2g2f03122o2p1n08342k3p2g2l3d01000304030b0400352p2g2o1m160b0t170t2g3f0y0u171a2e2p1k07' +
  '2k2p2g2p060703082g2h2g3n0z042k3g030j0y0c2l2g2l2h1a030k0c373s2g2p0r0k01070b070z072g2h2t2g3p2g2o2k2g3p0308040k032404072g2e2g39030c' +
  '08042l2j2g4f1n03081d2o2g19082t332p2x030r040b2g2l0b0u2p2t04102o2g000n08072g2x2o3r2o2p0b0308032o2t0b0x070c070q080r13072k2t2o390307' +
  '2k2h2h2k1k19081903172g2k080z2h2n0g04352x030c070c2l2k1n0403042t2g2h3434310803041n030808032g2p352k3k2p2o2p3z3g01042p4h2o2p2h2l2s2w' +
  '322h081g1a0c0s00030t2h3s030g2l2e14032h2p2k392p2z2s2w1n0j040o08042g2h03080p1f08032k3g170b08002g2h2f2h0b1k2o2h352o2o2l352g2k2x2l2p' +
  '0x032g2h1c022k3p08032g2k4g31040s2g3b2l2g2g2h2h2k01042k2h3g2k0o040b082t2k1o0f2h3s0b032o2k2g4l342k08042h3v322h08072g320c0t0r072s32' +
  '01072g2o2g4a2g4h230b2o2l2e2o03043r2k0g001a0c2h2e2g2p031b352g0b040x0c19030e0w0103031p2h2l03083b3l3s2h230208033x3w03072o2x352d2k4c' +
  '0803000408073n2g2l2k352h0b04352l03040c033h4g2g4b0b192l2h0t032d2h0b03030c08072h2t08072e4h03002g2k030v0b0317072g2l040o2t2k2g2p2l3b' +
  '041e070f2e4h2g2l0304352o2o2d031n2h343k2g03082o2h0b032k34190b2g3b03002o352p2h3f2k2h2k0b1k190b080w0304382h2g34473d190808041d0t2l2k' +
  '2l3p0b042g2t3k3s2h2d0g032t482g2h2h2g1k083p4o2g3p19000o022l2f0c0b2h3l2f3s2o2k0p042t4b08032p4h2t2k0804030814103m2h2p2k2p470c182l2h' +
  '352p2g2p2p2k2k2w0b031f190f042k2h2h2p2k2o2l2h1a0c030b03042g2h04202o2g0y0r0x041z182p2h2h3r2s2e2p2h2g2k2h2k3v37352g0z0f2l2p03081507' +
  '031z2h2g3a33080t03042h4h472g2p2k03040b1f030b2e3t2g2p000j0b084h2p080304032t392h2k030r080c4h2p352h2p392g2d0b23352p0c072g470b0k0307' +
  '0x000b0u2l2h0y040c0435392k2h342h03071j1k0c04352d000m0b173c2h04072l2p080t140r2p2u2g2j2g2p2g2h030b0b0c2t2x1k0b2h342k2g1p042g3l0307' +
  '342p0c000g07372e4h2h070c2g2t2g3f03042l2k2l2k03072h34030908071o162h2k2h2o2o2k2g2i3m3v2e2k1n0000081a0c040t3r2p1j043b2p3p2h2g2f0803' +
  '2h2d353r04072g2h2s2h2o2h352h100u2t4d2t2k2h3t1a0z352k0s0u2h312l2h2g4h2e3u080x0z0b2s3o3b34040003042o2h080r2o3l080c0804352p0q0a0b0c' +
  '1b0b2y3q080r2k352k390y033f2p302h1a0r031d2o2h2g32352h08182g2l03072p2s190c352h0b1t040z2g2h2e2h2t3403160803080b2p2h2p341a02352p0b04' +
  '030800032l2h070s231004150c002p2x2g2k2g2p080c2g2o2h2k030c2g2h0b1i2304352p2g3d382e302r080c1o0c30362l2o0c031703080r2l3903070f04322h' +
  '0k1g07121a0c2g2x352g2g342h4h04030b0r041j031e0g122l2h2g342g2h080b1b04030r2k2g03074g2l2s2k041k0s0n';

/**
 * 600 pairs, drawn once and kept: both responses from π_ref, the winner by Bradley–Terry on the true reward.
 * 600 个偏好对，一次抽取后固定不变：两个回答都取自 π_ref，胜者按真实奖励的 Bradley–Terry 模型抽取。
 */
export function reviewPairs(): Pair[] {
  return (recorded.match(/..../g) ?? []).map((digits) => {
    const [chosen, rejected] = [parseInt(digits.slice(0, 2), 36), parseInt(digits.slice(2), 36)];
    return { prompt: Math.floor(chosen / responses), chosen: chosen % responses, rejected: rejected % responses };
  });
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
