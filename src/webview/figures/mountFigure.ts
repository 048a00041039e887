import type { Bilingual, Language } from '../../core/model.ts';
import { element, icon } from '../article/dom.ts';
import type { Control, DataTable, Figure, LegendEntry, Settings } from './figure.ts';
import { mountBoard } from './mountBoard.ts';
import { svg } from './svg.ts';
import { signed } from './writing.ts';

const texts = {
  en: { play: 'Play', pause: 'Pause', back: 'Step back', forward: 'Step', reset: 'Reset', data: 'The data as a table', frame: 'What this frame shows', controls: 'Controls' },
  'zh-cn': { play: '播放', pause: '暂停', back: '后退一步', forward: '前进一步', reset: '复位', data: '以表格查看数据', frame: '当前帧的内容', controls: '控制' },
} as const;

const frameMs = 450;

function button(name: string, label: string): HTMLButtonElement {
  return element('button', { class: 'tool', type: 'button', 'aria-label': label, title: label }, icon(name));
}

/** The shapes of keys, in a box of 24 by 10. */
const keyShapes: Readonly<Record<LegendEntry['shape'], (name: string) => SVGElement>> = {
  bar: (name) => svg('rect', { class: name, x: 8, y: 0, width: 8, height: 10 }),
  line: (name) => svg('line', { class: name, x1: 0, x2: 24, y1: 5, y2: 5 }),
  dot: (name) => svg('circle', { class: name, cx: 12, cy: 5, r: 4.5 }),
  diamond: (name) => svg('path', { class: name, d: 'M12 0L17 5L12 10L7 5Z' }),
};

function legendKey({ key, shape, label }: LegendEntry, language: Language): HTMLElement {
  const box = { class: 'stage-key', 'aria-hidden': 'true', viewBox: '0 0 24 10', preserveAspectRatio: 'none' };
  return element('span', {}, svg('svg', box, keyShapes[shape](key)), label[language]);
}

/** A labelled range input with its value beside it. */
function range(label: string, low: number, high: number, step: number, value: number, show: (value: number) => string, changed: (value: number) => void) {
  const input = element('input', { type: 'range', min: `${low}`, max: `${high}`, step: `${step}`, value: `${value}` });
  const output = element('output', {}, show(value));
  input.addEventListener('input', () => {
    output.value = show(input.valueAsNumber);
    changed(input.valueAsNumber);
  });
  const set = (to: number, max = Number(input.max)) => {
    input.max = `${max}`;
    input.value = `${to}`;
    output.value = show(to);
  };
  return { row: element('label', {}, element('span', {}, label), input, output), set };
}

function choice(label: string, options: readonly Bilingual[], value: number, language: Language, changed: (value: number) => void) {
  const select = element('select', {}, ...options.map((option, i) => element('option', { value: `${i}` }, option[language])));
  select.value = `${value}`;
  select.addEventListener('change', () => changed(Number(select.value)));
  return { row: element('label', {}, element('span', {}, label), select), set: (to: number) => { select.value = `${to}`; } };
}

function dataTable(label: string, { head, rows }: DataTable, language: Language): HTMLElement {
  return element('div', { class: 'table', tabindex: '0', role: 'region', 'aria-label': label }, element('table', {},
    element('thead', {}, element('tr', {}, ...head.map((cell) => element('th', { scope: 'col' }, cell[language])))),
    element('tbody', {}, ...rows.map((row) => element('tr', {}, ...row.map((cell) => element('td', {}, cell)))))));
}

/**
 * Turns the still picture inside `<figure data-figure>` into the interactive one: legend, stage, controls, sentence, data.
 * The caption stays. Space plays, `,` and `.` step, `0` resets while the focus is inside.
 */
