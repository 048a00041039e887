/**
 * A dense network with its own backward pass, down to the input, and Adam: all that actor and critic need.
 * 自带反向传播（一直传到输入）的多层感知机，以及 Adam：演员与评论家所需的全部。
 *
 * Lillicrap et al. 2016, arXiv 1509.02971: appendix 7 (small last layer). Kingma & Ba 2015, arXiv 1412.6980: Algorithm 1.
 */
import { run, type Report } from '../kit/demo.ts';
import { centralDifferences } from '../kit/differences.ts';
import { maxGap, type Mat } from '../kit/matrix.ts';
import { normals, uniform } from '../kit/random.ts';

// #region add-product
/**
 * C += AB in blocks of 2×4: eight sums stay in registers. A is read at a(i,p) = A[i·ai + p·ap], B at B[p·bp + j·bj], so one
 * function serves XWᵀ, dY·W and dYᵀX.
 * C += AB，按 2×4 分块：八个和留在寄存器中。A 取 A[i·ai + p·ap]，B 取 B[p·bp + j·bj]，
 * 同一个函数因而可算 XWᵀ、dY·W 与 dYᵀX。
 * @param C [n, m], row-major
 */
export function addProduct(
  A: Mat, ai: number, ap: number, B: Mat, bp: number, bj: number, C: Mat, n: number, k: number, m: number,
): void {
  const n2 = n - (n % 2), m4 = m - (m % 4);
  for (let i = 0; i < n2; i += 2) {
    for (let j = 0; j < m4; j += 4) {
      let c00 = 0, c01 = 0, c02 = 0, c03 = 0, c10 = 0, c11 = 0, c12 = 0, c13 = 0;
      for (let p = 0, a = i * ai, b = j * bj; p < k; p++, a += ap, b += bp) {
        const a0 = A[a]!, a1 = A[a + ai]!;
        const b0 = B[b]!, b1 = B[b + bj]!, b2 = B[b + 2 * bj]!, b3 = B[b + 3 * bj]!;
        c00 += a0 * b0; c01 += a0 * b1; c02 += a0 * b2; c03 += a0 * b3;
        c10 += a1 * b0; c11 += a1 * b1; c12 += a1 * b2; c13 += a1 * b3;
      }
      let c = i * m + j;
      C[c]! += c00; C[c + 1]! += c01; C[c + 2]! += c02; C[c + 3]! += c03; c += m;
      C[c]! += c10; C[c + 1]! += c11; C[c + 2]! += c12; C[c + 3]! += c13;
    }
  }
  for (let i = 0; i < n; i++) { // the rim that the blocks leave
    for (let j = i < n2 ? m4 : 0; j < m; j++) {
      let sum = 0;
      for (let p = 0, a = i * ai, b = j * bj; p < k; p++, a += ap, b += bp) sum += A[a]! * B[b]!;
      C[i * m + j]! += sum;
    }
  }
}
// #endregion

// #region mlp
/**
 * Dense layers z = Wx + b with ReLU between them; the last is linear, or scale · tanh z. All parameters lie in one vector,
 * so that an optimiser and a soft update need to know nothing of layers.
 * 全连接层 z = Wx + b，层间为 ReLU；末层为线性，或 scale · tanh z。全部参数放在一个向量里，
 * 优化器与软更新因而无须知道层的存在。
 */
export class Mlp {
  readonly sizes: readonly number[];
  readonly out: 'linear' | 'tanh';
  readonly scale: number;
  /** W [out, in] and b [out] of each layer, one after the other. 逐层排列的 W [out, in] 与 b [out]。 */
  readonly params: Mat;
  /** The gradient of the last backward pass, in the same places. 最近一次反向传播的梯度，位置相同。 */
  readonly grad: Mat;
  private h: Mat[] = []; // input of each layer, then the output: [B, sizes[l]]
  private B = 0;

  /**
   * Weights and biases are even on ±1/√fan_in; `finalInit` makes the last layer smaller, which keeps tanh out of saturation.
   * 权重与偏置均匀取自 ±1/√fan_in；`finalInit` 让末层更小，使 tanh 不致饱和。
   * @param next numbers even on [0, 1)
   */
  constructor(sizes: readonly number[], out: 'linear' | 'tanh', scale: number, next: () => number, finalInit?: number) {
    if (sizes.length < 2 || !sizes.every((n) => Number.isInteger(n) && n > 0)) {
      throw new RangeError(`sizes must be two or more positive integers, got ${sizes.join('-')}`);
    }
    [this.sizes, this.out, this.scale] = [sizes, out, scale];
    this.params = new Float64Array(this.offset(sizes.length - 1));
    this.grad = new Float64Array(this.params.length);
    for (let l = 0; l + 1 < sizes.length; l++) {
      const width = l + 2 === sizes.length && finalInit !== undefined ? finalInit : 1 / Math.sqrt(sizes[l]!);
      for (let k = this.offset(l); k < this.offset(l + 1); k++) this.params[k] = (2 * next() - 1) * width;
    }
  }

