import { existsSync, readFileSync } from 'node:fs';
import nodeModule, { type LoadHookSync, type ResolveHookSync } from 'node:module';
import { fileURLToPath } from 'node:url';
import { isModule, isTypeScript, strippedOnce } from './strip.ts';

/** Where an import of `./x` or `./x.js` may really live in a TypeScript folder. */
export function candidates(url: string): readonly string[] {
  const bare = url.replace(/\.(m|c)?js$/, (_, kind: string | undefined) => `.${kind ?? ''}ts`);
  return bare === url ? [`${url}.ts`, `${url}.js`, `${url}/index.ts`, `${url}/index.js`] : [bare, bare.replace(/\.ts$/, '.tsx')];
}

/** The first candidate on disk for a relative import that Node did not find. */
export function findOnDisk(specifier: string, parent: string | undefined): string | undefined {
  if (!/^(\.|\/|file:)/.test(specifier) || parent === undefined) return undefined;
  const url = new URL(specifier, parent).href;
  return candidates(url).find((candidate) => existsSync(fileURLToPath(candidate)));
}

/** Source and format of a TypeScript file, as Node's loader wants them. */
export function loadTypeScript(url: string): { format: 'module' | 'commonjs'; source: string; shortCircuit: true } | undefined {
  if (!url.startsWith('file:')) return undefined;
  const path = fileURLToPath(url);
  if (!isTypeScript(path)) return undefined;
  const source = readFileSync(path, 'utf8');
  return { format: isModule(path, source) ? 'module' : 'commonjs', source: strippedOnce(source, path), shortCircuit: true };
}

const resolve: ResolveHookSync = (specifier, context, next) => {
  try {
    return next(specifier, context);
  } catch (notFound) {
    const url = findOnDisk(specifier, context.parentURL);
    if (url === undefined) throw notFound;
    return { url, shortCircuit: true };
  }
};

const load: LoadHookSync = (url, context, next) => loadTypeScript(url) ?? next(url, context);

/**
 * Lets this process import TypeScript: hooks in this thread where Node has them (22.15), in the loader's thread before.
 * (The default import, because Node 20 refuses to link a named one that it lacks.)
 */
export function acceptTypeScript(): void {
  if (typeof nodeModule.registerHooks === 'function') nodeModule.registerHooks({ resolve, load });
  else nodeModule.register(new URL('./asyncHooks.mjs', import.meta.url));
}
