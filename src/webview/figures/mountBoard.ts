import type { Language } from '../../core/model.ts';
import { element } from '../article/dom.ts';
import type { Board, Spot } from './figure.ts';
import { svg } from './svg.ts';

const texts = {
  en: { tools: 'A click sets', presets: 'Set all' },
  'zh-cn': { tools: '点击设置', presets: '整体设置' },
} as const;

/** The board in the page: what shows it anew after a change from outside. */
export interface MountedBoard<Run, Edited> {
  readonly element: HTMLElement;
  show(edited: Edited, run: Run): void;
}

/** Where in its cell a click fell; a click without a place was made by the keyboard or by a screen reader. */
function spotOf(event: MouseEvent, square: Element): Spot | undefined {
  if (event.detail === 0) return undefined;
  const { left, top, width, height } = square.getBoundingClientRect();
  return { right: (2 * (event.clientX - left)) / width - 1, down: (2 * (event.clientY - top)) / height - 1 };
}

/**
 * A grid of buttons with one of them in the tab order: arrow keys, Home and End move among the cells, other keys are the board's own.
 * @param changed is told what the reader has made of it
 */
export function mountBoard<Run, Edited>(
  board: Board<Run, Edited>, first: Run, language: Language, changed: (edited: Edited) => void,
): MountedBoard<Run, Edited> {
  const words = texts[language];
  const { rows, cols } = board;
  let edited = board.start;
  let run = first;
  let tool = 0;
  let here = 0;

  const cells = Array.from({ length: rows * cols }, () => {
    const square = svg('svg', { viewBox: '0 0 100 100', 'aria-hidden': 'true' });
    return { square, button: element('button', { class: 'cell', type: 'button' }, square) };
  });
  const says = element('p', { class: 'board-says' });
  const draw = () => {
    cells.forEach(({ square, button }, cell) => {
      square.replaceChildren();
      board.draw(square, run, cell, tool);
      button.setAttribute('aria-label', board.name(run, cell, language));
      button.tabIndex = cell === here ? 0 : -1;
    });
    says.textContent = board.says(run, language);
  };
  const goTo = (cell: number) => {
    cells[here]!.button.tabIndex = -1;
    here = cell;
    cells[here]!.button.tabIndex = 0;
    cells[here]!.button.focus();
  };
  const neighbour = (cell: number, key: string): number | undefined => {
    const [row, col] = [Math.floor(cell / cols), cell % cols];
    const to = { ArrowUp: [row - 1, col], ArrowDown: [row + 1, col], ArrowLeft: [row, col - 1], ArrowRight: [row, col + 1], Home: [row, 0], End: [row, cols - 1] }[key];
    if (to === undefined) return undefined;
    return Math.max(0, Math.min(rows - 1, to[0]!)) * cols + Math.max(0, Math.min(cols - 1, to[1]!));
  };
  cells.forEach(({ button, square }, cell) => {
    button.addEventListener('focus', () => {
      if (cell !== here) goTo(cell);
    });
    button.addEventListener('click', (event) => changed(board.click(edited, cell, tool, spotOf(event, square))));
    button.addEventListener('keydown', (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const to = event.shiftKey ? undefined : neighbour(cell, event.key);
      const made = to === undefined ? board.press(edited, cell, event.shiftKey && event.key.length > 1 ? `Shift+${event.key}` : event.key.toLowerCase()) : undefined;
      if (to === undefined && made === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      if (to !== undefined) goTo(to);
      if (made !== undefined) changed(made);
    });
  });

  const toolButtons = board.tools.map((label, i) => {
    const button = element('button', { class: 'tool', type: 'button', 'aria-pressed': `${i === tool}` }, label[language]);
    button.addEventListener('click', () => {
      tool = i;
      toolButtons.forEach((other, k) => other.setAttribute('aria-pressed', `${k === tool}`));
      draw();
    });
    return button;
  });
  const presetButtons = board.presets.map(({ label, apply }) => {
    const button = element('button', { class: 'tool', type: 'button' }, label[language]);
    button.addEventListener('click', () => changed(apply(edited, run)));
    return button;
  });
  const group = (label: string, buttons: readonly HTMLElement[]) => element('div', {}, element('span', {}, label),
    element('div', { class: 'group', role: 'group', 'aria-label': label }, ...buttons));
  const grid = element('div', { class: 'cells', role: 'grid', 'aria-label': board.label[language], style: `--rows: ${rows}; --cols: ${cols}` },
    ...Array.from({ length: rows }, (_, row) => element('div', { class: 'cells-row', role: 'row' },
      ...cells.slice(row * cols, (row + 1) * cols).map(({ button }) => element('div', { role: 'gridcell' }, button)))));
  draw();
  return {
    element: element('div', { class: 'board-editor' }, grid, element('div', { class: 'board-side' },
      group(words.tools, toolButtons), group(words.presets, presetButtons), says, element('p', { class: 'board-help' }, board.help[language]))),
    show: (now, computed) => {
      [edited, run] = [now, computed];
      draw();
    },
  };
}
