import { languages, type Language, type Problem, type TopicManifest } from '../model.ts';
import type { Article } from '../article/article.ts';
import { parseArticle } from '../article/parse.ts';
import type { Mistakes } from '../exercise/exercise.ts';
import { parseMistakes } from '../exercise/mistakes.ts';
import { suggestion } from '../links/closest.ts';
import type { Snippets } from '../template/dependencies.ts';
import { parseTemplate } from '../template/parseTemplate.ts';
import type { Template } from '../template/template.ts';
import { parseManifest } from './manifest.ts';
import type { PackFiles } from './packFiles.ts';

/** One topic, as far as its files could be read. */
export interface TopicContent {
  /** Name of its folder. */
  readonly id: string;
  /** `media/topics/<id>`. */
  readonly folder: string;
  /** `undefined` if `topic.json` is missing or wrong. */
  readonly manifest: TopicManifest | undefined;
  readonly articles: Readonly<Partial<Record<Language, Article>>>;
  /** Text of each SVG file in `figures/`, by figure id. */
  readonly figures: ReadonlyMap<string, string>;
  /** `mistakes.json`, empty if there is none. */
  readonly mistakes: Mistakes;
  /** In the manifest's order. */
  readonly templates: readonly Template[];
  /** What is wrong with its files, each for itself; how they fit together is `validatePack`'s business. */
  readonly problems: readonly Problem[];
}

export interface Pack {
  /** In the manifests' order; topics without a manifest stand at the end. */
  readonly topics: readonly TopicContent[];
  /** Every file under `snippets/`, the kit and files that no manifest names included. */
  readonly snippets: Snippets;
  /** What is wrong with files that belong to no topic. */
  readonly problems: readonly Problem[];
}

/** Reads a whole pack. A topic that cannot be read keeps its problems to itself and takes no other down. */
export async function loadPack(files: PackFiles): Promise<Pack> {
  const { snippets, problems } = await loadSnippets(files);
  const folders = (await files.list('media/topics')).filter((name) => name.endsWith('/')).map((name) => name.slice(0, -1));
  const topics = await Promise.all(folders.sort().map((id) => loadTopic(files, id, snippets, problems)));
  const known = new Set([...folders, 'kit']);
  const own = [...problems].filter(([file]) => !known.has(file.split('/')[1] ?? '') || file.startsWith('snippets/kit/'));
  const strays = [...snippets.values()].filter((template) => !known.has(template.topic)).map((template): Problem => ({
    file: template.file, line: 1, column: 1, message: `${template.file} belongs to no topic`, expected: suggestion(template.topic, folders),
  }));
  if (folders.length === 0) strays.push({ file: 'media/topics', line: 1, column: 1, message: 'the pack has no topic', expected: 'media/topics/<topic>/topic.json' });
  const order = (topic: TopicContent) => topic.manifest?.order ?? Infinity;
  return {
    topics: topics.sort((a, b) => (order(a) === order(b) ? a.id.localeCompare(b.id, 'en') : order(a) - order(b))),
    snippets, problems: [...own.flatMap(([, list]) => list), ...strays],
  };
}

type ByFile = ReadonlyMap<string, readonly Problem[]>;

async function loadSnippets(files: PackFiles): Promise<{ snippets: Snippets; problems: ByFile }> {
  const snippets = new Map<string, Template>();
  const problems = new Map<string, readonly Problem[]>();
  const folders = (await files.list('snippets')).filter((name) => name.endsWith('/')).sort();
  for (const folder of folders) {
    const names = (await files.list(`snippets/${folder.slice(0, -1)}`)).filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'));
    for (const name of [...names].sort()) {
      const file = `snippets/${folder}${name}`;
      const parsed = parseTemplate(file, (await files.read(file)) ?? '');
      snippets.set(file, parsed.template);
      problems.set(file, parsed.problems);
    }
  }
  return { snippets, problems };
}

async function loadTopic(files: PackFiles, id: string, snippets: Snippets, ofTemplates: ByFile): Promise<TopicContent> {
  const folder = `media/topics/${id}`;
  const problems: Problem[] = [];
  const manifestFile = `${folder}/topic.json`;
  const text = await files.read(manifestFile);
  let manifest: TopicManifest | undefined;
  if (text === undefined) problems.push({ file: manifestFile, line: 1, column: 1, message: `${id} has no topic.json`, expected: manifestFile });
  else {
    const parsed = parseManifest(manifestFile, text, id);
    manifest = parsed.manifest;
    problems.push(...parsed.problems);
  }
  const articles: Partial<Record<Language, Article>> = {};
  for (const language of languages) {
    const file = `${folder}/${language}.md`;
    const markdown = await files.read(file);
    if (markdown === undefined) continue;
    const parsed = parseArticle(file, markdown, language);
    articles[language] = parsed.article;
    problems.push(...parsed.problems);
  }
  const figures = new Map<string, string>();
  for (const name of await files.list(`${folder}/figures`)) {
    const svg = name.endsWith('.svg') ? await files.read(`${folder}/figures/${name}`) : undefined;
    if (svg !== undefined) figures.set(name.slice(0, -'.svg'.length), svg);
  }
  const planted = await files.read(`${folder}/mistakes.json`);
  const { mistakes, problems: wrong } = parseMistakes(`${folder}/mistakes.json`, planted ?? '{}');
  problems.push(...wrong);
  const own = [...snippets.values()].filter((template) => template.topic === id);
  for (const template of own) problems.push(...(ofTemplates.get(template.file) ?? []));
  return { id, folder, manifest, articles, figures, mistakes, templates: inOrder(own, manifest, manifestFile, text ?? '', problems), problems };
}

/** Templates as the manifest lists them, which has to name each file and no other. */
function inOrder(own: readonly Template[], manifest: TopicManifest | undefined, file: string, text: string, problems: Problem[]): Template[] {
  if (manifest === undefined) return [...own];
  for (const template of own) {
    if (manifest.templates.includes(template.id)) continue;
    problems.push({ file: template.file, line: 1, column: 1, message: `topic.json does not list ${template.id}`, expected: `"${template.id}" in "templates" of ${file}` });
  }
  return manifest.templates.flatMap((id) => {
    const template = own.find((one) => one.id === id);
    if (template !== undefined) return [template];
    const before = text.slice(0, Math.max(0, text.indexOf(`"${id}"`, text.indexOf('"templates"')))).split('\n');
    problems.push({
      file, line: before.length, column: (before.at(-1) ?? '').length + 1,
      message: `snippets/${manifest.id}/${id}.ts does not exist`, expected: suggestion(id, own.map((one) => one.id)),
    });
    return [];
  });
}
