/** The line, from 1, where the reader's own lines begin: below the hole's mark. `undefined` if the mark is gone. */
export function holeLine(text: string, hole: string): number | undefined {
  const at = text.split(/\r?\n/).findIndex((line) => new RegExp(`//.*\\bhole: ${hole}\\s*$`).test(line));
  return at < 0 ? undefined : at + 2;
}
