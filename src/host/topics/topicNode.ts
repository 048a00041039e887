import { areas, type Area, type Catalogue, type TopicEntry } from '../../core/model.ts';

/** An element of the tree: plain data that names a thing of the catalogue. Commands of the tree's menus receive it as their argument. */
export type TopicNode =
  | { readonly kind: 'area'; readonly area: Area }
  | { readonly kind: 'topic'; readonly topic: string }
  | { readonly kind: 'section'; readonly topic: string; readonly section: string }
  | { readonly kind: 'step'; readonly topic: string; readonly section: string; readonly step: string }
  | { readonly kind: 'templates'; readonly topic: string }
  | { readonly kind: 'template'; readonly topic: string; readonly template: string }
  | { readonly kind: 'exercises'; readonly topic: string }
  | { readonly kind: 'exercise'; readonly topic: string; readonly exercise: string };

/** Stable over reloads, languages and changes of the content, so that selection and expansion survive. */
export function nodeId(node: TopicNode): string {
  switch (node.kind) {
    case 'area': return `area/${node.area}`;
    case 'topic': return node.topic;
    case 'section': return `${node.topic}/section/${node.section}`;
    // Not under its section's id: a step keeps its id when the author moves it.
    case 'step': return `${node.topic}/step/${node.step}`;
    case 'templates': return `${node.topic}/templates`;
    case 'template': return `${node.topic}/template/${node.template}`;
    case 'exercises': return `${node.topic}/exercises`;
    case 'exercise': return `${node.topic}/exercise/${node.exercise}`;
  }
}

/** What stands under `node`, in reading order; under nothing, the areas that have topics. */
export function childrenOf(catalogue: Catalogue, node: TopicNode | undefined): readonly TopicNode[] {
  if (!node) {
    return areas.filter((area) => catalogue.topics.some((topic) => topic.area === area)).map((area) => ({ kind: 'area', area }));
  }
  if (node.kind === 'area') {
    return catalogue.topics
      .filter((topic) => topic.area === node.area)
      .sort((a, b) => a.order - b.order)
      .map((topic) => ({ kind: 'topic', topic: topic.id }));
  }
  const topic = catalogue.topics.find((candidate) => candidate.id === node.topic);
  return topic ? childrenInTopic(topic, node) : [];
}

export function parentOf(catalogue: Catalogue, node: TopicNode): TopicNode | undefined {
  switch (node.kind) {
    case 'area': return undefined;
    case 'topic': {
      const topic = catalogue.topics.find((candidate) => candidate.id === node.topic);
      return topic && { kind: 'area', area: topic.area };
    }
    case 'step': return { kind: 'section', topic: node.topic, section: node.section };
    case 'template': return { kind: 'templates', topic: node.topic };
    case 'exercise': return { kind: 'exercises', topic: node.topic };
    case 'section':
    case 'templates':
    case 'exercises': return { kind: 'topic', topic: node.topic };
  }
}

function childrenInTopic(topic: TopicEntry, node: Exclude<TopicNode, { kind: 'area' }>): readonly TopicNode[] {
  const id = topic.id;
  switch (node.kind) {
    case 'topic': return [
      ...topic.sections.filter((section) => section.steps.length > 0)
        .map((section): TopicNode => ({ kind: 'section', topic: id, section: section.id })),
      ...(topic.templateEntries.length > 0 ? [{ kind: 'templates', topic: id } as const] : []),
      ...(topic.exercises.length > 0 ? [{ kind: 'exercises', topic: id } as const] : []),
    ];
    case 'section': {
      const section = topic.sections.find((candidate) => candidate.id === node.section);
      return section?.steps.map((step) => ({ kind: 'step', topic: id, section: section.id, step: step.id })) ?? [];
    }
    case 'templates': return topic.templateEntries.map((template) => ({ kind: 'template', topic: id, template: template.id }));
    case 'exercises': return topic.exercises.map((exercise) => ({ kind: 'exercise', topic: id, exercise: exercise.id }));
    case 'step':
    case 'template':
    case 'exercise': return [];
  }
}
