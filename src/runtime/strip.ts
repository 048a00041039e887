import nodeModule from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readEntry, writeEntry } from './stripCache.ts';

/** What the bundled fallback offers; it lives in a file of its own, so that most runs never load it. */
interface Fallback {
  transform(source: string, jsx: boolean): string;
}

const typed = /\.(ts|mts|cts|tsx)$/;

/** Whether a file has to lose its types before Node can run it. */
export const isTypeScript = (path: string): boolean => typed.test(path);

/**
 * JavaScript of a TypeScript file, from the entries that ship for templates or those of earlier runs, which hold the source that
 * they belong to; else stripped now. Loading Node's stripper takes longer than all else at a start.
 * @param cache folder for the entries of this user; without one nothing is kept
 */
export function strippedOnce(source: string, path: string, cache = process.env['GRADUS_STRIPPED']): string {
  if (path.endsWith('.tsx')) return stripTypes(source, path);
  const shipped = join(dirname(fileURLToPath(import.meta.url)), 'stripped');
  const folders = cache === undefined || cache === '' ? [shipped] : [shipped, cache];
  const own = nodeModule.stripTypeScriptTypes === undefined ? 'sucrase' : 'node';
  const kept = readEntry(folders, 'node', source) ?? (own === 'node' ? undefined : readEntry(folders, own, source));
  if (kept !== undefined) return kept;
  const code = stripTypes(source, path);
  if (cache !== undefined && cache !== '') writeEntry(cache, own, source, code);
  return code;
}

/**
 * JavaScript of a TypeScript file. Node's own stripper leaves blanks where types stood, so lines and columns stay;
 * what it refuses (enums, namespaces, JSX) or cannot do (Node 20) goes through sucrase, which keeps the lines.
 * @param path for the extension and for messages
 * @throws SyntaxError with the place, if neither can read the file
 */
export function stripTypes(source: string, path: string): string {
  const jsx = path.endsWith('.tsx');
  try {
    return nodeModule.stripTypeScriptTypes === undefined || jsx
      ? fallback().transform(source, jsx)
      : nodeModule.stripTypeScriptTypes(source, { mode: 'strip' });
  } catch (refused) {
    try {
      return fallback().transform(source, jsx);
    } catch (second) {
      throw sourceError(path, refused) ?? sourceError(path, second) ?? refused;
    }
  }
}

/**
 * The error with a stack that opens as V8's own syntax errors do: `file:line`, the line, a caret below the column.
 * Node's stripper does the same but for the file; sucrase tells the place in `loc`.
 */
function sourceError(path: string, error: unknown): SyntaxError | undefined {
  if (!(error instanceof Error)) return undefined;
  const header = /^[^\n]*(:\d+\n(?:.*\n)+? *\^)/.exec(error.stack ?? '')?.[1];
  const loc = (error as { loc?: { line: number; column: number } }).loc;
  if (header === undefined && loc === undefined) return undefined;
  const placed = new SyntaxError(error.message.replace(/ \(\d+:\d+\)$/, ''));
  placed.stack = `${path}${header ?? `:${loc?.line}\n\n${' '.repeat(loc?.column ?? 0)}^`}\n\n${placed.name}: ${placed.message}`;
  return placed;
}

function fallback(): Fallback {
  const beside = fileURLToPath(new URL('./sucrase.cjs', import.meta.url));
  return nodeModule.createRequire(import.meta.url)(beside) as Fallback;
}

/** Whether a file is an ES module: it says so by its extension or by what stands in it. */
export function isModule(path: string, source: string): boolean {
  if (/\.(mts|mjs)$/.test(path)) return true;
  if (/\.(cts|cjs)$/.test(path)) return false;
  if (/^\s*(import|export)\b|\bimport\.meta\b|^\s*await\b/m.test(source)) return true;
  return !/\brequire\s*\(|\bmodule\.exports\b|\bexports\.\w/.test(source);
}
