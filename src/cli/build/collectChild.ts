/** Child of `runDemos`: runs the demo of the file given and sends its checks to the parent. */
import { pathToFileURL } from 'node:url';
import { describeFailure } from '../../runtime/failure.ts';
import { collectingReport, type CollectedCheck } from '../../runtime/collectReport.ts';
import type { Report } from '../../../snippets/kit/report.ts';

/** What the child sends: the checks, or why there are none. Numbers that JSON lacks travel as text. */
export type ChildMessage = { readonly checks: readonly CollectedCheck[] } | { readonly failure: string };

async function collect(file: string, folder: string): Promise<ChildMessage> {
  const { report, checks } = collectingReport();
  try {
    const loaded = (await import(pathToFileURL(file).href)) as { readonly demo?: (report: Report) => void | Promise<void> };
    if (typeof loaded.demo !== 'function') return { failure: 'error: the file exports no demo' };
    await loaded.demo(report);
    return { checks };
  } catch (error) {
    return { failure: describeFailure(error, folder, import.meta.dirname) };
  }
}

const [file = '', folder = ''] = process.argv.slice(2);
const message = await collect(file, folder);
process.send?.(message, () => process.disconnect());
