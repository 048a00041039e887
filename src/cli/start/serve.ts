import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { ensureInstalled } from '../package/install.ts';
import type { Life } from '../process/command.ts';
import { Refusal } from '../process/npm.mjs';
import { cacheFolder } from '../vscodeServer/cache.ts';
import { refuseBusyPort, startServer } from '../vscodeServer/server.ts';
import type { StartOptions } from './options.ts';
import type { Workspace } from './sampleWorkspace.ts';

const loopback = new Set(['127.0.0.1', '::1', 'localhost']);

/** Serves the embedded VS Code with the packaged extension until the reader ends it. */
export const serve = async (options: StartOptions, { folder, file }: Workspace, life: Life): Promise<number> => {
  const { host, port, locale } = options;
  await refuseBusyPort(host, port);
  const home = join(cacheFolder(), 'start', String(port));
  const { vscode, dataDir, extensionsDir } = await ensureInstalled(home, life);
  const token = randomBytes(24).toString('hex');
  const server = await startServer(
    { vscode, host, port, dataDir, extensionsDir, token, locale, askTrust: options.workspace !== undefined }, life);
  console.log(`\nGradus is open at\n\n  ${server.url({ folder, view: 'gradus.topics', ...file === undefined ? {} : { file } })}\n`);
  console.log(`Folder: ${folder}\nThe address holds a secret: whoever has it can run programs as you.${
    loopback.has(host) ? '' : ` ${host} can be reached from other machines.`}\nCtrl+C ends it.`);
  await server.ended;
  if (life.signal.aborted) return 0;
  throw new Refusal(`VS Code's server has ended by itself:\n${server.log().split('\n').slice(-8).join('\n')}`);
};
