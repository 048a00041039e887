import type { SymbolRow } from './article.ts';
import { parseAtoms, type Atom } from './latex.ts';

/** A symbol of the table, by the form of its nucleus. */
interface Entry {
  readonly row: number;
  readonly primes: number;
  readonly sub: string | undefined;
  readonly sup: string | undefined;
}

/** The symbol table, ready to be looked up. */
export type SymbolIndex = ReadonlyMap<string, readonly Entry[]>;

/** A symbol written as `\pi_\theta(a\mid s)` counts by its first part; one that has no nucleus is left out. */
export function symbolIndex(rows: readonly SymbolRow[]): SymbolIndex {
  const index = new Map<string, Entry[]>();
  rows.forEach(({ latex }, row) => latex.forEach((one) => {
    const [first, next] = parseAtoms(one) ?? [];
    if (first === undefined || first.key === '' || (next !== undefined && next.key !== '(')) return;
    const entries = index.get(first.key) ?? [];
    entries.push({ row, primes: first.primes, sub: first.sub, sup: first.sup });
    index.set(first.key, entries);
  }));
  return index;
}

/** Names are told apart, indices are not: `m_{i-1}` is `m_i`, but `L_{\mathrm{kl}}` is not `L_{\mathrm{ppo}}`. */
const isIndex = (script: string) => !/\\(?:mathrm|text|operatorname|mathsf|mathbf|mathcal)/.test(script);

/** How well an entry fits an atom: the more of its marks are the same, the higher; `undefined` when it is another symbol. */
function fit(entry: Entry, atom: Atom): number | undefined {
  if (entry.primes !== atom.primes) return undefined;
  const sub = fitScript(entry.sub, atom.sub, isIndex);
  // A superscript is a power or a name unless it is bracketed, as in O^{(j)}.
  const sup = fitScript(entry.sup, atom.sup, (script) => script.startsWith('(') && isIndex(script));
  return sub === undefined || sup === undefined ? undefined : 4 * sub + sup;
}

function fitScript(entry: string | undefined, atom: string | undefined, varies: (script: string) => boolean): number | undefined {
  if (entry === undefined) return atom === undefined ? 1 : 0;
  if (atom === undefined) return undefined;
  if (entry === atom) return 3;
  return varies(entry) && varies(atom) ? 2 : undefined;
}

function rowOf(atom: Atom, index: SymbolIndex): number | undefined {
  let best: { row: number; score: number } | undefined;
  for (const entry of index.get(atom.key) ?? []) {
    const score = fit(entry, atom);
    if (score !== undefined && (best === undefined || score > best.score)) best = { row: entry.row, score };
  }
  return best?.row;
}

/** The formula with every symbol inside `\htmlData{symbol=row}{…}`, and the rows found; `undefined` when it cannot be followed. */
export function markSymbols(latex: string, index: SymbolIndex): { readonly latex: string; readonly rows: readonly number[] } | undefined {
  const atoms = parseAtoms(latex);
  if (atoms === undefined) return undefined;
  const rows = new Set<number>();
  const emit = (list: readonly Atom[], from: number, to: number): string => {
    let out = '';
    let at = from;
    for (const atom of list) {
      const inner = emit(atom.children, atom.start, atom.end);
      const row = rowOf(atom, index);
      if (row !== undefined) rows.add(row);
      const marked = row === undefined ? inner : `\\htmlData{symbol=${row}}{${inner}}`;
      out += latex.slice(at, atom.start) + (row !== undefined && atom.bare ? `{${marked}}` : marked);
      at = atom.end;
    }
    return out + latex.slice(at, to);
  };
  return { latex: emit(atoms, 0, latex.length), rows: [...rows] };
}
