/** An object whose members may be looked at; no array. What storage, JSON and messages hold is `unknown` until then. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
