import { transform as sucrase } from 'sucrase';

/** Removes types where Node cannot; lines stay, columns may shift. Loaded by `strip.ts` only when needed. */
export function transform(source: string, jsx: boolean): string {
  return sucrase(source, { transforms: jsx ? ['typescript', 'jsx'] : ['typescript'], disableESTransforms: true, jsxRuntime: 'classic' }).code;
}
