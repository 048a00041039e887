import type { CodeFile, RenderContext } from '../article/renderContext.ts';
import type { TopicManifest } from '../model.ts';
import type { Template } from '../template/template.ts';
import { placesOf } from './catalogue.ts';
import type { Pack, TopicContent } from './loadPack.ts';
import type { CheckResults } from './validateNumbers.ts';

/** What the page of a topic's article shows besides its text: code, links, checks, pictures. */
export function renderContextOf(pack: Pack, topic: TopicContent, manifest: TopicManifest, results: CheckResults): RenderContext {
  return {
    topic: manifest, requires: requirements(pack, manifest), places: placesOf(topic), checks: results, figures: topic.figures,
    code: new Map([...pack.snippets.values()].map((template) => [template.key, codeFile(template)])),
  };
}

function requirements(pack: Pack, { requires }: TopicManifest): RenderContext['requires'] {
  const manifests = pack.topics.flatMap(({ manifest }) => manifest ?? []);
  return requires.flatMap((id) => manifests.find((manifest) => manifest.id === id) ?? []).map(({ id, title }) => ({ id, title }));
}

function codeFile({ key, file, text, regions, equations, holes }: Template): CodeFile {
  return { template: key, file, text, regions, equations, holes };
}
