/**
 * Noise for exploring: an Ornstein-Uhlenbeck process, whose values stay alike for a while, beside plain Gaussian noise.
 * 用于探索的噪声：奥恩斯坦-乌伦贝克（OU）过程，其取值会持续相近一段时间；与普通高斯噪声对照。
 *
 * Lillicrap et al. 2016, arXiv 1509.02971: §3, appendix 7 (θ = 0.15, σ = 0.2). Uhlenbeck & Ornstein 1930.
 */
import { run, type Report } from '../kit/demo.ts';
import type { Mat } from '../kit/matrix.ts';
import { normals } from '../kit/random.ts';

// #region gaussian
/** A stream of 𝒩(0,1) numbers, made in blocks. 𝒩(0,1) 随机数流，成块生成。 */
export function gaussian(seed: number): () => number {
  let block = normals(1024, seed), at = 0;
  return () => {
    if (at === block.length) [block, at] = [normals(1024, (seed = (seed + 0x9e3779b9) | 0)), 0];
    return block[at++]!;
  };
}
// #endregion

// #region ou-noise
/** Pull to the mean, strength, time step, mean. 回归强度、噪声强度、时间步长、均值。 */
export interface OuOptions {
  readonly theta?: number;
  readonly sigma?: number;
  readonly dt?: number;
  readonly mu?: number;
}

function ouOptions(o: OuOptions) {
  const all = { theta: 0.15, sigma: 0.2, dt: 1, mu: 0, ...o };
  if (!(all.sigma >= 0)) throw new RangeError(`sigma must not be negative, got ${all.sigma}`);
  if (!(all.dt > 0)) throw new RangeError(`dt must be positive, got ${all.dt}`);
  if (!(all.theta > 0 && all.theta * all.dt < 2)) {
    throw new RangeError(`theta*dt must be in (0, 2), got ${all.theta * all.dt}: the process is unstable`);
  }
  return all;
}

/** An Ornstein-Uhlenbeck process in steps of dt, one for each part of the action. 以 dt 为步长的 OU 过程，动作的每个分量各一个。 */
export class OuNoise {
  readonly x: Mat;
  private readonly o: Required<OuOptions>;

  constructor(dim: number, o: OuOptions = {}) {
    this.o = ouOptions(o);
    this.x = new Float64Array(dim).fill(this.o.mu);
  }

  /** Back to the mean, at the start of an episode. 回到均值，用于回合开始时。 */
  reset(): void {
    this.x.fill(this.o.mu);
  }

  /** One step; ξ are 𝒩(0,1) numbers. 走一步；ξ 为 𝒩(0,1) 随机数。 */
  sample(xi: () => number): Mat {
    const { theta, sigma, dt, mu } = this.o, { x } = this;
    for (let j = 0; j < x.length; j++) {
      x[j]! += theta * (mu - x[j]!) * dt + sigma * Math.sqrt(dt) * xi(); // eq: ddpg-ou | hole: ou
    }
    return x;
  }
}

/** The standard deviation after a long time; as dt → 0 it tends to σ/√(2θ). 长时间后的标准差；dt → 0 时趋于 σ/√(2θ)。 */
export function ouStationarySd(o: OuOptions = {}): number {
  const { theta, sigma, dt } = ouOptions(o);
  return Math.sqrt((sigma * sigma) / (2 * theta - theta * theta * dt)); // eq: ddpg-ou
}

/** The correlation of values k steps apart. 相隔 k 步的取值之间的相关系数。 */
export function ouCorrelation(k: number, o: OuOptions = {}): number {
  const { theta, dt } = ouOptions(o);
  let rho = 1;
  for (let i = 0; i < k; i++) rho *= 1 - theta * dt; // eq: ddpg-ou
  return rho;
}

/** Steps until the correlation has fallen to 1/e. 相关系数降到 1/e 所需的步数。 */
export function ouCorrelationTime(o: OuOptions = {}): number {
  const { theta, dt } = ouOptions(o);
  return -1 / Math.log(Math.abs(1 - theta * dt));
}
// #endregion

