import type { Catalogue, StepDetails } from '../model.ts';
import { searchEntries, type SearchEntry } from './entries.ts';
import { SearchIndex } from './searchIndex.ts';

/** What can be found, and the way to find it. */
export interface Indexed {
  readonly entries: readonly SearchEntry[];
  readonly index: SearchIndex;
}

/** An index of everything that `fits` admits. @param details by topic id */
export function buildIndex(catalogue: Catalogue, details: ReadonlyMap<string, StepDetails>, fits: (entry: SearchEntry) => boolean = () => true): Indexed {
  const entries = searchEntries(catalogue, details).filter(fits);
  return { entries, index: new SearchIndex(entries) };
}
