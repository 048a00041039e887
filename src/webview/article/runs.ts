import type { BarStrings } from '../../core/article/barStrings.ts';
import type { ExerciseState, RunFinished } from '../../protocol/article.ts';
import { fill } from '../../protocol/fill.ts';
import { announce, element } from './dom.ts';

/** What stands under code after a run, and in the head of an exercise after an attempt. */
export class Runs {
  readonly #say: BarStrings;
  readonly #ended = new Map<string, RunFinished>();

  constructor(say: BarStrings) {
    this.#say = say;
    window.setInterval(() => {
      for (const result of this.#ended.values()) this.#draw(result);
    }, 60_000);
  }

  started(template: string): void {
    this.#ended.delete(template);
    for (const place of places(template)) place.replaceChildren(element('span', {}, this.#say.running));
    announce(this.#say.running);
  }

  finished(result: RunFinished): void {
    this.#ended.set(result.template, result);
    this.#draw(result);
    announce(this.#verdict(result.exitCode));
  }

  attempted({ exercise, attempts, passed, message }: ExerciseState): void {
    const card = document.getElementById(`hole-${exercise}`);
    const [state, reason] = [card?.querySelector('.state'), card?.querySelector<HTMLElement>('p.fails')];
    if (state) {
      state.textContent = passed ? this.#say.passed : attempts === 0 ? this.#say.untried : fill(this.#say.attempts, attempts);
      state.classList.toggle('fails', !passed && attempts > 0);
    }
    if (!reason) return;
    reason.textContent = message ?? '';
    reason.hidden = message === undefined;
  }

  #draw(result: RunFinished): void {
    const detail = fill(this.#say.ranDetail, result.exitCode ?? '–', duration(result.milliseconds), this.#ago(result.at));
    for (const place of places(result.template)) {
      const verdict = element('b', result.exitCode === 0 ? {} : { class: 'bad' }, this.#verdict(result.exitCode));
      place.replaceChildren(verdict, ...(result.exitCode === undefined ? [] : [element('span', {}, detail)]));
    }
  }

  #verdict(exitCode: number | undefined): string {
    if (exitCode === undefined) return this.#say.stopped;
    return exitCode === 0 ? this.#say.allHold : this.#say.runFailed;
  }

  #ago(at: number): string {
    const minutes = Math.floor((Date.now() - at) / 60_000);
    if (minutes < 1) return this.#say.justNow;
    return minutes < 60 ? fill(this.#say.minutesAgo, minutes) : fill(this.#say.hoursAgo, Math.floor(minutes / 60));
  }
}

/** The line under each listing of a template, made when it is first needed. */
function places(template: string): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('figure.code[data-template]')]
    .filter((code) => code.dataset['template'] === template)
    .map((code) => {
      const there = code.querySelector<HTMLElement>(':scope > .ran');
      if (there) return there;
      const made = element('div', { class: 'ran' });
      code.append(made);
      return made;
    });
}

function duration(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}
