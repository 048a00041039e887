import type { PendulumState } from '../../../../snippets/ddpg/pendulum.ts';
import { episode, torqueMap, type Checkpoint, type Moment, type Training } from './training.ts';

/** One episode under the policy that a training has found by some step; while it trains, under the last one that there is. */
export class Swing {
  readonly training: Training;
  /** The step that is asked for. */
  readonly wanted: number;
  readonly start: PendulumState;
  /** The return of the controller by hand, to compare with. */
  readonly known: number;
  #seen: { readonly checkpoint: Checkpoint; readonly moments: readonly Moment[]; readonly torques: readonly number[] } | undefined;

  constructor(training: Training, wanted: number, start: PendulumState, known: number) {
    [this.training, this.wanted, this.start, this.known] = [training, wanted, start, known];
  }

  /** Whether the policy that is shown is the one that is asked for. */
  get isTrained(): boolean {
    return this.training.step >= this.wanted;
  }

  get checkpoint(): Checkpoint {
    return this.training.at(this.wanted);
  }

  moments(): readonly Moment[] {
    return this.#look().moments;
  }

  torques(): readonly number[] {
    return this.#look().torques;
  }

  #look() {
    const { checkpoint } = this;
    if (this.#seen?.checkpoint !== checkpoint) {
      this.#seen = { checkpoint, moments: episode(checkpoint.actor, this.start), torques: torqueMap(checkpoint.actor) };
    }
    return this.#seen;
  }
}
