import type { BarStrings } from '../../core/article/barStrings.ts';
import type { StepNote } from '../../protocol/article.ts';
import { fill } from '../../protocol/fill.ts';
import { element, icon } from './dom.ts';

/** The reader's own notes, each at the end of its step: text as it stands in their file, and the way there. */
export class Notes {
  readonly #say: BarStrings;

  constructor(say: BarStrings) {
    this.#say = say;
  }

  /** Shows these notes and no others. */
  show(notes: readonly StepNote[]): void {
    for (const shown of document.querySelectorAll('.step > .note')) shown.remove();
    for (const { step: id, text } of notes) {
      const step = document.getElementById(id);
      if (step?.matches('.step') !== true) continue;
      const name = fill(this.#say.note, step.dataset['number'] ?? '');
      step.append(element('div', { class: 'note', role: 'note', 'aria-label': name },
        element('button', { class: 'tool', type: 'button', 'data-action': 'note', 'data-step': id }, icon('pen'), name), element('p', {}, text)));
    }
  }
}
