import { exercisesOf, stepsOf, type Article } from './article.ts';
import type { ProblemList } from './problems.ts';

const idForm = 'lower-case letters, digits and single hyphens, a letter first';
const form = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
/** Ids of the page around the article, and beginnings that the renderer gives to its own elements. */
const reserved: ReadonlySet<string> = new Set(['article', 'outline', 'symbols', 'page', 'bar']);
const reservedStart = /^(?:card|code|figure|fold|note)-/;

/** Every id once and well formed; every reference to an id of this article, with the number that its step has. */
export function checkIds(article: Article, list: ProblemList): void {
  const steps = stepsOf(article);
  const named = [
    ...article.sections.map(({ id, line }) => ({ id, line })),
    ...steps.map(({ id, line }) => ({ id, line })),
    ...exercisesOf(article).map(({ id, line }) => ({ id: `hole-${id}`, line })),
  ].sort((a, b) => a.line - b.line);
  const first = new Map<string, number>();
  for (const { id, line } of named) {
    const place = { line, column: 1 };
    const before = first.get(id);
    if (!form.test(id)) list.report(place, `the id ${JSON.stringify(id.slice(0, 60))}`, idForm);
    else if (reserved.has(id) || reservedStart.test(id)) list.report(place, `the id ${id} is taken by the page itself`, 'another id');
    else if (before !== undefined) list.report(place, `the id ${id} is used on line ${before} already`, 'an id of its own');
    else first.set(id, line);
  }
  const numbers = new Map(steps.map((step) => [step.id, step.number]));
  for (const ref of article.refs) {
    const number = numbers.get(ref.target);
    if (!first.has(ref.target) && ref.target !== 'symbols') {
      list.report(ref, `no step, exercise or section has the id ${ref.target}`, 'the id of one in this article');
    } else if (number !== undefined && /^\d+$/.test(ref.shown) && Number(ref.shown) !== number) {
      list.report(ref, `${ref.target} is step ${number}, not ${ref.shown}`, `[${number}](#${ref.target})`);
    }
  }
}
