import * as vscode from 'vscode';
import { barStrings } from '../../core/article/barStrings.ts';
import type { Catalogue, Language, Source, StepEntry, TopicEntry } from '../../core/model.ts';
import { commands, treeItems } from '../../contributions.ts';
import { plainMarkdown } from '../support/markdownText.ts';
import { nodeId, type TopicNode } from './topicNode.ts';

type In<K extends TopicNode['kind']> = Extract<TopicNode, { kind: K }>;
type Look = Omit<vscode.TreeItem, 'id' | 'label' | 'contextValue'> & { label: string; contextValue: string };

const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;

/** The row of a node: titles and areas in the article's language, the rest in the display language. No tooltip yet: see `tooltipOf`. */
export function treeItem(catalogue: Catalogue, node: TopicNode, language: Language): vscode.TreeItem {
  return { ...look(catalogue, node, language), id: nodeId(node) };
}

/** The title of a topic up to its colon is its name; what follows is its subtitle. */
export function splitTitle(title: string): { readonly name: string; readonly subtitle: string } {
  const [, name = title, subtitle = ''] = /^(.*?)(?:：|:\s)(.*)$/s.exec(title) ?? [];
  return { name: name.trim(), subtitle: subtitle.trim() };
}

/** What hovering a row tells: the summary and sources of a topic, the places in code of a step, the full title of a template. */
export function tooltipOf(catalogue: Catalogue, node: TopicNode, language: Language): vscode.MarkdownString | undefined {
  if (node.kind === 'area') return undefined;
  const topic = entry(catalogue, node.topic);
  if (node.kind === 'topic') return topicTooltip(topic, language);
  if (node.kind === 'template') return paragraphs([template(topic, node).title[language], template(topic, node).file]);
  if (node.kind === 'exercise') return paragraphs([exercise(topic, node).title[language], exercise(topic, node).template]);
  if (node.kind !== 'step') return undefined;
  const found = step(topic, node);
  const places = found.code.map((place) => vscode.l10n.t('{0}, line {1}', `${place.template}.ts`, place.lines.first));
  return paragraphs([found.title[language], ...(places.length > 0 ? [vscode.l10n.t('Computed in: {0}', places.join(' · '))] : [])]);
}

function look(catalogue: Catalogue, node: TopicNode, language: Language): Look {
  if (node.kind === 'area') {
    return { label: barStrings[language].areas[node.area], contextValue: treeItems.area, collapsibleState: Expanded };
  }
  const topic = entry(catalogue, node.topic);
  switch (node.kind) {
    case 'topic': return topicLook(topic, language);
    case 'section': {
      const title = topic.sections.find((section) => section.id === node.section)?.title[language] ?? node.section;
      return { label: title, contextValue: treeItems.section, collapsibleState: Collapsed };
    }
    case 'step': return stepLook(topic, step(topic, node), language);
    case 'templates': return {
      label: vscode.l10n.t('Templates'), contextValue: treeItems.templates, collapsibleState: Collapsed,
      description: String(topic.templateEntries.length),
      accessibilityInformation: { label: vscode.l10n.t('Templates, {0}', topic.templateEntries.length) },
    };
    case 'template': {
      const title = template(topic, node).title[language];
      return {
        label: node.template, description: title, contextValue: treeItems.template, iconPath: new vscode.ThemeIcon('file-code'),
        command: { command: commands.openTemplate, title: '', arguments: [`${topic.id}/${node.template}`] },
        accessibilityInformation: { label: vscode.l10n.t('Template {0}: {1}', node.template, title) },
      };
    }
    case 'exercises': return {
      label: vscode.l10n.t('Exercises'), contextValue: treeItems.exercises, collapsibleState: Collapsed,
      description: String(topic.exercises.length),
      accessibilityInformation: { label: vscode.l10n.t('Exercises, {0}', topic.exercises.length) },
    };
    case 'exercise': {
      const title = exercise(topic, node).title[language];
      return {
        label: title, contextValue: treeItems.exercise, iconPath: new vscode.ThemeIcon('edit'),
        command: { command: commands.openStep, title: '', arguments: [topic.id, `hole-${node.exercise}`] },
        accessibilityInformation: { label: vscode.l10n.t('Exercise: {0}', title) },
      };
    }
  }
}

function topicLook(topic: TopicEntry, language: Language): Look {
  const { name, subtitle } = splitTitle(topic.title[language]);
  const missing = vscode.l10n.t('no article yet');
  const leaf = topic.sections.length === 0 && topic.templateEntries.length === 0 && topic.exercises.length === 0;
  return {
    label: name,
    contextValue: treeItems.topic,
    description: topic.hasArticle ? subtitle : missing,
    iconPath: new vscode.ThemeIcon(topic.hasArticle ? 'book' : 'file'),
    collapsibleState: leaf ? vscode.TreeItemCollapsibleState.None : Collapsed,
    command: { command: commands.openTopic, title: '', arguments: [topic.id] },
    accessibilityInformation: { label: [name, subtitle, ...(topic.hasArticle ? [] : [missing])].filter((part) => part !== '').join(', ') },
  };
}

function stepLook(topic: TopicEntry, found: StepEntry, language: Language): Look {
  const label = vscode.l10n.t('{0}. {1}', found.number, found.title[language]);
  return {
    label,
    contextValue: found.code.length > 0 ? treeItems.stepWithCode : treeItems.step,
    ...(found.star ? { description: '★' } : {}),
    command: { command: commands.openStep, title: '', arguments: [topic.id, found.id] },
    accessibilityInformation: {
      label: found.star
        ? vscode.l10n.t('Step {0}: {1}, key equation', found.number, found.title[language])
        : vscode.l10n.t('Step {0}: {1}', found.number, found.title[language]),
    },
  };
}

function topicTooltip(topic: TopicEntry, language: Language): vscode.MarkdownString {
  return paragraphs([
    topic.title[language],
    topic.summary[language],
    ...(topic.hasArticle ? [] : [vscode.l10n.t('The article of this topic is not there yet; its summary opens instead.')]),
    ...topic.sources.map(describeSource),
  ]);
}

/** “Tri Dao. FlashAttention-2 (2023), arXiv 2307.08691”. */
function describeSource({ authors, title, year, arxiv }: Source): string {
  return `${authors}. ${title} (${year})${arxiv === undefined ? '' : `, arXiv ${arxiv}`}`;
}

/** Text as it stands. */
function paragraphs(lines: readonly string[]): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  lines.forEach((line, index) => {
    if (index > 0) text.appendMarkdown('\n\n');
    text.appendMarkdown(plainMarkdown(line));
  });
  return text;
}

function entry(catalogue: Catalogue, id: string): TopicEntry {
  return present(catalogue.topics.find((topic) => topic.id === id), id);
}

function step(topic: TopicEntry, node: In<'step'>): StepEntry {
  return present(topic.sections.flatMap((section) => section.steps).find((candidate) => candidate.id === node.step), node.step);
}

function template(topic: TopicEntry, node: In<'template'>): TopicEntry['templateEntries'][number] {
  return present(topic.templateEntries.find((candidate) => candidate.id === node.template), node.template);
}

function exercise(topic: TopicEntry, node: In<'exercise'>): TopicEntry['exercises'][number] {
  return present(topic.exercises.find((candidate) => candidate.id === node.exercise), node.exercise);
}

/** Nodes are made from the catalogue they are shown with; a node without its thing means that the content changed underneath. */
function present<T>(thing: T | undefined, id: string): T {
  if (thing === undefined) throw new Error(`The catalogue no longer holds “${id}”`);
  return thing;
}
