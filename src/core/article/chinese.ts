import type { Inline } from './article.ts';

export const fullWidth = /[\u3000-\u303f\uff00-\uffef‘’“”…—]/u;
export const han = /\p{Script=Han}/u;

/**
 * Chinese inlines without the blanks that only GitHub needs: those after full-width punctuation, and line breaks inside a
 * sentence. A blank between Han and Latin letters stays.
 */
export function tidyChinese(inlines: readonly Inline[]): Inline[] {
  const result: Inline[] = [];
  for (const [index, inline] of inlines.entries()) {
    if (inline.kind === 'text') {
      const isLast = index + 1 === inlines.length;
      const text = isLast ? inline.text : withoutBlankAtEnd(inline.text);
      result.push({ ...inline, text });
    } else if (inline.kind === 'break' && !inline.hard) {
      const before = edge(inlines[index - 1], 'last');
      const after = edge(inlines[index + 1], 'first');
      const joins = fullWidth.test(before) || fullWidth.test(after) || (han.test(before) && han.test(after));
      if (!joins) result.push(inline);
    } else {
      result.push(inline);
    }
  }
  return result;
}

function withoutBlankAtEnd(text: string): string {
  const trimmed = text.trimEnd();
  return fullWidth.test(trimmed.at(-1) ?? '') ? trimmed : text;
}

/** The first or last character that an inline shows; `x` for what is neither Han nor punctuation. */
function edge(inline: Inline | undefined, side: 'first' | 'last'): string {
  if (inline === undefined) return '';
  if ('children' in inline) return edge(side === 'first' ? inline.children[0] : inline.children.at(-1), side);
  if (inline.kind !== 'text') return 'x';
  const text = inline.text.trim();
  return (side === 'first' ? text.at(0) : text.at(-1)) ?? '';
}
