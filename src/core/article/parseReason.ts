import type { Language } from '../model.ts';
import type { Inline, Reason } from './article.ts';
import type { ProblemList } from './problems.ts';

const words: Readonly<Record<Language, string>> = { en: 'Reason', 'zh-cn': '理由' };
const forms: Readonly<Record<Language, string>> = { en: '**Reason** (rule). Text', 'zh-cn': '**理由**（规则）。正文' };
const marks: Readonly<Record<Language, { readonly open: string; readonly close: string; readonly stop: string }>> = {
  en: { open: '(', close: ')', stop: '.' },
  'zh-cn': { open: '（', close: '）', stop: '。' },
};

/** The reason that a paragraph states, or `undefined` when it does not start with the bold word. */
export function parseReason(children: readonly Inline[], line: number, language: Language, list: ProblemList): Reason | undefined {
  const [first, ...rest] = children;
  if (first?.kind !== 'strong') return undefined;
  const [word] = first.children;
  if (first.children.length !== 1 || word?.kind !== 'text' || word.text !== words[language]) return undefined;
  const cut = cutRule(rest, language);
  if (cut === undefined) {
    list.report({ line, column: 1 }, 'a reason without its rule in brackets', forms[language]);
    return { kind: 'reason', rule: [], text: trimStart(rest), refs: refsIn(rest), line };
  }
  if (cut.text.length === 0) list.report({ line, column: 1 }, 'a reason without text', forms[language]);
  if (cut.rule.length === 0) list.report({ line, column: 1 }, 'a reason with an empty rule', forms[language]);
  return { kind: 'reason', ...cut, refs: refsIn(rest), line };
}

/** Cuts ` (rule). text` apart; brackets inside the rule count. */
function cutRule(inlines: readonly Inline[], language: Language): { rule: Inline[]; text: Inline[] } | undefined {
  const { open, close, stop } = marks[language];
  const head = inlines[0];
  if (head?.kind !== 'text' || !head.text.trimStart().startsWith(open)) return undefined;
  let depth = 0;
  for (const [index, inline] of inlines.entries()) {
    if (inline.kind !== 'text') continue;
    for (let at = 0; at < inline.text.length; at++) {
      const char = inline.text[at];
      if (char === open) depth++;
      if (char !== close || --depth > 0) continue;
      if (inline.text[at + 1] !== stop) return undefined;
      const before = { ...inline, text: inline.text.slice(0, at) };
      const after = { ...inline, text: inline.text.slice(at + 2), place: { ...inline.place, column: inline.place.column + at + 2 } };
      const rule = [...inlines.slice(0, index), before];
      const start = head.text.indexOf(open) + 1;
      const opened = rule[0] as typeof head;
      rule[0] = { ...opened, text: opened.text.slice(start), place: { ...opened.place, column: opened.place.column + start } };
      const text = trimStart([after, ...inlines.slice(index + 1)]);
      return { rule: rule.filter((part) => part.kind !== 'text' || part.text !== ''), text };
    }
  }
  return undefined;
}

/** Without blanks and line breaks in front. */
export function trimStart(inlines: readonly Inline[]): Inline[] {
  for (const [index, first] of inlines.entries()) {
    if (first.kind === 'break') continue;
    if (first.kind !== 'text') return inlines.slice(index);
    const text = first.text.trimStart();
    if (text === '') continue;
    const column = first.place.column + first.text.length - text.length;
    return [{ ...first, text, place: { ...first.place, column } }, ...inlines.slice(index + 1)];
  }
  return [];
}

function refsIn(inlines: readonly Inline[]): string[] {
  const refs = inlines.flatMap((inline): string[] => {
    if (inline.kind === 'ref') return [inline.target];
    return 'children' in inline ? refsIn(inline.children) : [];
  });
  return [...new Set(refs)];
}
