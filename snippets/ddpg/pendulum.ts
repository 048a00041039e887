/**
 * The pendulum: a motor too weak to lift it at once, and a score that is the same for every policy.
 * 倒立摆：电机弱得无法一次把摆举起；再给出一个对任何策略都相同的评分。
 *
 * Gymnasium, classic_control/pendulum.py (Pendulum-v1). Scores: 20 × 5 fixed starts instead of random ones.
 */
import { run, type Report } from '../kit/demo.ts';
import { histogram } from '../kit/histogram.ts';
import type { Mat } from '../kit/matrix.ts';

// #region pendulum
/** Angle from the upright position and angular velocity; the angle is not wrapped. 偏离直立位置的角度与角速度；角度不折回。 */
export interface PendulumState {
  readonly th: number;
  readonly w: number;
}

/** Largest torque. 最大力矩。 */
export const maxTorque = 2;

/** The same angle in [−π, π); the modulus of a negative number must not be negative. 折回 [−π, π) 的同一角度；负数取模也须非负。 */
export function wrapAngle(th: number): number {
  const turn = 2 * Math.PI;
  return ((((th + Math.PI) % turn) + turn) % turn) - Math.PI;
}

/**
 * One step of 0.05 s under gravity 10, mass 1, length 1. The cost is that of the state which is left; the angle moves with the
 * new velocity (semi-implicit Euler), so that the free swing does not gain energy. Torques beyond ±2 are clipped.
 * 走一步 0.05 秒，重力 10、质量 1、长度 1。代价按离开的状态计；角度按新的角速度前进（半隐式欧拉），
 * 自由摆动因而不会凭空获得能量。力矩超出 ±2 时截断。
 */
export function pendulumStep({ th, w }: PendulumState, torque: number): PendulumState & { readonly reward: number } {
  const dt = 0.05;
  const u = Math.max(-maxTorque, Math.min(maxTorque, torque));
  // hole: step
  const reward = -(wrapAngle(th) ** 2 + 0.1 * w * w + 0.001 * u * u);
  const w1 = Math.max(-8, Math.min(8, w + (15 * Math.sin(th) + 3 * u) * dt));
  const th1 = th + w1 * dt;

  return { th: th1, w: w1, reward };
}

/** What an agent sees: no jump at ±π. 智能体所见：在 ±π 处没有跳变。 */
export function observe({ th, w }: PendulumState): Mat {
  return Float64Array.of(Math.cos(th), Math.sin(th), w);
}

/** A start anywhere on the circle, at |ω| ≤ 1. 起点在圆周上任意处，|ω| ≤ 1。 */
export function resetPendulum(next: () => number): PendulumState {
  return { th: (2 * next() - 1) * Math.PI, w: 2 * next() - 1 };
}
// #endregion

// #region eval-grid
/** A torque for each state. 每个状态对应一个力矩。 */
export type TorquePolicy = (state: PendulumState) => number;

/** The rewards of one episode added up. 一个回合的奖励之和。 */
export function episodeReturn(policy: TorquePolicy, start: PendulumState, steps = 200): number {
  let state = start, total = 0;
  for (let t = 0; t < steps; t++) {
    const after = pendulumStep(state, policy(state));
    total += after.reward;
    state = after;
  }
  return total;
}

/**
 * Episodes from the middles of nTheta × nOmega cells. Random starts would move the mean of 100 episodes by ±9 from one set to
 * the next; here two policies differ only if they act differently.
 * 从 nTheta × nOmega 个格子的中心各走一个回合。若随机取起点，100 个回合的均值在两组之间会相差 ±9；
 * 在这里，两个策略的得分只因行为不同而不同。
 * @returns mean, population standard deviation, extremes, and each return with θ in the outer loop [nTheta·nOmega]
 */
export function evalGrid(policy: TorquePolicy, nTheta = 20, nOmega = 5) {
  const returns = new Float64Array(nTheta * nOmega);
  for (let i = 0; i < returns.length; i++) {
    const row = Math.floor(i / nOmega), col = i % nOmega;
    returns[i] = episodeReturn(policy, { th: -Math.PI + (2 * Math.PI * (row + 0.5)) / nTheta, w: -1 + (2 * (col + 0.5)) / nOmega });
  }
  const mean = returns.reduce((sum, x) => sum + x, 0) / returns.length;
  const std = Math.sqrt(returns.reduce((sum, x) => sum + (x - mean) ** 2, 0) / returns.length);
  return { mean, std, min: Math.min(...returns), max: Math.max(...returns), returns };
}
// #endregion

