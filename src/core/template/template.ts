import type { Bilingual, LineRange } from '../model.ts';

/** What lies between `// #region id` and `// #endregion`. */
export interface Region {
  readonly id: string;
  /** What a reader knows it by: the export named like the region, else the first exported function or value, else the first export. */
  readonly name: string;
  readonly exports: readonly string[];
  /** Names that it declares at the top level, exported or not. */
  readonly declares: readonly string[];
  /** Names that it takes from outside itself: of other regions, of imports, or global. */
  readonly uses: readonly Use[];
  /** Its lines without the two marks. */
  readonly lines: LineRange;
}

export interface Use {
  readonly name: string;
  readonly line: number;
  readonly column: number;
}

/** `// eq: id` or `// hole: id`, with the lines it speaks of. */
export interface Mark {
  readonly kind: 'eq' | 'hole';
  readonly id: string;
  readonly lines: LineRange;
  /** The region around it. */
  readonly region: string | undefined;
  /** Where the mark itself stands. */
  readonly line: number;
  readonly column: number;
}

/** `check('id', …)`, as far as its id is written out. */
export interface CheckCall {
  readonly id: string;
  readonly line: number;
  readonly column: number;
}

export interface ImportedName {
  readonly name: string;
  readonly imported: string;
  readonly from: string;
  /** Path inside the pack for a relative import. */
  readonly file: string | undefined;
  readonly line: number;
  readonly column: number;
}

/** A file under `snippets/`, read. */
export interface Template {
  /** Path inside the pack. */
  readonly file: string;
  /** `<topic>/<id>`. */
  readonly key: string;
  readonly topic: string;
  readonly id: string;
  readonly text: string;
  /** First sentence of the file's head, without its full stop. */
  readonly title: Bilingual;
  readonly regions: readonly Region[];
  readonly equations: readonly Mark[];
  readonly holes: readonly Mark[];
  readonly checks: readonly CheckCall[];
  /** Whether some check's id is computed, so that only a run knows all ids. */
  readonly computedChecks: boolean;
  readonly imports: readonly ImportedName[];
  /** Top-level names outside every region. */
  readonly outside: readonly string[];
  readonly hasDemo: boolean;
}
