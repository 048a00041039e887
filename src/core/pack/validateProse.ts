import type { Article, Place } from '../article/article.ts';
import type { CheckResult, Problem } from '../model.ts';
import type { Template } from '../template/template.ts';
import type { CheckResults } from './validateNumbers.ts';

/** Words before a number that make it a reference, not a result. */
const reference = /(?:§|arXiv|[Tt]ables?|[Ff]ig(?:ures?|\.)|[Aa]lgorithms?|[Tt]heorems?|[Pp]ropositions?|[Ee]quations?|[Ss]ections?|[Cc]hapters?|[Ll]ines?|[Vv]ersions?|表|图|算法|定理|命题|式|节|章|行|版本)\s*$/;

/**
 * A result that stands in prose as bare digits, so that no check vouches for it: a number with decimals, or of three digits and more
 * that is no year. Links to checks, formulas, code and the line of sources are not prose.
 */
export function bareNumbers(article: Article): Problem[] {
  return textsIn([article.lead, article.sections]).flatMap(({ text, place }) =>
    [...text.matchAll(/(?<![\p{Script=Latin}\d_.\-–])\d+(?:[.,]\d+)*(?![\p{Script=Latin}\d_-])/gu)].flatMap((match): Problem[] => {
      const [number] = match;
      const plain = !/[.,]\d/.test(number);
      if (plain && (number.length < 3 || /^(?:19|20)\d\d$/.test(number))) return [];
      if (reference.test(text.slice(0, match.index))) return [];
      return [{
        file: article.file, line: place.line, column: place.column + match.index,
        message: `the number ${number} stands in prose without a check`, expected: `[${number}][check-id], or $${number}$ if it is given data`,
      }];
    }));
}

interface Text {
  readonly text: string;
  readonly place: Place;
}

/** Every run of plain text in a tree of blocks. */
function textsIn(value: unknown): Text[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== 'object' || value === null) return [];
  if ('kind' in value && value.kind === 'text') return isText(value) ? [value] : [];
  return Object.values(value).flatMap(textsIn);
}

const isText = (value: object): value is Text =>
  'text' in value && typeof value.text === 'string' && 'place' in value && typeof value.place === 'object' && value.place !== null;

/** Claims and sources of checks that English words explain to Chinese readers too. */
export function untranslatedChecks(template: Template, results: CheckResults): Problem[] {
  const english = (result: CheckResult, field: 'claim' | 'source') => result[field].en === result[field]['zh-cn'] && /\b[a-z]{3,} [a-z]{3,}\b/.test(result[field].en);
  return [...results.values()].filter((result) => result.template === template.key).flatMap((result) =>
    (['claim', 'source'] as const).filter((field) => english(result, field)).map((field): Problem => {
      const call = template.checks.find((check) => check.id === result.id);
      return {
        file: template.file, line: call?.line ?? 1, column: call?.column ?? 1,
        message: `the ${field} of check ${result.id} is in English only: ${result[field].en}`, expected: "['English', '中文']",
      };
    }));
}
