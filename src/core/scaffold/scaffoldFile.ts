import type { Bilingual } from '../model.ts';

/** A declaration as it is inserted, comments included; in JavaScript empty where only types stood. */
export interface Piece {
  /** Names that it declares at the top level. */
  readonly declares: readonly string[];
  readonly ts: Bilingual;
  readonly js: Bilingual;
}

/** A region as a snippet with tab stops. */
export interface Body {
  readonly ts: Bilingual;
  /** Empty for a region of types only. */
  readonly js: Bilingual;
}

export interface ScaffoldEntry {
  /** `<topic>/<template>`. */
  readonly template: string;
  readonly region: string;
  readonly name: string;
  /** `gradus-online-softmax`. */
  readonly prefix: string;
  /** Keys of the regions that have to stand above, in order. */
  readonly needs: readonly string[];
  readonly own: Body;
  /** The same with its holes as placeholders; `undefined` for a region without holes. */
  readonly exercise: Body | undefined;
}

/** `dist/content/<topic>/scaffolds.json`. */
export interface ScaffoldFile {
  /** By `<topic>/<template>#<region>`: every region that a scaffold inserts, in declarations. */
  readonly pieces: Readonly<Record<string, readonly Piece[]>>;
  readonly scaffolds: readonly ScaffoldEntry[];
}

export const pieceKey = (template: string, region: string): string => `${template}#${region}`;

/** Guards against a file of another version or a truncated one; the build has made the rest. */
export function isScaffoldFile(value: unknown): value is ScaffoldFile {
  if (typeof value !== 'object' || value === null || !('pieces' in value) || !('scaffolds' in value)) return false;
  return typeof value.pieces === 'object' && Array.isArray(value.scaffolds) && value.scaffolds.every((one: unknown) => (
    typeof one === 'object' && one !== null && 'prefix' in one && 'own' in one && 'needs' in one && Array.isArray(one.needs)
  ));
}
