import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../process/project.ts';
import { makeCacheFolder } from '../vscodeServer/cache.ts';

/** A folder to open and the file in it to start with. */
export interface Workspace {
  readonly folder: string;
  readonly file?: string;
}

/** The sample folder in the reader's cache: made on first use, afterwards the reader's own and never overwritten. */
export const sampleWorkspace = (): Workspace => {
  const folder = join(makeCacheFolder(), 'workspace');
  if (!existsSync(folder)) cpSync(join(projectRoot, 'test', 'workspace'), folder, { recursive: true });
  const file = join(folder, 'attention.ts');
  return existsSync(file) ? { folder, file } : { folder };
};
