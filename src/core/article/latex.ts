/**
 * As much of LaTeX's structure as it takes to find the symbols of a formula: nuclei with their primes and scripts, and the
 * formulas inside braces. It does not judge: a formula that it cannot follow gives `undefined`, and is shown without marks.
 */

export interface Atom {
  /** The nucleus in a normal form, `x`, `\tau`, `\tilde O`; empty for a group. */
  readonly key: string;
  readonly primes: number;
  /** Scripts in normal form without their braces. */
  readonly sub: string | undefined;
  readonly sup: string | undefined;
  /** Offsets; scripts included. */
  readonly start: number;
  readonly end: number;
  /** It stands alone as a script, without braces: `m` in `x_m`. */
  readonly bare: boolean;
  /** Atoms inside groups, arguments and scripts, in order. */
  readonly children: readonly Atom[];
}

/** Arguments whose inside is a formula of its own. */
const structural: Readonly<Record<string, number>> = {
  frac: 2, dfrac: 2, tfrac: 2, cfrac: 2, binom: 2, sqrt: 1, underbrace: 1, overbrace: 1, overset: 2, underset: 2, stackrel: 2,
  boxed: 1, substack: 1, mathop: 1, mathrel: 1, mathbin: 1, mathord: 1, mathopen: 1, mathclose: 1, mathinner: 1,
  xrightarrow: 1, xleftarrow: 1,
};
/** Arguments that belong to the nucleus: accents, fonts, names. */
const closed: ReadonlySet<string> = new Set([
  'hat', 'bar', 'tilde', 'vec', 'dot', 'ddot', 'check', 'breve', 'acute', 'grave', 'mathring', 'widehat', 'widetilde',
  'overline', 'underline',
  'mathbf', 'mathrm', 'mathit', 'mathsf', 'mathtt', 'mathcal', 'mathbb', 'mathfrak', 'mathscr', 'mathnormal', 'boldsymbol', 'bm', 'pmb',
  'text', 'textrm', 'textbf', 'textit', 'textsf', 'texttt', 'operatorname', 'operatorname*', 'phantom', 'hphantom', 'vphantom',
  'cancel', 'not',
]);
const delimited: ReadonlySet<string> = new Set([
  'left', 'right', 'middle', 'big', 'Big', 'bigg', 'Bigg', 'bigl', 'Bigl', 'biggl', 'Biggl', 'bigr', 'Bigr', 'biggr', 'Biggr',
  'bigm', 'Bigm', 'biggm', 'Biggm',
]);
/** Environments with a column argument after their name. */
const columned: ReadonlySet<string> = new Set(['array', 'darray', 'subarray', 'alignedat', 'alignat', 'alignat*']);
const refusedWords: ReadonlySet<string> = new Set([
  'kern', 'mkern', 'hskip', 'mskip', 'rule', 'raisebox', 'hspace', 'hspace*', 'vspace', 'ce', 'pu', 'genfrac', 'above', 'mathchoice', 'hbox', 'mbox',
]);

const maxDepth = 40;

class Unfollowed extends Error {}