export function mountFigure<Name extends string, Run, Edited>(place: HTMLElement, figure: Figure<Name, Run, Edited>, language: Language): void {
  const words = texts[language];
  const { firstPlace = 1 } = figure;
  const controls = Object.entries<Control>(figure.controls) as [Name, Control][];
  const starts = () => Object.fromEntries(controls.map(([name, control]) => [name, control.start])) as Settings<Name>;
  let settings = starts();
  let edited = figure.board?.start as Edited; // of type void where there is no board
  let run = figure.compute(settings, edited);
  let frame = 0;
  let timer: ReturnType<typeof setInterval> | undefined;
  let later: ReturnType<typeof setTimeout> | undefined;
  let isReady = true;

  const legend = element('div', { class: 'legend' });
  const stage = svg('svg', { class: 'stage', role: 'img' });
  const says = element('p', { class: 'says', 'aria-live': 'polite' });
  const data = element('details', { class: 'why' }, element('summary', {}, words.data));
  const playButton = element('button', { class: 'tool', type: 'button' });
  const position = range(figure.place[language], firstPlace, figure.frames(run) - 1 + firstPlace, 1, firstPlace, signed, (value) => show(value - firstPlace));

  const fillLegend = () => {
    const entries = typeof figure.legend === 'function' ? figure.legend(run) : figure.legend;
    legend.replaceChildren(...entries.map((entry) => legendKey(entry, language)));
  };
  const show = (to: number) => {
    clearTimeout(later);
    frame = Math.max(0, Math.min(figure.frames(run) - 1, to));
    isReady = figure.prepare?.(run, frame) ?? true;
    if (!isReady) later = setTimeout(() => show(frame));
    drawLive();
    stage.replaceChildren();
    figure.draw(stage, run, frame, language);
    const sentence = figure.says(run, frame, language);
    stage.setAttribute('aria-label', sentence);
    says.textContent = sentence;
    position.set(frame + firstPlace, figure.frames(run) - 1 + firstPlace);
    if (figure.frameTable) fillData();
  };
  const fillData = () => {
    data.querySelectorAll('.table').forEach((table) => table.remove());
    if (!data.open) return;
    if (figure.frameTable) data.append(dataTable(words.frame, figure.frameTable(run, frame), language));
    data.append(dataTable(words.data, figure.table(run), language));
  };
  // While it plays or computes, a screen reader would fall behind; it reads the sentence of the frame where it stops.
  const drawLive = () => says.setAttribute('aria-live', timer === undefined && isReady ? 'polite' : 'off');
  const drawPlayButton = () => {
    drawLive();
    playButton.replaceChildren(icon(timer === undefined ? 'play' : 'pause'), timer === undefined ? words.play : words.pause);
  };
  const stop = () => {
    clearInterval(timer);
    timer = undefined;
    drawPlayButton();
  };
  const play = () => {
    if (timer !== undefined) return stop();
    if (frame === figure.frames(run) - 1) show(0);
    timer = setInterval(() => (frame === figure.frames(run) - 1 ? stop() : show(frame + 1)), figure.frameMs ?? frameMs);
    drawPlayButton();
  };
  const recompute = (changed: Settings<Name>) => {
    settings = changed;
    run = figure.compute(settings, edited);
    board?.show(edited, run);
    fillLegend();
    show(Math.min(frame, figure.frames(run) - 1));
    fillData();
  };
  const board = figure.board && mountBoard(figure.board, run, language, (changed) => {
    edited = changed;
    recompute(settings);
  });
  const inputs = controls.map(([name, control]) => {
    const changed = (value: number) => recompute({ ...settings, [name]: value });
    return control.kind === 'slider'
      ? range(control.label[language], control.min, control.max, control.step, control.start, control.show, changed)
      : choice(control.label[language], control.options, control.start, language, changed);
  });
  const reset = () => {
    stop();
    inputs.forEach((input, i) => input.set(controls[i]![1].start));
    frame = 0;
    if (figure.board) edited = figure.board.start;
    recompute(starts());
  };

  const [resetButton, backButton, forwardButton] = [button('reset', words.reset), button('back', words.back), button('fwd', words.forward)];
  resetButton.addEventListener('click', reset);
  backButton.addEventListener('click', () => { stop(); show(frame - 1); });
  forwardButton.addEventListener('click', () => { stop(); show(frame + 1); });
  playButton.addEventListener('click', play);
  place.addEventListener('keydown', (event) => {
    if (event.target instanceof HTMLSelectElement || event.ctrlKey || event.metaKey || event.altKey) return;
    const onButton = event.target instanceof HTMLButtonElement || (event.target instanceof HTMLElement && event.target.tagName === 'SUMMARY');
    const act = { ' ': onButton ? undefined : play, ',': () => { stop(); show(frame - 1); }, '.': () => { stop(); show(frame + 1); }, 0: reset }[event.key];
    if (act === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  });
  data.addEventListener('toggle', fillData);

  const caption = place.querySelector(':scope > figcaption');
  place.setAttribute('aria-label', figure.label[language]);
  place.replaceChildren(
    ...(board ? [board.element] : []),
    legend,
    stage,
    element('div', { class: 'controls' },
      element('div', { class: 'play', role: 'group', 'aria-label': words.controls }, resetButton, backButton, playButton, forwardButton),
      position.row, ...inputs.map((input) => input.row)),
    says, ...(caption === null ? [] : [caption]), data,
  );
  drawPlayButton();
  fillLegend();
  show(0);
}
