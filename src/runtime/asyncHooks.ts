/** The same hooks for Node 20, which runs them in a thread of their own. */
import type { LoadHook, ResolveHook } from 'node:module';
import { findOnDisk, loadTypeScript } from './hooks.ts';

export const resolve: ResolveHook = async (specifier, context, next) => {
  try {
    return await next(specifier, context);
  } catch (notFound) {
    const url = findOnDisk(specifier, context.parentURL);
    if (url === undefined) throw notFound;
    return { url, shortCircuit: true };
  }
};

export const load: LoadHook = async (url, context, next) => loadTypeScript(url) ?? next(url, context);
