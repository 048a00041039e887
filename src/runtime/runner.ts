/**
 * Runs one TypeScript or JavaScript file in a terminal: `node runner.mjs FILE [argument …]`.
 * A file that exports `demo` shows it; any other file does what it does when it is imported.
 * Exit code 0: done, and every check holds. 1: a check does not hold, or the file threw. 2: nothing to run.
 */
import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runInTerminal, seedOf, type Demo } from '../../snippets/kit/demo.ts';
import { describeFailure } from './failure.ts';
import { acceptTypeScript } from './hooks.ts';
import { openPipe, type ReportPipe } from './reportPipe.ts';
import { silenceExperimentalWarnings } from './silence.ts';

function refuse(message: string): never {
  console.error(`gradus: ${message}`);
  process.exit(2);
}

function fail(error: unknown): void {
  console.error(`\n${describeFailure(error, undefined, import.meta.dirname)}`);
  process.exitCode = 1;
}

/** The pipe to the editor, if one has started this process; what this process starts is no business of that pipe. */
function startPipe(file: string, args: readonly string[]): ReportPipe | undefined {
  const address = process.env['GRADUS_REPORT'];
  delete process.env['GRADUS_REPORT'];
  if (address === undefined || address === '') return undefined;
  const pipe = openPipe(address);
  pipe.start(file, args, seedOf(process.env));
  return pipe;
}

async function main(): Promise<void> {
  const [given, ...rest] = process.argv.slice(2);
  if (given === undefined) refuse('no file given. Usage: node runner.mjs FILE [argument …]');
  const file = resolve(given);
  if (!existsSync(file)) refuse(`${file} does not exist. Save the file, or check its path.`);
  if (!statSync(file).isFile()) refuse(`${file} is not a file. Name a .ts or .js file.`);

  silenceExperimentalWarnings();
  acceptTypeScript();
  process.argv = [process.argv[0]!, file, ...rest];
  process.on('uncaughtException', (error) => {
    fail(error);
    process.exit();
  });
  const pipe = startPipe(file, rest);
  const loaded = (await import(pathToFileURL(file).href)) as { readonly demo?: unknown };
  if (typeof loaded.demo === 'function') await runInTerminal(loaded.demo as Demo, pipe && ((report) => pipe.beside(report)));
}

main().catch(fail);