/** The atoms of a formula, or `undefined` when it holds something unknown. */
export function parseAtoms(latex: string): readonly Atom[] | undefined {
  let at = 0;
  try {
    const atoms = sequence('', 0);
    return at === latex.length ? atoms : undefined;
  } catch (error) {
    if (error instanceof Unfollowed) return undefined;
    throw error;
  }

  function sequence(stop: string, depth: number): Atom[] {
    if (depth > maxDepth) throw new Unfollowed();
    const atoms: Atom[] = [];
    for (skip(); at < latex.length && latex[at] !== stop; skip()) {
      if (latex[at] === '}') throw new Unfollowed();
      atoms.push(atom(depth));
    }
    return atoms;
  }

  function skip(): void {
    while (/\s/.test(latex[at] ?? '')) at++;
    if (latex[at] === '%' || latex[at] === '#') throw new Unfollowed();
  }

  function group(depth: number): Atom[] {
    at++;
    const inner = sequence('}', depth + 1);
    if (latex[at] !== '}') throw new Unfollowed();
    at++;
    return inner;
  }

  function atom(depth: number): Atom {
    const start = at;
    const { key, children } = nucleus(depth);
    const scripts: { sub: string | undefined; sup: string | undefined } = { sub: undefined, sup: undefined };
    let primes = 0;
    let end = at;
    for (skip(); at < latex.length; skip()) {
      const char = latex[at];
      if (char === "'") {
        primes++;
        at++;
      } else if (char === '_' || char === '^') {
        at++;
        skip();
        const from = at;
        children.push(...script(depth));
        const form = normal(latex.slice(from, at));
        if (char === '^' && /^(?:\\prime ?)+$/.test(form)) primes += form.split('\\prime').length - 1;
        else scripts[char === '_' ? 'sub' : 'sup'] = form;
      } else {
        break;
      }
      end = at;
    }
    at = Math.max(end, start + 1);
    return { key, primes, ...scripts, start, end: at, bare: false, children };
  }

  function script(depth: number): Atom[] {
    if (latex[at] === '{') return group(depth);
    const start = at;
    const { key, children } = nucleus(depth);
    if (at === start) throw new Unfollowed();
    return [{ key, primes: 0, sub: undefined, sup: undefined, start, end: at, bare: true, children }];
  }

  function nucleus(depth: number): { key: string; children: Atom[] } {
    const char = latex[at];
    if (char === undefined || char === '_' || char === '^' || char === "'") return { key: '', children: [] };
    if (char === '{') return { key: '', children: group(depth) };
    if (char !== '\\') {
      const whole = String.fromCodePoint(latex.codePointAt(at) ?? 0);
      at += whole.length;
      return { key: whole, children: [] };
    }
    return command(depth);
  }

  function command(depth: number): { key: string; children: Atom[] } {
    const word = /^\\(?:[A-Za-z]+\*?|[\s\S])/.exec(latex.slice(at, at + 40))?.[0] ?? '';
    if (word === '') throw new Unfollowed();
    at += word.length;
    const name = word.slice(1);
    if (refusedWords.has(name)) throw new Unfollowed();
    if (name === '\\') {
      optional();
      return { key: '', children: [] };
    }
    if (name === 'begin' || name === 'end') {
      const environment = argument();
      if (name === 'begin' && columned.has(environment.trim())) argument();
      return { key: '', children: [] };
    }
    if (delimited.has(name)) {
      skip();
      const delimiter = /^(?:\\(?:[A-Za-z]+|[\s\S])|[^\\{}])/.exec(latex.slice(at, at + 40))?.[0];
      if (delimiter === undefined) throw new Unfollowed();
      at += delimiter.length;
      return { key: '', children: [] };
    }
    if (closed.has(name)) return { key: `\\${name} ${normal(argument())}`, children: [] };
    const children: Atom[] = [];
    const count = structural[name] ?? 0;
    if (count > 0) optional();
    for (let index = 0; index < count; index++) {
      skip();
      if (latex[at] === '{') children.push(...group(depth));
      else argument();
    }
    return { key: count > 0 ? '' : `\\${name}`, children };
  }

  /** One argument, passed over; its text. */
  function argument(): string {
    skip();
    const start = at;
    if (latex[at] !== '{') {
      const token = /^(?:\\(?:[A-Za-z]+|[\s\S])|[^\\{}])/.exec(latex.slice(at, at + 40))?.[0];
      if (token === undefined) throw new Unfollowed();
      at += token.length;
      return token;
    }
    let depth = 0;
    do {
      if (latex[at] === '\\') at++;
      else if (latex[at] === '{') depth++;
      else if (latex[at] === '}') depth--;
      at++;
    } while (depth > 0 && at < latex.length);
    if (depth > 0) throw new Unfollowed();
    return latex.slice(start + 1, at - 1);
  }

  /** `[…]`, passed over. */
  function optional(): void {
    if (latex[at] !== '[') return;
    const end = latex.indexOf(']', at);
    if (end < 0) throw new Unfollowed();
    at = end + 1;
  }
}

/** Tokens with one blank between them, without braces around the whole. */
function normal(latex: string): string {
  const tokens = latex.match(/\\[A-Za-z]+|\\[\s\S]|\S/g) ?? [];
  const inner = tokens[0] === '{' && tokens.at(-1) === '}' ? tokens.slice(1, -1) : tokens;
  return inner.join(' ');
}
