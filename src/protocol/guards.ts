/** Guards that the message parsers are put together from. Each says yes or no and never throws. */

import { languages } from '../core/model.ts';

export type Guard<T> = (value: unknown) => value is T;
export type Shape<T> = { readonly [K in keyof T]-?: Guard<T[K]> };

/** Long enough for the source of a template, short enough that a broken page cannot flood the host. */
const longestText = 1_000_000;
const longestList = 10_000;
const longestData = 4_000_000;

export function isWhat(what: 'boolean'): Guard<boolean>;
export function isWhat(what: 'string'): Guard<string>;
export function isWhat(what: 'boolean' | 'string'): Guard<unknown> {
  return (value): value is unknown => typeof value === what;
}

export const isText: Guard<string> = (value): value is string => typeof value === 'string' && value.length <= longestText;

/** An id of a topic, step, equation, region or exercise: letters, digits, `-`, `_`, `.`; never a path. */
export const isId: Guard<string> = (value): value is string =>
  typeof value === 'string' && value.length <= 200 && /^[\p{L}\p{N}_][\p{L}\p{N}_.-]*$/u.test(value);

/** `<topic>/<template>`: two ids. */
export const isTemplate: Guard<string> = (value): value is string =>
  typeof value === 'string' && value.split('/').length === 2 && value.split('/').every(isId);

export const isNumber: Guard<number> = (value): value is number => typeof value === 'number' && Number.isFinite(value);
export const isCount: Guard<number> = (value): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
/** A line or column, counted from 1. */
export const isLine: Guard<number> = (value): value is number => Number.isSafeInteger(value) && Number(value) >= 1;

export function oneOf<const T>(values: readonly T[]): Guard<T> {
  return (value): value is T => (values as readonly unknown[]).includes(value);
}

export const isLanguage = oneOf(languages);

export function maybe<T>(guard: Guard<T>): Guard<T | undefined> {
  return (value): value is T | undefined => value === undefined || guard(value);
}

export function listOf<T>(guard: Guard<T>): Guard<readonly T[]> {
  return (value): value is readonly T[] => Array.isArray(value) && value.length <= longestList && value.every(guard);
}

/** A list of data, such as the values of a heat map. */
export function longListOf<T>(guard: Guard<T>): Guard<readonly T[]> {
  return (value): value is readonly T[] => Array.isArray(value) && value.length <= longestData && value.every(guard);
}

export function record<T>(shape: Shape<T>): Guard<T> {
  return (value): value is T => pick(value, shape) !== undefined;
}

/** A fresh object of the fields that `shape` names, or nothing if one of them does not fit. */
export function pick<T>(value: unknown, shape: Shape<T>): T | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = value as Record<string, unknown>;
  const picked: Record<string, unknown> = {};
  for (const [key, guard] of Object.entries<Guard<unknown>>(shape)) {
    const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
    if (!guard(field)) return undefined;
    picked[key] = field;
  }
  return picked as T;
}
