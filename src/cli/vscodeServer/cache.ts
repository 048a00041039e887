import { accessSync, constants, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Refusal, requireSpace } from '../process/npm.mjs';
import type { Life } from '../process/command.ts';

const manifestName = 'complete.json';

/** The user's cache folder for Gradus, shared by all clones; $GRADUS_CACHE overrides it. */
export const cacheFolder = (): string => {
  const own = process.env['GRADUS_CACHE'];
  if (own) return own;
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'gradus');
  if (process.platform === 'win32') return join(process.env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'gradus', 'Cache');
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'gradus');
};

/** The cache folder, made if need be. */
export const makeCacheFolder = (): string => {
  const folder = cacheFolder();
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Refusal(`The cache folder ${folder} cannot be written (${why}): set GRADUS_CACHE to a folder of yours.`);
  }
  return folder;
};

/** Something that takes long to make and is kept in the cache folder. */
export interface CacheEntry {
  /** Name of its folder, with all versions it depends on. */
  readonly name: string;
  readonly what: string;
  /** Disk space that making it takes. */
  readonly megabytes: number;
  /** Makes it in an empty folder; a failure leaves nothing behind. */
  readonly make: (folder: string) => Promise<void>;
}

const listFiles = (folder: string): Record<string, number> => Object.fromEntries(
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map(name => [name, lstatSync(join(folder, name))] as const)
    .filter(([, stat]) => stat.isFile())
    .map(([name, stat]) => [name, stat.size]),
);

/** Whether every file that was there when the entry was made still is, at its size. */
const isWhole = (folder: string): boolean => {
  try {
    const files: unknown = JSON.parse(readFileSync(join(folder, manifestName), 'utf8'));
    return typeof files === 'object' && files !== null
      && Object.entries(files).every(([name, size]) => lstatSync(join(folder, name)).size === size);
  } catch {
    return false;
  }
};

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
};

/** Takes the lock file, waiting while another live process holds it; a dead holder's lock is taken over. */
const lock = async (file: string, what: string, signal: AbortSignal): Promise<void> => {
  for (let told = false; ; told = true) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      return;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    const holder = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
    if (holder > 0 && !isAlive(holder)) rmSync(file, { force: true });
    else {
      if (!told) console.log(`Another run (process ${holder}) is making ${what}: waiting for it …`);
      await sleep(500, undefined, { signal });
    }
  }
};

/**
 * The folder of a cache entry, made on first use. It is made aside and renamed when whole, under a lock, so that two
 * runs or an interrupted one never leave half of it in place; one that has lost files is made anew.
 */
export const provide = async (entry: CacheEntry, life: Life): Promise<string> => {
  const folder = join(cacheFolder(), entry.name);
  if (isWhole(folder)) return folder;
  const parent = makeCacheFolder();
  const lockFile = `${folder}.lock`;
  await lock(lockFile, entry.what, life.signal);
  const unlock = life.onEnd(() => rmSync(lockFile, { force: true }));
  try {
    if (isWhole(folder)) return folder;
    if (existsSync(folder)) {
      console.log(`${entry.what} in ${folder} is incomplete: making it anew.`);
      rmSync(folder, { recursive: true, force: true });
    }
    for (const name of readdirSync(parent)) {
      if (name.startsWith(`${entry.name}.part-`)) rmSync(join(parent, name), { recursive: true, force: true });
    }
    requireSpace(parent, entry.megabytes, entry.what);
    const part = `${folder}.part-${process.pid}`;
    const discard = life.onEnd(() => rmSync(part, { recursive: true, force: true, maxRetries: 5 }));
    try {
      mkdirSync(part);
      await entry.make(part);
      writeFileSync(join(part, manifestName), JSON.stringify(listFiles(part)));
      renameSync(part, folder);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') {
        throw new Refusal(`No disk space left in ${parent} for ${entry.what}: free ${entry.megabytes} MB and start again.`);
      }
      throw error;
    } finally {
      await discard();
    }
    return folder;
  } finally {
    await unlock();
  }
};
