import type { Language } from '../model.ts';

/**
 * What an article's Markdown says, as plain data: the tree that is rendered, and flat lists of everything that a
 * test or the pack's validation looks at. Lines and columns count from 1; both point into the Markdown file.
 */

export interface Place {
  readonly line: number;
  readonly column: number;
}

export type Inline =
  | { readonly kind: 'text'; readonly text: string; readonly place: Place }
  | { readonly kind: 'code'; readonly text: string; readonly place: Place }
  | { readonly kind: 'math'; readonly latex: string; readonly place: Place }
  | { readonly kind: 'emphasis' | 'strong' | 'strike'; readonly children: readonly Inline[] }
  | { readonly kind: 'break'; readonly hard: boolean }
  /** An `https:` address. */
  | { readonly kind: 'link'; readonly href: string; readonly children: readonly Inline[]; readonly place: Place }
  /** `[5](#surrogate)`: a step, an exercise or a section of this article. */
  | { readonly kind: 'ref'; readonly target: string; readonly children: readonly Inline[]; readonly place: Place }
  /** `[the loss](../dpo/en.md#loss)`: another topic's article, or a place in it. */
  | TopicMention
  /** `[1.58][check-ramp]`: a number that a template computes. */
  | { readonly kind: 'check'; readonly template: string; readonly check: string; readonly shown: string; readonly place: Place }
  /** A link to a region of a template inside a sentence. */
  | RegionMention;

export interface TopicMention {
  readonly kind: 'topic';
  readonly topic: string;
  /** Of the file that the link names. */
  readonly language: string;
  readonly target: string | undefined;
  readonly children: readonly Inline[];
  readonly place: Place;
}

export interface RegionMention {
  readonly kind: 'region';
  readonly template: string;
  readonly region: string;
  readonly children: readonly Inline[];
  readonly place: Place;
}

export type Alignment = 'left' | 'center' | 'right' | undefined;

export type Block =
  | { readonly kind: 'paragraph'; readonly children: readonly Inline[]; readonly line: number }
  | { readonly kind: 'math'; readonly latex: string; readonly line: number }
  | { readonly kind: 'fence'; readonly info: string; readonly text: string; readonly line: number }
  | List
  | { readonly kind: 'quote'; readonly blocks: readonly Block[]; readonly line: number }
  | Table
  | { readonly kind: 'rule'; readonly line: number }
  | Aside
  /** A paragraph that is only a link to a region: the code itself is shown. */
  | { readonly kind: 'region'; readonly template: string; readonly region: string; readonly name: string; readonly place: Place }
  | Figure
  | Reason
  | Heading;

export interface List {
  readonly kind: 'list';
  readonly ordered: boolean;
  readonly start: number;
  readonly items: readonly (readonly Block[])[];
  readonly line: number;
}

export interface Heading {
  readonly kind: 'heading';
  readonly level: number;
  readonly id: string | undefined;
  readonly children: readonly Inline[];
  readonly place: Place;
}

export interface Table {
  readonly kind: 'table';
  readonly align: readonly Alignment[];
  readonly head: readonly (readonly Inline[])[];
  readonly rows: readonly (readonly (readonly Inline[])[])[];
  readonly line: number;
  /** The line of each row. */
  readonly rowLines: readonly number[];
}

/** `<details><summary>…</summary>` … `</details>`. */
export interface Aside {
  readonly kind: 'aside';
  readonly summary: readonly Inline[];
  readonly blocks: readonly Block[];
  readonly line: number;
}

/** `![alt](figures/id.svg "caption")` as a paragraph of its own. */
export interface Figure {
  readonly kind: 'figure';
  readonly id: string;
  /** Relative to the topic's folder: `figures/online-recurrence.svg`. */
  readonly file: string;
  readonly alt: string;
  readonly caption: string;
  readonly place: Place;
}

/** `**Reason** (rule). text` */
export interface Reason {
  readonly kind: 'reason';
  readonly rule: readonly Inline[];
  readonly text: readonly Inline[];
  /** Ids linked from rule and text, each once, in order. */
  readonly refs: readonly string[];
  readonly line: number;
}

/** One row of the symbol table. */
export interface SymbolRow {
  /** The first cell cut at its commas: `Q, K, V` gives three. */
  readonly latex: readonly string[];
  readonly symbol: readonly Inline[];
  readonly meaning: readonly Inline[];
  readonly shape: readonly Inline[];
  readonly code: readonly string[];
  readonly line: number;
}

