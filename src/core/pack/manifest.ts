import { areas, languages, type Area, type Bilingual, type Problem, type Source, type TopicManifest } from '../model.ts';
import { suggestion } from '../links/closest.ts';
import { isId } from '../template/marks.ts';

const fields = ['id', 'area', 'order', 'title', 'summary', 'sources', 'requires', 'templates'];
const sourceFields = ['title', 'authors', 'year', 'arxiv', 'url'];

/** Reads `topic.json`. With any problem there is no manifest: a topic is not shown half. `folder` is the name of the topic's folder. */
export function parseManifest(file: string, text: string, folder: string): { manifest: TopicManifest | undefined; problems: Problem[] } {
  const problems: Problem[] = [];
  const json = parseJson(file, text, problems);
  if (json === undefined) return { manifest: undefined, problems };
  const read = new Reader(file, text, problems);
  const root = read.object(json, [], 'topic.json');
  if (root === undefined) return { manifest: undefined, problems };
  read.onlyKnown(root, [], fields);
  const id = read.text(root, ['id']);
  if (id !== '' && id !== folder) read.report(['id'], `id is “${id}” in a folder named “${folder}”`, `"id": "${folder}"`);
  const manifest: TopicManifest = {
    id, area: read.area(root), order: read.order(root),
    title: read.bilingual(root, 'title'), summary: read.bilingual(root, 'summary'),
    sources: read.list(root, 'sources').map((value, i) => read.source(value, i)),
    requires: read.ids(root, 'requires'),
    templates: read.ids(root, 'templates'),
  };
  return { manifest: problems.length > 0 ? undefined : manifest, problems };
}

function parseJson(file: string, text: string, problems: Problem[]): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const at = Number(/position (\d+)/.exec(message)?.[1] ?? text.length);
    const before = text.slice(0, at).split('\n');
    problems.push({ file, line: before.length, column: (before.at(-1) ?? '').length + 1, message: `not JSON: ${message}`, expected: 'a JSON object' });
    return undefined;
  }
}

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Takes fields out of a parsed manifest and says where one is wrong. */
class Reader {
  readonly #file: string;
  readonly #text: string;
  readonly #problems: Problem[];

  constructor(file: string, text: string, problems: Problem[]) {
    this.#file = file;
    this.#text = text;
    this.#problems = problems;
  }

  /** At the key that `path` names, or at the innermost key of it that is there. */
  report(path: readonly string[], message: string, expected: string): void {
    const before = this.#text.slice(0, locate(this.#text, path)).split('\n');
    this.#problems.push({ file: this.#file, line: before.length, column: (before.at(-1) ?? '').length + 1, message, expected });
  }

  object(value: unknown, path: readonly string[], what: string): Json | undefined {
    if (isObject(value)) return value;
    this.report(path, `${what} is ${describe(value)}`, 'a JSON object');
    return undefined;
  }

  onlyKnown(object: Json, path: readonly string[], known: readonly string[]): void {
    for (const key of Object.keys(object)) {
      if (!known.includes(key)) this.report([...path, key], `unknown field “${key}”`, suggestion(key, known));
    }
  }

  text(object: Json, path: readonly string[]): string {
    const key = path.at(-1) ?? '';
    const value = object[key];
    if (typeof value === 'string' && value.trim() !== '') return value;
    this.report(path, `${path.join('.')} is ${describe(value)}`, 'a text that is not empty');
    return '';
  }

  area(object: Json): Area {
    const value = object['area'];
    const area = areas.find((one) => one === value);
    if (area === undefined) this.report(['area'], `area is ${describe(value)}`, suggestion(String(value), areas));
    return area ?? 'llm-systems';
  }

  order(object: Json): number {
    const value = object['order'];
    if (typeof value === 'number' && Number.isInteger(value)) return value;
    this.report(['order'], `order is ${describe(value)}`, 'a whole number; topics are listed by it');
    return 0;
  }

  bilingual(object: Json, key: string): Bilingual {
    const value = this.object(object[key], [key], key);
    if (value === undefined) return { en: '', 'zh-cn': '' };
    this.onlyKnown(value, [key], languages);
    return { en: this.text(value, [key, 'en']), 'zh-cn': this.text(value, [key, 'zh-cn']) };
  }

  list(object: Json, key: string): readonly unknown[] {
    const value = object[key];
    if (Array.isArray(value)) return value;
    this.report([key], `${key} is ${describe(value)}`, 'a list, […]');
    return [];
  }

  ids(object: Json, key: string): string[] {
    const ids: string[] = [];
    for (const value of this.list(object, key)) {
      if (typeof value !== 'string' || !isId(value)) this.report([key], `${key} holds ${describe(value)}`, 'ids in lower case with hyphens');
      else if (ids.includes(value)) this.report([key, value], `${key} names ${value} twice`, 'each once');
      else ids.push(value);
    }
    return ids;
  }

  source(value: unknown, index: number): Source {
    const source = this.object(value, ['sources'], `source ${index + 1}`);
    if (source === undefined) return { title: '', authors: '', year: 0 };
    this.onlyKnown(source, ['sources'], sourceFields);
    const year = source['year'];
    if (typeof year !== 'number' || !Number.isInteger(year)) this.report(['sources'], `year of source ${index + 1} is ${describe(year)}`, 'a year, 2022');
    const optional = (key: 'arxiv' | 'url') => (source[key] === undefined ? {} : { [key]: this.text(source, ['sources', key]) });
    const arxiv = source['arxiv'];
    if (typeof arxiv === 'string' && !/^(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?\/\d{7})$/.test(arxiv)) {
      this.report(['sources', arxiv], `“${arxiv}” is no arXiv id`, 'like 2205.14135');
    }
    const url = source['url'];
    if (typeof url === 'string' && !url.startsWith('https://')) this.report(['sources', url], `“${url}” is no address`, 'https://…');
    return {
      title: this.text(source, ['sources', 'title']), authors: this.text(source, ['sources', 'authors']),
      year: typeof year === 'number' ? year : 0, ...optional('arxiv'), ...optional('url'),
    };
  }
}

/** Offset of the innermost key or text of `path` that is there: the first at the top level, the others inside what it holds. */
function locate(text: string, path: readonly string[]): number {
  let at = 0;
  let depth = 0;
  let next = 0;
  for (const match of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]]/g)) {
    const [token] = match;
    if (token === '{' || token === '[') depth++;
    else if (token === '}' || token === ']') depth--;
    else if (token === JSON.stringify(path[next]) && (next === 0 ? depth === 1 : depth > 1)) {
      at = match.index;
      next++;
      continue;
    }
    // The key's value has ended: what comes now is not inside it.
    if (next > 0 && depth === 1 && (token === '}' || token === ']')) break;
  }
  return at;
}

function describe(value: unknown): string {
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return 'a list';
  return isObject(value) ? 'an object' : JSON.stringify(value);
}
