import { languages, type Problem } from '../model.ts';
import { suggestion } from '../links/closest.ts';
import { hasHan } from '../template/language.ts';
import type { Template } from '../template/template.ts';
import type { Mistakes, PlantedMistake } from './exercise.ts';

const form = '{ "<template>": { "<hole>": [{ "replace": "lines", "why": ["English.", "中文。"] }] } }';

/** Reads `mistakes.json`. Entries that are wrong are reported and left out. */
export function parseMistakes(file: string, text: string): { mistakes: Mistakes; problems: Problem[] } {
  const problems: Problem[] = [];
  const report = (key: string, message: string, expected = form) => {
    const before = text.slice(0, Math.max(0, text.indexOf(JSON.stringify(key)))).split('\n');
    problems.push({ file, line: before.length, column: (before.at(-1) ?? '').length + 1, message, expected });
  };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    report('', `not JSON: ${error instanceof Error ? error.message : String(error)}`);
    return { mistakes: {}, problems };
  }
  if (!isObject(json)) {
    report('', 'mistakes.json holds no object');
    return { mistakes: {}, problems };
  }
  const mistakes = Object.fromEntries(Object.entries(json).map(([template, holes]) => {
    if (!isObject(holes)) report(template, `“${template}” holds no object`);
    return [template, Object.fromEntries(Object.entries(isObject(holes) ? holes : {}).map(([hole, list]) => {
      if (!Array.isArray(list)) report(hole, `“${hole}” holds no list`);
      return [hole, (Array.isArray(list) ? list : []).flatMap((item: unknown, i): PlantedMistake[] => {
        const mistake = mistakeOf(item);
        if (typeof mistake !== 'string') return [mistake];
        report(hole, `mistake ${i + 1} of hole ${hole}: ${mistake}`);
        return [];
      })];
    }))];
  }));
  return { mistakes, problems };
}

/** What is wrong between the mistakes and the holes: names that do not exist, holes with fewer than two. */
export function validateMistakes(file: string, mistakes: Mistakes, templates: readonly Template[]): Problem[] {
  const problems: Problem[] = [];
  const names = templates.map((template) => template.id);
  for (const [id, holes] of Object.entries(mistakes)) {
    const template = templates.find((one) => one.id === id);
    if (template === undefined) {
      problems.push({ file, line: 1, column: 1, message: `mistakes of the unknown template “${id}”`, expected: suggestion(id, names) });
      continue;
    }
    const known = template.holes.map((hole) => hole.id);
    for (const hole of Object.keys(holes)) {
      if (!known.includes(hole)) problems.push({ file, line: 1, column: 1, message: `mistakes of the unknown hole “${hole}” in ${id}`, expected: suggestion(hole, known) });
    }
  }
  for (const template of templates) {
    for (const hole of template.holes) {
      const planted = mistakes[template.id]?.[hole.id] ?? [];
      if (planted.length >= 2) continue;
      problems.push({
        file: template.file, line: hole.line, column: hole.column,
        message: `hole ${hole.id} has ${planted.length} planted mistakes`, expected: `at least two in ${file}, each with its own message`,
      });
    }
  }
  return problems;
}

function mistakeOf(value: unknown): PlantedMistake | string {
  if (!isObject(value)) return 'no object';
  const { replace, why } = value;
  if (typeof replace !== 'string') return '“replace” is no text';
  if (!Array.isArray(why) || why.length !== languages.length || !why.every((text): text is string => typeof text === 'string' && text.trim() !== '')) {
    return '“why” is not one English and one Chinese sentence';
  }
  const [en = '', zh = ''] = why;
  if (hasHan(en) || !hasHan(zh)) return '“why” is not English first, then Chinese';
  return { replace, why: { en, 'zh-cn': zh } };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);
