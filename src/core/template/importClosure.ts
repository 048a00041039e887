/** Reads a file of a pack; `undefined` if there is none. */
export type ReadFile = (path: string) => Promise<string | undefined>;

/**
 * A file of a pack and every file that it imports, directly and through others, with their texts.
 * @param path inside the pack, `snippets/<topic>/<template>.ts`
 * @throws Error that names the file if one cannot be read
 */
export async function importClosure(path: string, read: ReadFile): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  const open = [path];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (texts.has(next)) continue;
    const text = await read(next);
    if (text === undefined) throw new Error(`${next} does not exist`);
    texts.set(next, text);
    for (const [, from = ''] of text.matchAll(/^(?:import|export)\b[^'"]*\bfrom\s+'(\.[^']+)'/gm)) open.push(join(next, from));
  }
  return texts;
}

function join(file: string, from: string): string {
  const parts = file.split('/').slice(0, -1);
  for (const part of from.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}
