import type { Bilingual } from '../core/model.ts';
import type { Report, Text } from '../../snippets/kit/report.ts';

/** A check as a demo made it. */
export interface CollectedCheck {
  readonly id: string;
  readonly claim: Bilingual;
  readonly source: Bilingual;
  readonly published: number;
  readonly ours: number;
  readonly tolerance: number;
  readonly holds: boolean;
}

const bilingual = (text: Text): Bilingual => (typeof text === 'string' ? { en: text, 'zh-cn': text } : { en: text[0], 'zh-cn': text[1] });

/** A report that keeps the checks and lets all else pass. */
export function collectingReport(): { report: Report; checks: readonly CollectedCheck[] } {
  const checks: CollectedCheck[] = [];
  const pass = () => undefined;
  const report: Report = {
    say: pass, plot: pass, scatter: pass, point: pass, heatMap: pass, bars: pass, table: pass, progress: pass,
    check: (id, claim, source, published, ours, tolerance = 0) => {
      const holds = Math.abs(ours - published) <= tolerance * Math.max(1, Math.abs(published));
      checks.push({ id, claim: bilingual(claim), source: bilingual(source), published, ours, tolerance, holds });
    },
  };
  return { report, checks };
}
