import type { Language } from '../model.ts';
import { escapeSnippet } from './escapeSnippet.ts';
import type { Body, Piece, ScaffoldEntry, ScaffoldFile } from './scaffoldFile.ts';
import { pieceKey } from './scaffoldFile.ts';

export type CodeKind = 'ts' | 'js';

/** The code that a file of this language takes; `undefined` for one that takes neither. */
export function codeKindOf(languageId: string): CodeKind | undefined {
  if (languageId === 'typescript' || languageId === 'typescriptreact') return 'ts';
  return languageId === 'javascript' || languageId === 'javascriptreact' ? 'js' : undefined;
}

export interface Wish {
  readonly kind: CodeKind;
  /** Of the comments. */
  readonly language: Language;
  /** With its holes to fill. */
  readonly exercise: boolean;
  /** Names that the file has already. */
  readonly names: ReadonlySet<string>;
}

/**
 * The snippet that brings a region and what it needs into a file, each declaration once: those whose names the file has already are
 * left out. `undefined` if nothing is left to insert. Indents are tabs, which the editor turns into the file's own.
 */
export function assemble({ pieces }: ScaffoldFile, entry: ScaffoldEntry, { kind, language, exercise, names }: Wish): string | undefined {
  const isThere = ({ declares }: Piece) => declares.some((name) => names.has(name));
  const textOf = (piece: Piece) => escapeSnippet(piece[kind][language]);
  const above = entry.needs.flatMap((key) => (Object.hasOwn(pieces, key) ? pieces[key] ?? [] : []));
  const own = pieces[pieceKey(entry.template, entry.region)] ?? [];
  const body: Body = (exercise ? entry.exercise : undefined) ?? entry.own;
  // The body names things once as a tab stop and then refers to it, so it comes whole or in plain pieces.
  const ending = own.some(isThere) ? own.filter((piece) => !isThere(piece)).map(textOf) : [body[kind][language]];
  const parts = [...above.filter((piece) => !isThere(piece)).map(textOf), ...ending].filter((part) => part !== '');
  return parts.length === 0 ? undefined : `${tabbed(parts.join('\n\n'))}\n$0`;
}

const tabbed = (text: string) => text.replace(/^(?: {2})+/gm, (blanks) => '\t'.repeat(blanks.length / 2));
