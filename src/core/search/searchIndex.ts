import { languages, type Language } from '../model.ts';
import type { SearchEntry } from './entries.ts';
import { fold, foldLatex, wordsOf } from './fold.ts';

/** What a hit shows below its title. */
export interface Hit {
  readonly entry: SearchEntry;
  /** Larger is better. */
  readonly score: number;
  /** Where the words stand in the text of the language shown: a few words around the first that is in no title; '' if there is none. */
  readonly preview: string;
}

interface Folded {
  readonly entry: SearchEntry;
  readonly titles: readonly string[];
  readonly names: readonly string[];
  readonly latex: readonly string[];
  readonly texts: readonly string[];
}

/** How much a word counts by where it stands: anywhere in a title more than as a whole name, and so on down. */
const weights = { title: 12, name: 5.5, latex: 2.6, text: 1 } as const;
/** A word that begins where a word of the text begins, and one that is the whole of it. */
const [atStart, whole] = [1.5, 2];
/** Steps are what readers look for; of equals they come first. */
const bias: Readonly<Record<SearchEntry['kind'], number>> = { step: 0.5, topic: 0.4, symbol: 0.3, code: 0.2, exercise: 0.1, section: 0.1 };
const previewLength = 110;

/** Search over entries: an entry is found when each word of the query stands somewhere in it, in either language. */
export class SearchIndex {
  readonly #entries: readonly Folded[];

  constructor(entries: readonly SearchEntry[]) {
    this.#entries = entries.map((entry) => ({
      entry, titles: languages.map((language) => fold(entry.title[language])), names: entry.names.map(fold),
      latex: entry.latex.map(foldLatex), texts: languages.map((language) => fold(entry.text[language])),
    }));
  }

  /** The best hits, best first; equals in the order of the entries. An empty query finds nothing. */
  search(query: string, language: Language, most = 50): readonly Hit[] {
    const words = wordsOf(query).map((word) => ({ word, latex: foldLatex(word) }));
    if (words.length === 0) return [];
    const found: { readonly folded: Folded; readonly score: number }[] = [];
    for (const folded of this.#entries) {
      let score = bias[folded.entry.kind];
      for (const { word, latex } of words) {
        const value = rate(folded, word, latex);
        if (value === 0) {
          score = 0;
          break;
        }
        score += value;
      }
      if (score > 0) found.push({ folded, score });
    }
    found.sort((a, b) => b.score - a.score);
    return found.slice(0, most).map(({ folded, score }) => ({
      entry: folded.entry, score, preview: preview(folded, words.map(({ word }) => word), language),
    }));
  }
}

function rate({ titles, names, latex, texts }: Folded, word: string, latexWord: string): number {
  return Math.max(
    weights.title * best(titles, word), weights.name * best(names, word),
    latexWord === '' ? 0 : weights.latex * best(latex, latexWord), weights.text * best(texts, word),
  );
}

function best(fields: readonly string[], word: string): number {
  let value = 0;
  for (const field of fields) {
    const at = field.indexOf(word);
    if (at < 0) continue;
    value = Math.max(value, field === word ? whole : startsWord(field, word, at) ? atStart : 1);
  }
  return value;
}

/** Whether the word begins a word somewhere in the field; Chinese has no blanks, so any place there is a beginning. */
function startsWord(field: string, word: string, first: number): boolean {
  for (let at = first; at >= 0; at = field.indexOf(word, at + 1)) {
    if (at === 0 || !/[\p{Script=Latin}\p{N}]/u.test(field[at - 1] ?? '')) return true;
  }
  return false;
}

function preview({ entry, titles }: Folded, words: readonly string[], language: Language): string {
  const text = entry.text[language].replace(/\s+/g, ' ').trim();
  const wanted = words.filter((word) => !titles.some((title) => title.includes(word)));
  const at = wanted.map((word) => placeOf(text, word)).find((place) => place >= 0) ?? 0;
  const from = at <= previewLength / 3 ? 0 : text.lastIndexOf(' ', at - previewLength / 4) + 1 || Math.floor(at - previewLength / 4);
  const part = text.slice(from, from + previewLength).trim();
  return part === '' ? '' : `${from > 0 ? '…' : ''}${part}${from + previewLength < text.length ? '…' : ''}`;
}

/** Where a folded word stands in a text that is not folded: folding changes lengths only where it changes characters. */
function placeOf(text: string, word: string): number {
  const plain = text.toLowerCase().indexOf(word);
  if (plain >= 0) return plain;
  const folded = fold(text);
  const at = folded.indexOf(word);
  return at < 0 ? -1 : Math.floor((at / Math.max(1, folded.length)) * text.length);
}
