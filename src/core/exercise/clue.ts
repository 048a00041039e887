/** What the relation of a wrong number to the right one suggests. */
export type Clue =
  | { readonly kind: 'nan' | 'infinite' | 'zero' | 'sign' | 'logarithm' | 'exponential' }
  | { readonly kind: 'factor' | 'root'; readonly value: number }
  /** `value` / (`value` − 1) or the inverse: n counted one too many or too few. */
  | { readonly kind: 'count'; readonly value: number }
  | { readonly kind: 'pi'; readonly value: '2π' | 'π' | '√(2π)' }
  | { readonly kind: 'step'; readonly value: number };

const largestFactor = 4096;

/**
 * Compares a computed number with the expected one: sign, a factor, a missing root or scale, one too many.
 * @param tolerance relative; ratios within it of a simple one count as that one
 * @returns `undefined` if nothing simple relates the two
 */
export function clueOf(expected: number, actual: number, tolerance = 1e-9): Clue | undefined {
  const close = (a: number, b: number) => Math.abs(a - b) <= tolerance * Math.max(Math.abs(a), Math.abs(b));
  if (Number.isNaN(actual)) return { kind: 'nan' };
  if (!Number.isFinite(actual) && Number.isFinite(expected)) return { kind: 'infinite' };
  if (!Number.isFinite(expected) || expected === 0 || close(expected, actual)) return undefined;
  if (actual === 0) return { kind: 'zero' };
  if (close(actual, -expected)) return { kind: 'sign' };
  if (Number.isInteger(expected) && Number.isInteger(actual) && Math.abs(actual - expected) === 1) return { kind: 'step', value: actual - expected };
  const ratio = actual / expected;
  const size = Math.abs(ratio);
  const whole = size >= 1 ? size : 1 / size;
  if (close(whole, Math.round(whole)) && whole <= largestFactor) return { kind: 'factor', value: ratio >= 1 || ratio <= -1 ? Math.round(ratio) : 1 / Math.round(1 / ratio) };
  for (const [name, value] of [['2π', 2 * Math.PI], ['π', Math.PI], ['√(2π)', Math.sqrt(2 * Math.PI)]] as const) {
    if (close(whole, value)) return { kind: 'pi', value: name };
  }
  const square = whole * whole;
  if (close(square, Math.round(square)) && square <= largestFactor) return { kind: 'root', value: Math.round(square) };
  // whole = n/(n − 1)  ⇔  n = whole/(whole − 1)
  const count = whole / (whole - 1);
  if (ratio > 0 && close(count, Math.round(count)) && count >= 3 && count <= largestFactor) return { kind: 'count', value: Math.round(count) };
  if (expected > 0 && close(actual, Math.log(expected))) return { kind: 'logarithm' };
  if (close(actual, Math.exp(expected))) return { kind: 'exponential' };
  return undefined;
}
