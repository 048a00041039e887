/**
 * The linear-quadratic regulator: the one control problem whose optimum, Q-function and policy gradient are all known exactly.
 * 线性二次型调节器：最优策略、Q 函数与策略梯度都能精确写出的控制问题。
 *
 * Anderson & Moore 1990, Optimal Control. Bradtke, Ydstie, Barto 1994. Fazel et al. 2018, arXiv 1801.05039: lemma 1.
 */
import { run, type Report } from '../kit/demo.ts';
import { matmul, maxGap, type Mat } from '../kit/matrix.ts';

// #region lqr
/** s′ = As + Ba with reward r = −(sᵀQs + aᵀRa). s′ = As + Ba，奖励 r = −(sᵀQs + aᵀRa)。 */
export interface LinearSystem {
  /** States. 状态维数。 */
  readonly n: number;
  /** Actions. 动作维数。 */
  readonly m: number;
  /** [n, n] */
  readonly A: Mat;
  /** [n, m] */
  readonly B: Mat;
  /** [n, n] */
  readonly Q: Mat;
  /** [m, m] */
  readonly R: Mat;
  readonly gamma: number;
}

/** Mᵀ of M [n, m]. M [n, m] 的转置。 */
export function transposed(M: Mat, n: number, m: number): Mat {
  return M.map((_, k) => M[(k % n) * m + Math.floor(k / n)]!);
}

/** M + w·N, number by number. 逐数相加的 M + w·N。 */
export function plus(M: Mat, N: Mat, w = 1): Mat {
  return M.map((x, k) => x + w * N[k]!);
}

/** A − BK, where the policy a = −Ks leads. A − BK，即策略 a = −Ks 之下的转移矩阵。 */
export function closedLoop({ A, B, n, m }: LinearSystem, K: Mat): Mat {
  return plus(A, matmul(B, K, n, m, n), -1);
}

/**
 * X with HX = G for positive definite H, by Cholesky factors.
 * 对正定的 H，用 Cholesky 分解求 HX = G 的解 X。
 * @param H [m, m]
 * @param G [m, n]
 */
export function solvePositive(H: Mat, G: Mat, m: number, n: number): Mat {
  const L = new Float64Array(m * m), X = G.slice();
  for (let i = 0; i < m; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = H[i * m + j]!;
      for (let p = 0; p < j; p++) sum -= L[i * m + p]! * L[j * m + p]!;
      if (i === j && !(sum > 0)) throw new RangeError('R must be positive definite, and large enough for R + γBᵀPB to be');
      L[i * m + j] = i === j ? Math.sqrt(sum) : sum / L[j * m + j]!;
    }
  }
  for (let c = 0; c < n; c++) {
    for (let i = 0; i < m; i++) {
      for (let p = 0; p < i; p++) X[i * n + c]! -= L[i * m + p]! * X[p * n + c]!;
      X[i * n + c]! /= L[i * m + i]!;
    }
    for (let i = m - 1; i >= 0; i--) {
      for (let p = i + 1; p < m; p++) X[i * n + c]! -= L[p * m + i]! * X[p * n + c]!;
      X[i * n + c]! /= L[i * m + i]!;
    }
  }
  return X;
}
// #endregion

// #region lqr-q
/**
 * q_P(s,a) = −(s,a)ᵀH(s,a) where −sᵀPs is the value of the next state: the parts of the symmetric matrix H.
 * 以 −sᵀPs 为下一状态的价值时，q_P(s,a) = −(s,a)ᵀH(s,a)：返回对称矩阵 H 的各块。
 * @returns ss = Q + γAᵀPA [n, n], as = γBᵀPA [m, n], aa = R + γBᵀPB [m, m]
 */
