import type { EquationPicture, RenderedArticle, StepDetails } from '../model.ts';

/**
 * Long texts that occur again and again in what the build writes, each kept once. A typeset formula takes some 4 kB and stands in an article
 * several times and in both languages; written out each time, formulas were half of the package.
 */
export interface SharedTexts {
  /** Keeps the text; returns the mark that stands for it. */
  readonly place: (text: string) => string;
  /** The texts so far; a mark holds the number of its text. */
  readonly texts: readonly string[];
}

/** Articles and pictures are made by our own renderers, which escape every `<` of an author's: nothing else can write this. */
const mark = /<!--(\d+)-->/g;

export function sharedTexts(): SharedTexts {
  const texts: string[] = [];
  const numbers = new Map<string, number>();
  return {
    texts,
    place: (text) => {
      let number = numbers.get(text);
      if (number === undefined) {
        number = texts.push(text) - 1;
        numbers.set(text, number);
      }
      return `<!--${number}-->`;
    },
  };
}

/** The text with every mark replaced by what it stands for. */
export function withShared(text: string, texts: readonly string[]): string {
  return text.replace(mark, (_, number: string) => texts[Number(number)] ?? '');
}

/** An article as it is shown. */
export function withFormulas(article: RenderedArticle, formulas: readonly string[]): RenderedArticle {
  const whole = (text: string) => withShared(text, formulas);
  const { cards, opening, outline, sections, symbols } = article;
  return { ...article, opening: whole(opening), symbols: whole(symbols), sections: sections.map(whole), cards: whole(cards), outline: whole(outline) };
}

/** A topic's `steps.json`: the outlines of letters stand apart from the equations that are set with them. */
export interface StepFile {
  readonly glyphs: readonly string[];
  readonly steps: StepDetails;
}

/** Every `<path>` of the pictures' definitions kept once. MathJax numbers its drawings; without that number a letter is the same in all. */
export function shareGlyphs(steps: StepDetails): StepFile {
  const { texts, place } = sharedTexts();
  const share = ({ svg, width, height }: EquationPicture): EquationPicture => ({
    width, height, svg: svg.replace(/\bMJX-\d+-/g, 'g-').replace(/<path id="[^"]*" d="[^"]*"><\/path>/g, place),
  });
  return { steps: mapPictures(steps, share), glyphs: texts };
}

/** What hovers and search show, each picture whole. */
export function withGlyphs({ glyphs, steps }: StepFile): StepDetails {
  return mapPictures(steps, (picture) => ({ ...picture, svg: withShared(picture.svg, glyphs) }));
}

function mapPictures(steps: StepDetails, change: (picture: EquationPicture) => EquationPicture): StepDetails {
  return Object.fromEntries(Object.entries(steps).map(([id, step]) => [id, { ...step, picture: step.picture === undefined ? undefined : change(step.picture) }]));
}
