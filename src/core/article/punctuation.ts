import type { Problem } from '../model.ts';
import { exercisesOf, stepsOf, type Article, type Block, type Inline, type Place } from './article.ts';
import { fullWidth, han } from './chinese.ts';

/** A half-width mark where Chinese takes a full-width one; `index` counts from 0. */
export interface PunctuationFault {
  readonly index: number;
  readonly found: string;
  readonly wanted: string;
}

const full: Readonly<Record<string, string>> = { ',': '，', ';': '；', ':': '：', '!': '！', '?': '？', '(': '（', ')': '）', '.': '。' };
/** Stands for code and formulas: neither Han nor punctuation. */
const hole = '\uFFFC';

/**
 * Half-width , ; : ! ? ( ) beside a Han character or a full-width mark, with or without a blank between; a full stop right after a
 * Han character; and every straight quotation mark, but for an apostrophe inside a Latin word.
 */
export function punctuationFaults(text: string): PunctuationFault[] {
  const faults: PunctuationFault[] = [];
  for (const match of text.matchAll(/[,;:!?().'"]/g)) {
    const { index } = match;
    const found = match[0];
    const before = text[index - 1] ?? '';
    const after = text[index + 1] ?? '';
    if (found === '"' || found === "'") {
      if (found === "'" && /[A-Za-z]/.test(before) && /[A-Za-z]/.test(after)) continue;
      faults.push({ index, found, wanted: '「」' });
    } else if (found === '.') {
      if (han.test(before)) faults.push({ index, found, wanted: '。' });
    } else {
      const near = [before, before === ' ' ? text[index - 2] ?? '' : '', after, after === ' ' ? text[index + 2] ?? '' : ''];
      if (near.some((char) => han.test(char) || isMark(char))) faults.push({ index, found, wanted: full[found] ?? '' });
    }
  }
  return faults;
}

const isMark = (char: string) => char !== '' && fullWidth.test(char);

/** Every half-width mark in the prose of a Chinese article; code, formulas and addresses are not looked at. */
export function checkChinesePunctuation(article: Article): Problem[] {
  if (article.language !== 'zh-cn') return [];
  const problems: Problem[] = [];
  const look = (run: readonly Inline[]) => {
    const { text, places } = flatten(run);
    for (const { index, found, wanted } of punctuationFaults(text)) {
      const { line, column } = places[index] ?? { line: 1, column: 1 };
      problems.push({ file: article.file, line, column, message: `${found} in Chinese prose`, expected: wanted });
    }
  };
  const blocks = (list: readonly Block[]): void => list.forEach((block) => {
    switch (block.kind) {
      case 'paragraph': case 'heading': look(block.children); break;
      case 'reason':
        look(block.rule);
        look(block.text);
        break;
      case 'list': block.items.forEach(blocks); break;
      case 'quote': blocks(block.blocks); break;
      case 'table': [...block.head, ...block.rows.flat()].forEach(look); break;
      case 'aside':
        look(block.summary);
        blocks(block.blocks);
        break;
      case 'figure':
        for (const text of [block.alt, block.caption]) look([{ kind: 'text', text, place: block.place }]);
        break;
      default:
    }
  });
  look([{ kind: 'text', text: article.title, place: { line: article.titleLine, column: '# '.length + 1 } }]);
  blocks(article.lead);
  [...article.sources, ...article.symbolHead].forEach(look);
  for (const row of article.symbols) [row.meaning, row.shape].forEach(look);
  for (const section of article.sections) {
    look(section.title);
    blocks(section.blocks);
  }
  for (const step of stepsOf(article)) {
    look(step.title);
    blocks(step.blocks);
  }
  for (const exercise of exercisesOf(article)) {
    look(exercise.title);
    blocks(exercise.blocks);
    for (const hint of exercise.hints) {
      look(hint.summary);
      blocks(hint.blocks);
    }
  }
  return problems;
}

/** The text of a run with the place of every character. */
function flatten(run: readonly Inline[]): { text: string; places: Place[] } {
  let text = '';
  const places: Place[] = [];
  const add = (shown: string, place: Place, moves: boolean) => {
    text += shown;
    for (let at = 0; at < shown.length; at++) places.push(moves ? { line: place.line, column: place.column + at } : place);
  };
  const walk = (list: readonly Inline[]): void => list.forEach((inline) => {
    if (inline.kind === 'text') add(inline.text, inline.place, true);
    else if (inline.kind === 'check') add(inline.shown, inline.place, false);
    else if (inline.kind === 'break') add(' ', places.at(-1) ?? { line: 1, column: 1 }, false);
    else if ('children' in inline) walk(inline.children);
    else add(hole, inline.place, false);
  });
  walk(run);
  return { text, places };
}
