// npm run template -- <topic>/<template> [--lang zh-cn] [arguments …]
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './process/command.ts';
import { Refusal } from './process/npm.mjs';
import { endTree } from './process/processTree.ts';
import { projectRoot } from './process/project.ts';

const snippets = join(projectRoot, 'snippets');

const listTemplates = (): string[] => readdirSync(snippets, { withFileTypes: true })
  .filter(entry => entry.isDirectory() && entry.name !== 'kit')
  .flatMap(topic => readdirSync(join(snippets, topic.name)).filter(name => name.endsWith('.ts')).map(name => `${topic.name}/${name.slice(0, -3)}`));

await runCommand(async life => {
  const args = process.argv.slice(2);
  const at = args.indexOf('--lang');
  const language = at < 0 ? undefined : args.splice(at, 2)[1];
  if (language !== undefined && language !== 'en' && language !== 'zh-cn') throw new Refusal(`--lang takes en or zh-cn, not "${language}".`);
  const [template = '', ...rest] = args;
  const file = join(snippets, `${template}.ts`);
  if (!/^[\w-]+\/[\w-]+$/.test(template) || !existsSync(file)) {
    throw new Refusal(`${template ? `There is no template "${template}"` : 'Name a template'}. There are: ${listTemplates().join(', ')}.`);
  }
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(projectRoot, 'src', 'runtime', 'runner.ts'), file, ...rest],
    { stdio: 'inherit', env: { ...process.env, ...language === undefined ? {} : { GRADUS_LANG: language } } });
  life.onEnd(() => endTree(child));
  return new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', code => resolve(code ?? 1));
  });
});
