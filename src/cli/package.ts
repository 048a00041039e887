// npm run package: gradus-<version>.vsix in the project's folder
import { copyFileSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ensurePackage } from './package/build.ts';
import { runCommand } from './process/command.ts';
import { projectRoot } from './process/project.ts';

await runCommand(async life => {
  const { version } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as { version: string };
  const target = join(projectRoot, `gradus-${version}.vsix`);
  copyFileSync(await ensurePackage(life), target);
  console.log(`${target}: ${Math.round(statSync(target).size / 1000)} kB`);
  return 0;
});