export function qBlocks({ A, B, Q, R, gamma, n, m }: LinearSystem, P: Mat) {
  const At = transposed(A, n, n), Bt = transposed(B, n, m), PA = matmul(P, A, n, n, n), PB = matmul(P, B, n, n, m);
  // eq: lqr-q
  const ss = plus(Q, matmul(At, PA, n, n, n), gamma);
  const as = matmul(Bt, PA, m, n, n).map((x) => gamma * x);
  const aa = plus(R, matmul(Bt, PB, m, n, m), gamma);

  return { ss, as, aa };
}
// #endregion

// #region riccati
/** How exactly to iterate, and for how long. 迭代的精度与上限。 */
export interface IterationOptions {
  readonly tol?: number;
  readonly maxIter?: number;
}

/**
 * The optimal value −sᵀPs and the gain K of the optimal policy a = −Ks, by value iteration from P = 0: complete the square in a,
 * and what is left is quadratic again.
 * 最优价值 −sᵀPs 与最优策略 a = −Ks 的增益 K，自 P = 0 起做值迭代：对 a 配方，剩下的仍是二次型。
 * @returns P [n, n], K [m, n]
 */
export function riccati(sys: LinearSystem, { tol = 1e-13, maxIter = 100_000 }: IterationOptions = {}) {
  const { n, m, gamma } = sys;
  if (!(gamma >= 0 && gamma <= 1)) throw new RangeError(`gamma must be in [0, 1], got ${gamma}`);
  let P: Mat = new Float64Array(n * n);
  for (let i = 0; i < maxIter; i++) {
    const { ss, as, aa } = qBlocks(sys, P);
    let next = ss;
    next = plus(ss, matmul(transposed(as, m, n), solvePositive(aa, as, m, n), n, m, n), -1); // eq: lqr-riccati | hole: riccati
    const gap = maxGap(next, P), size = maxGap(next, new Float64Array(n * n));
    P = next;
    if (!Number.isFinite(size)) break;
    if (gap <= tol * Math.max(1, size)) {
      const last = qBlocks(sys, P);
      return { P, K: solvePositive(last.aa, last.as, m, n), iterations: i + 1 }; // eq: lqr-riccati
    }
  }
  throw new RangeError(`no convergence in ${maxIter} iterations: is the pair (√γA, √γB) stabilisable?`);
}
// #endregion

// #region eval-gain
/**
 * The fixed point of X ← C + γMXMᵀ by doubling: after i rounds the sum holds 2ⁱ terms.
 * 用倍增法求 X ← C + γMXMᵀ 的不动点：i 轮之后，和中已有 2ⁱ 项。
 * @param M [n, n]
 * @param C [n, n]
 */
export function discountedSum(M: Mat, C: Mat, n: number, gamma: number): Mat {
  let power: Mat = M.map((x) => Math.sqrt(gamma) * x), X = C;
  for (let i = 0; i < 60; i++) {
    const more = matmul(matmul(power, X, n, n, n), transposed(power, n, n), n, n, n);
    X = plus(X, more);
    power = matmul(power, power, n, n, n);
    const size = maxGap(X, new Float64Array(n * n));
    if (!Number.isFinite(size)) break;
    if (maxGap(more, new Float64Array(n * n)) <= 1e-17 * size) return X;
  }
  throw new RangeError('closed loop is unstable, cost is infinite');
}

/**
 * The value −sᵀP_K s of the policy a = −Ks, from P_K = Q + KᵀRK + γ(A − BK)ᵀP_K(A − BK).
 * 策略 a = −Ks 的价值 −sᵀP_K s，其中 P_K = Q + KᵀRK + γ(A − BK)ᵀP_K(A − BK)。
 * @returns P_K [n, n]
 */
export function evalGain(sys: LinearSystem, K: Mat): Mat {
  const { n, m, Q, R, gamma } = sys;
  const cost = plus(Q, matmul(transposed(K, m, n), matmul(R, K, m, m, n), n, m, n));
  return discountedSum(transposed(closedLoop(sys, K), n, n), cost, n, gamma); // eq: lqr-q
}

