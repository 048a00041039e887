import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Life } from '../process/command.ts';
import { longStep } from '../process/progress.ts';
import { ensureServer } from '../vscodeServer/install.ts';
import { installExtension } from '../vscodeServer/server.ts';
import { ensurePackage } from './build.ts';
import { isStamped, sourceKey } from './sources.ts';

/** VS Code's server, and folders of its data and its extensions with the packaged Gradus among them. */
export interface Installed {
  /** What `ensureServer` returned. */
  readonly vscode: string;
  readonly dataDir: string;
  readonly extensionsDir: string;
}

/** Installs the packaged extension under `home`, again only when a source has changed. */
export const ensureInstalled = async (home: string, life: Life): Promise<Installed> => {
  const vscode = await ensureServer(life);
  const vsix = await ensurePackage(life);
  const dataDir = join(home, 'data');
  const extensionsDir = join(home, 'extensions');
  const installed = join(home, 'installed.key');
  const key = sourceKey();
  if (!isStamped(installed, key)) {
    await longStep('Installing Gradus into the embedded VS Code', async () => {
      rmSync(extensionsDir, { recursive: true, force: true });
      await installExtension(vscode, vsix, { dataDir, extensionsDir }, life);
    });
    writeFileSync(installed, key);
  }
  return { vscode, dataDir, extensionsDir };
};
