import type { Language } from '../core/model.ts';

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];

/** The largest unit that fits, and up to how many of it are told before the next one. */
const units = [['minute', minute, 60], ['hour', hour, 24], ['day', day, 60], ['month', day * 30.4375, 24], ['year', day * 365.25, Infinity]] as const;

/** “10 min”, “3 days”, “2.5 mths” for a time in milliseconds. */
export function intervalText(milliseconds: number, language: Language): string {
  const [unit, length] = units.find(([, size, most]) => Math.round(milliseconds / size) < most) ?? units[4];
  const digits = unit === 'month' || unit === 'year' ? 1 : 0;
  return new Intl.NumberFormat(language === 'en' ? 'en' : 'zh-CN', { style: 'unit', unit, unitDisplay: unit === 'minute' ? 'short' : 'long', maximumFractionDigits: digits })
    .format(Math.max(1, milliseconds / length));
}
