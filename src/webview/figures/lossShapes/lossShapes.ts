import type { Language } from '../../../core/model.ts';
import type { DataTable, Figure } from '../figure.ts';
import { fixed, same, signed } from '../writing.ts';
import { familyOf, highestGap, lowestGap, type Curve, type Family } from './curves.ts';
import { draw, strokes } from './drawing.ts';

const write = (x: number) => fixed(x, 3);
const gapAt = (frame: number) => lowestGap + frame;

/** Slopes below this are called rest: a thousandth of DPO's slope at the start is less. */
const atRest = 0.0005;

function says(family: Family, frame: number, language: Language): string {
  const h = gapAt(frame);
  const of = (wanted: (slope: number) => boolean) => family.curves.filter(({ slope }) => wanted(slope(h)));
  const named = (curves: readonly Curve[]) => curves.map(({ name, slope }) => `${name[language]} (${write(slope(h))})`).join(', ');
  const [falling, rising, resting] = [of((s) => s < -atRest), of((s) => s > atRest), of((s) => Math.abs(s) <= atRest)];
  const [more, less] = family.asks.map((text) => text[language]);
  if (language === 'en') {
    const parts = [
      ...(falling.length > 0 ? [`asking for ${more}: ${named(falling)}`] : []), ...(rising.length > 0 ? [`asking for ${less}: ${named(rising)}`] : []),
      ...(resting.length > 0 ? [`flat: ${resting.map(({ name }) => name.en).join(', ')}`] : []),
    ];
    return `At h = ${signed(h)}, with the slope in brackets, ${parts.join('; ')}.`;
  }
  const inChinese = (curves: readonly Curve[]) => curves.map(({ name, slope }) => `${name['zh-cn']}（${write(slope(h))}）`).join('、');
  const parts = [
    ...(falling.length > 0 ? [`要求${more}的有 ${inChinese(falling)}`] : []), ...(rising.length > 0 ? [`要求${less}的有 ${inChinese(rising)}`] : []),
    ...(resting.length > 0 ? [`平坦的有 ${resting.map(({ name }) => name['zh-cn']).join('、')}`] : []),
  ];
  return `h = ${signed(h)} 时（括号内为斜率），${parts.join('；')}。`;
}

/** Loss and slope of every curve along the line, two nats apart. */
function table({ curves, unit }: Family): DataTable {
  const gaps = Array.from({ length: (highestGap - lowestGap) / 2 + 1 }, (_, k) => lowestGap + 2 * k);
  return {
    head: [same('h'), ...curves.flatMap(({ name }) => [
      { en: `${name.en}: loss`, 'zh-cn': `${name['zh-cn']}：损失` }, { en: `${name.en}: ${unit}`, 'zh-cn': `${name['zh-cn']}：${unit}` },
    ])],
    rows: gaps.map((h) => [signed(h), ...curves.flatMap(({ loss, slope }) => [write(loss(h)), write(slope(h))])]),
  };
}

/** The family at one gap, and where each of its losses is smallest. */
function frameTable({ curves, unit }: Family, frame: number): DataTable {
  const h = gapAt(frame);
  return {
    head: [same(`h = ${signed(h)}`), ...curves.map(({ name }) => name)],
    rows: [
      ['ℓ', ...curves.map(({ loss }) => write(loss(h)))], [unit, ...curves.map(({ slope }) => write(slope(h)))],
      ['arg min ℓ', ...curves.map(({ rest }) => (rest === undefined ? '—' : write(rest)))],
    ],
  };
}

/** How the losses for preferences differ: what each pulls at, and where it lets a pair rest. */
export const lossShapes: Figure<'family' | 'beta' | 'epsilon' | 'z0', Family> = {
  label: { en: 'Losses for preferences, and their slopes', 'zh-cn': '偏好的各种损失及其斜率' },
  legend: ({ curves }) => [
    ...curves.map(({ name }, k) => ({ key: strokes[k]!, shape: 'line' as const, label: name })),
    ...(curves.some(({ rest }) => rest !== undefined) ? [{ key: 'rest', shape: 'diamond' as const, label: { en: 'smallest loss', 'zh-cn': '损失最小处' } }] : []),
  ],
  controls: {
    family: {
      kind: 'choice', start: 0, label: { en: 'Losses', 'zh-cn': '损失' },
      options: [
        { en: 'against wrong labels', 'zh-cn': '应对错误标签' }, { en: 'other shapes of the gap', 'zh-cn': '差距的其他形状' },
        { en: 'each response by itself', 'zh-cn': '分别看待两个回答' }, { en: 'no pairs: KTO', 'zh-cn': '不成对：KTO' }, { en: 'no reference: SimPO, ORPO', 'zh-cn': '无参考策略：SimPO、ORPO' },
      ],
    },
    beta: { kind: 'slider', min: -1.3, max: 0, step: 0.05, start: -1, label: same('β'), show: (value) => `${betaOf(value)}` },
    epsilon: { kind: 'slider', min: 0.01, max: 0.45, step: 0.01, start: 0.1, label: same('ε'), show: (value) => value.toFixed(2) },
    z0: { kind: 'slider', min: 0, max: 20, step: 1, start: 0, label: { en: 'z₀ (KTO)', 'zh-cn': 'z₀（KTO）' }, show: String },
  },
  compute: ({ family, beta, epsilon, z0 }) => familyOf(family, { beta: betaOf(beta), epsilon, z0 }),
  frames: () => highestGap - lowestGap + 1,
  place: { en: 'Gap h', 'zh-cn': '差距 h' },
  firstPlace: lowestGap,
  draw: (stage, family, frame, language) => draw(stage, family, gapAt(frame), language),
  says,
  table,
  frameTable,
};

/** β as it is written beside the slider. */
function betaOf(exponent: number): number {
  return Number((10 ** exponent).toPrecision(2));
}
