import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { diskFiles } from '../../src/cli/build/diskFiles.ts';
import { loadPack } from '../../src/core/pack/loadPack.ts';
import { assemble } from '../../src/core/scaffold/assemble.ts';
import { makeScaffoldFile } from '../../src/core/scaffold/makeScaffoldFile.ts';
import { transform } from '../../src/runtime/sucrase.ts';

const root = join(import.meta.dirname, '..', '..');
const run = promisify(execFile);

/** What stands in a file when a snippet was inserted and left as it came. */
const inserted = (snippet: string): string => snippet
  .replace(/(?<!\\)\$\{\d+\|((?:\\.|[^,|\\])*)(?:,(?:\\.|[^|\\])*)?\|\}/g, '$1')
  .replace(/(?<!\\)\$\{\d+:((?:\\.|[^}\\])*)\}/g, '$1').replace(/(?<!\\)\$0/g, '');

/** Tab stops that repeat a name: the first one's default. */
function expand(snippet: string): string {
  const names = new Map([...snippet.matchAll(/(?<!\\)\$\{(\d+):((?:\\.|[^}\\])*)\}/g)].map(([, n, text]) => [n, text]));
  return inserted(snippet).replace(/(?<!\\)\$(\d+)/g, (_, n: string) => names.get(n) ?? '').replace(/\\([\\$}|,])/g, '$1').replaceAll('\t', '  ');
}

it('every region, inserted into a JavaScript file, runs there and exports what it does in TypeScript', async (t) => {
  const { snippets } = await loadPack(diskFiles(root));
  const file = makeScaffoldFile(snippets, [...snippets.values()], (text) => transform(text, false), () => undefined);
  const folder = await mkdtemp(join(tmpdir(), 'gradus-javascript-'));
  try {
    const wanted: [string, string[]][] = [];
    for (const entry of file.scaffolds) {
      for (const language of ['en', 'zh-cn'] as const) {
        for (const exercise of [false, true]) {
          const wish = { language, exercise, names: new Set<string>() };
          const [js, ts] = [assemble(file, entry, { ...wish, kind: 'js' }), assemble(file, entry, { ...wish, kind: 'ts' })];
          assert.ok(ts !== undefined);
          const types = expand(ts);
          const name = `${entry.template.replace('/', '.')}.${entry.region}.${language}.${exercise ? 'exercise' : 'whole'}`;
          const exported = [...transform(types, false).matchAll(/^export (?:async )?(?:function\*?|const|let|class) (\w+)/gm)].map(([, one]) => one!);
          // A TSX file takes it too.
          transform(types, true);
          if (js === undefined || js.trim() === '$0') {
            assert.deepEqual(exported, [], name);
            continue;
          }
          await writeFile(join(folder, `${name}.mjs`), expand(js));
          wanted.push([name, exported]);
        }
      }
    }
    const script = `const failed = [];
for (const [name, exported] of ${JSON.stringify(wanted)}) {
  try {
    const loaded = await import(${JSON.stringify(`${pathToFileURL(folder).href}/`)} + name + '.mjs');
    for (const one of exported) if (!(one in loaded)) failed.push(name + ' lacks ' + one);
  } catch (error) { failed.push(name + ': ' + error); }
}
const { onlineSoftmax } = await import(${JSON.stringify(`${pathToFileURL(folder).href}/flash-attention.online-softmax.online-softmax.en.whole.mjs`)});
console.log(JSON.stringify({ failed, d: onlineSoftmax(Float64Array.of(0, 1, 2, 3, 4, 5, 6, 7)).d }));`;
    await writeFile(join(folder, 'all.mjs'), script);
    const { stdout } = await run(process.execPath, [join(folder, 'all.mjs')]);
    const { failed, d } = JSON.parse(stdout) as { failed: string[]; d: number };
    assert.deepEqual(failed, []);
    assert.ok(Math.abs(d - 1.5814460128) < 1e-9, String(d));
    assert.ok(wanted.length > 100);
    t.diagnostic(`${wanted.length} files`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
