// The first thing that every npm script runs. Plain JavaScript without dependencies, because a fresh clone has
// nothing but the machine's own Node (20 or later): it installs what is missing, finds a Node that runs TypeScript,
// and starts the command under it.
//
//   node src/cli/bootstrap.mjs COMMAND [arguments]     COMMAND: the name of src/cli/COMMAND.ts, or a file
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeVersion, platformNode, Refusal, requireSpace, runNpm } from './process/npm.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

const readJson = path => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
};

/** Names of packages that package-lock.json asks for and node_modules does not have at that version. */
const missingPackages = () => {
  const wanted = readJson(join(root, 'package-lock.json'))?.packages ?? {};
  // npm writes this file last, so an installation that was cut short has none.
  const present = readJson(join(root, 'node_modules', '.package-lock.json'))?.packages;
  return Object.entries(wanted).filter(([path, entry]) => {
    if (path === '') return false;
    if (present === undefined) return true;
    const installed = present[path];
    if (installed === undefined) return !entry.optional;
    return installed.version !== entry.version || !existsSync(join(root, path, 'package.json'));
  }).map(([path]) => path.replace(/^.*node_modules\//, ''));
};

const ensurePackages = async () => {
  const missing = missingPackages();
  if (missing.length === 0) return;
  requireSpace(root, 700, 'the packages of node_modules');
  const shown = missing.length > 5 ? `${missing.length} packages` : missing.join(', ');
  console.log(`Fetching ${shown} from the npm registry into node_modules (npm ci) …`);
  const started = Date.now();
  let last = started;
  const onFetch = count => {
    if (Date.now() - last < 3000) return;
    last = Date.now();
    console.log(`  ${count} files fetched, ${Math.round((last - started) / 1000)} s`);
  };
  const what = 'the packages of package-lock.json';
  try {
    // One small question first: npm ci would try every package in vain before it gives up.
    await runNpm(['view', 'npm', 'version'], { cwd: root, what });
  } catch (unreachable) {
    await runNpm(['ci', '--offline'], { cwd: root, what, onFetch }).catch(() => { throw unreachable; });
    return;
  }
  await runNpm(['ci'], { cwd: root, what, onFetch });
  console.log(`  node_modules is ready (${Math.round((Date.now() - started) / 1000)} s)`);
};

/** A Node that runs .ts files: the platform package's (24 or later), else the one running now. */
const findNode = () => {
  const packaged = platformNode(root);
  if (existsSync(packaged) && nodeVersion(packaged) !== undefined) return packaged;
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath;
  throw new Refusal(`There is no packaged Node.js for ${process.platform}-${process.arch}, and this one is ${process.versions.node}: `
    + 'install Node.js 24 and start again.');
};

const commandFile = name => {
  const file = /\.[mc]?[jt]s$/.test(name) ? join(root, name) : join(root, 'src', 'cli', `${name}.ts`);
  if (!existsSync(file)) throw new Refusal(`There is no command "${name}": ${file} does not exist.`);
  return file;
};

/** Our parent, and on Linux its parent: npm starts us through a shell. */
const ancestry = () => {
  try {
    const stat = readFileSync(`/proc/${process.ppid}/stat`, 'utf8');
    return `${process.ppid} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]}`;
  } catch {
    return String(process.ppid);
  }
};

/** Starts the command and ends as it ends. The IPC channel tells it when this process is gone, however that came about. */
const start = (node, file, args) => {
  const path = [dirname(node), join(root, 'node_modules', '.bin'), process.env['PATH'] ?? ''].join(delimiter);
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', file, ...args],
    { stdio: ['inherit', 'inherit', 'inherit', 'ipc'], env: { ...process.env, PATH: path } });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  // Who kills npm or its shell alone means us too, but no signal tells us so.
  const ancestors = ancestry();
  setInterval(() => ancestry() === ancestors || child.kill('SIGTERM'), 500).unref();
  child.on('error', error => {
    console.error(`${node} cannot be started: ${error.message}`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));
};

try {
  const [command, ...args] = process.argv.slice(2);
  if (command === undefined) throw new Refusal('Name a command: node src/cli/bootstrap.mjs COMMAND [arguments].');
  const file = commandFile(command);
  await ensurePackages();
  start(findNode(), file, args);
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  console.error(error.message);
  process.exit(1);
}
