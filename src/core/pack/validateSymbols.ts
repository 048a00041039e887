import type { Article } from '../article/article.ts';
import { closest } from '../links/closest.ts';
import type { Problem } from '../model.ts';
import type { Template } from '../template/template.ts';

/** Every symbol of the table occurs in a formula, is defined once, and its name in code is one. */
export function validateSymbols(article: Article, templates: readonly Template[]): Problem[] {
  const problems: Problem[] = [];
  const rows = new Map<string, number>();
  // The table's own cells are formulas too; what is asked for is a use below it.
  const table = new Set(article.symbols.map((row) => row.line));
  const used = [...article.fences.filter((fence) => fence.info === 'math').map((fence) => fence.text), ...article.formulas.filter((one) => !table.has(one.line)).map((one) => one.latex)]
    .map(latexTokens);
  const names = new Set(templates.flatMap((template) => template.text.match(/[A-Za-z_$][\w$]*/g) ?? []));
  for (const row of article.symbols) {
    const report = (message: string, expected: string) => problems.push({ file: article.file, line: row.line, column: 1, message, expected });
    for (const latex of row.latex) {
      const tokens = latexTokens(latex);
      const key = tokens.join(' ');
      const before = rows.get(key);
      if (before !== undefined) report(`$${latex}$ is in the table twice`, `one row for it; the first is in line ${before}`);
      rows.set(key, row.line);
      if (!used.some((formula) => contains(formula, tokens))) report(`no formula has $${latex}$`, 'symbols that the article uses');
    }
    for (const code of row.code) {
      const name = code.split(/[.[(]/)[0] ?? code;
      if (templates.length > 0 && !names.has(name)) {
        const near = closest(name, names);
        report(`no template has the name ${code}`, near === undefined ? 'a name in code, or – for none' : `did you mean “${near}”?`);
      }
    }
  }
  return problems;
}

/** Commands and characters of a formula, without blanks and without braces around a single one: `m_{i}` and `m_i` are the same. */
export function latexTokens(latex: string): string[] {
  const tokens = (latex.match(/\\[A-Za-z]+|\\.|\S/gu) ?? []).filter((token) => !/^\\[,;:! ]$/.test(token));
  const result: string[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const [open, inner, close] = tokens.slice(i, i + 3);
    if (open === '{' && close === '}' && inner !== undefined && inner !== '{' && inner !== '}') {
      result.push(inner);
      i += 2;
    } else if (open !== undefined) result.push(open);
  }
  return result;
}

function contains(formula: readonly string[], part: readonly string[]): boolean {
  return part.length > 0 && formula.some((_, at) => part.every((token, i) => formula[at + i] === token));
}
