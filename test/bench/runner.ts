// npm run bench:runner: from the start of the process to the first line it prints, against plain node on JavaScript and against tsx.
import { spawn } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { fetchEngines } from './engines.ts';
import { quantile } from './quantile.ts';

const root = join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'gradus-bench-'));
const rounds = Number(process.argv[2] ?? 21);
const runner = join(root, 'dist', 'runner.mjs');

/** Milliseconds until the first line; the process is ended then. */
function firstLine(args: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...more } });
    let took = NaN;
    let complaint = '';
    child.stderr.on('data', (data) => { complaint += String(data); });
    child.stdout.once('data', () => {
      took = performance.now() - start;
      child.kill('SIGKILL');
    });
    child.on('error', reject);
    child.on('close', () => (Number.isNaN(took) ? reject(new Error(`${args.join(' ')} printed nothing: ${complaint}`)) : resolve(took)));
  });
}

/** The project's snippets as JavaScript, as a build step of the reader's would leave them. */
function stripAll(): string {
  for (const file of globSync('snippets/**/*.ts', { cwd: root })) {
    const code = stripTypeScriptTypes(readFileSync(join(root, file), 'utf8'), { mode: 'strip' }).replace(/(from '\.[^']*)\.ts'/g, "$1.js'");
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file.replace(/\.ts$/, '.js')), code);
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  return join(folder, 'snippets');
}

const { tsx } = await fetchEngines();
const stripped = stripAll();
const own = (text: string) => `export interface A { a: number }\nconst x: A = { a: 1 };\nconsole.log(${JSON.stringify(text)}, x.a);\n`;
writeFileSync(join(folder, 'own.ts'), own('hello'));
writeFileSync(join(folder, 'own.js'), stripTypeScriptTypes(own('hello'), { mode: 'strip' }));
const address = join(folder, 'report');
const server = createServer((socket) => socket.resume().on('error', () => undefined)).listen(address);
const env = { GRADUS_REPORT: address, GRADUS_STRIPPED: join(folder, 'cache') };
let fresh = 0;
/** A text that nobody has run before: what every change of the reader's costs, when `saved` has been told of it. */
const changed = (program: string, more: Readonly<Record<string, string>> = {}, saved?: (file: string) => Promise<unknown>) => async () => {
  const file = join(folder, 'changed.ts');
  writeFileSync(file, own(`hello ${fresh++}`));
  await saved?.(file);
  return firstLine([program, file], more);
};
/** The thread that the extension host keeps: it strips a file when it is saved, and when its run is asked for. */
const worker = new Worker(join(root, 'dist', 'stripWorker.mjs'), { workerData: env.GRADUS_STRIPPED });
const stripAhead = (file: string) => new Promise((resolve) => worker.once('message', resolve).postMessage(file));

interface Contest {
  readonly name: string;
  readonly ours: () => Promise<number>;
  readonly peer: () => Promise<number>;
  /** The largest ratio that meets the goal; without one the row only informs. */
  readonly goal?: number;
}
const ts = (name: string) => join(root, 'snippets', `${name}.ts`);
const template = 'flash-attention/online-softmax';
const ours = (file: string) => () => firstLine([runner, file], env);
const contests: readonly Contest[] = [
  { name: 'template / node on JavaScript', ours: ours(ts(template)), peer: () => firstLine([join(stripped, `${template}.js`)]), goal: 1.8 },
  { name: 'template / tsx', ours: ours(ts(template)), peer: () => firstLine([tsx, ts(template)]), goal: 0.6 },
  { name: 'own file / node on JavaScript', ours: ours(join(folder, 'own.ts')), peer: () => firstLine([join(folder, 'own.js')]), goal: 1.8 },
  { name: 'own file / tsx', ours: ours(join(folder, 'own.ts')), peer: () => firstLine([tsx, join(folder, 'own.ts')]), goal: 0.6 },
  { name: 'changed file / node on JavaScript', ours: changed(runner, env, stripAhead), peer: () => firstLine([join(folder, 'own.js')]), goal: 1.8 },
  { name: 'changed file / tsx', ours: changed(runner, env, stripAhead), peer: changed(tsx), goal: 0.6 },
  { name: 'changed elsewhere / node on JavaScript', ours: changed(runner, env), peer: () => firstLine([join(folder, 'own.js')]) },
  { name: 'changed elsewhere / tsx', ours: changed(runner, env), peer: changed(tsx) },
];

for (const { name, ours: mine, peer, goal } of contests) {
  const pairs: (readonly [number, number])[] = [];
  for (let round = -2; round < rounds; round++) {
    // Each first in every second round; what disturbs the machine disturbs both.
    const pair = round % 2 === 0 ? [await mine(), await peer()] as const : [await peer(), await mine()].reverse() as [number, number];
    if (round >= 0) pairs.push(pair);
  }
  const ratios = pairs.map(([a, b]) => a / b);
  const ratio = quantile(ratios, 0.5);
  if (goal !== undefined && ratio > goal) process.exitCode = 1;
  console.log([name.padEnd(39), `${quantile(pairs.map(([a]) => a), 0.5).toFixed(0)} ms`.padStart(7), `${quantile(pairs.map(([, b]) => b), 0.5).toFixed(0)} ms`.padStart(7),
    ratio.toFixed(2).padStart(6), `${quantile(ratios, 0.25).toFixed(2)}–${quantile(ratios, 0.75).toFixed(2)}`.padStart(11),
    goal === undefined ? '' : `≤ ${goal} ${ratio <= goal ? 'met' : 'missed'}`].join('  '));
}
await worker.terminate();
server.close();
rmSync(folder, { recursive: true, force: true });
