import type { Bilingual, Problem, Scaffold } from '../model.ts';
import { dependenciesOf, type RegionOf, type Snippets } from './dependencies.ts';
import { codeIn } from './language.ts';
import { readSource } from './source.ts';

/** Text of a region as it is inserted: `eq:` marks stay, `hole:` marks go, since the lines are all there. */
export function regionText({ template, region }: RegionOf): string {
  const text = template.text.split('\n').slice(region.lines.first - 1, region.lines.last).join('\n');
  let result = '';
  let at = 0;
  for (const comment of readSource(text).comments) {
    if (comment.block || !/^\/\/\s*(?:eq|hole):/.test(comment.text)) continue;
    const kept = comment.text.slice(2).split('|').map((part) => part.trim()).filter((part) => !part.startsWith('hole:'));
    result += text.slice(at, comment.start);
    at = comment.end;
    if (kept.length > 0) result += `// ${kept.join(' | ')}`;
    else if (!comment.own) result = result.trimEnd();
    else {
      result = result.slice(0, result.length - comment.column + 1);
      at = text.indexOf('\n', comment.end) + 1 || text.length;
    }
  }
  return (result + text.slice(at)).trim();
}

/**
 * A region with everything that it uses above it, as plain text in both languages of the comments.
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
    plain: both((language) => `${[...above, own].map((text) => codeIn(text, language)).join('\n\n')}\n`),
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
