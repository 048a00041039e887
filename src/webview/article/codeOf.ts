/** The code of a listing as its template has it, in the article's language: rows without the gutter and the links, with their marks. */
export function codeOf(listing: Element | null): string {
  const rows = [...(listing?.querySelectorAll<HTMLElement>('.row') ?? [])];
  return rows.flatMap((row) => {
    const { above, mark = '' } = row.dataset;
    const shown = [...row.childNodes].filter((node) => !(node instanceof Element && node.matches('.eq, .hole')));
    return [...(above === undefined ? [] : [above]), shown.map((node) => node.textContent).join('').trimEnd() + mark];
  }).join('\n');
}
