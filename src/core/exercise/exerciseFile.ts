import type { Language } from '../model.ts';
import type { ExerciseDetail } from './exercise.ts';
import { exerciseStrings } from './strings.ts';

/** Columns that a comment may take; a Han character takes two. */
const widest = 96;

/**
 * The file a reader works in: the template with the hole's lines replaced by ones that throw, the task and its reason above them, and the
 * marks `eq:` and `hole:` kept, so that hovers explain the equation and the place is found again.
 */
export function exerciseText(template: string, { id, equations, title, task, reason, empty }: ExerciseDetail, language: Language): string {
  const say = exerciseStrings[language];
  const lines = template.split('\n');
  const indent = /^\s*/.exec(empty.text)?.[0] ?? '';
  const paragraphs = [
    say.exercise(title[language]), task[language], ...(reason === undefined ? [] : [`${say.reason}${language === 'en' ? ': ' : '：'}${reason[language]}`]), say.fillIn,
  ];
  const mark = [...(equations.length > 0 ? [`eq: ${equations.join(', ')}`] : []), `hole: ${id}`].join(' | ');
  const comment = [...paragraphs.flatMap((text) => wrap(text, widest - indent.length)), mark].map((line) => `${indent}// ${line}`);
  lines.splice(empty.lines.first - 1, empty.lines.last - empty.lines.first + 1, ...comment, empty.text);
  return lines.join('\n');
}

/** Lines no wider than `most`; Chinese breaks anywhere but before a mark that may not begin a line. */
function wrap(text: string, most: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of text.match(/[\p{Script=Han}\u3000-\u303f\uff00-\uffef][，。；：、！？）」》]*|[^\s\p{Script=Han}\u3000-\u303f\uff00-\uffef]+|\s+/gu) ?? []) {
    if (line !== '' && width(line + piece.trimEnd()) > most) {
      lines.push(line.trimEnd());
      line = piece.trimStart();
    } else line += piece;
  }
  return line.trim() === '' ? lines : [...lines, line.trimEnd()];
}

const width = (text: string) => Array.from(text).reduce((sum, c) => sum + (/[\u2e80-\u9fff\uff00-\uffef]/.test(c) ? 2 : 1), 0);
