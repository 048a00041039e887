import type { CodePlace, Problem } from '../model.ts';
import type { Template } from '../template/template.ts';
import { suggestion } from './closest.ts';

/** Which lines carry out which equation of a topic, read both ways. */
export interface Links {
  /** By equation id, in the order of the templates and their lines; ids without code are missing. */
  readonly places: ReadonlyMap<string, readonly CodePlace[]>;
  /** Marks that name no equation of the topic. */
  readonly problems: readonly Problem[];
}

/** Joins the `eq:` marks of a topic's templates with its equations. */
export function linkEquations(equations: Iterable<string>, templates: readonly Template[]): Links {
  const known = new Set(equations);
  const places = new Map<string, CodePlace[]>();
  const problems: Problem[] = [];
  for (const template of templates) {
    for (const mark of template.equations) {
      if (!known.has(mark.id)) {
        problems.push({
          file: template.file, line: mark.line, column: mark.column,
          message: `no equation “${mark.id}” in ${template.topic}`, expected: suggestion(mark.id, known),
        });
        continue;
      }
      const list = places.get(mark.id) ?? [];
      places.set(mark.id, list);
      list.push({ template: template.key, region: mark.region, lines: mark.lines });
    }
  }
  return { places, problems };
}
