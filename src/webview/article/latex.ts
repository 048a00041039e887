/** The LaTeX of a step's first equation, which KaTeX keeps in its MathML. */
export function latexOf(step: Element): string | undefined {
  return step.querySelector('.equation annotation[encoding="application/x-tex"]')?.textContent ?? undefined;
}
