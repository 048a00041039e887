// npm run bench: the kit and the templates against what a reader would use instead, by the ratio of their times in the same run.
import { flash2Forward, naiveAttention } from '../../snippets/flash-attention/flash-forward.ts';
import { matmul, type Mat } from '../../snippets/kit/matrix.ts';
import { normals } from '../../snippets/kit/random.ts';
import { measurePaired } from './paired.ts';
import { loadPeers } from './peers.ts';

interface Contest {
  readonly name: string;
  readonly ours: () => unknown;
  readonly peer: () => unknown;
  /** The largest ratio of times that meets the goal; without one the row only informs. */
  readonly goal?: number;
}

/** The three loops of the definition. */
function threeLoops(A: Mat, B: Mat, n: number): Mat {
  const C = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let p = 0; p < n; p++) sum += A[i * n + p]! * B[p * n + j]!;
      C[i * n + j] = sum;
    }
  }
  return C;
}

const peers = await loadPeers();
const [A, B] = [normals(512 * 512, 1), normals(512 * 512, 2)];
const product = (n: number) => {
  const [a, b] = [A.subarray(0, n * n), B.subarray(0, n * n)];
  return { ours: () => matmul(a, b, n, n, n), loops: () => threeLoops(a, b, n), library: peers.mlMatrix(a, b, n) };
};
const [small, large] = [product(256), product(512)];
const [n, d] = [1024, 64];
const [Q, K, V] = [normals(n * d, 3), normals(n * d, 4), normals(n * d, 5)];
const tiled = () => flash2Forward(Q, K, V, n, n, d, d);
const causal = () => flash2Forward(Q, K, V, n, n, d, d, { causal: true });
const count = 1_000_000;

const contests: readonly Contest[] = [
  { name: 'matmul 256 / ml-matrix', ours: small.ours, peer: small.library, goal: 1 / 2 },
  { name: 'matmul 512 / ml-matrix', ours: large.ours, peer: large.library, goal: 1 / 2 },
  { name: 'matmul 256 / three loops', ours: small.ours, peer: small.loops, goal: 1 / 3 },
  { name: 'matmul 512 / three loops', ours: large.ours, peer: large.loops, goal: 1 / 3 },
  { name: 'flash2 1024 / tfjs cpu', ours: tiled, peer: peers.tfjsAttention(Q, K, V, n, d), goal: 1 / 4 },
  { name: 'flash2 1024 / naive', ours: tiled, peer: () => naiveAttention(Q, K, V, n, n, d, d) },
  { name: 'causal 1024 / full', ours: causal, peer: tiled, goal: 1 / 1.5 },
  { name: '10⁶ normals / d3-random', ours: () => normals(count, 6), peer: peers.d3Normals(count, 6), goal: 0.6 },
];

const rows = [['', 'ours ms', 'peer ms', 'ratio', 'quartiles', 'goal', '', 'ours MiB', 'peer MiB']];
for (const { name, ours, peer, goal } of contests) {
  const { ratio, spread, ...one } = measurePaired(ours, peer);
  const met = goal === undefined || ratio <= goal;
  if (!met) process.exitCode = 1;
  rows.push([name, one.ours.toFixed(1), one.peer.toFixed(1), ratio.toFixed(3), spread.map((x) => x.toFixed(3)).join('–'),
    goal === undefined ? '' : `≤ ${goal.toFixed(3)}`, goal === undefined ? '' : met ? 'met' : 'missed', one.ourMiB.toFixed(2), one.peerMiB.toFixed(2)]);
}
const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
for (const row of rows) console.log(row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join('  '));
