import { exercisesOf, stepsOf, type Article } from '../article/article.ts';
import type { Problem } from '../model.ts';

/**
 * What both languages of an article must have in common: sections, steps with ids, numbers and stars, fences byte for byte, formulas in
 * sentences as a multiset, quoted checks, links, figures, exercises with their hints, asides, symbols. Problems are reported where the
 * Chinese article differs from the English one.
 */
export function validateParity(en: Article, zh: Article): Problem[] {
  const problems: Problem[] = [];
  const report = (line: number, column: number, message: string, expected: string) =>
    problems.push({ file: zh.file, line, column, message, expected: `${expected}, as in ${en.file.split('/').at(-1) ?? ''}` });

  compareList(en.sections.map(sectionForm), zh.sections.map(sectionForm), (i, ours, theirs) =>
    report(zh.sections[i]?.line ?? endOf(zh), 1, ours === undefined ? 'a section is missing' : `section ${ours}`, theirs ?? 'no section here'));
  compareList(stepsOf(en).map(stepForm), stepsOf(zh).map(stepForm), (i, ours, theirs) =>
    report(stepsOf(zh)[i]?.line ?? endOf(zh), 1, ours === undefined ? 'a step is missing' : `step ${ours}`, theirs === undefined ? 'no step here' : `step ${theirs}`));
  compareList(exercisesOf(en).map((one) => one.id), exercisesOf(zh).map((one) => one.id), (i, ours, theirs) =>
    report(exercisesOf(zh)[i]?.line ?? endOf(zh), 1, ours === undefined ? 'an exercise is missing' : `exercise ${ours}`, theirs === undefined ? 'no exercise here' : `hole-${theirs}`));
  for (const [i, exercise] of exercisesOf(en).entries()) {
    const other = exercisesOf(zh)[i];
    if (other !== undefined && other.id === exercise.id && other.hints.length !== exercise.hints.length) {
      report(other.line, 1, `${other.hints.length} hints`, `${exercise.hints.length} hints`);
    }
  }
  compareList(en.fences.map(fenceForm), zh.fences.map(fenceForm), (i, ours, theirs) => {
    const fence = zh.fences[i];
    report(fence?.line ?? endOf(zh), 1, ours === undefined ? 'a fence is missing' : `this fence differs: ${firstDifference(ours, theirs)}`, theirs ?? 'no fence here');
  });
  compareList(en.symbols.map(symbolForm), zh.symbols.map(symbolForm), (i, ours, theirs) =>
    report(zh.symbols[i]?.line ?? endOf(zh), 1, ours === undefined ? 'a symbol is missing' : `symbol ${ours}`, theirs ?? 'no symbol here'));

  compareByOwner(en.formulas, zh.formulas, (one) => `$${one.latex}$`, 'formula', report, zh);
  compareByOwner(en.checks, zh.checks, (one) => `[${one.shown}] of ${one.template}#${one.check}`, 'checked number', report, zh);
  compareByOwner(en.regionLinks, zh.regionLinks, (one) => `\`${one.name}\` (${one.template}#${one.region})${one.standsAlone ? ' on its own' : ''}`, 'link to code', report, zh);
  compareByOwner(en.figures, zh.figures, (one) => one.file, 'figure', report, zh);
  compareByOwner(en.refs, zh.refs, (one) => `[${/^\d+$/.test(one.shown) ? one.shown : '…'}](#${one.target})${one.inReason ? ' in the reason' : ''}`, 'reference', report, zh);
  if (en.asides !== zh.asides) report(1, 1, `${zh.asides} <details> in the article`, `${en.asides}`);
  if (en.sources.length !== zh.sources.length) report(zh.sourcesLine ?? 1, 1, `${zh.sources.length} sources`, `${en.sources.length}`);
  return problems;
}

const sectionForm = (section: Article['sections'][number]) => `${section.id}: ${section.steps.length} steps, ${section.exercises.length} exercises`;
const stepForm = (step: ReturnType<typeof stepsOf>[number]) => `${step.number}. ${step.id}${step.star ? ' ★' : ''}`;
const fenceForm = (fence: Article['fences'][number]) => `${fence.owner === '' ? 'opening' : fence.owner}: \`\`\`${fence.info}\n${fence.text}`;
const symbolForm = (row: Article['symbols'][number]) => `${row.latex.map((latex) => `$${latex}$`).join(', ')} (${row.code.join(', ')})`;

const endOf = (article: Article) => article.sections.at(-1)?.line ?? article.titleLine;

/** Reports the first place where two lists differ: what follows it differs by consequence. */
function compareList(en: readonly string[], zh: readonly string[], report: (index: number, ours: string | undefined, theirs: string | undefined) => void): void {
  for (let i = 0; i < Math.max(en.length, zh.length); i++) {
    if (en[i] === zh[i]) continue;
    report(i, zh[i], en[i]);
    return;
  }
}

function firstDifference(ours: string, theirs: string | undefined): string {
  if (theirs === undefined) return ours.slice(0, 80);
  let at = 0;
  while (at < ours.length && ours[at] === theirs[at]) at++;
  return `“${ours.slice(Math.max(0, at - 12), at + 24)}”`;
}

interface Item {
  readonly owner: string;
  readonly line: number;
  readonly column: number;
}

/** Compares what each step, exercise or section holds, whatever the order of its sentences. */
function compareByOwner<T extends Item>(
  en: readonly T[], zh: readonly T[], form: (one: T) => string, what: string,
  report: (line: number, column: number, message: string, expected: string) => void, article: Article,
): void {
  const place = (owner: string) => (owner === '' ? 'the opening' : owner);
  const key = (one: T) => `${one.owner} ${form(one)}`;
  const left = new Map<string, number>();
  for (const one of en) left.set(key(one), (left.get(key(one)) ?? 0) + 1);
  for (const one of zh) {
    const count = left.get(key(one)) ?? 0;
    if (count === 0) report(one.line, one.column, `${what} ${form(one)} in ${place(one.owner)}`, `no such ${what} there (or not so often)`);
    else left.set(key(one), count - 1);
  }
  for (const one of en) {
    const count = left.get(key(one)) ?? 0;
    // What a whole missing step holds is missing with it, and said once.
    if (count === 0 || lineOf(article, one.owner) === undefined) continue;
    left.set(key(one), count - 1);
    report(lineOf(article, one.owner) ?? 1, 1, `${what} missing in ${place(one.owner)}`, form(one));
  }
}

/** The line of the step, exercise or section with this owner's id; of the title for the opening. */
function lineOf(article: Article, owner: string): number | undefined {
  if (owner === '') return article.titleLine;
  for (const section of article.sections) {
    if (section.id === owner) return section.line;
    const step = section.steps.find((one) => one.id === owner);
    if (step !== undefined) return step.line;
    const exercise = section.exercises.find((one) => `hole-${one.id}` === owner);
    if (exercise !== undefined) return exercise.line;
  }
  return undefined;
}
