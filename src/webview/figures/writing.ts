import type { Bilingual } from '../../core/model.ts';

/** A text that is the same in both languages: a name, a formula. */
export const same = (text: string): Bilingual => ({ en: text, 'zh-cn': text });

/** A number with a true minus sign. */
export const signed = (value: number): string => `${value}`.replace('-', '−');

/** A number with so many decimals, a true minus sign, and none before a zero. */
export function fixed(value: number, decimals: number): string {
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? text.replace('-', '') : text.replace('-', '−');
}
