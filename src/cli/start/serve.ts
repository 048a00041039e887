import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensurePackage } from '../package/build.ts';
import { isStamped, sourceKey } from '../package/sources.ts';
import type { Life } from '../process/command.ts';
import { longStep } from '../process/progress.ts';
import { Refusal } from '../process/npm.mjs';
import { cacheFolder } from '../vscodeServer/cache.ts';
import { ensureServer } from '../vscodeServer/install.ts';
import { installExtension, refuseBusyPort, startServer } from '../vscodeServer/server.ts';
import type { StartOptions } from './options.ts';
import type { Workspace } from './sampleWorkspace.ts';

const loopback = new Set(['127.0.0.1', '::1', 'localhost']);

/** Serves the embedded VS Code with the packaged extension until the reader ends it. */
export const serve = async (options: StartOptions, { folder, file }: Workspace, life: Life): Promise<number> => {
  const { host, port, locale } = options;
  await refuseBusyPort(host, port);
  const vscode = await ensureServer(life);
  const vsix = await ensurePackage(life);
  const home = join(cacheFolder(), 'start', String(port));
  const dataDir = join(home, 'data');
  const extensionsDir = join(home, 'extensions');
  const installed = join(home, 'installed.key');
  if (!isStamped(installed, sourceKey())) {
    await longStep('Installing Gradus into the embedded VS Code', async () => {
      rmSync(extensionsDir, { recursive: true, force: true });
      await installExtension(vscode, vsix, { dataDir, extensionsDir }, life);
    });
    writeFileSync(installed, sourceKey());
  }
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
