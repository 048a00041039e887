import type { Bilingual, CheckResult, CodePlace, LineRange, TopicManifest } from '../model.ts';

/** A mark in a template: the equation or hole `id` on `lines`, mark comment lines not counted. */
export interface CodeMark {
  readonly id: string;
  readonly lines: LineRange;
}

export interface CodeRegion {
  readonly id: string;
  /** What a reader knows it by: `onlineSoftmax`. */
  readonly name: string;
  /** The `#region` and `#endregion` lines may be included; they are not shown. */
  readonly lines: LineRange;
}

/** A template as the article shows it. */
export interface CodeFile {
  /** `<topic>/<template>`. */
  readonly template: string;
  /** Path inside the pack: `snippets/flash-attention/online-softmax.ts`. */
  readonly file: string;
  readonly text: string;
  readonly regions: readonly CodeRegion[];
  readonly equations: readonly CodeMark[];
  readonly holes: readonly CodeMark[];
}

/** Everything outside the article's own text that its page shows. */
export interface RenderContext {
  readonly topic: TopicManifest;
  /** Topics to read before this one. */
  readonly requires: readonly { readonly id: string; readonly title: Bilingual }[];
  /** By `<topic>/<template>`; every template that the article links to. */
  readonly code: ReadonlyMap<string, CodeFile>;
  /** By step id: where templates carry the equation out, in template order. */
  readonly places: ReadonlyMap<string, readonly CodePlace[]>;
  /** By `<topic>/<template>#<check>`. */
  readonly checks: ReadonlyMap<string, CheckResult>;
  /** By figure id: text of the SVG file. */
  readonly figures: ReadonlyMap<string, string>;
  /** What is written in the place of a typeset formula, where formulas are kept apart; its HTML if left out. */
  readonly formula?: (html: string) => string;
}

/** Key of `RenderContext.checks`. */
export function checkKey(template: string, check: string): string {
  return `${template}#${check}`;
}
