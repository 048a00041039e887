import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { wrapAngle } from '../../snippets/ddpg/pendulum.ts';
import { episode, omegaCells, thetaCells, torqueMap, Training } from '../../src/webview/figures/pendulumPolicy/training.ts';

const svg = readFileSync(join(import.meta.dirname, '..', '..', 'media', 'topics', 'ddpg', 'figures', 'pendulum-policy.svg'), 'utf8');
const [left, width, top, height] = [46, 264, 24, 198];

it('pendulum-policy: torques and the swing are those of the first seed after 12000 steps', () => {
  const training = new Training('plain', 1);
  training.advance(12_000, () => false);
  const { actor } = training.at(12_000);
  const near = (drawn: number, expected: number, what: string) => assert.ok(Math.abs(drawn - expected) <= 0.06, `${what} is drawn at ${drawn}, belongs at ${expected}`);

  const levels = torqueMap(actor).map((torque) => Math.round(2 * torque));
  const drawn = levels.map(() => 0);
  for (const [, side, level, x, y, wide] of svg.matchAll(/<rect class="([lr])(\d)" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)"/g)) {
    if (Number(x) >= left + width) continue; // the key
    const row = Math.round(((Number(y) - top) * omegaCells) / height), col = Math.round(((Number(x) - left) * thetaCells) / width);
    const cells = Math.round((Number(wide) * thetaCells) / width);
    drawn.fill((side === 'l' ? 1 : -1) * Number(level), row * thetaCells + col, row * thetaCells + col + cells);
  }
  assert.deepEqual(drawn, levels.map((level) => (level === 0 ? 0 : level)));

  const path = [...svg.matchAll(/<path d="([^"]+)"/g)];
  assert.equal(path.length, 1);
  const places = [...path[0]![1]!.matchAll(/[ML]([\d.]+) ([\d.]+)/g)];
  const moments = episode(actor, { th: Math.PI, w: 0 });
  assert.equal(places.length, moments.length);
  moments.forEach(({ th, w }, t) => {
    near(Number(places[t]![1]), left + (width * (wrapAngle(th) + Math.PI)) / (2 * Math.PI), `angle ${t}`);
    near(Number(places[t]![2]), top + (height * (8 - w)) / 16, `velocity ${t}`);
  });
  const bobs = [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)];
  assert.equal(bobs.length, 26);
  bobs.forEach(([, x, y], k) => {
    near(Number(x), 440 - 88 * Math.sin(moments[4 * k]!.th), `bob ${k}`);
    near(Number(y), 123 - 88 * Math.cos(moments[4 * k]!.th), `bob ${k}`);
  });
});