export interface Step {
  readonly id: string;
  readonly number: number;
  /** A ★ in the heading: code must carry the equation out. */
  readonly star: boolean;
  readonly title: readonly Inline[];
  readonly line: number;
  /** The first `math` fence of the step, outside asides; it has the step's id. */
  readonly latex: string | undefined;
  /** The line after the fence's opening line. */
  readonly latexLine: number | undefined;
  readonly reason: Reason | undefined;
  /** Everything of the step in order, equation and reason included. */
  readonly blocks: readonly Block[];
}

export interface Hint {
  readonly summary: readonly Inline[];
  readonly blocks: readonly Block[];
  readonly line: number;
}

export interface Exercise {
  /** The hole: `rescale` for the heading id `hole-rescale`. */
  readonly id: string;
  readonly title: readonly Inline[];
  readonly line: number;
  /** The task, without the hints. */
  readonly blocks: readonly Block[];
  /** Three, unless the parser reports a problem. */
  readonly hints: readonly Hint[];
}

export interface Section {
  /** The heading's `<a id>`, else `exercises` for a section that holds exercises, else `section-<n>`. */
  readonly id: string;
  readonly title: readonly Inline[];
  readonly line: number;
  /** Text before the first step or exercise. */
  readonly blocks: readonly Block[];
  readonly steps: readonly Step[];
  readonly exercises: readonly Exercise[];
}

/** Where something stands: `owner` is the id of the step, `hole-…` of the exercise, id of the section, or `''` in the opening. */
interface Owned {
  readonly owner: string;
  readonly line: number;
  readonly column: number;
}

export interface QuotedCheck extends Owned {
  /** `<topic>/<template>`. */
  readonly template: string;
  readonly check: string;
  /** As printed: `1.5814460128`. */
  readonly shown: string;
}

export interface RegionLink extends Owned {
  readonly template: string;
  readonly region: string;
  /** As printed: `onlineSoftmax`. */
  readonly name: string;
  /** A paragraph of its own, which becomes the code. */
  readonly standsAlone: boolean;
}

export interface FigureUse extends Owned {
  readonly id: string;
  readonly file: string;
  readonly alt: string;
  readonly caption: string;
}

export interface InternalRef extends Owned {
  readonly target: string;
  readonly shown: string;
  /** Inside a reason: must point backwards. */
  readonly inReason: boolean;
}

/** A fence: `info` is `math` for equations. `line` is the first line inside. */
export interface FenceUse extends Owned {
  readonly info: string;
  readonly text: string;
}

export interface InlineFormula extends Owned {
  readonly latex: string;
}

export interface Article {
  readonly language: Language;
  /** As given to the parser. */
  readonly file: string;
  /** Plain text of the `#` heading. */
  readonly title: string;
  readonly titleLine: number;
  /** Paragraphs and other blocks before the first `##`, without sources and symbols. */
  readonly lead: readonly Block[];
  /** Each source of the `Sources:` line. */
  readonly sources: readonly (readonly Inline[])[];
  readonly sourcesLine: number | undefined;
  readonly symbols: readonly SymbolRow[];
  readonly symbolsLine: number | undefined;
  /** The four column heads of the symbol table. */
  readonly symbolHead: readonly (readonly Inline[])[];
  readonly sections: readonly Section[];

  readonly checks: readonly QuotedCheck[];
  readonly regionLinks: readonly RegionLink[];
  readonly figures: readonly FigureUse[];
  readonly refs: readonly InternalRef[];
  readonly topicLinks: readonly TopicLink[];
  readonly fences: readonly FenceUse[];
  readonly formulas: readonly InlineFormula[];
  /** Number of `<details>`, hints included. */
  readonly asides: number;
}

/** A link to another topic. */
export interface TopicLink {
  readonly topic: string;
  /** Of the file that the link names. */
  readonly language: string;
  readonly target: string | undefined;
  readonly line: number;
  readonly column: number;
}

/** All steps in order. */
export function stepsOf(article: Article): readonly Step[] {
  return article.sections.flatMap((section) => section.steps);
}

/** All exercises in order. */
export function exercisesOf(article: Article): readonly Exercise[] {
  return article.sections.flatMap((section) => section.exercises);
}

/** Text of a run of inlines without marks; formulas as `$…$`, code bare. */
export function plainText(inlines: readonly Inline[]): string {
  return inlines.map((inline) => {
    switch (inline.kind) {
      case 'text':
      case 'code': return inline.text;
      case 'math': return `$${inline.latex}$`;
      case 'check': return inline.shown;
      case 'break': return ' ';
      default: return plainText(inline.children);
    }
  }).join('');
}
