import { maxGap, type Mat } from '../../../../snippets/kit/matrix.ts';
import { evalExact, oneHot, type DeterministicMdp } from '../../../../snippets/rl-basics/closed-form.ts';
import { bookGrid, gridModel, type Cell } from '../../../../snippets/rl-basics/grid-world.ts';
import { evalIter, qFromV } from '../../../../snippets/rl-basics/policy-evaluation.ts';
import { policyIteration } from '../../../../snippets/rl-basics/policy-iteration.ts';
import { truncatedPI } from '../../../../snippets/rl-basics/truncated-iteration.ts';
import { greedy, valueIteration } from '../../../../snippets/rl-basics/value-iteration.ts';
import type { Settings } from '../figure.ts';

export const [side, nS, nA] = [5, 25, 5];
/** Actions count as in the template: up, right, down, left, stay. */
export const stay = 4;
/** No run shows more than this; at γ = 0.99 value iteration would need a thousand sweeps. */
export const mostSteps = 250;
const tol = 1e-6;

/** A cell is free, forbidden or a target. */
export type Kind = 0 | 1 | 2;
export const [free, forbidden, target] = [0, 1, 2] as const;

/** What the reader edits: the cells, and the action of the reader's own policy in each. */
export interface World {
  readonly kinds: readonly Kind[];
  readonly policy: readonly number[];
}

const stateOf = ([row, col]: Cell) => (row - 1) * side + col - 1;

/** Zhao's board, and the policy that stays everywhere. */
export const bookWorld: World = {
  kinds: Array.from({ length: nS }, (_, s) =>
    (bookGrid.target.map(stateOf).includes(s) ? target : bookGrid.forbidden.map(stateOf).includes(s) ? forbidden : free)),
  policy: Array.from({ length: nS }, () => stay),
};

export type Knob = 'count' | 'from' | 'sweeps' | 'gamma' | 'rTarget' | 'rForbidden' | 'rBoundary' | 'rStep';

/** Values on the way and what they are worth. */
export interface Stage {
  readonly v: Mat;
  /** The policy that is being evaluated, or that is greedy for the values. */
  readonly pi: Int32Array;
  /** Largest gap to the exact optimal values. */
  readonly error: number;
  /** Cells whose action is not an optimal one. */
  readonly wrong: number;
}

/** One of the three methods; it stands still after its last stage. */
export interface Track {
  readonly stages: readonly Stage[];
  /** Whether the last stage is the end, and not only the last one shown. */
  readonly converged: boolean;
}

export interface Run {
  readonly world: World;
  readonly gamma: number;
  /** Sweeps between two improvements of the truncated method. */
  readonly j: number;
  /** Whether a frame is one sweep, or one improvement with all that belongs to it. */
  readonly bySweep: boolean;
  /** The reader's own policy, with its exact values. */
  readonly own: Stage;
  /** The greedy policy of the exact optimal values. */
  readonly best: Int32Array;
  /** Value iteration, truncated policy iteration, policy iteration. */
  readonly tracks: readonly [Track, Track, Track];
}

interface Trace {
  readonly steps: readonly { readonly v: Mat; readonly pi?: Int32Array }[];
  readonly converged: boolean;
}

const unnamed = (history: readonly Mat[] | undefined) => (history ?? []).map((v) => ({ v }));

/** Policy iteration whose evaluations are sweeps too, so that they can be counted: each goes on until nothing moves by `tol`. */
function policyIterationBySweeps(m: DeterministicMdp, pi0: Int32Array, v0: Mat): Trace {
  const steps: { v: Mat; pi: Int32Array }[] = [{ v: v0, pi: pi0 }];
  // Values that are known to within this much do not tell equal actions apart.
  const tie = Math.max(1e-9, (2 * m.gamma * tol) / (1 - m.gamma));
  let pi = pi0;
  while (steps.length <= mostSteps) {
    const { history = [], v } = evalIter(m, oneHot(pi, nA), { v0: steps.at(-1)!.v, tol, maxSweeps: mostSteps + 1 - steps.length, trace: true });
    for (const one of history.slice(1)) steps.push({ v: one, pi });
    const better: Int32Array = greedy(qFromV(m, v), nS, nA, undefined, tie);
    if (better.every((a, s) => a === pi[s])) return { steps, converged: steps.length <= mostSteps };
    pi = better;
  }
  return { steps, converged: false };
}

/** All that one setting shows; everything is computed by the templates. */
export function compute(settings: Settings<Knob>, world: World): Run {
  const { gamma, sweeps: j, rTarget, rForbidden, rBoundary, rStep } = settings;
  const cells = (kind: Kind) => world.kinds.flatMap((k, s): Cell[] => (k === kind ? [[Math.floor(s / side) + 1, (s % side) + 1]] : []));
  const grid = { ...bookGrid, forbidden: cells(forbidden), target: cells(target), rTarget, rForbidden, rBoundary, rStep };
  const m = { nS, nA, gamma, ...gridModel(grid) };
  const exact = policyIteration(m);
  const q = qFromV(m, exact.v);
  const stage = ({ v, pi = greedy(qFromV(m, v), nS, nA) }: { v: Mat; pi?: Int32Array }): Stage =>
    ({ v, pi, error: maxGap(v, exact.v), wrong: pi.filter((a, s) => q[s * nA + a]! < exact.v[s]! - 1e-9).length });

  const pi0 = Int32Array.from(world.policy);
  const own = stage({ v: evalExact(m, oneHot(pi0, nA)), pi: pi0 });
  const v0 = settings.from === 0 ? new Float64Array(nS) : own.v;
  const bySweep = settings.count === 0;
  const values = valueIteration(m, { tol, maxSweeps: mostSteps, v0, trace: true });
  const truncated = truncatedPI(m, { j, tol, maxOuter: bySweep ? Math.ceil(mostSteps / j) : mostSteps, v0, trace: true });
  const solved = policyIteration(m, { pi0 });
  const traces: readonly Trace[] = [
    { steps: unnamed(values.history), converged: values.converged },
    { steps: unnamed(truncated.history?.filter((_, k) => bySweep || k % j === 0)), converged: truncated.converged },
    bySweep ? policyIterationBySweeps(m, pi0, v0) : { steps: solved.history, converged: solved.converged },
  ];
  const [first, second, third] = traces.map(({ steps, converged }): Track =>
    ({ stages: steps.slice(0, mostSteps + 1).map(stage), converged: converged && steps.length <= mostSteps + 1 })) as [Track, Track, Track];
  return { world, gamma, j, bySweep, own, best: exact.pi, tracks: [first, second, third] };
}

/** How many frames there are: as many as the slowest method needs. */
export const frames = ({ tracks }: Run): number => Math.max(...tracks.map(({ stages }) => stages.length));

/** What a method has at a frame; after its end it stands still. */
export const stageAt = ({ stages }: Track, frame: number): Stage => stages[Math.min(frame, stages.length - 1)]!;

/** How much the last sweep of value iteration shrank its error; undefined where rounding would decide. */
export function measuredRate({ tracks: [{ stages }] }: Run, frame: number): number | undefined {
  const [before, now] = [stages[frame - 1], stages[frame]];
  return before === undefined || now === undefined || now.error < 1e-9 ? undefined : now.error / before.error;
}
