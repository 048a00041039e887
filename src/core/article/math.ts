import katex, { type KatexOptions, type StrictFunction, type TrustContext } from 'katex';
import { escapeHtml } from './html.ts';
import { markSymbols, type SymbolIndex } from './symbols.ts';

/** What KaTeX, or our own rules, hold against a formula; `offset` counts from 0. */
export interface LatexFault {
  readonly message: string;
  readonly offset: number;
  readonly expected?: string;
}

export interface RenderedMath {
  readonly html: string;
  /** Rows of the symbol table that occur in it. */
  readonly symbols: readonly number[];
}

const maxLength = 8000;
const maxDepth = 60;
/** Commands that reach out of the formula, or that GitHub, KaTeX and MathJax do not share. */
const refused = new RegExp(`\\\\(?:${[
  'href', 'url', 'includegraphics', 'html(?:Class|Id|Style|Data)', 'unicode', 'tag', 'label', 'ref', 'eqref', '(?:text)?color', 'f?colorbox',
  '[gex]?def', '(?:future)?let', '(?:re|provide)?(?:new)?command', 'verb', 'char',
].join('|')})(?![A-Za-z])`);
/** Alphabets that no paper here needs; their fonts are not shipped. */
const fontless = /\\(?:(?:math|text)(?:frak|scr|sf|tt)|frak|sf|tt)(?![A-Za-z])/;
const bounds: KatexOptions = { output: 'htmlAndMathml', maxSize: 30, maxExpand: 300 };

/** The first fault of a formula under strict rules, or `undefined`. Never throws. */
export function checkLatex(latex: string, display: boolean): LatexFault | undefined {
  if (latex.trim() === '') return { message: 'an empty formula', offset: 0 };
  const large = tooLarge(latex);
  if (large !== undefined) return { message: large, offset: 0 };
  const word = refused.exec(latex);
  if (word !== null) {
    return { message: `${word[0]} is not allowed in a formula`, offset: word.index, expected: 'commands that GitHub, KaTeX and MathJax share' };
  }
  const alphabet = fontless.exec(latex);
  if (alphabet !== null) {
    return { message: `${alphabet[0]} needs a font that the panel does not have`, offset: alphabet.index, expected: '\\mathrm, \\mathbf, \\mathbb or \\mathcal' };
  }
  try {
    katex.renderToString(latex, { ...bounds, displayMode: display, throwOnError: true, strict: 'error', trust: false });
    return undefined;
  } catch (error) {
    return faultOf(error, latex);
  }
}

/**
 * HTML and MathML of a formula, with the symbols of `index` as `<span class="… symbol" data-symbol="row">`.
 * A broken formula is shown as its source. Never throws; nothing in `latex` can add an attribute or an element of its own.
 */
export function renderMath(latex: string, display: boolean, index?: SymbolIndex): RenderedMath {
  if (tooLarge(latex) !== undefined) return { html: broken(latex), symbols: [] };
  const marked = index === undefined || refused.test(latex) ? undefined : markSymbols(latex, index);
  if (marked !== undefined && marked.rows.length > 0) {
    const html = attempt(marked.latex, display, trustSymbols);
    // The TeX annotation is what a reader copies: it must be the author's.
    if (html !== undefined) return { html: html.replace(escapeHtml(marked.latex), () => escapeHtml(latex)), symbols: marked.rows };
  }
  return { html: attempt(latex, display, () => false) ?? broken(latex), symbols: [] };
}

/** Nothing is reported here: `checkLatex` has done so, and our own `\htmlData` is outside of strict LaTeX. */
const lenient: StrictFunction = () => 'ignore';

/** Only what `markSymbols` writes; KaTeX makes the span from this object, so the class joins it here. */
function trustSymbols(context: TrustContext): boolean {
  if (context.command !== '\\htmlData') return false;
  const names = Object.keys(context.attributes);
  if (names.length !== 1 || !/^\d{1,4}$/.test(context.attributes['data-symbol'] ?? '')) return false;
  context.attributes['class'] = 'symbol';
  return true;
}

function attempt(latex: string, display: boolean, trust: (context: TrustContext) => boolean): string | undefined {
  try {
    return katex.renderToString(latex, { ...bounds, displayMode: display, throwOnError: true, strict: lenient, trust });
  } catch {
    return undefined;
  }
}

function broken(latex: string): string {
  return `<code class="math-source">${escapeHtml(latex)}</code>`;
}

/** Guards KaTeX's recursion and its quadratic parts. */
function tooLarge(latex: string): string | undefined {
  if (latex.length > maxLength) return `a formula of ${latex.length} characters; at most ${maxLength} are allowed`;
  let depth = 0;
  for (const char of latex) {
    if (char === '{') depth++;
    if (char === '}') depth--;
    if (depth > maxDepth) return `a formula with braces more than ${maxDepth} deep`;
  }
  return undefined;
}

function faultOf(error: unknown, latex: string): LatexFault {
  if (error instanceof katex.ParseError) {
    const known = Number.isInteger(error.position) && error.position >= 0;
    return { message: `KaTeX: ${error.rawMessage}`, offset: known ? Math.min(error.position, latex.length) : 0 };
  }
  return { message: `KaTeX: ${error instanceof Error ? error.message : String(error)}`, offset: 0 };
}
