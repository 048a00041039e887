/**
 * Builds everything into dist/: host, web host, panel, runner, tests, content.
 * node esbuild.js [--watch] [--production] [--no-content]     (Node 24)
 */
import { existsSync, readFileSync, rmSync, statSync, watch } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import * as esbuild from 'esbuild';
import { beforeDemo } from './src/cli/build/beforeDemo.ts';
import { buildContent } from './src/cli/build/content.ts';
import { katexAssets } from './src/cli/build/katexAssets.ts';
import { stripTemplates } from './src/cli/build/stripTemplates.ts';

const root = import.meta.dirname;
process.chdir(root);
const { values: options } = parseArgs({
  options: { watch: { type: 'boolean' }, production: { type: 'boolean' }, 'no-content': { type: 'boolean' } },
});

const common = {
  bundle: true, sourcesContent: false, logLevel: 'warning', target: 'node20', legalComments: 'none',
  minify: options.production === true, sourcemap: options.production !== true,
};

/** Every file that `import()` names becomes a bundle of its own, asked for when it is first needed; `address` is how the code finds it, `bundle` how it is built. */
const apart = (address, bundle) => ({
  name: 'apart',
  setup(build) {
    const wanted = new Set();
    build.onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) => {
      if (kind !== 'dynamic-import') return undefined;
      wanted.add(resolve(resolveDir, path));
      return { path: address(basename(path, '.ts'), build.initialOptions), external: true };
    });
    build.onEnd(async ({ errors }) => {
      if (errors.length > 0 || wanted.size === 0) return;
      await esbuild.build({ ...bundle(), entryPoints: [...wanted], entryNames: '[name]', outfile: undefined });
    });
  },
});

/** A CommonJS bundle cannot be split by esbuild itself. */
const host = {
  ...common, platform: 'node', format: 'cjs', external: ['vscode'], supported: { 'dynamic-import': false },
  plugins: [apart((name, { outdir }) => `${outdir ? '.' : './chunks'}/${name}.cjs`, () => ({ ...host, outdir: 'dist/chunks', outExtension: { '.js': '.cjs' } }))],
};
/** Demos start themselves, so esbuild would keep them in the figures' bundle, with all their texts and what they import. */
const withoutDemos = {
  name: 'without-demos',
  setup: (build) => build.onLoad({ filter: /[\\/]snippets[\\/][^\\/]+[\\/][^\\/]+\.ts$/ }, ({ path }) =>
    ({ contents: beforeDemo(readFileSync(path, 'utf8')), loader: 'ts' })),
};
const page = { ...common, platform: 'browser', format: 'esm', target: 'es2022' };
/** Figures find each other through the import map of the page, since the script inside a page has no address to start from. */
const figures = apart((name) => `figures/${name}.js`, () => ({ ...page, outdir: 'dist/webview/figures', splitting: true, plugins: [withoutDemos] }));
const bundles = [
  { ...host, entryPoints: ['src/extension.ts'], outfile: 'dist/extension.cjs' },
  { ...common, entryPoints: ['src/extension.web.ts'], outfile: 'dist/extension.web.cjs', platform: 'browser', format: 'cjs', target: 'es2022', external: ['vscode'] },
  { ...page, entryPoints: ['src/webview/article/main.ts'], outfile: 'dist/webview/article.js', plugins: [figures] },
  { ...page, entryPoints: ['src/webview/plots/main.ts'], outfile: 'dist/webview/plots.js' },
  { ...common, entryPoints: ['media/plots/plots.css'], outfile: 'dist/webview/plots.css', target: 'chrome134' },
  { ...common, entryPoints: ['media/article/article.css'], outfile: 'dist/webview/article.css', target: 'chrome134' },
  {
    ...common, entryPoints: ['src/runtime/runner.ts', 'src/runtime/examiner.ts', 'src/runtime/asyncHooks.ts', 'src/runtime/stripWorker.ts'], outdir: 'dist', outExtension: { '.js': '.mjs' },
    platform: 'node', format: 'esm',
  },
  { ...common, entryPoints: ['src/runtime/reportWorker.ts'], outfile: 'dist/reportWorker.cjs', platform: 'node', format: 'cjs' },
  { ...common, entryPoints: ['src/runtime/sucrase.ts'], outfile: 'dist/sucrase.cjs', platform: 'node', format: 'cjs' },
];
const tests = { ...host, entryPoints: ['test/host/index.ts'], outfile: 'dist/test/index.cjs', external: ['vscode', 'mocha'], plugins: [] };
if (options.production !== true) bundles.push(tests);

/** Largest sizes in production, in bytes; what makes a start slow shall not grow unseen. */
const budgets = { 'dist/extension.cjs': 150_000, 'dist/extension.web.cjs': 400_000, 'dist/webview/article.js': 40_000, 'dist/runner.mjs': 60_000 };

async function build() {
  const started = performance.now();
  if (options.watch) console.log('[watch] build started');
  // A missing entry fails its bundle alone, so that one mistake hides no other.
  const built = await Promise.allSettled(bundles.map((bundle) => esbuild.build(bundle)));
  katexAssets(join(root, 'node_modules', 'katex', 'dist'), join(root, 'dist', 'webview'));
  stripTemplates(root, join(root, 'dist', 'stripped'));
  const broken = built.filter(({ status }) => status === 'rejected').length;
  const problems = options['no-content'] ? 0 : await buildContent(root, join(root, 'dist'), (line) => console.error(line));
  const sizes = options.production && broken === 0 ? Object.entries(budgets).filter(([file, most]) => statSync(file).size > most) : [];
  for (const [file, most] of sizes) console.error(`${file} has ${statSync(file).size} bytes; at most ${most} are allowed`);
  const ok = broken === 0 && problems === 0 && sizes.length === 0;
  if (options.watch) console.log('[watch] build finished');
  console.log(`${ok ? 'built' : `build failed (${broken} bundles, ${problems} problems in the content)`} in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  return ok;
}

if (options.production) rmSync('dist', { recursive: true, force: true });
const ok = await build();
if (options.watch) {
  let timer;
  let running = Promise.resolve();
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(() => { running = running.then(build).catch((error) => console.error(error)); }, 100);
  };
  for (const folder of ['src', 'snippets', 'media', dirname('test/host/index.ts')].filter(existsSync)) watch(folder, { recursive: true }, later);
} else if (!ok) process.exitCode = 1;
