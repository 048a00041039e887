import type { Article } from './article.ts';
import { checkLatex, type LatexFault } from './math.ts';
import type { ProblemList } from './problems.ts';

/** Every formula of an article through KaTeX in strict mode. */
export function checkFormulas(article: Article, list: ProblemList): void {
  const known = new Map<string, LatexFault | undefined>();
  const check = (latex: string, display: boolean): LatexFault | undefined => {
    const key = `${display ? 'd' : 'i'}${latex}`;
    if (!known.has(key)) known.set(key, checkLatex(latex, display));
    return known.get(key);
  };
  const fences = article.fences.filter((fence) => fence.info === 'math');
  for (const fence of fences) {
    const fault = check(fence.text, true);
    if (fault === undefined) continue;
    const before = fence.text.slice(0, fault.offset).split('\n');
    list.report({ line: fence.line + before.length - 1, column: (before.at(-1)?.length ?? 0) + 1 }, fault.message, fault.expected);
  }
  for (const formula of article.formulas) {
    const fault = check(formula.latex, false);
    if (fault !== undefined) list.report({ line: formula.line, column: formula.column + 1 + fault.offset }, fault.message, fault.expected);
  }
}
