import { readableMath } from '../article/readableMath.ts';
import type { Bilingual, Catalogue, StepDetails, TopicEntry } from '../model.ts';

export const entryKinds = ['topic', 'step', 'section', 'symbol', 'code', 'exercise'] as const;
export type EntryKind = (typeof entryKinds)[number];

/** Something a reader can search for and go to. */
export interface SearchEntry {
  readonly kind: EntryKind;
  readonly topic: string;
  /** Id of a step, section or exercise (`hole-…`) in the article, or `<template>#<region>` for code; `undefined` for the article itself. */
  readonly target: string | undefined;
  readonly title: Bilingual;
  readonly topicTitle: Bilingual;
  /** Symbols and names in code. */
  readonly names: readonly string[];
  readonly latex: readonly string[];
  /** A step's equation as a line of plain text; '' for everything else. */
  readonly formula: string;
  readonly text: Bilingual;
}

/** Everything that can be found: topics, sections, steps, symbols, functions, exercises. @param details by topic id */
export function searchEntries({ topics }: Catalogue, details: ReadonlyMap<string, StepDetails>): readonly SearchEntry[] {
  return topics.flatMap((topic) => entriesOf(topic, details.get(topic.id) ?? {}));
}

const nothing: Bilingual = { en: '', 'zh-cn': '' };
const same = (text: string): Bilingual => ({ en: text, 'zh-cn': text });
const joined = (...parts: readonly Bilingual[]): Bilingual => ({
  en: parts.map(({ en }) => en).filter((part) => part !== '').join(' '),
  'zh-cn': parts.map((part) => part['zh-cn']).filter((part) => part !== '').join(' '),
});

function entriesOf(topic: TopicEntry, details: StepDetails): SearchEntry[] {
  const entry = (kind: EntryKind, target: string | undefined, title: Bilingual, rest: Partial<Pick<SearchEntry, 'names' | 'latex' | 'formula' | 'text'>>): SearchEntry => ({
    kind, topic: topic.id, target, title, topicTitle: topic.title, names: [], latex: [], formula: '', text: nothing, ...rest,
  });
  const papers = topic.sources.map(({ title, authors, year, arxiv }) => `${authors} ${title} ${year} ${arxiv ?? ''}`).join(' ');
  const found = [entry('topic', undefined, topic.title, { text: joined(topic.summary, same(papers)) })];
  for (const section of topic.sections) {
    found.push(entry('section', section.id, section.title, {}));
    for (const step of section.steps) {
      const detail = details[step.id];
      found.push(entry('step', step.id, { en: `${step.number}. ${step.title.en}`, 'zh-cn': `${step.number}. ${step.title['zh-cn']}` }, {
        names: [step.id], latex: step.latex === undefined ? [] : [step.latex], formula: readableMath(step.latex ?? ''),
        ...(detail ? { text: joined(detail.text, detail.rule, detail.reason) } : {}),
      }));
    }
  }
  // A symbol leads to the first step whose equation uses it, else to the article's table.
  const steps = topic.sections.flatMap((section) => section.steps);
  for (const { latex, code, meaning, shape } of topic.symbols) {
    const first = steps.find((step) => latex.some((symbol) => usesSymbol(step.latex ?? '', symbol)));
    const title = latex.map(readableMath).join(', ');
    found.push(entry('symbol', first?.id ?? 'symbols', { en: `${title}: ${meaning.en}`, 'zh-cn': `${title}：${meaning['zh-cn']}` }, {
      names: [...code, ...latex.map(readableMath)], latex, text: shape,
    }));
  }
  for (const template of topic.templateEntries) {
    for (const region of template.regions) {
      found.push(entry('code', `${template.id}#${region.id}`, same(region.name), { names: [region.name, region.id, template.id], text: template.title }));
    }
  }
  for (const { id, title } of topic.exercises) found.push(entry('exercise', `hole-${id}`, title, { names: [id] }));
  return found;
}

/** Whether a formula holds a symbol as a whole: `m` is in `m_{i}` but not in `\sum`. */
function usesSymbol(latex: string, symbol: string): boolean {
  const [text, wanted] = [latex.replace(/\s+/g, ''), symbol.replace(/\s+/g, '')];
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    const inCommand = /\\[A-Za-z]*$/.test(text.slice(0, at)) && /^[A-Za-z]/.test(wanted);
    const goesOn = /[A-Za-z]$/.test(wanted) && wanted.startsWith('\\') && /[A-Za-z]/.test(text[at + wanted.length] ?? '');
    if (!inCommand && !goesOn) return true;
  }
  return false;
}
