/** The script of the figures panel: keeps what runs report, and draws what is new once a frame. */

import { fill } from '../../protocol/fill.ts';
import { isToPlots, plotsVersion, type FromPlots, type InitialPlots } from '../../protocol/plots.ts';
import type { ReportText } from '../../protocol/report.ts';
import { Card, runLabel } from './card.ts';
import type { Ink } from './paint.ts';
import { secondsLeft, Store, type Figure, type Run } from './store.ts';

declare function acquireVsCodeApi(): { postMessage(message: FromPlots): void };

function start({ language, strings }: InitialPlots): void {
  const editor = acquireVsCodeApi();
  const part = (id: string) => document.getElementById(id) ?? document.body;
  const [name, bar, stop, left, list, former] = ['name', 'bar', 'stop', 'left', 'figures', 'former'].map(part) as
    [HTMLElement, HTMLElement, HTMLElement, HTMLElement, HTMLElement, HTMLElement];
  const read = (text: ReportText) => (typeof text === 'string' ? text : text[language === 'en' ? 0 : 1]);
  const store = new Store();
  const cards = new Map<string, Card>();
  let shown: Run | undefined;
  let ink = inkOfTheme();
  let waiting = false;
  const save = (title: string, format: 'svg' | 'png' | 'csv', data: string) => editor.postMessage({ type: 'save', name: title, format, data });

  const cardOf = (key: string, figure: Figure): Card => {
    const known = cards.get(key);
    if (known) return known;
    const card = new Card(figure.kind === 'checks' ? strings.checks : read(figure.title), figure, { strings, read, ink: () => ink, save });
    cards.set(key, card);
    list.append(card.element);
    return card;
  };

  const draw = (): void => {
    waiting = false;
    const run = store.current;
    document.body.dataset['state'] = run ? (run.ended ? 'ended' : 'running') : 'empty';
    if (!run) return;
    if (run !== shown) {
      if (run.subject !== shown?.subject) {
        cards.clear();
        list.replaceChildren();
      }
      shown = run;
      name.textContent = `${run.name} · ${runLabel(run, strings)}`;
      former.textContent = store.former.length === 0 ? '' : `${strings.former} ${store.former.map((one) => runLabel(one, strings)).join(', ')}`;
    }
    stop.hidden = run.ended;
    showProgress(run);
    const width = Math.max(280, list.clientWidth - 24);
    for (const [key, figure] of run.figures) {
      cardOf(key, figure).update(figure, store.former.flatMap(({ figures }) => figures.get(key) ?? []), width);
    }
  };

  const showProgress = ({ progress, ended }: Run): void => {
    bar.hidden = progress === undefined || ended;
    if (progress === undefined || ended) {
      left.textContent = ended ? strings.ended : '';
      return;
    }
    const share = Math.min(1, progress.done / progress.total);
    bar.setAttribute('value', String(share));
    const seconds = secondsLeft(progress);
    left.textContent = fill(strings.progress, Math.floor(100 * share), seconds === undefined ? '…' : Math.ceil(seconds));
  };

  const soon = (): void => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(draw);
  };

  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (!isToPlots(data)) return;
    store.take(data, performance.now());
    soon();
  });
  window.addEventListener('resize', soon);
  stop.addEventListener('click', () => {
    if (shown) editor.postMessage({ type: 'stop', run: shown.run });
  });
  new MutationObserver(() => {
    ink = inkOfTheme();
    for (const card of cards.values()) card.forget();
    soon();
  }).observe(document.body, { attributes: true, attributeFilter: ['class'] });
  setInterval(() => {
    for (const card of cards.values()) card.describe();
  }, 1000);
  window.addEventListener('error', ({ message }) => editor.postMessage({ type: 'failed', message }));
  editor.postMessage({ type: 'ready', version: plotsVersion });
}

function inkOfTheme(): Ink {
  const style = getComputedStyle(document.body);
  const of = (name: string, other: string) => style.getPropertyValue(name).trim() || other;
  return {
    text: of('--vscode-descriptionForeground', '#616161'),
    grid: of('--vscode-charts-lines', '#8884'),
    background: of('--vscode-editor-background', '#ffffff'),
    series: ['blue', 'red', 'green', 'orange', 'purple', 'yellow'].map((name, i) =>
      of(`--vscode-charts-${name}`, ['#1a85ff', '#e51400', '#388a34', '#d18616', '#652d90', '#bf8803'][i]!)),
    font: of('--vscode-font-family', 'sans-serif'),
  };
}

start(JSON.parse(document.body.dataset['initial'] ?? 'null') as InitialPlots);
