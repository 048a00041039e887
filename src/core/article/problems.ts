import type { Problem } from '../model.ts';
import type { Place } from './article.ts';

/** Collects what is wrong with one file; after `limit` problems the rest is not listed, so that no input floods the reader. */
export interface ProblemList {
  readonly problems: readonly Problem[];
  report(place: Place, message: string, expected?: string): void;
}

const limit = 200;

export function problemList(file: string): ProblemList {
  const problems: Problem[] = [];
  return {
    problems,
    report: (place, message, expected) => {
      if (problems.length >= limit) return;
      problems.push({ file, line: place.line, column: place.column, message, ...(expected === undefined ? {} : { expected }) });
    },
  };
}