  /** A second network with the same parameters. 参数相同的另一个网络。 */
  copy(): Mlp {
    const twin = new Mlp(this.sizes, this.out, this.scale, () => 0);
    twin.params.set(this.params);
    return twin;
  }

  /**
   * @param x [B, sizes[0]]
   * @returns the outputs [B, last size]; they hold until the next call 输出；下次调用前有效
   */
  forward(x: Mat, B = x.length / this.sizes[0]!): Mat {
    const { sizes } = this, last = sizes.length - 1;
    if (x.length !== B * sizes[0]!) throw new RangeError(`input has ${x.length} values; expected B*${sizes[0]} = ${B * sizes[0]!}`);
    if (B !== this.B) [this.B, this.h] = [B, sizes.map((n) => new Float64Array(B * n))];
    this.h[0] = x;
    for (let l = 0; l < last; l++) {
      const n = sizes[l]!, m = sizes[l + 1]!, [W, b] = this.layer(this.params, l);
      const z = this.h[l + 1]!;
      for (let i = 0; i < B; i++) z.set(b, i * m);
      addProduct(this.h[l]!, n, 1, W, 1, n, z, B, n, m);
      if (l + 1 < last) for (let k = 0; k < z.length; k++) if (z[k]! < 0) z[k] = 0;
    }
    const y = this.h[last]!;
    if (this.out === 'tanh') for (let k = 0; k < y.length; k++) y[k] = this.scale * Math.tanh(y[k]!); // eq: ddpg-tanh
    return y;
  }

  /**
   * The gradients of Σ y∘dy at the last input; `grad` is overwritten, or left alone with `weights: false`.
   * Σ y∘dy 在最近一次输入处的梯度；`grad` 被覆盖，`weights: false` 时则不动它。
   * @param dy [B, last size]
   * @returns the gradient with respect to x [B, sizes[0]]; zeros with `input: false`
   */
  backward(dy: Mat, { weights = true, input = true } = {}): Mat {
    const { sizes, B } = this;
    let dz: Mat = dy.slice();
    if (this.out === 'tanh') {
      const y = this.h[sizes.length - 1]!;
      for (let k = 0; k < dz.length; k++) dz[k]! *= this.scale * (1 - (y[k]! / this.scale) ** 2); // eq: ddpg-tanh
    }
    if (weights) this.grad.fill(0);
    for (let l = sizes.length - 2; ; l--) {
      const n = sizes[l]!, m = sizes[l + 1]!, x = this.h[l]!;
      if (weights) {
        const [dW, db] = this.layer(this.grad, l);
        addProduct(dz, 1, m, x, n, 1, dW, m, B, n); // dzᵀx
        for (let i = 0; i < B; i++) for (let j = 0; j < m; j++) db[j]! += dz[i * m + j]!;
      }
      const dx = new Float64Array(B * n);
      if (l > 0 || input) addProduct(dz, m, 1, this.layer(this.params, l)[0], n, 1, dx, B, m, n); // dz·W
      if (l === 0) return dx;
      for (let k = 0; k < dx.length; k++) if (!(x[k]! > 0)) dx[k] = 0;
      dz = dx;
    }
  }

  /** W and b of layer l, as views. 第 l 层的 W 与 b（视图）。 */
  layer(params: Mat, l: number): [W: Mat, b: Mat] {
    const from = this.offset(l), to = this.offset(l + 1);
    return [params.subarray(from, to - this.sizes[l + 1]!), params.subarray(to - this.sizes[l + 1]!, to)];
  }

  private offset(l: number): number {
    let sum = 0;
    for (let k = 0; k < l; k++) sum += (this.sizes[k]! + 1) * this.sizes[k + 1]!;
    return sum;
  }
}
// #endregion

// #region adam
/** Step size, decay of both moments, and a plain L2 penalty. 步长、两个矩的衰减，以及普通的 L2 惩罚。 */
export interface AdamOptions {
  readonly lr: number;
  readonly b1?: number;
  readonly b2?: number;
  readonly eps?: number;
  readonly l2?: number;
}

/**
 * Adam for one parameter vector. The L2 term joins the gradient before the moments (it is not decoupled weight decay). The
 * powers b1ᵗ and b2ᵗ are carried along as products: engines round a power differently, a product alike.
 * 作用于一个参数向量的 Adam。L2 项在求矩之前并入梯度（不是解耦的权重衰减）。幂 b1ᵗ、b2ᵗ 以连乘递推：
 * 各引擎对幂的舍入不同，对乘积则相同。
 */
export class Adam {
  private readonly o: Required<AdamOptions>;
  private readonly m: Mat;
  private readonly v: Mat;
  private b1t = 1;
  private b2t = 1;

  constructor(n: number, o: AdamOptions) {
    this.o = { b1: 0.9, b2: 0.999, eps: 1e-8, l2: 0, ...o };
    if (!(this.o.lr > 0 && Number.isFinite(this.o.lr))) throw new RangeError(`lr must be positive, got ${o.lr}`);
    for (const name of ['b1', 'b2'] as const) {
      if (!(this.o[name] >= 0 && this.o[name] < 1)) throw new RangeError(`${name} must be in [0, 1), got ${this.o[name]}`);
    }
    this.m = new Float64Array(n);
    this.v = new Float64Array(n);
  }

