/**
 * A text as search sees it: small letters, compatible forms made equal (`d′ᵢ` and `d'i`, full-width and half-width),
 * accents taken off, every white space one blank.
 */
export function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}+/gu, '').replace(/[′’‘]/g, "'").toLowerCase().replace(/\s+/g, ' ').trim();
}

/** LaTeX as search sees it: no blanks, no braces, no spacing commands, so that `d_{i-1}` is found by `d_i-1` too. */
export function foldLatex(latex: string): string {
  return fold(latex.replace(/\\[,;:!> ]/g, '')).replace(/[{}\s]/g, '');
}

/** The words of a query; a string in quotes is one word. */
export function wordsOf(query: string): readonly string[] {
  return [...query.matchAll(/"([^"]+)"|(\S+)/g)].map(([, quoted, plain]) => fold(quoted ?? plain ?? '')).filter((word) => word !== '');
}
