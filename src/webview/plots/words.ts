import { fill } from '../../protocol/fill.ts';
import type { PlotStrings } from '../../protocol/plots.ts';
import type { ReportText } from '../../protocol/report.ts';
import { short, span } from './axis.ts';
import type { Figure } from './store.ts';

/** What a figure shows, in words, for those who do not see it. */
export function describe(figure: Figure, strings: PlotStrings): string {
  switch (figure.kind) {
    case 'plot': case 'scatter':
      return [...figure.series.values()].map(({ name, y }) => {
        const [low, high] = span([y], false);
        return fill(strings.seriesText, name, y.length, short(y[0] ?? NaN), short(y.at(-1) ?? NaN), short(low), short(high));
      }).join(' ');
    case 'heatMap': {
      const [low, high] = span([figure.values], false);
      return fill(strings.heatText, figure.rows, figure.cols, short(low), short(high));
    }
    case 'bars': return figure.names.slice(0, 40).map((name, i) => `${name}: ${short(figure.values[i]!)}`).join('; ');
    default: return '';
  }
}

/** A figure's numbers as comma-separated values (RFC 4180). */
export function csv(figure: Figure, read: (text: ReportText) => string): string {
  const rows = ((): readonly (readonly (string | number)[])[] => {
    switch (figure.kind) {
      case 'plot': case 'scatter': return [['series', 'x', 'y'], ...[...figure.series.values()].flatMap(({ name, x, y }) => y.map((one, i) => [name, x[i]!, one]))];
      case 'heatMap': return [['row', 'column', 'value'], ...figure.values.map((value, i) => [Math.floor(i / figure.cols), i % figure.cols, value])];
      case 'bars': return [['name', 'value'], ...figure.names.map((name, i) => [name, figure.values[i]!])];
      case 'table': return [figure.head.map(read), ...figure.rows];
      case 'checks': return [['id', 'claim', 'source', 'published', 'ours', 'holds'],
        ...figure.checks.map((c) => [c.id, read(c.claim), read(c.source), c.published, c.ours, String(c.holds)])];
    }
  })();
  const cell = (value: string | number) => (/[",\r\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value));
  return `${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}
