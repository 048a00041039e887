import { ktoLoss, orpoLoss, simpoLoss } from '../../../../snippets/dpo/kto-simpo-orpo.ts';
import { pairLoss, type PairLossOptions, type PairLossType } from '../../../../snippets/dpo/preference-losses.ts';
import type { Bilingual } from '../../../core/model.ts';
import { same } from '../writing.ts';

/** A loss along a line on which the gap h grows, made comparable: IPO and SPPO times β². */
export interface Curve {
  readonly name: Bilingual;
  readonly loss: (h: number) => number;
  /** The derivative by h, in units of the family. */
  readonly slope: (h: number) => number;
  /** Where the loss is smallest, if that is at a finite gap. */
  readonly rest: number | undefined;
}

/** Losses that are drawn together. */
export interface Family {
  readonly curves: readonly Curve[];
  /** The unit of the slopes. */
  readonly unit: string;
  /** What a falling and what a rising loss ask for. */
  readonly asks: readonly [more: Bilingual, less: Bilingual];
  /** Lowest and highest values that have room. */
  readonly lossRange: readonly [low: number, high: number];
  readonly slopeRange: readonly [low: number, high: number];
}

/** What the sliders stand at: β, ε, and KTO’s reference point. */
export interface Shape {
  readonly beta: number;
  readonly epsilon: number;
  readonly z0: number;
}

export const [lowestGap, highestGap] = [-20, 40];

const list = (...x: number[]) => Float64Array.from(x);

/** The gap between two others at which a loss turns from falling to rising, by halving. */
function restOf(slope: (h: number) => number, [from, to]: readonly [number, number]): number | undefined {
  let [low, high] = [from, to];
  if (!(slope(low) < 0 && slope(high) > 0)) return undefined;
  while (high - low > 1e-9) [low, high] = slope((low + high) / 2) < 0 ? [(low + high) / 2, high] : [low, (low + high) / 2];
  return (low + high) / 2;
}

const curve = (name: Bilingual, loss: Curve['loss'], slope: Curve['slope'], search: readonly [number, number] = [-200, 400]): Curve =>
  ({ name, loss, slope, rest: restOf(slope, search) });

/** A loss of pairs where the chosen response gains what the rejected one loses: a = h/2, b = −h/2. */
function ofPair(name: Bilingual, type: PairLossType, o: PairLossOptions): Curve {
  const scale = type === 'ipo' || type === 'sppo_hard' ? o.beta ** 2 : 1;
  const at = (h: number) => pairLoss(type, h / 2, -h / 2, o);
  return curve(name, (h) => scale * at(h).loss, (h) => {
    const { da, db } = at(h);
    return (scale * (da - db)) / (2 * o.beta);
  });
}

const wider: Family['asks'] = [{ en: 'a wider gap', 'zh-cn': '更大的差距' }, { en: 'a narrower gap', 'zh-cn': '更小的差距' }];
const ofBeta = 'dℓ/d(βh)';

const timesBeta = (name: string): Bilingual => same(`β² · ${name}`);

function pairs(curves: readonly Curve[]): Family {
  return { curves, unit: ofBeta, asks: wider, lossRange: [-1, 5], slopeRange: [-2, 2] };
}

/** No pairs: h is the log-ratio of one response. */
function kto({ beta, z0 }: Shape): Family {
  // One response of each kind at the log-ratio h, and a mismatched one whose log-ratio is the reference point.
  const at = (h: number) => ktoLoss({
    policyDesirableLogps: list(h - 1000), refDesirableLogps: list(-1000), policyUndesirableLogps: list(h - 1000), refUndesirableLogps: list(-1000),
    policyKlLogps: list(z0 - 1000), refKlLogps: list(-1000),
  }, { beta });
  return {
    curves: [
      curve({ en: 'KTO, desirable', 'zh-cn': 'KTO，合意' }, (h) => at(h).losses[0]!, (h) => at(h).gradPolicyDesirable[0]! / beta),
      curve({ en: 'KTO, undesirable', 'zh-cn': 'KTO，不合意' }, (h) => at(h).losses[1]!, (h) => at(h).gradPolicyUndesirable[0]! / beta),
    ],
    unit: ofBeta,
    asks: [{ en: 'a higher log-ratio', 'zh-cn': '更高的对数比' }, { en: 'a lower log-ratio', 'zh-cn': '更低的对数比' }],
    lossRange: [0, 1.1], slopeRange: [-0.3, 0.3],
  };
}

/** Tokens of both responses, and the average log-probability in their middle. */
const [tokens, middle] = [20, -1.2];

/** Both probabilities are below 1 in between. */
const possible = [-47, 47] as const;

/** No reference: h is the gap of the log-probabilities themselves, of two responses of 20 tokens. */
function withoutReference(): Family {
  const averages = (h: number) => [list(middle + h / tokens / 2), list(middle - h / tokens / 2)] as const;
  const slopes = ({ gradPolicyChosen, gradPolicyRejected }: { readonly gradPolicyChosen: ArrayLike<number>; readonly gradPolicyRejected: ArrayLike<number> }) =>
    (gradPolicyChosen[0]! - gradPolicyRejected[0]!) / 2;
  const orpo = (h: number) => orpoLoss(...averages(h), 0, 1);
  return {
    curves: [
      curve({ en: 'SimPO, β = 2, γ = 0.5', 'zh-cn': 'SimPO，β = 2，γ = 0.5' }, (h) => simpoLoss(...averages(h)).meanLoss, (h) => slopes(simpoLoss(...averages(h))), possible),
      curve({ en: 'ORPO, odds term', 'zh-cn': 'ORPO 的几率比项' }, (h) => orpo(h).totalLoss, (h) => slopes(orpo(h)), possible),
    ],
    unit: `dℓ/d(h/${tokens})`, asks: wider, lossRange: [0, 3.5], slopeRange: [-2.4, 0.4],
  };
}

/** Every family, by the index of the control. */
const families: readonly ((shape: Shape) => Family)[] = [
  ({ beta, epsilon }) => pairs([
    ofPair(same('DPO'), 'sigmoid', { beta }),
    ofPair({ en: 'conservative DPO', 'zh-cn': '保守 DPO' }, 'sigmoid', { beta, labelSmoothing: epsilon }),
    ofPair({ en: 'robust DPO', 'zh-cn': '鲁棒 DPO' }, 'robust', { beta, labelSmoothing: epsilon }),
    ofPair(timesBeta('IPO'), 'ipo', { beta }),
    ofPair(same('EXO'), 'exo_pair', { beta, labelSmoothing: epsilon }),
  ]),
  ({ beta }) => pairs([
    ofPair(same('DPO'), 'sigmoid', { beta }),
    ofPair({ en: 'hinge (SLiC)', 'zh-cn': '合页（SLiC）' }, 'hinge', { beta }),
    ofPair(same('DiscoPOP'), 'discopop', { beta }),
  ]),
  ({ beta }) => pairs([
    ofPair(same('NCA'), 'nca_pair', { beta }), ofPair(same('BCO'), 'bco_pair', { beta }), ofPair(timesBeta('SPPO'), 'sppo_hard', { beta }),
    ofPair(same('APO-zero'), 'apo_zero', { beta }), ofPair(same('APO-down'), 'apo_down', { beta }),
  ]),
  kto,
  withoutReference,
];

/** The losses of one family for one setting of the sliders. */
export const familyOf = (index: number, shape: Shape): Family => families[index]!(shape);
