import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { runNpm } from '../../src/cli/process/npm.mjs';
import type { Mat } from '../../snippets/kit/matrix.ts';

interface MlMatrix {
  mmul(other: MlMatrix): MlMatrix;
}
interface Tensor {
  dataSync(): Float32Array;
}
interface Tfjs {
  setBackend(name: string): Promise<boolean>;
  tensor2d(values: Float32Array, shape: [number, number]): Tensor;
  matMul(a: Tensor, b: Tensor, transposeA?: boolean, transposeB?: boolean): Tensor;
  mul(a: Tensor, factor: number): Tensor;
  softmax(logits: Tensor): Tensor;
  tidy(work: () => Tensor): Tensor;
  dispose(tensor: Tensor): void;
}

/** What a reader would use instead: the same work done by well-known libraries. */
export interface Peers {
  /** Prepares an n×n product with ml-matrix; the returned function does one. */
  mlMatrix(A: Mat, B: Mat, n: number): () => unknown;
  /** Prepares softmax attention over n queries and keys of size d on the CPU of tfjs, in float32. */
  tfjsAttention(Q: Mat, K: Mat, V: Mat, n: number, d: number): () => Float32Array;
  /** Prepares n normal numbers with d3-random over mulberry32. */
  d3Normals(n: number, seed: number): () => Mat;
}

/** Loads the libraries; they are installed beside this file on first use, so that the project's own installation stays small. */
export async function loadPeers(): Promise<Peers> {
  const folder = import.meta.dirname;
  if (!existsSync(join(folder, 'node_modules'))) {
    console.log('fetching the libraries to compare with …');
    await runNpm(['install', '--no-package-lock'], { cwd: folder, what: 'the libraries to compare with' });
  }
  const require = createRequire(import.meta.url);
  const { Matrix } = require('ml-matrix') as { Matrix: new (rows: number[][]) => MlMatrix };
  const tfjs = require('@tensorflow/tfjs-core') as Tfjs;
  require('@tensorflow/tfjs-backend-cpu');
  await tfjs.setBackend('cpu');
  const { randomNormal } = await import(import.meta.resolve('d3-random')) as {
    randomNormal: { source(uniform: () => number): (mean: number, deviation: number) => () => number };
  };
  return {
    mlMatrix: (A, B, n) => {
      const rows = (M: Mat) => Array.from({ length: n }, (_, i) => Array.from(M.subarray(i * n, (i + 1) * n)));
      const [a, b] = [new Matrix(rows(A)), new Matrix(rows(B))];
      return () => a.mmul(b);
    },
    tfjsAttention: (Q, K, V, n, d) => {
      const [q, k, v] = [Q, K, V].map((M) => tfjs.tensor2d(Float32Array.from(M), [n, d])) as [Tensor, Tensor, Tensor];
      return () => {
        const O = tfjs.tidy(() => tfjs.matMul(tfjs.softmax(tfjs.mul(tfjs.matMul(q, k, false, true), 1 / Math.sqrt(d))), v));
        const values = O.dataSync();
        tfjs.dispose(O);
        return values;
      };
    },
    d3Normals: (n, seed) => {
      let state = seed;
      const normal = randomNormal.source(() => {
        state = (state + 0x6d2b79f5) | 0;
        let z = Math.imul(state ^ (state >>> 15), state | 1);
        z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
        return ((z ^ (z >>> 14)) >>> 0) / 2 ** 32;
      })(0, 1);
      return () => {
        const z = new Float64Array(n);
        for (let i = 0; i < n; i++) z[i] = normal();
        return z;
      };
    },
  };
}
