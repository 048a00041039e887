import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Report } from '../../../snippets/kit/report.ts';
import { terminalReport } from '../../../snippets/kit/terminal.ts';
import { checkReport, parseReport, type ReportMessage } from '../../../src/protocol/report.ts';
import { ReportPipe } from '../../../src/runtime/reportPipe.ts';

/** What arrives of what `demo` reports, and what the terminal shows. */
function through(demo: (report: Report) => void): { messages: readonly (ReportMessage | undefined)[]; printed: string; texts: number } {
  const sent: string[] = [];
  const printed: string[] = [];
  const pipe = new ReportPipe((text) => sent.push(text));
  const { report, finish } = terminalReport('en', (line) => printed.push(line));
  demo(pipe.beside(report));
  pipe.flush();
  finish();
  const lines = sent.join('').split('\n');
  assert.equal(lines.pop(), '', 'whole lines only');
  return { messages: lines.map(parseReport), printed: printed.join('\n'), texts: sent.length };
}

test('every call arrives as it was made, typed arrays as lists', () => {
  const { messages, printed } = through((report) => {
    report.say('only for the terminal');
    report.check('a', ['one', '一'], 'us', 1, 2);
    report.plot('p', { y: Float64Array.of(1, 2), xy: { x: [3, 4], y: Float32Array.of(5, 6) } }, { logY: true, x: ['t', '时'] });
    report.scatter('s', { z: { x: [1], y: [2] } });
    report.heatMap('h', Uint8Array.of(1, 2, 3, 4), 2, 2);
    report.bars('b', { one: 1, 二: 2 });
    report.table('t', ['head'], [['x'], [1]]);
    report.progress(1, 3);
  });
  assert.deepEqual(messages, [
    { type: 'check', id: 'a', claim: ['one', '一'], source: 'us', published: 1, ours: 2, holds: false },
    { type: 'plot', title: 'p', series: [{ name: 'y', y: [1, 2] }, { name: 'xy', x: [3, 4], y: [5, 6] }], axes: { logY: true, x: ['t', '时'] } },
    { type: 'scatter', title: 's', series: [{ name: 'z', x: [1], y: [2] }], axes: {} },
    { type: 'heatMap', title: 'h', values: [1, 2, 3, 4], rows: 2, cols: 2 },
    { type: 'bars', title: 'b', names: ['one', '二'], values: [1, 2] },
    { type: 'table', title: 't', head: ['head'], rows: [['x'], [1]] },
    { type: 'progress', done: 1, total: 3 },
  ]);
  assert.match(printed, /only for the terminal/);
  assert.match(printed, /0 of 1 checks hold/);
});

test('numbers that JSON lacks arrive as NaN, in tables as text', () => {
  const { messages } = through((report) => {
    report.plot('p', { y: [1, NaN, Infinity] });
    report.check('a', 'c', 's', NaN, Infinity);
    report.table('t', ['h'], [[Infinity]]);
  });
  assert.deepEqual(messages.map((message) => (message?.type === 'plot' ? message.series : message?.type === 'table' ? message.rows : message?.type === 'check' && message.ours)),
    [[{ name: 'y', y: [1, NaN, NaN] }], NaN, [['Infinity']]]);
});

test('points of one series travel together, in order with everything else, and the terminal draws them at the end', () => {
  const { messages, printed, texts } = through((report) => {
    for (let i = 0; i < 5; i++) report.point('loss', 'a', i, i * i);
    report.point('loss', 'b', 0, 7);
    report.progress(1, 2);
    report.point('loss', 'a', 5, 25);
  });
  assert.deepEqual(messages, [
    { type: 'points', title: 'loss', series: 'a', x: [0, 1, 2, 3, 4], y: [0, 1, 4, 9, 16] },
    { type: 'points', title: 'loss', series: 'b', x: [0], y: [7] },
    { type: 'progress', done: 1, total: 2 },
    { type: 'points', title: 'loss', series: 'a', x: [5], y: [25] },
  ]);
  assert.equal(texts, 1);
  assert.match(printed, /\nloss\n +25 │/);
});

test('a loop that never rests is heard while it runs', () => {
  let sent = 0;
  const pipe = new ReportPipe(() => sent++);
  const report = pipe.beside(terminalReport('en', () => undefined).report);
  for (let i = 0, end = performance.now() + 300; performance.now() < end; i++) report.point('loss', 'a', i, 0);
  assert.ok(sent >= 3, `${sent} times`);
});

test('nothing that is no message passes, whatever it is', () => {
  const wrong = ['', '{', '1', 'null', '{"type":"say"}', '{"type":"constructor"}', '{"type":"points","title":"t","series":"s","x":[1],"y":[]}',
    '{"type":"heatMap","title":"t","values":[1,2,3],"rows":2,"cols":2}', '{"type":"start","version":2,"process":1,"file":"f","args":[]}',
    '{"type":"plot","title":"t","axes":{},"series":[{"name":"a","x":[1,2],"y":[1]}]}', '{"type":"bars","title":{"a":1},"names":[],"values":[]}'];
  for (const line of wrong) assert.equal(parseReport(line), undefined, line);
  fc.assert(fc.property(fc.jsonValue(), (value) => assert.equal(checkReport(value), undefined)));
});
