import type { Article } from '../article/article.ts';
import { checkChinesePunctuation } from '../article/punctuation.ts';
import { validateMistakes } from '../exercise/mistakes.ts';
import type { Problem } from '../model.ts';
import { makeScaffolds } from '../template/scaffold.ts';
import { suggestion } from '../links/closest.ts';
import type { Pack, TopicContent } from './loadPack.ts';
import { validateLinks } from './validateLinks.ts';
import { validateNumbers, validateResults, type CheckResults } from './validateNumbers.ts';
import { bareNumbers, untranslatedChecks } from './validateProse.ts';
import { validateParity } from './validateParity.ts';
import { validateSymbols } from './validateSymbols.ts';

/**
 * Everything that is wrong with a topic: its files, each for itself, and how they fit together.
 * Without `results` (no demo has been run) the numbers themselves are not compared.
 */
export function validateTopic(pack: Pack, topic: TopicContent, results?: CheckResults): Problem[] {
  const problems = [...topic.problems, ...requirements(pack, topic), ...makeScaffolds(pack.snippets, topic.templates).problems];
  const { en, 'zh-cn': zh } = topic.articles;
  if (en !== undefined && zh !== undefined) problems.push(...validateParity(en, zh));
  else if (en !== undefined || zh !== undefined) {
    const [missing, there] = en === undefined ? ['en.md', 'zh-cn.md'] : ['zh-cn.md', 'en.md'];
    problems.push({ file: `${topic.folder}/${missing}`, line: 1, column: 1, message: `${missing} is missing`, expected: `the article in both languages; ${there} is there` });
  }
  problems.push(...[en, zh].flatMap((article) => (article === undefined ? [] : [...bareNumbers(article), ...topicLinks(pack, article)])));
  const article = en ?? zh;
  if (article !== undefined) {
    problems.push(
      ...validateLinks(topic, article, pack.snippets), ...validateSymbols(article, topic.templates),
      ...validateMistakes(`${topic.folder}/mistakes.json`, topic.mistakes, topic.templates),
    );
    if (results !== undefined) problems.push(...validateNumbers(article, pack.snippets, results));
  }
  if (zh !== undefined) problems.push(...checkChinesePunctuation(zh));
  if (results !== undefined) problems.push(...topic.templates.flatMap((template) => [...validateResults(template, results), ...untranslatedChecks(template, results)]));
  return inOrder(problems);
}

/** Everything that is wrong with a pack, file by file; `[]` for a sound one. */
export function validatePack(pack: Pack, results?: CheckResults): Problem[] {
  const kit = [...pack.snippets.values()].filter((template) => template.topic === 'kit');
  const marks = kit.flatMap((template) => [...template.equations, ...template.holes].map((mark): Problem => ({
    file: template.file, line: mark.line, column: mark.column,
    message: `the kit serves every topic; ${mark.id} belongs to one`, expected: 'marks in snippets/<topic>/ only',
  })));
  const shared = inOrder([...pack.problems, ...marks, ...makeScaffolds(pack.snippets, kit).problems]);
  const all = [...shared, ...pack.topics.flatMap((topic) => validateTopic(pack, topic, results))];
  const keys = all.map(problemKey);
  return all.filter((_, i) => keys.indexOf(keys[i] ?? '') === i);
}

/** `file:line:column: message (expected …)`, as editors and problem matchers read it. */
export function formatProblem({ file, line, column, message, expected }: Problem): string {
  return `${file}:${line}:${column}: ${message}${expected === undefined ? '' : ` (expected: ${expected.replaceAll('\n', ' ')})`}`;
}

const problemKey = (problem: Problem) => formatProblem(problem);

const inOrder = (problems: readonly Problem[]) =>
  [...problems].sort((a, b) => (a.file === b.file ? a.line - b.line || a.column - b.column : a.file < b.file ? -1 : 1));

/** Links to other topics lead to an article, and to a place that it has. */
function topicLinks(pack: Pack, article: Article): Problem[] {
  return article.topicLinks.flatMap(({ topic: id, language, target, line, column }): Problem[] => {
    const at = { file: article.file, line, column };
    if (language !== article.language) return [{ ...at, message: `a link to the article in ${language}`, expected: `../${id}/${article.language}.md, in the language of this one` }];
    const topic = pack.topics.find((one) => one.id === id);
    if (topic === undefined) return [{ ...at, message: `a link to the unknown topic “${id}”`, expected: suggestion(id, pack.topics.map((one) => one.id)) }];
    const other = topic.articles[article.language];
    // A topic without an article shows its summary, which has no places.
    const places = other?.sections.flatMap((section) => [section.id, ...section.steps.map((step) => step.id), ...section.exercises.map((one) => `hole-${one.id}`)]) ?? [];
    return target === undefined || places.includes(target) ? [] : [{ ...at, message: `${id} has no place “${target}”`, expected: suggestion(target, places) }];
  });
}

/** `requires` names topics of the pack, and no topic requires itself, not even through others. */
function requirements(pack: Pack, topic: TopicContent): Problem[] {
  const problems: Problem[] = [];
  const file = `${topic.folder}/topic.json`;
  const known = new Map(pack.topics.map((one) => [one.id, one.manifest?.requires ?? []]));
  for (const id of topic.manifest?.requires ?? []) {
    if (!known.has(id)) problems.push({ file, line: 1, column: 1, message: `requires the unknown topic “${id}”`, expected: suggestion(id, known.keys()) });
  }
  const seen = new Set<string>();
  const open = [...(topic.manifest?.requires ?? [])];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === topic.id) {
      problems.push({ file, line: 1, column: 1, message: `${topic.id} requires itself, through others`, expected: 'requirements without a circle' });
      break;
    }
    if (!seen.has(id)) open.push(...(known.get(id) ?? []));
    seen.add(id);
  }
  return problems;
}
