import type { Language, RenderedArticle } from '../model.ts';
import { attributes } from './html.ts';
import { articleStrings } from './strings.ts';

/** A part of an article that stands in the page as an empty element until it comes. */
export interface ArticlePart {
  /** What the empty element has as its `data-part`. */
  readonly part: string;
  readonly html: string;
}

/** What a page is given once its first screen can be seen. */
export interface RestOfArticle {
  readonly language: Language;
  readonly parts: readonly ArticlePart[];
  /** Stands at the article's end. */
  readonly cards: string;
}

export interface FirstScreen {
  /** `<article>…</article>` with one part in it and empty elements for the others. */
  readonly html: string;
  readonly rest: RestOfArticle;
}

/** The whole article as one element. */
export function wholeArticle(article: RenderedArticle): string {
  return element(article.language, [opening(article), ...article.sections, article.cards]);
}

/**
 * The part where the reader begins, apart from the rest: an article has some 1.5 MB, and the editor parses a page three times before
 * anything of it is seen. The table of symbols, half formulas, takes longer than all else of the first screen and comes with the rest.
 * @param place id of a section, step or exercise; any other value is the opening
 */
export function firstScreen(article: RenderedArticle, place: string | undefined): FirstScreen {
  const { cards, language, sections, symbols } = article;
  const parts = [opening(article), ...sections].map((html, index) => ({ part: String(index), html }));
  const shown = place === undefined ? 0 : Math.max(0, parts.findIndex(({ html }, index) => index > 0 && html.includes(` id="${place}"`)));
  return {
    html: element(language, parts.map(({ html, part }, index) => {
      if (index !== shown) return stead(part);
      return index === 0 ? opening({ ...article, symbols: symbols && stead('symbols') }) : html;
    })),
    rest: { language, parts: [...(shown === 0 && symbols ? [{ part: 'symbols', html: symbols }] : []), ...parts.filter((_, index) => index !== shown)], cards },
  };
}

/** The element that stands where a part will. */
function stead(part: string): string {
  return `<div${attributes({ 'data-part': part, hidden: '' })}></div>`;
}

function opening({ opening: text, symbols }: RenderedArticle): string {
  return ['<div class="opening">', text, ...(symbols === '' ? [] : [symbols]), '</div>'].join('\n');
}

function element(language: Language, parts: readonly string[]): string {
  return [`<article${attributes({ lang: articleStrings[language].tag })}>`, ...parts, '</article>'].join('\n');
}
