import { ablations, type Ablation } from '../../../../snippets/ddpg/ablations.ts';
import { ddpgDefaults, ddpgSteps, estimateAndTruth, pendulumWorld, torqueOf, type DdpgOptions, type Progress } from '../../../../snippets/ddpg/ddpg.ts';
import type { Mlp } from '../../../../snippets/ddpg/mlp.ts';
import { evalGrid, pendulumStep, type PendulumState } from '../../../../snippets/ddpg/pendulum.ts';

export const lastStep = ddpgDefaults.steps;
/** Steps from checkpoint to checkpoint. */
export const stride = 500;

/** What the networks are and can do after some steps. */
export interface Checkpoint {
  readonly step: number;
  readonly actor: Mlp;
  readonly critic: Mlp;
  /** Mean return from the 100 fixed starts. */
  readonly score: number;
  /** Means over twenty starts at rest: what the critic expects, and what discounted rewards then come. */
  readonly estimate: number;
  readonly truth: number;
}

const starts = Array.from({ length: 20 }, (_, k): PendulumState => ({ th: -Math.PI + (2 * Math.PI * (k + 0.5)) / 20, w: 0 }));

/** One run of DDPG that goes on as far as it is asked. */
export class Training {
  readonly gamma: number;
  readonly checkpoints: Checkpoint[] = [];
  readonly #source: Generator<Progress, void>;
  #step = 0;

  constructor(change: Ablation, seed: number) {
    const options: DdpgOptions = ablations[change].change;
    this.gamma = options.gamma ?? ddpgDefaults.gamma;
    this.#source = ddpgSteps(pendulumWorld, options, seed);
  }

  /** How far the run has come. */
  get step(): number {
    return this.#step;
  }

  /**
   * Trains up to a step.
   * @param isLate asked after each step: whether the page has to have its turn
   * @returns whether it has come so far
   */
  advance(to: number, isLate: () => boolean): boolean {
    while (this.checkpoints.length === 0 || this.#step < to) {
      const { value, done } = this.#source.next();
      if (done === true || value === undefined) return true;
      // Nothing is learnt before the random steps are over: after the first one the networks are still as they were made.
      if (this.checkpoints.length === 0) this.#keep(0, value);
      this.#step = value.step;
      if (value.step % stride === 0) this.#keep(value.step, value);
      if (isLate()) return this.#step >= to;
    }
    return true;
  }

  /** The last checkpoint that is not beyond a step. */
  at(step: number): Checkpoint {
    const found = this.checkpoints.findLast((one) => one.step <= step);
    if (!found) throw new RangeError('the training has not begun; call advance first');
    return found;
  }

  #keep(step: number, nets: Progress): void {
    const [actor, critic] = [nets.actor.copy(), nets.critic.copy()];
    const values = estimateAndTruth({ actor, critic }, pendulumWorld, starts, this.gamma);
    this.checkpoints.push({ step, actor, critic, score: evalGrid(torqueOf(actor)).mean, ...values });
  }
}

/** A moment of an episode: the state, the torque that is then chosen, and what was earned before. */
export interface Moment extends PendulumState {
  readonly torque: number;
  readonly earned: number;
}

/** One episode of 200 steps under an actor without noise, with the state it ends in: 201 moments. */
export function episode(actor: Mlp, start: PendulumState): readonly Moment[] {
  const torque = torqueOf(actor);
  const moments: Moment[] = [];
  let [state, earned] = [start, 0];
  for (let t = 0; t <= 200; t++) {
    const u = torque(state);
    moments.push({ th: state.th, w: state.w, torque: u, earned });
    const { th, w, reward } = pendulumStep(state, u);
    [state, earned] = [{ th, w }, earned + reward];
  }
  return moments;
}

export const [thetaCells, omegaCells] = [31, 17];

/** The torque in the middle of each cell of the phase plane: row by row from ω = 8 down, θ from −π to π. */
export function torqueMap(actor: Mlp): readonly number[] {
  const torque = torqueOf(actor);
  return Array.from({ length: thetaCells * omegaCells }, (_, k) => torque({
    th: -Math.PI + (2 * Math.PI * ((k % thetaCells) + 0.5)) / thetaCells, w: 8 - (16 * (Math.floor(k / thetaCells) + 0.5)) / omegaCells,
  }));
}
