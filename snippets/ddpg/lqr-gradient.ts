/**
 * The deterministic policy gradient where it can be checked to the last digit, and two ways to the optimal gain.
 * 可以核对到末位的确定性策略梯度，以及通向最优增益的两条路。
 *
 * Silver et al. 2014: theorem 1. Fazel et al. 2018, arXiv 1801.05039: lemma 1, theorem 7. Bradtke, Ydstie, Barto 1994.
 */
import { run, type Report } from '../kit/demo.ts';
import { centralDifferences } from '../kit/differences.ts';
import { matmul, maxGap, type Mat } from '../kit/matrix.ts';
import {
  closedLoop, discountedSum, doubleIntegrator, evalGain, gainCost, plus, qBlocks, riccati, solvePositive, uprightPendulum,
  type IterationOptions, type LinearSystem,
} from './lqr.ts';

// #region lqr-dpg
/**
 * The gradient of the cost −J with respect to K by the deterministic policy gradient: ∇_a q at a = −Ks, times ∇_K μ = −s, summed
 * over the discounted states, whose second moment is Σ_K.
 * 用确定性策略梯度求代价 −J 对 K 的梯度：a = −Ks 处的 ∇_a q 乘以 ∇_K μ = −s，再对折扣状态求和，其二阶矩为 Σ_K。
 * @param Sigma0 E[s₀s₀ᵀ] [n, n]
 * @returns G = ∇_K(−J) [m, n], SigmaK [n, n]
 */
export function dpgGradient(sys: LinearSystem, K: Mat, Sigma0: Mat) {
  const { n, m, gamma } = sys;
  const { as, aa } = qBlocks(sys, evalGain(sys, K));
  const slope = plus(matmul(aa, K, m, m, n), as, -1); // half of ∇_a q at a = −Ks is this times s
  let SigmaK: Mat = Sigma0;
  SigmaK = discountedSum(closedLoop(sys, K), Sigma0, n, gamma); // eq: lqr-dpg | hole: covariance
  const G = matmul(slope, SigmaK, m, n, n).map((x) => 2 * x); // eq: lqr-dpg, ddpg-dpg
  return { G, SigmaK };
}
// #endregion

// #region gain-search
/**
 * Policy iteration on gains: K ← (R + γBᵀP_K B)⁻¹ γBᵀP_K A, as long as K still moves.
 * 对增益做策略迭代：K ← (R + γBᵀP_K B)⁻¹ γBᵀP_K A，直到 K 不再变化。
 * @returns the gains, from K0 on
 */
export function gainIteration(sys: LinearSystem, K0: Mat, { tol = 1e-12, maxIter = 100 }: IterationOptions = {}): Mat[] {
  const path = [K0];
  for (let i = 0; i < maxIter; i++) {
    const { as, aa } = qBlocks(sys, evalGain(sys, path.at(-1)!));
    path.push(solvePositive(aa, as, sys.m, sys.n));
    if (maxGap(path.at(-1)!, path.at(-2)!) <= tol) break;
  }
  return path;
}

/**
 * Gradient descent on the cost; a step that would not lower it, or would leave the stable gains, is halved.
 * 对代价做梯度下降；若某一步不能降低代价，或会走出稳定的增益，则将步长减半。
 * @returns the gains, from K0 on
 */
export function gainDescent(sys: LinearSystem, K0: Mat, Sigma0: Mat, lr: number, steps: number): Mat[] {
  const cost = (K: Mat) => {
    try {
      return gainCost(sys, K, Sigma0);
    } catch {
      return Infinity;
    }
  };
  const path = [K0];
  for (let i = 0; i < steps; i++) {
    const K = path.at(-1)!, { G } = dpgGradient(sys, K, Sigma0), now = cost(K);
    let step = lr;
    while (step > 1e-12 && !(cost(plus(K, G, -step)) < now)) step /= 2;
    if (step <= 1e-12) break;
    path.push(plus(K, G, -step));
  }
  return path;
}
// #endregion

export function demo({ say, check, plot, table }: Report): void {
  const sys = doubleIntegrator(0.1), best = riccati(sys).K;
  const Sigma0 = Float64Array.of(1, 0, 0, 1), K0 = Float64Array.of(1, 1);
  const jumps = gainIteration(sys, K0), descent = gainDescent(sys, K0, Sigma0, 0.05, 300);
  const excess = (path: readonly Mat[]) => path.map((K) => Math.max(1e-14, gainCost(sys, K, Sigma0) / gainCost(sys, best, Sigma0) - 1));
  plot(['excess cost over the optimum, from K = (1, 1)', '自 K = (1, 1) 起，超出最优代价的比例'], {
    'policy iteration': excess(jumps), 'gradient descent': excess(descent),
  }, { x: ['steps + 1', '步数 + 1'], logY: true });
  say(`policy iteration: ${jumps.length - 1} jumps; gradient descent after 300 steps: K = (${Array.from(descent.at(-1)!, (k) => k.toFixed(4)).join(', ')})`,
    `策略迭代：${jumps.length - 1} 次跳跃；梯度下降 300 步之后：K = (${Array.from(descent.at(-1)!, (k) => k.toFixed(4)).join(', ')})`);

  const tests: readonly (readonly [name: string, sys: LinearSystem, K: Mat])[] = [
    ['double integrator, R = 0.1', sys, K0], ['R = 1', doubleIntegrator(1), Float64Array.of(0.3, 1.5)],
    ['upright pendulum', uprightPendulum, Float64Array.of(15, 4)],
  ];
  const compared = tests.map(([name, system, K]) => {
    const { G } = dpgGradient(system, K, Sigma0);
    const slopes = centralDifferences(K, () => gainCost(system, K, Sigma0), 1e-5);
    return { name, G, slopes, gap: maxGap(slopes, G) / Math.max(...slopes.map(Math.abs)) };
  });
  const few = (x: Mat) => Array.from(x, (g) => g.toFixed(6)).join(' ');
  table(['∇_K(−J): the theorem and central differences of the cost', '∇_K(−J)：定理与代价的中心差分'],
    [['system', '系统'], ['theorem', '定理'], ['differences', '差分']], compared.map(({ name, G, slopes }) => [name, few(G), few(slopes)]));

  check('dpg-differences', ['relative gap of the policy gradient to central differences of the cost', '策略梯度与代价的中心差分的相对差'],
    ['Fazel et al. 2018, three systems', 'Fazel 等 2018，三个系统'], 0, Math.max(...compared.map(({ gap }) => gap)), 1e-7);
  check('dpg-zero', ['largest gradient at the Riccati gain', '黎卡提增益处的最大梯度'], ['an optimum', '最优点'], 0,
    Math.max(...dpgGradient(sys, best, Sigma0).G.map(Math.abs)), 1e-10);
  check('jumps', ['largest gap of policy iteration to the Riccati gain', '策略迭代与黎卡提增益的最大差'], ['same fixed point', '不动点相同'], 0,
    maxGap(jumps.at(-1)!, best), 1e-9);
  check('descent', ['the same for 300 steps of gradient descent', '梯度下降 300 步的同一差'], ['Fazel et al. 2018', 'Fazel 等 2018'], 0,
    maxGap(descent.at(-1)!, best), 1e-3);
}

run(import.meta, demo);
