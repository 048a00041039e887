import type { Bilingual, Problem, Scaffold } from '../model.ts';
import { dependenciesOf, type RegionOf, type Snippets } from './dependencies.ts';
import { codeIn } from './language.ts';
import { escapeSnippet, snippetBody } from './snippetBody.ts';

/** Text of a region as it is inserted: `eq:` marks stay, `hole:` marks go, since the lines are all there. */
export function regionText({ template, region }: RegionOf): string {
  const lines = template.text.split('\n').slice(region.lines.first - 1, region.lines.last);
  return lines
    .map((line) => line.replace(/(\/\/\s*eq:[^|]*?)\s*\|\s*hole:.*$/, '$1').replace(/(\/\/\s*)hole:[^|]*\|\s*(eq:.*)$/, '$1$2'))
    .filter((line) => !/^\s*\/\/\s*hole:/.test(line))
    .map((line) => line.replace(/\s*\/\/\s*hole:.*$/, ''))
    .join('\n')
    .trim();
}

/**
 * A region with everything that it uses above it, as plain text and as a snippet, in both languages of the comments.
 * `problems` says what keeps it from standing alone.
 */
export function makeScaffold(snippets: Snippets, one: RegionOf): { scaffold: Scaffold; problems: readonly Problem[] } {
  const { order, problems } = dependenciesOf(snippets, one);
  const above = order.slice(0, -1).map(regionText);
  const own = regionText(one);
  const both = (make: (language: 'en' | 'zh-cn') => string): Bilingual => ({ en: make('en'), 'zh-cn': make('zh-cn') });
  const scaffold: Scaffold = {
    template: one.template.key,
    region: one.region.id,
    name: one.region.name,
    prefix: `gradus-${one.region.id}`,
    plain: both((language) => `${[...above, own].map((text) => codeIn(text, language)).join('\n\n')}\n`),
    body: both((language) => {
      const parts = [...above.map((text) => escapeSnippet(codeIn(text, language))), snippetBody(codeIn(own, language), one.region.name)];
      return `${parts.join('\n\n')}\n$0`;
    }),
  };
  return { scaffold, problems };
}

/** The scaffolds of the given templates' regions; one that exports nothing only serves others and is inserted with them. */
export function makeScaffolds(snippets: Snippets, templates: readonly RegionOf['template'][]): { scaffolds: Scaffold[]; problems: Problem[] } {
  const made = templates.flatMap((template) => template.regions.filter((region) => region.exports.length > 0).map((region) => makeScaffold(snippets, { template, region })));
  const problems = made.flatMap((one) => one.problems);
  const unique = problems.filter((problem, i) => problems.findIndex((other) => sameProblem(other, problem)) === i);
  return { scaffolds: made.map((one) => one.scaffold), problems: unique };
}

const sameProblem = (a: Problem, b: Problem) => a.file === b.file && a.line === b.line && a.column === b.column && a.message === b.message;
