import type { Problem } from '../model.ts';
import type { Region, Template, Use } from './template.ts';

/** Every file under `snippets/`, by its path inside the pack. */
export type Snippets = ReadonlyMap<string, Template>;

export interface RegionOf {
  readonly template: Template;
  readonly region: Region;
}

/** Regions in the order in which they have to be inserted: what a region uses stands above it, and it is the last itself. */
export interface Dependencies {
  readonly order: readonly RegionOf[];
  readonly problems: readonly Problem[];
}

/** What a region needs, directly and through others, from its own file and from the files that this imports. */
export function dependenciesOf(snippets: Snippets, start: RegionOf): Dependencies {
  const order: RegionOf[] = [];
  const problems: Problem[] = [];
  const seen = new Set<string>();
  const visit = (one: RegionOf): void => {
    const key = `${one.template.file}#${one.region.id}`;
    if (seen.has(key)) return;
    seen.add(key);
    for (const use of one.region.uses) {
      const found = resolve(snippets, one.template, use);
      if (found === undefined) continue;
      if ('message' in found) problems.push({ file: one.template.file, line: use.line, column: use.column, ...found });
      else visit(found);
    }
    order.push(one);
  };
  visit(start);
  return { order, problems: [...problems, ...clashes(start, order)] };
}

type Found = RegionOf | { readonly message: string; readonly expected: string } | undefined;

/** The region that declares what `use` names; `undefined` for what the language itself offers. */
function resolve(snippets: Snippets, template: Template, use: Use): Found {
  const here = template.regions.find((region) => region.declares.includes(use.name));
  if (here !== undefined) return { template, region: here };
  const imported = template.imports.find((one) => one.name === use.name);
  if (imported === undefined) {
    if (!template.outside.includes(use.name)) return undefined;
    return { message: `${use.name} lies outside every region, so it is not inserted`, expected: 'a #region around it' };
  }
  if (imported.file === undefined) {
    return { message: `${use.name} comes from “${imported.from}”; a region stands alone`, expected: 'imports from ../kit/ or from a template only' };
  }
  const target = snippets.get(imported.file);
  if (target === undefined) return { message: `${imported.file} does not exist`, expected: 'an import of a file under snippets/' };
  if (imported.imported !== imported.name) {
    return { message: `${imported.imported} is imported under another name`, expected: `import { ${imported.imported} }, so that it can be inserted` };
  }
  const region = target.regions.find((one) => one.exports.includes(imported.imported));
  if (region === undefined) {
    return { message: `${use.name} lies in no region of ${imported.file}`, expected: `a #region around it in ${imported.file}` };
  }
  return { template: target, region };
}

/** Two regions that are inserted together must not declare the same name. */
function clashes(start: RegionOf, order: readonly RegionOf[]): Problem[] {
  const owner = new Map<string, RegionOf>();
  const problems: Problem[] = [];
  for (const one of order) {
    for (const name of one.region.declares) {
      const other = owner.get(name);
      if (other === undefined) owner.set(name, one);
      else {
        problems.push({
          file: start.template.file, line: start.region.lines.first - 1, column: 1,
          message: `inserting ${start.region.id} declares ${name} twice: ${other.template.key}#${other.region.id} and ${one.template.key}#${one.region.id}`,
          expected: 'different names, or one region that both use',
        });
      }
    }
  }
  return problems;
}
