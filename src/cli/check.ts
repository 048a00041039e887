/** `npm run check -- [folder]`: everything that is wrong with a pack, as `file:line:column: message`. Exit code 1 if anything is. */
import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { formatProblem } from '../core/pack/validate.ts';
import { makeScaffolds } from '../core/template/scaffold.ts';
import { compileScaffolds } from './build/compileScaffolds.ts';
import { provePack } from './build/content.ts';
import { tryHoles, unnoticed } from './build/tryHoles.ts';

const [given = '.', ...rest] = process.argv.slice(2);
if (given === '--help' || rest.length > 0) {
  console.log('Usage: npm run check -- [folder]\nChecks the pack in a folder that holds media/topics and snippets (by default, this project).');
  process.exit(given === '--help' ? 0 : 2);
}
const folder = resolve(given);
if (!existsSync(folder) || !statSync(folder).isDirectory()) {
  console.error(`${folder} is not a folder. Name the folder that holds media/topics and snippets.`);
  process.exit(2);
}
const { pack, results, problems: found } = await provePack(folder);
const { scaffolds } = makeScaffolds(pack.snippets, [...pack.snippets.values()]);
const problems = [...found, ...await compileScaffolds(pack.snippets, scaffolds), ...unnoticed(await tryHoles(folder, pack.snippets))];
for (const problem of problems) console.log(formatProblem(problem));
const topics = pack.topics.length === 1 ? '1 topic' : `${pack.topics.length} topics`;
console.log(`${topics}, ${results.size} checks, ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`);
if (problems.length > 0) process.exitCode = 1;
