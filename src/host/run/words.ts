/**
 * The words of a line of arguments: parted by blanks; `'…'` and `"…"` keep blanks, `\` keeps the next character (not inside `'…'`).
 * @throws SyntaxError if a quote is not closed
 */
export function splitWords(line: string): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let i = 0; i < line.length; i++) {
    const c = line[i]!;
    const next = line[i + 1];
    // Before anything but a quote, a blank or itself it is an ordinary character, as in Windows paths.
    if (c === '\\' && quote !== "'" && next !== undefined && /["'\\\s]/.test(next)) {
      word = (word ?? '') + next;
      i++;
    } else if (quote !== '') {
      if (c === quote) quote = '';
      else word = (word ?? '') + c;
    } else if (c === '"' || c === "'") {
      quote = c;
      word ??= '';
    } else if (!/\s/.test(c)) {
      word = (word ?? '') + c;
    } else if (word !== undefined) {
      words.push(word);
      word = undefined;
    }
  }
  if (quote !== '') throw new SyntaxError(`the quote ${quote} is not closed`);
  return word === undefined ? words : [...words, word];
}

/** The line that `splitWords` reads as these words. */
export function joinWords(words: readonly string[]): string {
  return words.map((word) => (word !== '' && !/["'\\\s]/.test(word) ? word : `"${word.replace(/["\\]/g, '\\$&')}"`)).join(' ');
}

/** A whole number as written by the reader; `undefined` for nothing. @throws SyntaxError for anything else */
export function readSeed(text: string): number | undefined {
  const written = text.trim();
  if (written === '') return undefined;
  const seed = Number(written);
  if (!/^-?\d+$/.test(written) || !Number.isSafeInteger(seed)) throw new SyntaxError(`${written} is not a whole number`);
  return seed;
}
