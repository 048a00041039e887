import type { PlotStrings } from '../../protocol/plots.ts';
import type { ReportText } from '../../protocol/report.ts';
import { paint, type Drawn, type Ink } from './paint.ts';
import type { Figure, Run } from './store.ts';
import { canvasSurface, svgSurface } from './surface.ts';
import { csv, describe } from './words.ts';

export interface CardParts {
  readonly strings: PlotStrings;
  readonly read: (text: ReportText) => string;
  readonly ink: () => Ink;
  readonly save: (name: string, format: 'svg' | 'png' | 'csv', data: string) => void;
}

const height = 260;

/** One figure on the page: title, buttons, picture or table, and the same in words. */
export class Card {
  readonly element = document.createElement('section');
  readonly #parts: CardParts;
  readonly #canvas = document.createElement('canvas');
  readonly #body = document.createElement('div');
  readonly #words = document.createElement('p');
  #figure: Figure | undefined;
  #former: readonly Figure[] = [];
  #drawn = '';

  constructor(title: string, figure: Figure, parts: CardParts) {
    this.#parts = parts;
    this.element.className = 'card';
    const head = document.createElement('header');
    const name = document.createElement('h2');
    name.textContent = title;
    this.element.setAttribute('aria-label', title);
    head.append(name);
    const formats = isDrawn(figure) ? ['svg', 'png', 'csv'] as const : ['csv'] as const;
    for (const format of formats) {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = format.toUpperCase();
      button.title = `${parts.strings.save} ${format.toUpperCase()}`;
      button.setAttribute('aria-label', `${button.title}: ${title}`);
      button.addEventListener('click', () => this.#save(title, format));
      head.append(button);
    }
    this.#words.className = 'words';
    this.#canvas.setAttribute('role', 'img');
    this.element.append(head, this.#body);
    if (isDrawn(figure)) {
      const legend = document.createElement('ul');
      legend.className = 'legend';
      this.#body.append(this.#canvas, legend);
      this.element.append(this.#words);
    }
  }

  /** Draws what is new. */
  update(figure: Figure, former: readonly Figure[], width: number): void {
    const state = `${figure.version} ${former.map(({ version }) => version).join()} ${width}`;
    if (figure === this.#figure && state === this.#drawn) return;
    this.#figure = figure;
    this.#former = former;
    this.#drawn = state;
    if (isDrawn(figure)) this.#draw(figure, width);
    else this.#fill(figure);
  }

  /** Draws again, as after a change of theme. */
  forget(): void {
    this.#drawn = '';
  }

  /** The words are costly for a screen reader to follow; they are renewed when the page rests. */
  describe(): void {
    if (this.#figure === undefined) return;
    const words = describe(this.#figure, this.#parts.strings);
    if (this.#words.textContent === words) return;
    this.#words.textContent = words;
    this.#canvas.setAttribute('aria-label', words);
  }

  #draw(figure: Drawn, width: number): void {
    const { ink, read } = this.#parts;
    const scale = window.devicePixelRatio || 1;
    const canvas = this.#canvas;
    const pixels = [Math.round(width * scale), Math.round(height * scale)] as const;
    if (canvas.width !== pixels[0] || canvas.height !== pixels[1]) {
      [canvas.width, canvas.height] = pixels;
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
    }
    const context = canvas.getContext('2d');
    if (!context) return;
    const now = ink();
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, width, height);
    paint(canvasSurface(context, width, height, now.font), figure, this.#former.filter(isDrawn), now, read);
    this.#legend(figure, now);
  }

  #legend(figure: Drawn, ink: Ink): void {
    const list = this.#body.querySelector('.legend');
    if (!list || (figure.kind !== 'plot' && figure.kind !== 'scatter') || list.childElementCount === figure.series.size) return;
    list.replaceChildren(...[...figure.series.keys()].map((name, i) => {
      const item = document.createElement('li');
      item.textContent = name;
      item.style.setProperty('--ink', ink.series[i % ink.series.length] ?? ink.text);
      return item;
    }));
  }

  #fill(figure: Exclude<Figure, Drawn>): void {
    const { strings, read } = this.#parts;
    const number = (value: string | number) => (typeof value === 'number' ? String(+value.toPrecision(11)) : value);
    const rows = figure.kind === 'table' ? figure.rows.map((row) => row.map(number))
      : figure.checks.map((c) => [c.holds ? `✓ ${strings.holds}` : `✗ ${strings.fails}`, c.id, number(c.published), number(c.ours), read(c.claim), read(c.source)]);
    const head = figure.kind === 'table' ? figure.head.map(read) : ['✓ / ✗', strings.check, strings.published, strings.ours, strings.claim, strings.source];
    const table = document.createElement('table');
    const line = (cells: readonly string[], tag: 'th' | 'td') => {
      const row = document.createElement('tr');
      row.append(...cells.map((text) => Object.assign(document.createElement(tag), { textContent: text })));
      return row;
    };
    table.append(line(head, 'th'), ...rows.map((row) => line(row, 'td')));
    this.#body.replaceChildren(table);
    this.#body.className = 'scroll';
    this.#body.tabIndex = 0;
  }

  #save(title: string, format: 'svg' | 'png' | 'csv'): void {
    const { save, read, ink } = this.#parts;
    const figure = this.#figure;
    if (figure === undefined) return;
    if (format === 'csv' || !isDrawn(figure)) return save(title, 'csv', csv(figure, read));
    if (format === 'png') return save(title, 'png', this.#canvas.toDataURL('image/png').replace(/^.*,/, ''));
    const now = ink();
    const svg = svgSurface(this.#canvas.clientWidth || 640, height, now.font, now.background);
    paint(svg.surface, figure, this.#former.filter(isDrawn), now, read);
    return save(title, 'svg', svg.text());
  }
}

export const isDrawn = (figure: Figure): figure is Drawn => figure.kind !== 'table' && figure.kind !== 'checks';

/** How a former run is called in the list. */
export const runLabel = ({ run, args, seed }: Run, strings: PlotStrings): string =>
  [`${strings.run} ${run}`, ...(seed === undefined ? [] : [`${strings.seed} ${seed}`]), ...args].join(' ');