/** The cost −J = tr(P_K Σ₀). 代价 −J = tr(P_K Σ₀)。 */
export function gainCost(sys: LinearSystem, K: Mat, Sigma0: Mat): number {
  const P = evalGain(sys, K);
  let trace = 0;
  for (let k = 0; k < P.length; k++) trace += P[k]! * Sigma0[k]!; // both are symmetric
  return trace;
}
// #endregion

// #region linear-systems
/** The systems of the text: one number; a cart on rails; the pendulum near its top. 文中的系统：单个数；轨道上的小车；顶点附近的摆。 */
export const scalarSystem = (gamma: number): LinearSystem => {
  const one = Float64Array.of(1);
  return { n: 1, m: 1, A: one, B: one, Q: one, R: one, gamma };
};

export const doubleIntegrator = (R: number): LinearSystem => ({
  n: 2, m: 1, A: Float64Array.of(1, 0.1, 0, 1), B: Float64Array.of(0.005, 0.1), Q: Float64Array.of(1, 0, 0, 0.1), R: Float64Array.of(R), gamma: 0.95,
});

export const uprightPendulum: LinearSystem = {
  n: 2, m: 1, A: Float64Array.of(1.0375, 0.05, 0.75, 1), B: Float64Array.of(0.0075, 0.15), Q: Float64Array.of(1, 0, 0, 0.1),
  R: Float64Array.of(0.001), gamma: 0.99,
};
// #endregion

