import type { BarStrings } from '../../core/article/barStrings.ts';
import type { Language } from '../../core/model.ts';
import { reviewGrades, type Review } from '../../protocol/article.ts';
import { fill } from '../../protocol/fill.ts';
import { intervalText } from '../../protocol/interval.ts';
import { announce, element } from './dom.ts';
import type { Host } from './host.ts';
import type { Reveal } from './reveal.ts';

/** Asks for one equation: its step is hidden until the reader wants to see it, then the reader says how well it was remembered. */
export class ReviewBar {
  readonly #host: Host;
  readonly #reveal: Reveal;
  readonly #say: BarStrings;
  readonly #language: Language;
  #asked: Review | undefined;
  #bar: HTMLElement | undefined;

  constructor(host: Host, reveal: Reveal, say: BarStrings, language: Language) {
    this.#host = host;
    this.#reveal = reveal;
    this.#say = say;
    this.#language = language;
    reveal.onDidRecall(() => this.#draw());
  }

  /** Hides the step's equation and asks for it. `false` if the article has no such step. */
  ask(review: Review): boolean {
    const step = document.getElementById(review.step);
    if (step?.matches('.step') !== true) return false;
    this.#asked = review;
    this.#reveal.ask(step);
    this.#draw();
    return true;
  }

  end(): void {
    this.#asked = undefined;
    this.#reveal.ask(undefined);
    this.#draw();
  }

  /** Grade 1 to 4, once the equation is seen. */
  grade(number: number): boolean {
    const grade = reviewGrades[number - 1];
    if (this.#asked === undefined || this.#reveal.asked !== undefined || grade === undefined) return false;
    this.#host.send({ type: 'reviewGraded', step: this.#asked.step, grade });
    // One grade an equation: the host answers with the next one, or with the end.
    this.#asked = undefined;
    return true;
  }

  #draw(): void {
    const hadFocus = this.#bar?.contains(document.activeElement) === true;
    this.#bar?.remove();
    this.#bar = undefined;
    document.body.classList.toggle('is-reviewing', this.#asked !== undefined);
    if (this.#asked === undefined) return;
    const { index, count, intervals, step } = this.#asked;
    const number = document.getElementById(step)?.dataset['number'] ?? '';
    const hidden = this.#reveal.asked !== undefined;
    const task = hidden ? fill(this.#say.review.recall, number) : this.#say.review.grade;
    const buttons = hidden
      ? [element('button', { class: 'button', type: 'button', 'data-action': 'show-asked' }, this.#say.showEquation, ' ', element('kbd', {}, 'Space'))]
      : reviewGrades.map((grade, i) => element('button', { class: 'button', type: 'button', 'data-action': 'grade', 'data-grade': String(i + 1) },
        element('kbd', {}, String(i + 1)), ` ${this.#say.review[grade]} `, element('span', { class: 'due' }, intervalText(intervals[i] ?? 0, this.#language))));
    this.#bar = element('section', { class: 'review', 'aria-label': this.#say.review.name },
      element('span', { class: 'place' }, fill(this.#say.review.place, index, count)), element('span', { class: 'task' }, task),
      element('span', { class: 'grades', role: 'group', 'aria-label': task }, ...buttons),
      element('button', { class: 'tool', type: 'button', 'data-action': 'stop-review' }, this.#say.review.stop));
    document.body.append(this.#bar);
    announce(`${fill(this.#say.review.place, index, count)}. ${task}`);
    if (hadFocus) this.#bar.querySelector<HTMLElement>('.button')?.focus();
  }
}
