import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PackFiles } from '../../core/pack/packFiles.ts';

/** A pack in a folder on disk. */
export function diskFiles(folder: string): PackFiles {
  return {
    list: async (path) => {
      const entries = await orNothing(readdir(join(folder, path), { withFileTypes: true }));
      return (entries ?? []).map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name));
    },
    read: (path) => orNothing(readFile(join(folder, path), 'utf8')),
  };
}

/** `undefined` where there is nothing; any other trouble rises. */
async function orNothing<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}