export function demo({ say, check, plot, table }: Report): void {
  const [golden, ninety] = [riccati(scalarSystem(1)), riccati(scalarSystem(0.9))];
  const systems = [0.1, 0.5, 1].map(doubleIntegrator) as [LinearSystem, LinearSystem, LinearSystem];
  const [tenth, half, one] = systems.map((sys) => riccati(sys)) as [Optimum, Optimum, Optimum];
  const upright = riccati(uprightPendulum);
  const identity = Float64Array.of(1, 0, 0, 1);
  const optima: readonly (readonly [name: string, optimum: Optimum])[] = [
    ['1-D, γ = 1', golden], ['1-D, γ = 0.9', ninety], ['double integrator, R = 0.1', tenth], ['R = 0.5', half], ['R = 1', one],
    ['upright pendulum', upright],
  ];
  table(['optimal gains', '最优增益'], [['system', '系统'], 'P₁₁', 'K', ['iterations', '迭代次数']],
    optima.map(([name, { P, K, iterations }]) => [name, +P[0]!.toFixed(7), Array.from(K, (k) => k.toFixed(6)).join(' '), iterations]));

  // One action of our own, then the policy: q_K against the sum along the way. 先自选一个动作，再跟随策略：q_K 与沿途求和对照。
  const sys = systems[2], K = Float64Array.of(0.3, 1.5), s0 = Float64Array.of(1, -0.5), a0 = Float64Array.of(0.8);
  const { ss, as, aa } = qBlocks(sys, evalGain(sys, K));
  const form = (x: Mat, M: Mat, y: Mat) => matmul(matmul(x, M, 1, x.length, y.length), y, 1, y.length, 1)[0]!;
  const q = -(form(s0, ss, s0) + 2 * form(a0, as, s0) + form(a0, aa, a0));
  let [s, a, total, weight] = [s0 as Mat, a0 as Mat, 0, 1];
  const positions: number[] = [];
  for (let t = 0; t < 2000; t++) {
    total -= weight * (form(s, sys.Q, s) + form(a, sys.R, a));
    weight *= sys.gamma;
    positions.push(s[0]!);
    s = plus(matmul(sys.A, s, 2, 2, 1), matmul(sys.B, a, 2, 1, 1));
    a = matmul(K, s, 1, 2, 1).map((x) => -x);
  }
  plot(['position of the cart under a = −Ks', '策略 a = −Ks 之下小车的位置'], { s: positions.slice(0, 120) }, { x: ['step', '步'] });
  say(`from there the rewards add up to ${total.toFixed(6)}, and q_K(s,a) says ${q.toFixed(6)}`,
    `此后的折扣奖励之和为 ${total.toFixed(6)}，q_K(s,a) 给出 ${q.toFixed(6)}`);
  const integrator = closedLoop(systems[0], tenth.K);
  const determinant = integrator[0]! * integrator[3]! - integrator[1]! * integrator[2]!;

  const scipy = 'scipy DARE';
  check('golden-p', ['P, scalar, γ = 1: the golden ratio', '标量、γ = 1 时的 P：黄金分割比'], '(1 + √5)/2', 1.6180339887, golden.P[0]!, 5e-11);
  check('golden-k', ['K there', '此时的 K'], '1/P', 0.6180339887, golden.K[0]!, 1e-10);
  check('golden-loop', ['closed loop a − bK there', '此时的闭环 a − bK'], '1 − 1/P', 0.3819660113, closedLoop(scalarSystem(1), golden.K)[0]!, 1e-10);
  check('scalar-p', ['P, scalar, γ = 0.9', '标量、γ = 0.9 时的 P'], 'γP² − (2γ − 1)P − 1 = 0', 1.588403349, ninety.P[0]!, 1e-10);
  check('scalar-k', ['K there', '此时的 K'], 'γP/(1 + γP)', 0.588403349, ninety.K[0]!, 1e-10);
  check('integrator-p11', ['double integrator, R = 0.1: P₁₁', '双积分器，R = 0.1：P₁₁'], scipy, 7.4845412, tenth.P[0]!, 1e-8);
  check('integrator-p12', ['P₁₂ there', '此时的 P₁₂'], scipy, 2.5651821, tenth.P[1]!, 5e-8);
  check('integrator-p22', ['P₂₂ there', '此时的 P₂₂'], scipy, 2.3152246, tenth.P[3]!, 5e-8);
  check('integrator-k1', ['K₁ there', '此时的 K₁'], scipy, 2.240955, tenth.K[0]!, 5e-8);
  check('integrator-k2', ['K₂ there', '此时的 K₂'], scipy, 2.0869655, tenth.K[1]!, 5e-8);
  check('integrator-eigen', ['size of the two closed-loop eigenvalues', '两个闭环特征值的模'], scipy, 0.8958282, Math.sqrt(determinant), 5e-8);
  check('integrator-cost', ['mean cost for s₀ even on [−1, 1]²', 's₀ 均匀取自 [−1, 1]² 时的平均代价'], 'tr P/3', 3.2665886,
    gainCost(systems[0], tenth.K, identity) / 3, 5e-8);
  check('half-k1', ['K₁ for R = 0.5', 'R = 0.5 时的 K₁'], scipy, 0.9524141, half.K[0]!, 5e-8);
  check('half-k2', ['K₂ for R = 0.5', 'R = 0.5 时的 K₂'], scipy, 1.2279898, half.K[1]!, 5e-8);
  check('one-k1', ['K₁ for R = 1', 'R = 1 时的 K₁'], scipy, 0.6445646, one.K[0]!, 5e-8);
  check('one-k2', ['K₂ for R = 1', 'R = 1 时的 K₂'], scipy, 0.9610767, one.K[1]!, 5e-8);
  check('one-cost', ['mean cost there', '此时的平均代价'], 'tr P/3', 6.9658477, gainCost(systems[2], one.K, identity) / 3, 5e-8);
  check('upright-k1', ['K₁ of the linearised upright pendulum', '直立摆线性化后的 K₁'], scipy, 19.263753, upright.K[0]!, 5e-8);
  check('upright-k2', ['K₂ there', '此时的 K₂'], scipy, 5.244728, upright.K[1]!, 1e-7);
  check('q-rollout', ['q_K(s,a) and the rewards along the way', 'q_K(s,a) 与沿途奖励之和'], ['own, 2000 steps', '自行计算，2000 步'], total, q, 1e-12);
}

type Optimum = ReturnType<typeof riccati>;

run(import.meta, demo);
