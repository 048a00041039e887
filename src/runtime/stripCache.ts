import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** More entries than this, and the older half goes. */
const most = 400;

/**
 * 53 bits of a text (cyrb53 of bryc), to find an entry and to notice a damaged one. Two seeds and the length decide whether an entry
 * belongs to a source: 106 bits, with nobody to forge them in a folder of the user's own. Node's crypto takes longer to load than all the rest.
 */
function digest(text: string, seed = 0): string {
  let [a, b] = [0xdeadbeef ^ seed, 0x41c6ce57 ^ seed];
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    a = Math.imul(a ^ c, 2654435761);
    b = Math.imul(b ^ c, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return (4294967296 * (2097151 & b) + (a >>> 0)).toString(36).padStart(11, '0');
}

/** Name of the entry for a source and the stripper that has read it. */
export const entryName = (stripper: string, source: string): string => `${stripper}-${digest(source)}`;

/** An entry: a line that says which source and which code it holds, and the code. */
export const entryText = (source: string, code: string): string => `${source.length} ${digest(source, 1)} ${digest(code)}\n${code}`;

/** The code kept for exactly this source in one of the folders; `undefined` if there is none or it is damaged. */
export function readEntry(folders: readonly string[], stripper: string, source: string): string | undefined {
  const name = entryName(stripper, source);
  for (const folder of folders) {
    let text;
    try {
      text = readFileSync(join(folder, name), 'utf8');
    } catch {
      continue;
    }
    const code = text.slice(text.indexOf('\n') + 1);
    if (text === entryText(source, code)) return code;
  }
  return undefined;
}

/** Keeps the code for a source, whole or not at all; a folder that cannot be written to keeps nothing. */
export function writeEntry(folder: string, stripper: string, source: string, code: string): void {
  const name = entryName(stripper, source);
  const part = join(folder, `${name}.${process.pid}.part`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    prune(folder);
    writeFileSync(part, entryText(source, code), { mode: 0o600 });
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
