import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** More entries than this, and the older half goes. */
const most = 400;

const hash = (text: string) => createHash('sha256').update(text).digest('hex');

/** Name of the entry for a source: its own hash, so that an entry can never belong to another text. */
export const entryName = (stripper: string, source: string): string => `${hash(`${stripper} 1\n${source}`)}.js`;

/** An entry: the hash of the code, so that a damaged file is noticed, and the code. */
export const entryText = (code: string): string => `${hash(code)}\n${code}`;

/** The code kept for a source in one of the folders; `undefined` if there is none or it is damaged. */
export function readEntry(folders: readonly string[], name: string): string | undefined {
  for (const folder of folders) {
    let text;
    try {
      text = readFileSync(join(folder, name), 'utf8');
    } catch {
      continue;
    }
    const code = text.slice(65);
    if (text === entryText(code)) return code;
  }
  return undefined;
}

/** Keeps the code for a source, whole or not at all; a folder that cannot be written to keeps nothing. */
export function writeEntry(folder: string, name: string, code: string): void {
  const part = join(folder, `${name}.${process.pid}.part`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    prune(folder);
    writeFileSync(part, entryText(code), { mode: 0o600 });
    renameSync(part, join(folder, name));
  } catch {
    // Not kept: the next run strips again. A part that is left goes with the older half.
  }
}

function prune(folder: string): void {
  const names = readdirSync(folder);
  if (names.length < most) return;
  const dated = names.map((name) => ({ name, at: statSync(join(folder, name)).mtimeMs })).sort((a, b) => a.at - b.at);
  for (const { name } of dated.slice(0, most / 2)) rmSync(join(folder, name), { force: true });
}
