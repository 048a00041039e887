import { exercisesOf, stepsOf, type Article, type Step } from './article.ts';
import { renderMath, type RenderedMath } from './math.ts';
import type { RenderContext } from './renderContext.ts';
import { articleStrings, type ArticleStrings } from './strings.ts';
import { symbolIndex, type SymbolIndex } from './symbols.ts';

/** What the parts of one rendering share. */
export interface Page {
  readonly article: Article;
  readonly context: RenderContext;
  readonly say: ArticleStrings;
  readonly index: SymbolIndex;
  readonly steps: ReadonlyMap<string, Step>;
  /** Holes that this article has an exercise for. */
  readonly holes: ReadonlySet<string>;
  /** Regions that the article shows, by `<template>#<region>`: id of the first figure. */
  readonly shownRegions: ReadonlyMap<string, string>;
  /** Steps that something refers to, in order of first reference: they get a card. */
  readonly referred: readonly string[];
  /** Counters for keys and ids, by name; the one thing that changes while rendering. */
  readonly counters: Map<string, number>;
  /** Row of the symbol table to the first step whose equation holds it. */
  readonly firstSeen: Map<number, string>;
}

export function createPage(article: Article, context: RenderContext): Page {
  const shownRegions = new Map<string, string>();
  for (const link of article.regionLinks) {
    if (link.standsAlone && !shownRegions.has(regionKey(link))) shownRegions.set(regionKey(link), `code-${link.region}`);
  }
  const steps = new Map(stepsOf(article).map((step) => [step.id, step]));
  return {
    article, context, say: articleStrings[article.language], index: symbolIndex(article.symbols), steps, shownRegions,
    holes: new Set(exercisesOf(article).map(({ id }) => id)),
    referred: [...new Set(article.refs.map(({ target }) => target))].filter((id) => steps.has(id)),
    counters: new Map(), firstSeen: new Map(),
  };
}

/** A formula of the page; symbols are marked in it only with the page's index. */
export function mathOf(page: Page, latex: string, display: boolean, index?: SymbolIndex): RenderedMath {
  const { html, symbols } = renderMath(latex, display, index);
  return { html: page.context.formula?.(html) ?? html, symbols };
}

export function regionKey(link: { readonly template: string; readonly region: string }): string {
  return `${link.template}#${link.region}`;
}

/** 1, 2, 3 … for each name. */
export function nextOf(page: Page, name: string): number {
  const value = (page.counters.get(name) ?? 0) + 1;
  page.counters.set(name, value);
  return value;
}

/** Id of the card of a check; ids of templates and checks hold no dots. */
export function checkCardId(template: string, check: string): string {
  return `card-check-${template.replaceAll('/', '.')}.${check}`;
}

export function icon(name: string): string {
  return `<svg class="icon" aria-hidden="true"><use href="#i-${name}"/></svg>`;
}
