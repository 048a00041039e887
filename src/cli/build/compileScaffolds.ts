import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { languages, type Problem, type Scaffold } from '../../core/model.ts';
import type { Snippets } from '../../core/template/dependencies.ts';
import { emptyHole } from '../../core/template/hole.ts';
import { parseTemplate } from '../../core/template/parseTemplate.ts';
import { makeScaffold } from '../../core/template/scaffold.ts';

const projectRoot = join(import.meta.dirname, '..', '..', '..');

/** A file to compile, and the region that it came from. */
interface Unit {
  readonly name: string;
  readonly text: string;
  readonly scaffold: Scaffold;
  readonly what: string;
  readonly hole: boolean;
}

/**
 * Compiles what each region inserts, in both languages, and the same with each of its holes emptied, as modules of an empty project
 * under the project's own strict flags, in one run of the compiler. `types` are none: a region may use no more than the language.
 */
export async function compileScaffolds(snippets: Snippets, scaffolds: readonly Scaffold[]): Promise<Problem[]> {
  const units = [...scaffolds.flatMap(inserted), ...scaffolds.flatMap((scaffold) => exercises(snippets, scaffold))];
  const folder = await mkdtemp(join(tmpdir(), 'gradus-scaffolds-'));
  try {
    await Promise.all(units.map((unit) => writeFile(join(folder, unit.name), unit.text)));
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(await emptyProject()));
    const output = await compile(folder);
    return [...output.matchAll(/^(\S+\.ts)\((\d+),(\d+)\): error (TS\d+: .*)$/gm)].flatMap(([, name, line, , message = '']) => {
      const unit = units.find((one) => one.name === name);
      // What only the missing lines use is unused until the reader has written them.
      const excused = unit?.hole === true && /^TS(?:6133|6192|6196|6198)\b/.test(message);
      return unit === undefined || excused ? [] : [problem(snippets, unit, `${message.trim()} (line ${line} of it)`)];
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const fileName = (scaffold: Scaffold, suffix: string) => `${scaffold.template.replace('/', '.')}.${scaffold.region}.${suffix}.ts`;

const inserted = (scaffold: Scaffold): Unit[] => languages.map((language) => ({
  name: fileName(scaffold, language), text: scaffold.plain[language], scaffold, what: `what region ${scaffold.region} inserts`, hole: false,
}));

/** The region as an exercise gives it to a reader: one unit for each hole in it. */
function exercises(snippets: Snippets, scaffold: Scaffold): Unit[] {
  const template = snippets.get(`snippets/${scaffold.template}.ts`);
  return (template?.holes ?? []).filter((hole) => hole.region === scaffold.region).flatMap((hole): Unit[] => {
    if (template === undefined) return [];
    const emptied = parseTemplate(template.file, emptyHole(template.text, hole)).template;
    const region = emptied.regions.find((one) => one.id === scaffold.region);
    if (region === undefined) return [];
    const { plain } = makeScaffold(new Map([...snippets, [template.file, emptied]]), { template: emptied, region }).scaffold;
    return [{ name: fileName(scaffold, `hole-${hole.id}`), text: plain.en, scaffold, what: `the exercise of hole ${hole.id}`, hole: true }];
  });
}

function problem(snippets: Snippets, unit: Unit, message: string): Problem {
  const file = `snippets/${unit.scaffold.template}.ts`;
  const region = snippets.get(file)?.regions.find((one) => one.id === unit.scaffold.region);
  return { file, line: region?.lines.first ?? 1, column: 1, message: `${unit.what} does not compile: ${message}`, expected: 'a region that stands alone under strict' };
}

/** The project's flags, for a project that has nothing else. */
async function emptyProject(): Promise<object> {
  const own = JSON.parse(await readFile(join(projectRoot, 'tsconfig.json'), 'utf8')) as { compilerOptions: Record<string, unknown> };
  return { compilerOptions: { ...own.compilerOptions, lib: ['ES2023'], types: [] }, include: ['*.ts'] };
}

function compile(folder: string): Promise<string> {
  const tsc = join(projectRoot, 'node_modules', 'typescript', 'bin', 'tsc');
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], { cwd: folder, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      // Exit code 1 or 2 means errors in the code, which stand in stdout; anything else is the compiler's own trouble.
      if (error !== null && !/error TS\d+/.test(stdout)) reject(new Error(`tsc failed: ${stderr || stdout || error.message}`));
      else resolve(stdout);
    });
  });
}
