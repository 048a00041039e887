import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import type { Life } from '../process/command.ts';
import { Refusal } from '../process/npm.mjs';
import { portProblem } from '../process/ports.ts';
import { endTree } from '../process/processTree.ts';
import { runNode } from '../process/runNode.ts';
import { leanExtensions } from './leanExtensions.ts';

/** How VS Code's server is started. */
export interface ServerOptions {
  /** What `ensureServer` returned. */
  readonly vscode: string;
  /** Address to listen on. Default 127.0.0.1. */
  readonly host?: string;
  readonly port: number;
  /** Settings, state and logs; one folder for each run. */
  readonly dataDir: string;
  readonly extensionsDir: string;
  /** The secret that the address must carry. Without it whoever reaches the port can run anything: tests only. */
  readonly token?: string;
  /** Display language. Default en; another one shows only the extensions' own texts in that language. */
  readonly locale?: string;
  /** Settings beside the calm defaults. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Whether folders must be trusted by the user first. Default: every folder is trusted. */
  readonly askTrust?: boolean;
  /** Lets the page start extensions under development and their tests. */
  readonly driven?: boolean;
  /** Leaves out the built-in extensions that work on the folder by themselves; needs a data folder that is not used again. */
  readonly lean?: boolean;
}

/** A running server. */
export interface RunningServer {
  /** The page's address; parameters such as folder and payload are added to it. */
  url(parameters?: Readonly<Record<string, string>>): string;
  /** What the server has printed so far. */
  log(): string;
  /** Resolves when the server has ended, for whatever reason. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

const calmSettings: Readonly<Record<string, unknown>> = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
  'telemetry.telemetryLevel': 'off',
  'typescript.disableAutomaticTypeAcquisition': true,
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/** An empty language pack: without one the server ignores the locale, with it the extensions' own texts follow. */
const addLanguagePack = (dataDir: string, locale: string): void => {
  const texts = join(dataDir, 'main.i18n.json');
  writeFileSync(texts, JSON.stringify({ '': [], 'version': '1.0.0', 'contents': {} }));
  const extensions = [{ extensionIdentifier: { id: 'gradus.empty-language-pack' }, version: '1.0.0' }];
  const pack = { hash: '0123456789abcdef0123456789abcdef', extensions, label: locale, translations: { vscode: texts } };
  writeFileSync(join(dataDir, 'data', 'languagepacks.json'), JSON.stringify({ [locale]: pack }));
};

const writeData = (options: ServerOptions): void => {
  const machine = join(options.dataDir, 'data', 'Machine');
  mkdirSync(machine, { recursive: true });
  mkdirSync(options.extensionsDir, { recursive: true });
  writeFileSync(join(machine, 'settings.json'), JSON.stringify({ ...calmSettings, ...options.settings }, undefined, 2));
  if (options.locale !== undefined && options.locale !== 'en') addLanguagePack(options.dataDir, options.locale);
};

/** Refuses, in one sentence, a port that cannot be listened on. */
export const refuseBusyPort = async (host: string, port: number): Promise<void> => {
  const problem = await portProblem(host, port);
  if (problem === undefined) return;
  const reason = problem === 'EADDRINUSE' ? 'another program uses it'
    : problem === 'EACCES' ? 'it needs administrator rights' : `the system says ${problem}`;
  throw new Refusal(`Port ${port} on ${host} cannot be used, ${reason}: choose another one with --port.`);
};

const startLimit = 60_000;

/** Starts VS Code's server and resolves when it listens; it ends with the command, with all it has started. */
export const startServer = async (options: ServerOptions, life: Life): Promise<RunningServer> => {
  const { vscode, host = '127.0.0.1', port, dataDir, extensionsDir, token, locale, askTrust = false, driven = false, lean = false } = options;
  await refuseBusyPort(host, port);
  writeData(options);
  const args = [join(vscode, 'out', 'server-main.js'), '--host', host, '--port', String(port), '--accept-server-license-terms',
    '--server-data-dir', dataDir, '--extensions-dir', extensionsDir, '--telemetry-level', 'off', '--disable-getting-started-override',
    ...token === undefined ? ['--without-connection-token'] : ['--connection-token', token],
    ...locale === undefined ? [] : ['--locale', locale],
    // The server keeps the hosts of a window that has gone for three hours, and with them whatever the window ran.
    '--reconnection-grace-time', '1',
    ...askTrust ? [] : ['--disable-workspace-trust'],
    ...lean ? ['--builtin-extensions-dir', leanExtensions(vscode, join(dataDir, 'built-in'))] : [],
    ...driven ? ['--enable-smoke-test-driver'] : []];
  // A group of its own, so that Ctrl+C in the terminal reaches only us and we end it in order.
  const child = spawn(process.execPath, args, { detached: process.platform !== 'win32', stdio: ['ignore', 'pipe', 'pipe'], env: serverEnvironment() });
  const stop = life.onEnd(() => endTree(child));
  let printed = '';
  try {
    await new Promise<void>((resolve, reject) => {
      const limit = setTimeout(() => reject(new Refusal(`VS Code's server did not start within ${startLimit / 1000} s:\n${printed}`)), startLimit);
      const listen = (data: Buffer): void => {
        printed += String(data);
        if (!/Extension host agent listening on/.test(printed)) return;
        clearTimeout(limit);
        resolve();
      };
      child.stdout.on('data', listen);
      child.stderr.on('data', listen);
      child.once('error', reject);
      child.once('exit', code => reject(new Refusal(`VS Code's server ended with code ${code} at its start:\n${printed}`)));
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url: (parameters = {}) => {
      const secret = token === undefined ? {} : { tkn: token };
      return `http://${host.includes(':') ? `[${host}]` : host}:${port}/?${new URLSearchParams({ ...secret, ...parameters }).toString()}`;
    },
    log: () => printed,
    ended: new Promise(resolve => child.once('exit', () => resolve())),
    stop,
  };
};

/** The environment of the reader's shell: without what npm and our bootstrap put into it. */
const serverEnvironment = (): NodeJS.ProcessEnv => {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_|^NODE_CHANNEL|^INIT_CWD$|^VSCODE_/i.test(name)));
  const added = [dirname(process.execPath), join('node_modules', '.bin')];
  const path = (env['PATH'] ?? '').split(delimiter).filter(folder => !added.some(tail => folder === tail || folder.endsWith(tail)));
  return { ...env, PATH: path.join(delimiter) };
};

/** Installs a packaged extension into an extensions folder, replacing an older one. */
export const installExtension = async (vscode: string, vsix: string, folders: Pick<ServerOptions, 'dataDir' | 'extensionsDir'>,
  life: Life): Promise<void> => {
  const { code, output } = await runNode([join(vscode, 'out', 'server-main.js'), '--install-extension', vsix, '--force',
    '--accept-server-license-terms', '--extensions-dir', folders.extensionsDir, '--server-data-dir', folders.dataDir], life, { quiet: true });
  if (code !== 0) throw new Refusal(`VS Code refuses ${vsix}: ${output}`);
};
