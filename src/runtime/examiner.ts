/**
 * Examines one file: `node examiner.mjs FILE` runs its demo, keeps what its checks give, and writes an Examination as JSON to file
 * descriptor 3, so that whatever the file prints cannot disturb it.
 */
import { writeSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Examination } from '../core/exercise/exercise.ts';
import type { Demo } from '../../snippets/kit/demo.ts';
import { collectingReport } from './collectReport.ts';
import { describeFailure, frames } from './failure.ts';
import { acceptTypeScript } from './hooks.ts';

const file = resolve(process.argv[2] ?? '');
const { report, checks } = collectingReport();
let failure: Examination['failure'];

function fail(error: unknown): void {
  const own = error instanceof Error ? frames(error.stack ?? '', import.meta.dirname).find((frame) => frame.file === file) : undefined;
  const first = describeFailure(error, dirname(file), import.meta.dirname).split('\n')[0] ?? '';
  const [, line, column, message = first] = /^(?:.*?:(\d+):(\d+): )?error: (.*)$/.exec(first) ?? [];
  // A syntax error has no frames, but its first line names the place.
  const place = own ?? (line === undefined ? undefined : { line: Number(line), column: Number(column) });
  failure = { message, line: place?.line, column: place?.column };
}

async function examine(): Promise<void> {
  acceptTypeScript();
  const loaded = (await import(pathToFileURL(file).href)) as { readonly demo?: unknown };
  if (typeof loaded.demo !== 'function') throw new TypeError('the file exports no demo');
  await (loaded.demo as Demo)(report);
}

process.on('uncaughtException', (error) => {
  fail(error);
  process.exit(1);
});
// Also when the file ends the process itself.
process.on('exit', () => {
  const examined = checks.map(({ id, claim, source, published, ours, holds }) => ({ id, claim, source, holds, published: String(published), ours: String(ours) }));
  writeSync(3, JSON.stringify({ checks: examined, failure } satisfies Examination));
});
examine().catch(fail).finally(() => process.exit());