export function demo({ say, check, plot, bars, table }: Report, seed = 5): void {
  const path = (o: OuOptions, n: number) => {
    const [noise, xi] = [new OuNoise(1, o), gaussian(seed)];
    return Float64Array.from({ length: n }, () => noise.sample(xi)[0]!);
  };
  const white = gaussian(seed + 1);
  const sd = ouStationarySd();
  plot(['200 steps of noise, equal spread', '200 步噪声，离散程度相同'], {
    OU: path({}, 200), 'Gauss': Array.from({ length: 200 }, () => sd * white()),
  }, { x: ['step', '步'] });

  const n = 400_000;
  const long = path({}, n).subarray(100);
  const mean = long.reduce((sum, x) => sum + x, 0) / long.length;
  const covariance = (k: number) => {
    let sum = 0;
    for (let i = 0; i + k < long.length; i++) sum += (long[i]! - mean) * (long[i + k]! - mean);
    return sum / (long.length - k);
  };
  const tenth = path({ dt: 0.1 }, n).subarray(1000);
  const measured = [0, 1, 2, 3, 5, 10, 20].map((k) => [k, covariance(k) / covariance(0)] as const);
  bars(['correlation of OU values k steps apart', '相隔 k 步的 OU 取值的相关系数'], Object.fromEntries(measured.map(([k, rho]) => [`k = ${k}`, rho])));
  table(['two usual time steps', '两种常用的时间步长'], ['dt', ['standard deviation', '标准差'], ['correlation time in steps', '相关时间（步）']],
    [1, 0.01].map((dt) => [dt, +ouStationarySd({ dt }).toFixed(6), +ouCorrelationTime({ dt }).toFixed(1)]));
  say('equal spread, but at dt = 0.01 the noise hardly moves within an episode of 200 steps',
    '离散程度几乎相同，但 dt = 0.01 时，噪声在 200 步的回合内几乎不动');

  const exact: [string, string] = ['σ/√(2θ − θ²Δt), exact', 'σ/√(2θ − θ²Δt)，精确'];
  check('sd-one', ['stationary standard deviation, Δt = 1', '平稳标准差，Δt = 1'], exact, 0.379663, ouStationarySd(), 5e-7);
  check('sd-hundredth', ['the same, Δt = 0.01', '同上，Δt = 0.01'], exact, 0.365285, ouStationarySd({ dt: 0.01 }), 5e-7);
  check('sd-limit', ['the same, Δt → 0', '同上，Δt → 0'], 'σ/√(2θ)', 0.365148, ouStationarySd({ dt: 1e-9 }), 5e-7);
  check('sd-measured', ['standard deviation of 400 000 steps, Δt = 1', '400 000 步的标准差，Δt = 1'], ['±1 %, four standard errors', '±1 %，四倍标准误'],
    0.379663, Math.sqrt(covariance(0)), 0.0038);
  check('sd-measured-tenth', ['the same, Δt = 0.1', '同上，Δt = 0.1'], ['four standard errors: ±0.0134', '四倍标准误：±0.0134'],
    0.366525, Math.sqrt(tenth.reduce((sum, x) => sum + x * x, 0) / tenth.length), 0.0134);
  check('lag-one', ['measured correlation of neighbours', '相邻取值的实测相关系数'], '1 − θΔt', 0.85, measured[1]![1], 0.004);
  check('lag-ten', ['correlation 10 steps apart', '相隔 10 步的相关系数'], '0.85¹⁰', 0.1968744043407226, ouCorrelation(10), 1e-12);
  check('time-one', ['correlation time in steps, Δt = 1', '相关时间（步），Δt = 1'], '−1/ln 0.85', 6.153, ouCorrelationTime(), 5e-4);
  check('time-hundredth', ['the same, Δt = 0.01', '同上，Δt = 0.01'], '−1/ln 0.9985', 666.17, ouCorrelationTime({ dt: 0.01 }), 1e-4);
}

run(import.meta, demo);
