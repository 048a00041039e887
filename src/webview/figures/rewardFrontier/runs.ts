import { datasetStages } from '../../../../snippets/dpo/dpo-dataset.ts';
import { populationStages } from '../../../../snippets/dpo/dpo-population.ts';
import { frontier, preferredPolicy, rewardAtKl } from '../../../../snippets/dpo/frontier.ts';
import { klObjective, klOptimalPolicy, type Optimum, type Standing } from '../../../../snippets/dpo/kl-optimum.ts';
import { bestOfN, worldIpo } from '../../../../snippets/dpo/other-optima.ts';
import { ppoStages } from '../../../../snippets/dpo/policy-gradient.ts';
import { preferenceLoss } from '../../../../snippets/dpo/preference-losses.ts';
import { bigramTable } from '../../../../snippets/dpo/prefix-tree.ts';
import { buildWorld, reviewPairs, type World } from '../../../../snippets/dpo/review-world.ts';

/** A policy in the picture. */
export interface Place {
  readonly kl: number;
  readonly reward: number;
}

export interface Run {
  readonly world: World;
  readonly beta: number;
  /** What DPO is trained on: an index of the control. */
  readonly data: number;
  readonly best: Optimum;
  readonly edge: readonly Standing[];
  /** The optimum at the β that the edge is marked with. */
  readonly marks: readonly (Place & { readonly beta: number })[];
  readonly bestOf: readonly (Place & { readonly n: number })[];
  readonly ipo: readonly (Place & { readonly tau: number })[];
  readonly preferred: Place;
  /** DPO after each step up to frame k; trained as far as it is asked for. */
  readonly dpo: (k: number) => readonly Place[];
  /** PPO after each iteration up to frame k. */
  readonly ppo: (k: number) => readonly Place[];
}

/** Frames beside the first. */
export const frames = 20;
export const stepsAFrame = 10;
export const iterationsAFrame = 5;
const betas = Array.from({ length: 80 }, (_, k) => 40 * 2000 ** (-k / 79)); // 40 … 0.02

/** The values of a source up to number `stride` · k, which is run no further than that. */
function lazily<T>(source: Iterator<T>, stride: number): (k: number) => readonly T[] {
  const seen: T[] = [];
  return (k) => {
    while (seen.length <= stride * k) {
      const { value, done } = source.next();
      if (done === true) break;
      seen.push(value);
    }
    return seen.slice(0, stride * k + 1);
  };
}

function* trainedOnPairs(worlds: readonly World[], prompt: number, beta: number): Generator<Place> {
  const loss = (batch: Parameters<Parameters<typeof datasetStages>[0]['loss']>[0]) => preferenceLoss(batch, { lossType: 'sigmoid', beta });
  for (const { kl, reward } of datasetStages({ worlds, pairs: reviewPairs(), loss, steps: frames * stepsAFrame })) {
    yield { kl: kl[prompt]!, reward: reward[prompt]! };
  }
}

/** The reference, then one iteration after the other. */
function* withPpo(world: World, beta: number): Generator<Place> {
  yield klObjective(world.logRef, world.logRef, world.reward, beta);
  yield* ppoStages(world, { beta, iterations: frames * iterationsAFrame });
}

/** Everything but the training, which goes on while the figure plays. */
export function compute({ prompt, beta: exponent, data }: Readonly<Record<'prompt' | 'beta' | 'data', number>>): Run {
  const worlds = buildWorld();
  const world = worlds[prompt === 0 ? 0 : 1];
  const { logRef, reward, refTokens } = world;
  const beta = Number((10 ** exponent).toPrecision(2)); // as it is written beside the slider
  const at = (logPi: Float64Array) => klObjective(logPi, logRef, reward, beta);
  // The learning rate follows 1/β, as the logits have to go as far as rewards over β.
  const infinite = { beta, lr: 0.05 / beta, steps: frames * stepsAFrame, decay: true };
  const dpo = data === 2 ? trainedOnPairs(worlds, prompt, beta)
    : populationStages(world, { ...infinite, ...(data === 1 ? { flipRate: 0.2 } : {}), ...(data === 3 ? { policy: bigramTable(refTokens) } : {}) });
  return {
    world, beta, data, best: klOptimalPolicy(logRef, reward, beta), edge: frontier(world, betas),
    marks: [5, 2, 1, 0.5, 0.2, 0.1].map((mark) => ({ ...klOptimalPolicy(logRef, reward, mark), beta: mark })),
    bestOf: [2, 4, 8, 16, 32, 64, 128].map((n) => ({ ...bestOfN(logRef.map(Math.exp), reward, n), n })),
    ipo: [1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01].map((tau) => ({ ...at(worldIpo(world, tau).map(Math.log)), tau })),
    preferred: at(preferredPolicy(world)), dpo: lazily<Place>(dpo, stepsAFrame), ppo: lazily<Place>(withPpo(world, beta), iterationsAFrame),
  };
}

/** What is missing to the frontier at the KL of a policy; beyond its end, to the best reward there is. */
export function missing({ world, edge }: Run, { kl, reward }: Place): number {
  if (kl <= edge[0]!.kl) return Math.max(0, edge[0]!.reward - reward);
  return Math.max(0, (kl >= edge.at(-1)!.kl ? edge.at(-1)!.reward : rewardAtKl(world, kl)) - reward);
}
