/**
 * Jack's car rental: two sites, cars moved overnight, and policy iteration on 441 states.
 * Jack 的租车行：两个站点、夜间调车，在 441 个状态上做策略迭代。
 *
 * Sutton & Barto 2018: example 4.2, fig. 4.2.
 */
import { run, type Report } from '../kit/demo.ts';
import type { Mat } from '../kit/matrix.ts';
import type { Mdp } from './closed-form.ts';
import { policyIteration } from './policy-iteration.ts';

// #region rental-site
/** P(N = n) for n = 0 … most, and P(N > most) for a Poisson count. 泊松计数的 P(N = n)，n = 0 … most，以及 P(N > most)。 */
export function poisson(mean: number, most: number): { p: Mat; beyond: number } {
  const p = new Float64Array(most + 1);
  p[0] = Math.exp(-mean);
  for (let n = 1; n <= most; n++) p[n] = (p[n - 1]! * mean) / n;
  return { p, beyond: Math.max(0, 1 - p.reduce((sum, x) => sum + x, 0)) };
}

/**
 * One day at one site: cars are rented while there are any, then others come back; more than `most` are sent away.
 * 一个站点的一天：有车即租出，随后有车归还；超过 `most` 的车被送走。
 * @returns P(cars in the evening | cars in the morning) [most + 1, most + 1], expected rentals for each morning [most + 1]
 */
export function rentalSite(requests: number, given: number, most: number): { T: Mat; rentals: Mat } {
  const n = most + 1;
  const T = new Float64Array(n * n), rentals = new Float64Array(n);
  const [ask, back] = [poisson(requests, most), poisson(given, most)];
  for (let morning = 0; morning < n; morning++) {
    let atLeast = 1; // chance of `morning` requests or more: all are rented
    for (let rented = 0; rented <= morning; rented++) {
      const w = rented < morning ? ask.p[rented]! : atLeast;
      atLeast -= ask.p[rented]!;
      rentals[morning]! += w * rented;
      let full = 1;
      for (let evening = morning - rented; evening < n; evening++) {
        const returned = evening < most ? back.p[evening - morning + rented]! : full;
        T[morning * n + evening]! += w * returned;
        full -= returned;
      }
    }
  }
  return { T, rentals };
}
// #endregion

// #region car-rental
/**
 * States are the cars in the evening, i·21 + j; action a = 0 … 10 moves a − 5 cars from the first site to the second at 2 each; a rented
 * car earns 10. Moving more cars than there are moves all and is charged in full, so it never pays.
 * 状态为傍晚的车数 i·21 + j；动作 a = 0 … 10 把 a − 5 辆车从第一站调往第二站，每辆 2；租出一辆得 10。
 * 要求调出的车多于现有时，全部调出但按要求收费，因此从不划算。
 */
export function carRental(gamma = 0.9): Mdp {
  const most = 20, n = most + 1, nS = n * n, nA = 11;
  const [first, second] = [rentalSite(3, 3, most), rentalSite(4, 2, most)];
  const P = new Float64Array(nS * nA * nS), R = new Float64Array(nS * nA);
  for (let k = 0; k < nS * nA; k++) {
    const s = Math.floor(k / nA), i = Math.floor(s / n), j = s % n;
    const asked = (k % nA) - 5;
    const sent = Math.max(-j, Math.min(i, asked));
    const a = Math.min(most, i - sent), b = Math.min(most, j + sent);
    R[k] = 10 * (first.rentals[a]! + second.rentals[b]!) - 2 * Math.abs(asked);
    for (let x = 0; x < n; x++) {
      const w = first.T[a * n + x]!;
      for (let y = 0; y < n; y++) P[k * nS + x * n + y] = w * second.T[b * n + y]!; // eq: rl-mdp
    }
  }
  return { nS, nA, gamma, P, R };
}
// #endregion

export function demo({ say, check, table, heatMap, progress }: Report): void {
  progress(0, 2);
  const m = carRental();
  progress(1, 2);
  const { pi, v, iterations, history } = policyIteration(m, { pi0: new Int32Array(m.nS).fill(5) });
  progress(2, 2);
  const cars = (policy: Int32Array) => policy.map((a) => a - 5);
  table(['policy iteration', '策略迭代'],
    [['improvements', '改进次数'], 'V(0,0)', 'V(20,20)', ['most moved →', '→ 最多调车'], ['most moved ←', '← 最多调车']],
    history.map((stage, k) => [k, +stage.v[0]!.toFixed(3), +stage.v[440]!.toFixed(3),
      Math.max(...cars(stage.pi)), -Math.min(...cars(stage.pi))]));
  say('cars moved from site 1 (rows, 20 at the top) to site 2 (columns)', '从 1 号站（行，最上为 20）调往 2 号站（列）的车数');
  const moves = cars(pi);
  for (let i = 20; i >= 0; i -= 2) say(Array.from(moves.subarray(i * 21, i * 21 + 21), (a) => `${a}`.padStart(2)).join(' '));
  heatMap(['cars moved, site 1 down, site 2 across', '调车数，纵为 1 号站，横为 2 号站'], moves, 21, 21);
  heatMap(['values', '价值'], v, 21, 21);

  const sb = (part: string): [string, string] => [`Sutton & Barto, ${part}`, `Sutton 与 Barto，${part.replace('fig.', '图')}`];
  const own: [string, string] = ['own, exact Poisson sums; the plot’s label 612 is not met', '自行计算，精确泊松和；与图中所标 612 不符'];
  check('improvements', ['improvements from “move none”', '自「不调车」起的改进次数'], sb('fig. 4.2'), 4, iterations);
  check('most', ['most cars moved from site 1 to 2', '从 1 号站调往 2 号站的最多车数'], sb('fig. 4.2'), 5, Math.max(...moves));
  check('least', ['most cars moved from site 2 to 1, negative', '从 2 号站调往 1 号站的最多车数，取负'], sb('fig. 4.2'), -4, Math.min(...moves));
  check('empty', 'V(0,0)', own, 421.414, v[0]!, 1e-5);
  check('full', 'V(20,20)', own, 636.990, v[440]!, 1e-5);
  const rows = rentalSite(3, 3, 20);
  check('rentals', ['expected rentals of site 1 with 20 cars', '1 号站有 20 辆车时的期望租出数'], ['nearly the mean of requests', '接近请求的均值'],
    3, rows.rentals[20]!, 1e-9);
  check('one-car', ['expected rentals of site 1 with 1 car', '1 号站有 1 辆车时的期望租出数'], '1 − e⁻³', 1 - Math.exp(-3), rows.rentals[1]!, 1e-12);
}

run(import.meta, demo);
