import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { trainDataset } from '../../snippets/dpo/dpo-dataset.ts';
import { frontier, tangent } from '../../snippets/dpo/frontier.ts';
import { klOptimalPolicy } from '../../snippets/dpo/kl-optimum.ts';
import { bestOfN } from '../../snippets/dpo/other-optima.ts';
import { pairLoss, preferenceLoss, type PairLossType } from '../../snippets/dpo/preference-losses.ts';
import { responseOf } from '../../snippets/dpo/prefix-tree.ts';
import { buildWorld, reviewPairs } from '../../snippets/dpo/review-world.ts';

const read = (name: string) => readFileSync(join(import.meta.dirname, '..', '..', 'media', 'topics', 'dpo', 'figures', `${name}.svg`), 'utf8');
const worlds = buildWorld();
const [{ logRef, reward }] = worlds;

/** Points of the only path of a class, or of all without one. */
function points(svg: string, name: string | undefined): number[][] {
  const found = [...svg.matchAll(/<path(?: class="([^"]*)")? d="([^"]*)"/g)].filter((match) => match[1] === name);
  assert.equal(found.length, 1, `paths of class ${name ?? 'none'}`);
  return [...found[0]![2]!.matchAll(/[ML]([\d.]+) ([\d.]+)/g)].map((match) => [Number(match[1]), Number(match[2])]);
}

/** Coordinates have one decimal. */
function near(drawn: readonly number[], expected: readonly number[], what: string): void {
  expected.forEach((value, k) => assert.ok(Math.abs(drawn[k]! - value) <= 0.06, `${what} is drawn at ${drawn.join(', ')}, belongs at ${expected.map((x) => x.toFixed(2)).join(', ')}`));
}

it('reward-kl-frontier: curve, tangent, best of n and the run on 600 pairs stand where the templates put them', () => {
  const svg = read('reward-kl-frontier');
  const at = ({ kl, reward: r }: { readonly kl: number; readonly reward: number }) => [62 + (468 * Math.max(0, kl)) / 5, 194 - (180 * r) / 2.75];
  const edge = points(svg, 'm');
  frontier(worlds[0], edge.map((_, k) => 40 * 2000 ** (-k / (edge.length - 1)))).forEach((place, k) => near(edge[k]!, at(place), `frontier ${k}`));
  const line = tangent(worlds[0], 0.5);
  for (const [x, y] of points(svg, 'here')) {
    const kl = ((x! - 62) * 5) / 468;
    near([y!], at({ kl, reward: line(kl) }).slice(1), 'the tangent');
  }
  const best = klOptimalPolicy(logRef, reward, 0.5);
  const [, cx, cy] = /<circle class="dot" cx="([\d.]+)" cy="([\d.]+)"/.exec(svg) ?? [];
  near([Number(cx), Number(cy)], at(best), 'the point of contact');
  points(svg, undefined).forEach(([x, y], k) => near([x! + 4, y! + 4], at(bestOfN(logRef.map(Math.exp), reward, 2 ** (k + 1))), `best of ${2 ** (k + 1)}`));
  const trail = points(svg, 'd');
  const run = trainDataset({ worlds, pairs: reviewPairs(), loss: (batch) => preferenceLoss(batch, { lossType: 'sigmoid', beta: 0.1 }) });
  assert.equal(trail.length, 51);
  trail.forEach((place, k) => near(place, at({ kl: run[4 * k]!.kl[0]!, reward: run[4 * k]!.reward[0]! }), `step ${4 * k}`));
});

it('reference-to-optimum: each row multiplies the reference by the weight, and Z makes a policy of it', () => {
  const svg = read('reference-to-optimum');
  const names = [...svg.matchAll(/text-anchor="end">([a-z ]+)</g)].map((match) => responseOf(match[1]!));
  const bars = [...svg.matchAll(/<rect(?: class="dot")? x="(\d+)" y="(\d+)" width="([\d.]+)"/g)].map((match) => match.slice(1).map(Number));
  assert.equal(bars.length, 3 * names.length);
  const best = klOptimalPolicy(logRef, reward, 0.5);
  assert.ok(svg.includes(`Z = ${Math.exp(best.logZ).toFixed(2)}`));
  const scale = Math.max(...names.flatMap((y) => [Math.exp(logRef[y]!), Math.exp(best.logProbs[y]!)]));
  const columns = [(y: number) => Math.exp(logRef[y]!) / scale, (y: number) => Math.exp((reward[y]! - Math.max(...reward)) / 0.5), (y: number) => Math.exp(best.logProbs[y]!) / scale];
  columns.forEach((share, c) => names.forEach((y, i) => near([bars[c * names.length + i]![2]!], [110 * share(y)], `column ${c}, row ${i}`)));
});

it('preference-loss-shapes: five losses and their slopes at β = 0.1, ε = 0.1', () => {
  const svg = read('preference-loss-shapes');
  const beta = 0.1;
  const drawn: readonly [name: string, type: PairLossType, labelSmoothing: number, scale: number][] =
    [['m', 'sigmoid', 0, 1], ['d', 'sigmoid', 0.1, 1], ['r', 'robust', 0.1, 1], ['i', 'ipo', 0, beta ** 2], ['e', 'exo_pair', 0.1, 1]];
  for (const [name, type, labelSmoothing, scale] of drawn) {
    const [losses, slopes, key] = [...svg.matchAll(new RegExp(`<path class="${name}" d="([^"]*)"`, 'g'))].map(([, d]) =>
      [...d!.matchAll(/[ML]([\d.]+) ([\d.]+)/g)].map((match) => [Number(match[1]), Number(match[2])] as const));
    assert.ok(losses!.length > 60 && slopes!.length > 30 && key!.length === 1, `${name}: enough of it is seen`);
    const at = (h: number) => pairLoss(type, h / 2, -h / 2, { beta, labelSmoothing });
    for (const [x, y] of losses!) {
      const h = Math.round(2 * (((x - 46) * 60) / 205 - 20)) / 2;
      near([x, y], [46 + (205 * (h + 20)) / 60, 194 - (170 * (scale * at(h).loss + 1)) / 6], `loss ${type} at ${h}`);
    }
    for (const [x, y] of slopes!) {
      const h = Math.round(2 * (((x - 322) * 60) / 205 - 20)) / 2;
      near([x, y], [322 + (205 * (h + 20)) / 60, 194 - (170 * ((scale * (at(h).da - at(h).db)) / 2 / beta + 2)) / 4], `slope of ${type} at ${h}`);
    }
  }
});
