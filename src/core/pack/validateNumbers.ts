import { checkKey } from '../article/renderContext.ts';
import type { Article } from '../article/article.ts';
import { suggestion } from '../links/closest.ts';
import type { CheckResult, Problem } from '../model.ts';
import type { Snippets } from '../template/dependencies.ts';
import type { Template } from '../template/template.ts';

/** What the templates' demos computed, by `<topic>/<template>#<check>`. */
export type CheckResults = ReadonlyMap<string, CheckResult>;

/** Every number that an article quotes is the one that its check gives, to the digits shown. */
export function validateNumbers(article: Article, snippets: Snippets, results: CheckResults): Problem[] {
  return article.checks.flatMap((quoted): Problem[] => {
    const at = { file: article.file, line: quoted.line, column: quoted.column };
    const result = results.get(checkKey(quoted.template, quoted.check));
    if (result === undefined) {
      const template = snippets.get(`snippets/${quoted.template}.ts`);
      // An id that the file does not even write is `validateLinks`' finding.
      if (template === undefined || !(template.computedChecks || template.checks.some((check) => check.id === quoted.check))) return [];
      const ids = [...results.values()].filter((one) => one.template === quoted.template).map((one) => one.id);
      return [{ ...at, message: `the demo of ${quoted.template} makes no check “${quoted.check}”`, expected: suggestion(quoted.check, ids) }];
    }
    const shown = readNumber(quoted.shown);
    if (shown === undefined) return [{ ...at, message: `“${quoted.shown}” is no number`, expected: 'digits, as 1.58, −3, 4 456 448, 1.1e-15 or 4/3' }];
    if (agrees(shown, result.ours) || agrees(shown, result.published)) return [];
    return [{ ...at, message: `${quoted.shown} is not what check ${quoted.check} gives`, expected: `${result.ours} (published: ${result.published}), rounded to the digits shown` }];
  });
}

/** Every check of a demo holds, and those that the file writes out are made. */
export function validateResults(template: Template, results: CheckResults): Problem[] {
  const own = [...results.values()].filter((result) => result.template === template.key);
  const place = (id: string) => {
    const call = template.checks.find((check) => check.id === id);
    return { file: template.file, line: call?.line ?? 1, column: call?.column ?? 1 };
  };
  const broken = own.filter((result) => !result.holds).map((result): Problem => ({
    ...place(result.id), message: `check ${result.id} does not hold: ${result.ours}`, expected: `${result.published} within ${result.tolerance} · max(1, |published|)`,
  }));
  const silent = template.checks.filter((check) => !own.some((result) => result.id === check.id)).map((check): Problem => ({
    ...place(check.id), message: `the demo does not reach check ${check.id}`, expected: 'a check that every run makes',
  }));
  return [...broken, ...silent];
}

/** A number as printed: its value and half a unit of its last digit. */
export interface ShownNumber {
  readonly value: number;
  readonly half: number;
}

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/**
 * Reads `1.58`, `−3`, `4 456 448`, `1,184`, `1.1e-15`, `1.1×10⁻¹⁵` or `4/3`; `undefined` for anything else.
 * Groups of three digits may be parted by a comma or any blank.
 */
export function readNumber(shown: string): ShownNumber | undefined {
  const plain = shown.trim().replace(/[−–]/g, '-').replace(/\s*[×·]\s*10([⁻]?)([⁰¹²³⁴⁵⁶⁷⁸⁹]+)$/, (_, sign: string, digits: string) =>
    `e${sign === '' ? '' : '-'}${Array.from(digits, (digit) => superscripts.indexOf(digit)).join('')}`);
  const fraction = /^(-?\d+)\/(\d+)$/.exec(plain);
  if (fraction !== null) return { value: Number(fraction[1]) / Number(fraction[2]), half: 1e-12 };
  const joined = plain.replace(/(\d)[,\s\u00a0\u2009\u202f](?=\d{3}(?:\D|$))/g, '$1');
  const match = /^-?\d+(?:\.(\d+))?(?:e([+-]?\d+))?$/.exec(joined);
  if (match === null) return undefined;
  const decimals = (match[1] ?? '').length - Number(match[2] ?? 0);
  return { value: Number(joined), half: 0.5 * 10 ** -decimals };
}

/** Whether x, rounded to the digits shown, is the number shown. */
export function agrees(shown: ShownNumber, x: number): boolean {
  return Math.abs(x - shown.value) <= shown.half * (1 + 1e-9) + 4 * Number.EPSILON * Math.abs(x);
}