  /** p moves against the gradient g; lr may differ from step to step. p 沿梯度 g 的反方向移动；各步的 lr 可以不同。 */
  step(p: Mat, g: Mat, lr = this.o.lr): void {
    const { b1, b2, eps, l2 } = this.o, { m, v } = this;
    if (p.length !== m.length || g.length !== m.length) {
      throw new RangeError(`expected ${m.length} parameters and as many gradients, got ${p.length} and ${g.length}`);
    }
    this.b1t *= b1;
    this.b2t *= b2;
    const c1 = 1 - this.b1t, c2 = 1 - this.b2t;
    for (let i = 0; i < p.length; i++) {
      const gi = g[i]! + l2 * p[i]!;
      m[i] = b1 * m[i]! + (1 - b1) * gi;
      v[i] = b2 * v[i]! + (1 - b2) * gi * gi;
      p[i]! -= (lr * (m[i]! / c1)) / (Math.sqrt(v[i]! / c2) + eps);
    }
  }
}
// #endregion

export function demo({ say, check, plot, table }: Report): void {
  const net = new Mlp([3, 6, 5, 2], 'tanh', 2, uniform(3));
  const x = normals(4 * 3, 1), dy = normals(4 * 2, 2);
  const loss = () => net.forward(x).reduce((sum, y, k) => sum + y * dy[k]!, 0);
  loss();
  const dx = net.backward(dy).slice();
  const gaps = [maxGap(centralDifferences(net.params, loss), net.grad), maxGap(centralDifferences(x, loss), dx)] as const;
  say(`${net.params.length} weights and ${x.length} inputs against central differences`, `${net.params.length} 个权重、${x.length} 个输入与中心差分对照`);

  const z = Float64Array.from({ length: 81 }, (_, k) => (k - 40) / 10);
  plot(['a torque 2 tanh z and what is left of its gradient', '力矩 2 tanh z 与剩下的梯度'], {
    '2 tanh z': { x: z, y: z.map((v) => 2 * Math.tanh(v)) }, '2(1 − tanh² z)': { x: z, y: z.map((v) => 2 * (1 - Math.tanh(v) ** 2)) },
  }, { x: 'z' });
  const one = new Mlp([1, 1], 'tanh', 2, () => 0);
  one.params.set([1, 0]);
  const slopeAt = (v: number) => {
    one.forward(Float64Array.of(v));
    return one.backward(Float64Array.of(1))[0]!;
  };
  table(['gradient of 2 tanh z', '2 tanh z 的梯度'], ['z', '∂μ/∂z'], [0, 1, 3, 6, 20].map((v) => [v, +slopeAt(v).toExponential(4)]));

  // Fit sin by 2000 steps of Adam: forward, backward and optimiser at work together. 用 2000 步 Adam 拟合正弦：三者合用。
  const fit = new Mlp([1, 16, 16, 1], 'linear', 1, uniform(5)), adam = new Adam(fit.params.length, { lr: 3e-3 });
  const at = Float64Array.from({ length: 64 }, (_, k) => -3 + (6 * k) / 63);
  const errors = Array.from({ length: 2000 }, () => {
    const gap = fit.forward(at).map((y, k) => y - Math.sin(at[k]!));
    fit.backward(gap.map((e) => (2 * e) / 64), { input: false });
    adam.step(fit.params, fit.grad);
    return gap.reduce((sum, e) => sum + e * e, 0) / 64;
  });
  plot(['mean squared error of a fit to sin x', '拟合 sin x 的均方误差'], { error: errors }, { x: ['step', '步'], logY: true });

  const first = [3, -0.002, 1e-9].map((g) => {
    const p = Float64Array.of(0);
    new Adam(1, { lr: 0.1 }).step(p, Float64Array.of(g));
    return p[0]! + (0.1 * g) / (Math.abs(g) + 1e-8);
  });
  check('weight-gradient', ['largest gap to central differences, weights', '与中心差分的最大差，权重'], 'h = 10⁻⁶', 0, gaps[0], 1e-8);
  check('input-gradient', ['the same, inputs', '同上，输入'], 'h = 10⁻⁶', 0, gaps[1], 1e-8);
  check('saturated', ['gradient of 2 tanh z at z = 20', '2 tanh z 在 z = 20 处的梯度'], ['tanh 20 rounds to 1', 'tanh 20 舍入为 1'], 0, slopeAt(20));
  check('adam-first', ['largest gap of the first step to −lr·g/(|g| + ε)', '第一步与 −lr·g/(|g| + ε) 的最大差'],
    ['both corrections cancel the decay', '两个修正恰好抵消衰减'], 0, Math.max(...first.map(Math.abs)), 1e-9);
  check('fit', ['error of the fit after 2000 steps is below 10⁻³: 1', '2000 步后拟合误差小于 10⁻³：1'], ['own', '自行计算'], 1, errors.at(-1)! < 1e-3 ? 1 : 0);
}

run(import.meta, demo);
