import type { Scaffold } from '../../core/model.ts';

/** An entry of a snippet file, as VS Code reads it. */
export interface SnippetEntry {
  readonly prefix: string;
  readonly body: readonly string[];
  readonly description: string;
}

/**
 * A file for `contributes.snippets`. Such a file cannot follow the display language, so each region stands in it twice:
 * `gradus-online-softmax` with English comments, `gradus-online-softmax-zh` with Chinese ones.
 */
export function snippetFile(scaffolds: readonly Scaffold[]): Readonly<Record<string, SnippetEntry>> {
  const entries: Record<string, SnippetEntry> = {};
  for (const { template, region, name, prefix, body } of scaffolds) {
    const description = `${name} (${template})`;
    entries[`${template}#${region}`] = { prefix, body: body.en.split('\n'), description };
    entries[`${template}#${region} 中文`] = { prefix: `${prefix}-zh`, body: body['zh-cn'].split('\n'), description };
  }
  return entries;
}
