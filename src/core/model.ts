/**
 * The content model: what a pack holds once it has been read, and what the build hands to the editor.
 * Everything here is plain data, so that it survives JSON, the worker boundary and the webview.
 */

export const languages = ['en', 'zh-cn'] as const;
export type Language = (typeof languages)[number];

/** One sentence in both languages. */
export type Bilingual = Readonly<Record<Language, string>>;

export const areas = ['reinforcement-learning', 'generative-models', 'llm-systems', 'alignment', 'multimodal'] as const;
export type Area = (typeof areas)[number];

/** Something wrong in a pack: where, what, and what was expected instead. Lines and columns count from 1. */
export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly expected?: string;
}

/** A paper or note that a topic rests on. */
export interface Source {
  readonly title: string;
  readonly authors: string;
  readonly year: number;
  readonly arxiv?: string;
  readonly url?: string;
}

/** `topic.json` as written by an author. */
export interface TopicManifest {
  readonly id: string;
  readonly area: Area;
  readonly order: number;
  readonly title: Bilingual;
  readonly summary: Bilingual;
  readonly sources: readonly Source[];
  readonly requires: readonly string[];
  /** Template names in reading order: `online-softmax` stands for `snippets/<topic>/online-softmax.ts`. */
  readonly templates: readonly string[];
}

/** Lines of a file, both ends included, counted from 1. */
export interface LineRange {
  readonly first: number;
  readonly last: number;
}

/** Where a template carries out an equation. */
export interface CodePlace {
  /** `<topic>/<template>`. */
  readonly template: string;
  /** The region around the lines; `undefined` when they lie outside every region. */
  readonly region: string | undefined;
  readonly lines: LineRange;
}

/** A number that a template computes and an article may quote. */
export interface CheckResult {
  readonly id: string;
  /** `<topic>/<template>`. */
  readonly template: string;
  readonly claim: Bilingual;
  readonly source: Bilingual;
  readonly published: number;
  readonly ours: number;
  /** Relative to max(1, |published|). */
  readonly tolerance: number;
  readonly holds: boolean;
}

export interface StepEntry {
  readonly id: string;
  /** The number printed in the heading, counted through the article. */
  readonly number: number;
  readonly title: Bilingual;
  /** A key equation, which code must link to. */
  readonly star: boolean;
  /** The step's equation as LaTeX; `undefined` for a step without a display equation. */
  readonly latex: string | undefined;
  /** Places in code, in template order; empty for a step that no code computes. */
  readonly code: readonly CodePlace[];
}

export interface SectionEntry {
  readonly id: string;
  readonly title: Bilingual;
  readonly steps: readonly StepEntry[];
}

export interface RegionEntry {
  /** The name after `#region`. */
  readonly id: string;
  /** The first exported identifier of the region, which is what a reader knows it by. */
  readonly name: string;
  readonly lines: LineRange;
}

export interface TemplateEntry {
  /** `online-softmax`; its key elsewhere is `<topic>/<id>`. */
  readonly id: string;
  /** Path inside the pack: `snippets/<topic>/<id>.ts`. */
  readonly file: string;
  /** First sentence of the file's doc comment. */
  readonly title: Bilingual;
  readonly regions: readonly RegionEntry[];
}

export interface ExerciseEntry {
  /** The hole's id, `rescale` for `hole-rescale`. */
  readonly id: string;
  readonly title: Bilingual;
  /** `<topic>/<template>` and the region that holds the hole. */
  readonly template: string;
  readonly region: string;
  readonly lines: LineRange;
  /** Three hints in each language, as HTML. */
  readonly hints: Readonly<Record<Language, readonly string[]>>;
}

/** One row of an article's symbol table. */
export interface SymbolEntry {
  readonly latex: readonly string[];
  readonly meaning: Bilingual;
  readonly shape: Bilingual;
  readonly code: readonly string[];
}

/** A topic as the tree, the panel and the commands see it. Without an article only the manifest's part is filled. */
export interface TopicEntry extends TopicManifest {
  /** Whether `en.md` and `zh-cn.md` are there. */
  readonly hasArticle: boolean;
  readonly sections: readonly SectionEntry[];
  readonly symbols: readonly SymbolEntry[];
  readonly templateEntries: readonly TemplateEntry[];
  readonly exercises: readonly ExerciseEntry[];
  readonly checks: readonly CheckResult[];
}

/** `dist/content/catalogue.json`: all that the editor needs before an article is opened. */
export interface Catalogue {
  readonly topics: readonly TopicEntry[];
}

/** A region with everything it uses, as one text. */
export interface Scaffold {
  /** `<topic>/<template>`. */
  readonly template: string;
  readonly region: string;
  readonly name: string;
  /** One per language of the comments; compiles under `strict` in an empty project. */
  readonly plain: Bilingual;
}

/** An article as the panel shows it, from `dist/content/<topic>/<language>.json`; the outline stands beside it in the page. */
export interface RenderedArticle {
  readonly title: string;
  readonly language: Language;
  /** What stands before the first section: title, summary, sources. */
  readonly opening: string;
  /** The table of symbols, the opening's end; '' if there is none. */
  readonly symbols: string;
  /** A `<section>` each, with its steps and exercises. */
  readonly sections: readonly string[];
  /** What opens over the text: earlier steps, symbols, checked numbers. */
  readonly cards: string;
  /** `<ol>…</ol>`: sections and steps. */
  readonly outline: string;
}

/** An equation as a picture, for hovers, which cannot hold KaTeX. */
export interface EquationPicture {
  /** `<svg …>` drawn with `currentColor`; whoever shows it puts the theme's ink in its place. */
  readonly svg: string;
  /** Size in CSS pixels. */
  readonly width: number;
  readonly height: number;
}

/** What hovers and search show of a step, as plain text: formulas are written with Unicode. */
export interface StepDetail {
  readonly picture: EquationPicture | undefined;
  /** The equation in words of plain text; '' for a step without one. */
  readonly formula: string;
  /** The rule that a reason names in its brackets. */
  readonly rule: Bilingual;
  readonly reason: Bilingual;
  /** Everything the step says, for search. */
  readonly text: Bilingual;
}

/** By step id. */
export type StepDetails = Readonly<Record<string, StepDetail>>;

/** How well something was remembered, from 1 to 4. */
export const reviewGrades = ['again', 'hard', 'good', 'easy'] as const;
export type ReviewGrade = (typeof reviewGrades)[number];
