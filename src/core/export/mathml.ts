/**
 * The MathML of a step's first equation, cut out of a rendered article: as it can be pasted into a word processor,
 * without the LaTeX that KaTeX keeps beside it. `undefined` if the step has none.
 */
export function mathmlOf(article: string, step: string): string | undefined {
  const start = article.indexOf(`<div class="equation" data-equation="${step}">`);
  if (start < 0) return undefined;
  const from = article.indexOf('<math', start);
  const to = article.indexOf('</math>', from);
  const next = article.indexOf('<section class="step"', start);
  if (from < 0 || to < 0 || (next >= 0 && from > next)) return undefined;
  return article.slice(from, to + '</math>'.length).replace(/<annotation\b[^>]*>[^<]*<\/annotation>/g, '');
}
