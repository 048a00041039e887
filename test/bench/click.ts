// npm run bench:click: from the click on Run to the first line in the terminal, beside a plain VS Code task that runs node on JavaScript.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import { ensureBuilt } from '../../src/cli/package/build.ts';
import { runCommand } from '../../src/cli/process/command.ts';
import { projectRoot } from '../../src/cli/process/project.ts';
import { launchBrowser } from '../../src/cli/vscodeServer/browser.ts';
import { runHostSuite } from '../../src/cli/vscodeServer/hostSuite.ts';
import { ensureServer } from '../../src/cli/vscodeServer/install.ts';

const goal = 1.3;

await runCommand(async (life) => {
  const folder = mkdtempSync(join(tmpdir(), 'gradus-click-'));
  life.onEnd(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  const [tests, log] = [join(folder, 'click.cjs'), join(folder, 'log.txt')];
  await esbuild.build({ entryPoints: [join(import.meta.dirname, 'clickInEditor.ts')], outfile: tests, bundle: true, platform: 'node', format: 'cjs', target: 'node22', external: ['vscode'] });
  await ensureBuilt(life);
  const [vscode, browser] = [await ensureServer(life), await launchBrowser(life)];
  await runHostSuite(vscode, browser, { extension: projectRoot, tests, log }, life);
  await browser.close();
  const results = [...readFileSync(log, 'utf8').matchAll(/^bench (\{.*\})$/gm)].map(([, json]) => JSON.parse(json!) as {
    readonly name: string; readonly ours: number; readonly peer: number; readonly ratio: number; readonly spread: readonly [number, number];
  });
  for (const { name, ours, peer, ratio, spread } of results) {
    console.log([name.padEnd(14), `${ours.toFixed(0)} ms`.padStart(7), `${peer.toFixed(0)} ms`.padStart(7), ratio.toFixed(2).padStart(6),
      spread.map((part) => part.toFixed(2)).join('–').padStart(11), `≤ ${goal} ${ratio <= goal ? 'met' : 'missed'}`].join('  '));
  }
  return results.length === 2 && results.every(({ ratio }) => ratio <= goal) ? 0 : 1;
});