// #region reference-policies
/** Two springs: one pulls upright, one brakes. Too weak from below. 两根弹簧：一根拉向直立，一根制动；从下方起力量不够。 */
export function pdControl({ th, w }: PendulumState): number {
  return -10 * wrapAngle(th) - 2 * w;
}

/**
 * Pump energy until it suffices for the top, brake what is too much, and hold with `pdControl` when near: five lines by hand.
 * 能量不足以到顶时泵入，过多时制动，接近顶点时交给 `pdControl`：手写的五行。
 */
export function energyControl(state: PendulumState): number {
  const { th, w } = state;
  if (Math.abs(wrapAngle(th)) < 0.5) return pdControl(state);
  const energy = (w * w) / 6 + 5 * (Math.cos(th) - 1); // 0 at rest on top
  const along = w < 0 ? -maxTorque : maxTorque;
  return energy < 0 ? along : -along;
}
// #endregion

export function demo({ say, check, plot, table, heatMap, bars }: Report): void {
  const policies: readonly (readonly [name: string, policy: TorquePolicy])[] = [
    ['u = 0', () => 0], ['u = 2', () => 2], ['u = −10θ − 2ω', pdControl], ['energyControl', energyControl],
  ];
  const scores = policies.map(([, policy]) => evalGrid(policy));
  table(['return of 200 steps from 100 fixed starts', '从 100 个固定起点各走 200 步的回报'],
    [['policy', '策略'], ['mean', '均值'], ['sd', '标准差'], ['worst', '最差'], ['best', '最好']],
    policies.map(([name], i) => [name, ...(['mean', 'std', 'min', 'max'] as const).map((score) => +scores[i]![score].toFixed(3))]));
  say('the starts alone spread the returns by about 90: compare policies on the same ones',
    '仅起点不同就使回报相差约 90：比较策略须用相同的起点');

  bars(['100 returns of energy control', '能量控制的 100 个回报'], histogram(scores[3]!.returns, 8));

  const path = (policy: TorquePolicy) => {
    const states: PendulumState[] = [{ th: Math.PI, w: 0 }];
    for (let t = 0; t < 199; t++) states.push(pendulumStep(states[t]!, policy(states[t]!)));
    return states;
  };
  const swing = path(energyControl);
  plot(['energy control from the bottom', '能量控制，自最低点起'], {
    'cos θ': swing.map(({ th }) => Math.cos(th)), 'ω / 8': swing.map(({ w }) => w / 8),
  }, { x: ['step', '步'] });
  const cells = Array.from({ length: 21 * 41 }, (_, i) => energyControl({ th: -Math.PI + (2 * Math.PI * ((i % 41) + 0.5)) / 41, w: 8 - Math.floor(i / 41) * 0.8 }));
  heatMap(['torque of energy control: θ across, ω up', '能量控制的力矩：横轴 θ，纵轴 ω'], cells.map((u) => Math.max(-2, Math.min(2, u))), 21, 41);

  const own: [string, string] = ['own, numpy and this code agree', '自行计算，numpy 与本代码一致'];
  const worst = pendulumStep({ th: Math.PI, w: 8 }, 2);
  check('worst-reward', ['the lowest reward there is', '可能的最低奖励'], ['−(π² + 6.4 + 0.004), Gymnasium', '−(π² + 6.4 + 0.004)，Gymnasium'],
    -16.2736044, worst.reward, 1e-8);
  check('grid-zero', ['mean return without torque', '零力矩的平均回报'], own, -1220.5086516151, scores[0]!.mean, 1e-11);
  check('grid-two', ['mean return at constant +2', '恒为 +2 的平均回报'], own, -1441.4402496487, scores[1]!.mean, 1e-11);
  check('grid-springs', ['mean return of the springs', '弹簧的平均回报'], own, -973.5453762338, scores[2]!.mean, 1e-9);
  check('grid-energy', ['mean return of energy control', '能量控制的平均回报'], own, -146.8678136139, scores[3]!.mean, 1e-9);
  check('start-spread', ['standard deviation over the starts, energy control', '能量控制在各起点间的标准差'], own, 89.713976079, scores[3]!.std, 1e-8);
}

run(import.meta, demo);
