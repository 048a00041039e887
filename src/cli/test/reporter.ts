import type { TestEvent } from 'node:test/reporters';
import { relative } from 'node:path';
import { inspect } from 'node:util';

const failure = (data: { name: string; file?: string; line?: number; details: { error: Error } }): string => {
  const { error } = data.details;
  const cause = error.cause instanceof Error ? error.cause.stack ?? error.cause.message : error.cause === undefined ? error.message : inspect(error.cause);
  const place = data.file === undefined ? '' : ` (${relative(process.cwd(), data.file)}:${data.line ?? 0})`;
  return `  ✖ ${data.name}${place}\n${cause.replace(/^/gm, '      ')}\n`;
};

/** A reporter for node:test that tells failures in full, everything else in one last line: `N passed, N failed`. */
// oxlint-disable-next-line import/no-default-export -- node:test takes a reporter's default export
export default async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  let passed = 0;
  let failed = 0;
  for await (const { type, data } of events) {
    if (type === 'test:pass' && data.details.type !== 'suite' && data.skip === undefined && data.todo === undefined) passed++;
    if (type === 'test:fail' && data.details.type !== 'suite') {
      failed++;
      yield failure(data);
    }
    if (type === 'test:stderr' || type === 'test:stdout') yield data.message;
  }
  yield `  ${passed} passed, ${failed} failed\n`;
}
