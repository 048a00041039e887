import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { soundFiles, type Files } from '../unit/pack/samplePack.ts';

/** Works with a sound pack, changed as told, in a folder of its own. */
export async function withPack<T>(change: Files, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'gradus-pack-'));
  try {
    for (const [path, text] of Object.entries({ ...soundFiles, 'snippets/package.json': '{ "type": "module" }', ...change })) {
      await mkdir(join(folder, path, '..'), { recursive: true });
      await writeFile(join(folder, path), text ?? '');
    }
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
