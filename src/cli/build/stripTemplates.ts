import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { readSource } from '../../core/template/source.ts';
import { entryName, entryText } from '../../runtime/stripCache.ts';

/** Writes the code of every template without its types, so that the first run of one starts as fast as the next. */
export function stripTemplates(root: string, folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const file of globSync('snippets/**/*.ts', { cwd: root })) {
    const source = readFileSync(join(root, file), 'utf8');
    writeFileSync(join(folder, entryName('node', source)), entryText(source, withoutComments(stripTypeScriptTypes(source, { mode: 'strip' }))));
  }
}

/** Blanks where comments stood, so that every line and column stays: in two languages they are half of a template. */
export function withoutComments(code: string): string {
  let at = 0;
  const pieces = readSource(code).comments.map(({ start, end, text }) => {
    const piece = code.slice(at, start) + text.replace(/[^\n]/g, ' ');
    at = end;
    return piece;
  });
  return pieces.join('') + code.slice(at);
}
