// npm run bench:opening: how long an article takes to open, beside VS Code's own preview of the same article.
import { openEditor } from '../window/editor.ts';
import { openingTimes } from '../window/openingTimes.ts';
import { quantile } from './quantile.ts';

const editor = await openEditor('en');
try {
  const [first, ...later] = await openingTimes(editor, 8);
  const ratios = later.map(({ ours, preview }) => ours / preview);
  console.log(`first opening: ours ${first?.ours.toFixed(0)} ms, the preview ${first?.preview.toFixed(0)} ms`);
  console.log(`later, medians of ${later.length}: ours ${quantile(later.map(({ ours }) => ours), 0.5).toFixed(0)} ms, the preview ${quantile(later.map(({ preview }) => preview), 0.5).toFixed(0)} ms, `
    + `ratio ${quantile(ratios, 0.5).toFixed(2)} (${Math.min(...ratios).toFixed(2)} … ${Math.max(...ratios).toFixed(2)})`);
} finally {
  await editor.end();
}
process.exit(0);
