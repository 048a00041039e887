// npm run fixtures -- [--dir FOLDER] [topic …]
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { listTopics, runFixtures } from './fixtures/runFixtures.ts';
import { runCommand } from './process/command.ts';
import { Refusal } from './process/npm.mjs';
import { projectRoot } from './process/project.ts';

await runCommand(async () => {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { dir: { type: 'string' } } });
  const adapterDir = join(projectRoot, 'test', 'fixtures');
  // npm moves into the project; a relative folder is meant from where the user stood.
  const dir = values.dir === undefined ? adapterDir : resolve(process.env['INIT_CWD'] ?? '.', values.dir);
  if (!existsSync(dir)) throw new Refusal(`${dir} does not exist: give a folder that holds <topic>/<name>.json.`);
  const topics = positionals.length > 0 ? positionals : listTopics(dir);
  const { passed, failed } = await runFixtures(dir, topics, adapterDir);
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 ? 0 : 1;
});
