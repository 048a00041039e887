import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ensureBuilt } from '../package/build.ts';
import type { Life } from '../process/command.ts';
import { Refusal } from '../process/npm.mjs';
import { projectRoot } from '../process/project.ts';
import type { Workspace } from './sampleWorkspace.ts';

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** The desktop editor on PATH, the first of VS Code, VSCodium and Cursor. */
export const findEditor = (path = process.env['PATH'] ?? '', platform: NodeJS.Platform = process.platform): string | undefined => {
  const suffix = platform === 'win32' ? '.cmd' : '';
  return ['code', 'codium', 'cursor'].flatMap(name => path.split(delimiter).map(folder => join(folder, `${name}${suffix}`))).find(isProgram);
};

/** Opens Gradus from its folder in a window of its own of the desktop editor. */
export const openDesktop = async (editor: string, { folder, file }: Workspace, life: Life): Promise<number> => {
  await ensureBuilt(life);
  const shell = process.platform === 'win32';
  const quote = (text: string): string => shell ? `"${text}"` : text;
  const args = ['--new-window', `--extensionDevelopmentPath=${projectRoot}`, folder, ...file === undefined ? [] : [file]];
  const child = spawn(quote(editor), args.map(quote), { stdio: 'inherit', shell });
  const code = await new Promise<number>((resolve, reject) => {
    child.on('error', error => reject(new Refusal(`${editor} cannot be started: ${error.message}; npm start -- --serve uses the embedded VS Code.`)));
    child.on('exit', ended => resolve(ended ?? 1));
  });
  if (code !== 0) throw new Refusal(`${editor} ended with code ${code}: npm start -- --serve uses the embedded VS Code instead.`);
  console.log(`Gradus opens in ${editor}: its icon is in the activity bar.`);
  return 0;
};
