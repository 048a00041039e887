// npm run test:desktop: the extension-host suite in a VS Code that @vscode/test-electron downloads
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTests, TestRunFailedError } from '@vscode/test-electron';
import { ensureBuilt } from './package/build.ts';
import { runCommand } from './process/command.ts';
import { Refusal } from './process/npm.mjs';
import { projectRoot } from './process/project.ts';

await runCommand(async life => {
  await ensureBuilt(life);
  const home = mkdtempSync(join(tmpdir(), 'gradus-desktop-'));
  life.onEnd(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }));
  const workspace = join(home, 'workspace');
  mkdirSync(workspace);
  // Inherited from an editor's terminal, it would make VS Code start as plain Node.
  delete process.env['ELECTRON_RUN_AS_NODE'];
  try {
    return await runTests({
      extensionDevelopmentPath: projectRoot,
      extensionTestsPath: join(projectRoot, 'dist', 'test', 'index.cjs'),
      launchArgs: [workspace, '--user-data-dir', join(home, 'data'), '--extensions-dir', join(home, 'extensions'), '--disable-workspace-trust'],
    });
  } catch (error) {
    if (error instanceof TestRunFailedError) return 1;
    throw new Refusal(`No desktop VS Code could be run (${error instanceof Error ? error.message : String(error)}): `
      + 'where none can be downloaded, npm test runs the same suite in VS Code\'s server.');
  }
});
