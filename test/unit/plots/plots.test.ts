import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseFromPlots, type PlotStrings } from '../../../src/protocol/plots.ts';
import { makeAxis, span, thinned } from '../../../src/webview/plots/axis.ts';
import { paint, type Ink } from '../../../src/webview/plots/paint.ts';
import { secondsLeft, Store, type Figure } from '../../../src/webview/plots/store.ts';
import { svgSurface } from '../../../src/webview/plots/surface.ts';
import { csv, describe } from '../../../src/webview/plots/words.ts';
import { FiguresHistory } from '../../../src/host/figures/figuresHistory.ts';

const read = (text: string | readonly [string, string]) => (typeof text === 'string' ? text : text[0]);
const ink: Ink = { text: '#111', grid: '#ccc', background: '#fff', series: ['#00f', '#f00'], font: 'sans' };
const head = (run: number, subject = 'a.ts') => ({ type: 'started', run, subject, name: 'a', args: [] }) as const;
const points = (run: number, x: number[], y: number[]) =>
  ({ type: 'reported', run, messages: [{ type: 'points', title: ['loss', '损失'], series: 'train', x, y }] }) as const;

test('points grow one figure; former runs of the same subject stay, others and the oldest go', () => {
  const store = new Store();
  for (let run = 1; run <= 6; run++) {
    store.take(head(run), 0);
    store.take(points(run, [0], [run]), 0);
  }
  store.take(points(6, [1, 2], [7, 8]), 0);
  const figure = store.current?.figures.get('plot loss');
  assert.ok(figure?.kind === 'plot');
  assert.deepEqual(figure.series.get('train'), { name: 'train', x: [0, 1, 2], y: [6, 7, 8] });
  assert.deepEqual(store.former.map(({ run }) => run), [5, 4, 3]);
  store.take(head(7, 'b.ts'), 0);
  assert.deepEqual(store.former, []);
  store.take({ type: 'ended', run: 7 }, 0);
  assert.equal(store.current?.ended, true);
});

test('the time left follows the pace of the work', () => {
  const store = new Store();
  store.take(head(1), 0);
  for (const [done, now] of [[0, 0], [10, 1000]] as const) store.take({ type: 'reported', run: 1, messages: [{ type: 'progress', done, total: 40 }] }, now);
  assert.equal(secondsLeft(store.current!.progress!), 3);
  store.take({ type: 'reported', run: 1, messages: [{ type: 'progress', done: 0, total: 5 }] }, 2000);
  assert.equal(secondsLeft(store.current!.progress!), undefined);
});

test('marks of an axis lie on it and are round; equal values and logarithms too', () => {
  fc.assert(fc.property(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), fc.double({ min: 0, max: 1e9, noNaN: true }), (low, wide) => {
    const axis = makeAxis(low, low + wide, false, 5);
    assert.ok(axis.ticks.length <= 12);
    for (const tick of axis.ticks) assert.ok(axis.place(tick) >= -1e-6 && axis.place(tick) <= 1 + 1e-6);
  }));
  assert.deepEqual(makeAxis(0, 10, false, 5).ticks, [0, 2, 4, 6, 8, 10]);
  assert.deepEqual(makeAxis(0.001, 100, true, 6).ticks, [0.001, 0.01, 0.1, 1, 10, 100]);
  assert.equal(makeAxis(3, 3, false, 4).place(3), 0.5);
  assert.deepEqual(makeAxis(Infinity, -Infinity, false, 4).ticks, []);
});

test('a thinned line keeps its ends and its extremes, and at most four points a pixel', () => {
  fc.assert(fc.property(fc.array(fc.double({ noNaN: true, min: -5, max: 5 }), { minLength: 1, maxLength: 3000 }), (ys) => {
    const xs = ys.map((_, i) => i);
    const line = thinned(xs, ys, (x) => (50 * x) / ys.length, (y) => y);
    const drawn = line.filter((_, i) => i % 2 === 1);
    assert.ok(drawn.length <= 4 * 51);
    assert.deepEqual([drawn[0], drawn.at(-1)], [ys[0], ys.at(-1)]);
    assert.deepEqual(span([drawn], false), span([ys], false));
  }));
});

const figures: readonly Figure[] = [
  { kind: 'plot', title: 'p', series: new Map([['a<b>', { name: 'a<b>', x: [1, 2, 3], y: [1, NaN, 3] }]]), axes: { logY: true }, version: 1 },
  { kind: 'scatter', title: 's', series: new Map([['a', { name: 'a', x: [1, 2], y: [3, 4] }]]), axes: { x: 'x & y' }, version: 1 },
  { kind: 'heatMap', title: 'h', values: [1, 2, 3, NaN], rows: 2, cols: 2, version: 1 },
  { kind: 'bars', title: 'b', names: ['one', '"two"'], values: [1, -2], version: 1 },
];

test('every kind is drawn into a well-formed SVG without a broken number', () => {
  for (const figure of figures) {
    if (figure.kind === 'table' || figure.kind === 'checks') continue;
    const svg = svgSurface(640, 260, ink.font, ink.background);
    paint(svg.surface, figure, [figure], ink, read);
    const text = svg.text();
    assert.doesNotMatch(text, /NaN|Infinity|undefined/, figure.kind);
    assert.doesNotMatch(text.replace(/&#\d+;/g, ''), /&/);
    assert.match(text, { plot: /<polyline/, scatter: /<path/, heatMap: /<rect x/, bars: /#00f/ }[figure.kind]);
  }
});

test('numbers leave as CSV with quotes where they are needed, and as words', () => {
  assert.equal(csv(figures[3]!, read), 'name,value\r\none,1\r\n"""two""",-2\r\n');
  assert.equal(csv(figures[1]!, read), 'series,x,y\r\na,1,3\r\na,2,4\r\n');
  const strings = { seriesText: '{0}: {1} points from {2} to {3}, between {4} and {5}.' } as PlotStrings;
  assert.equal(describe(figures[1]!, strings), 'a: 2 points from 3 to 4, between 3 and 4.');
});

test('a panel that opens late hears all that was reported, and only runs that drew something', () => {
  const history = new FiguresHistory();
  const start = (process: number, file: string) => ({ process, message: { type: 'start', version: 1, process, file, args: ['x'] } }) as const;
  const progress = { type: 'progress', done: 1, total: 2 } as const;
  history.take(start(1, 'silent.ts'), (file) => file);
  history.take(start(2, 'a.ts'), () => 'A');
  assert.deepEqual(history.take({ process: 2, message: progress }, () => ''), { type: 'reported', run: 2, messages: [progress] });
  assert.equal(history.isFirst(2), true);
  assert.deepEqual(history.end({ template: undefined, file: 'a.ts' }), [{ type: 'ended', run: 2 }]);
  assert.deepEqual(history.all().map(({ type, run }) => [type, run]), [['started', 2], ['reported', 2], ['ended', 2]]);
  assert.equal(history.take({ process: 9, message: progress }, () => ''), undefined);
});

test('the page can say only what it is meant to', () => {
  assert.deepEqual(parseFromPlots({ type: 'stop', run: 3, more: 1 }), { type: 'stop', run: 3 });
  for (const wrong of [undefined, 'x', {}, { type: 'stop' }, { type: 'save', name: 'a', format: 'exe', data: '' }, { type: 'toString' }]) assert.equal(parseFromPlots(wrong), undefined);
});
