import type { Language, Problem } from '../model.ts';
import { plainText, type Article, type Block } from './article.ts';
import { checkFormulas } from './checkFormulas.ts';
import { checkIds } from './checkIds.ts';
import { collect } from './collect.ts';
import { tokenize } from './markdown.ts';
import { parseBlocks } from './parseBlocks.ts';
import { parseOpening } from './parseOpening.ts';
import { parseSections } from './parseSections.ts';
import { problemList, type ProblemList } from './problems.ts';

/** The longest article that is read, in UTF-16 units: five times what thirty long steps need. */
export const maxArticleLength = 400_000;

/** A long article has some hundreds. */
const maxFormulas = 4000;

export interface ParsedArticle {
  /** As much as could be understood; complete when there are no problems. */
  readonly article: Article;
  /** In the order of the file. */
  readonly problems: readonly Problem[];
}

/** Reads an article's Markdown. Never throws: whatever is wrong is among the problems. */
export function parseArticle(file: string, text: string, language: Language): ParsedArticle {
  const list = problemList(file);
  const source = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const whole = source.length <= maxArticleLength;
  if (!whole) list.report({ line: 1, column: 1 }, `the article is ${source.length} characters long`, `at most ${maxArticleLength}`);
  const lines = whole ? source.split('\n') : [];
  const blocks = whole ? parseBlocks(tokenize(source), language, { lines, list }) : [];
  const read = readArticle(blocks, file, language, list);
  const formulas = read.fences.length + read.formulas.length;
  if (formulas > maxFormulas) list.report({ line: 1, column: 1 }, `${formulas} formulas and listings`, `at most ${maxFormulas}`);
  // Thousands of formulas would keep KaTeX busy for minutes: such a file is not shown at all.
  const article = formulas > maxFormulas ? readArticle([], file, language, problemList(file)) : read;
  checkIds(article, list);
  checkFormulas(article, list);
  const problems = [...list.problems].sort((a, b) => a.line - b.line || a.column - b.column);
  return { article, problems };
}

function readArticle(blocks: readonly Block[], file: string, language: Language, list: ProblemList): Article {
  const title = blocks.find((block) => block.kind === 'heading' && block.level === 1);
  const head = title?.kind === 'heading' ? title : undefined;
  if (head === undefined) list.report({ line: 1, column: 1 }, 'no title', '# Title');
  else if (blocks[0] !== head) list.report(head.place, 'something stands before the title', 'the # heading first');
  const titleLine = head?.place.line ?? 1;
  const body = blocks.filter((block) => block !== head);
  const firstSection = body.findIndex((block) => block.kind === 'heading' && block.level <= 3);
  const cut = firstSection < 0 ? body.length : firstSection;
  const parts = {
    language, file, title: head === undefined ? '' : plainText(head.children).trim(), titleLine,
    ...parseOpening(body.slice(0, cut), titleLine, language, list),
    sections: parseSections(body.slice(cut), list),
  };
  return { ...parts, ...collect(parts) };
}
