import assert from 'node:assert/strict';
import { test } from 'node:test';
import { equationDrawer } from '../../../src/cli/build/equationSvg.ts';

const draw = await equationDrawer();

test('an equation becomes a picture whose size fits its drawing, in the ink of whoever shows it', async () => {
  const { svg, width, height } = await draw(String.raw`d'_i = d'_{i-1}\,e^{m_{i-1}-m_i} + e^{x_i-m_i}`);
  const [, , boxWidth, boxHeight] = /viewBox="([^"]+)"/.exec(svg)![1]!.split(' ').map(Number);
  assert.ok(Math.abs(width / height - boxWidth! / boxHeight!) < 0.5);
  assert.match(svg, /currentColor/);
  assert.doesNotMatch(svg, /data-latex|style=/);
  assert.ok(svg.length < 20_000);
});

test('a formula that cannot be read is an error, not a red picture', async () => {
  await assert.rejects(draw(String.raw`\frac{1`), /Missing close brace/);
});
