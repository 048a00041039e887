import { plainText, stepsOf, type Article, type Block, type Inline, type Step } from '../article/article.ts';
import { readableMath } from '../article/readableMath.ts';
import type { Bilingual, EquationPicture, StepDetails } from '../model.ts';

/** Inline text without markup, its formulas in Unicode. */
export function readableText(inlines: readonly Inline[]): string {
  return plainText(inlines).replace(/\$([^$]*)\$/g, (_, latex: string) => readableMath(latex)).replace(/\s+/g, ' ').trim();
}

/**
 * What hovers and search show of each step of an article in both languages.
 * @param pictures by step id; steps whose equation has none are shown without
 */
export function stepDetails(en: Article, zh: Article, pictures: ReadonlyMap<string, EquationPicture>): StepDetails {
  const chinese = new Map(stepsOf(zh).map((step) => [step.id, step]));
  const both = (step: Step, read: (step: Step) => string): Bilingual => {
    const other = chinese.get(step.id);
    return { en: read(step), 'zh-cn': other === undefined ? read(step) : read(other) };
  };
  return Object.fromEntries(stepsOf(en).map((step) => [step.id, {
    picture: pictures.get(step.id),
    formula: readableMath(step.latex ?? ''),
    rule: both(step, ({ reason }) => readableText(reason?.rule ?? [])),
    reason: both(step, ({ reason }) => readableText(reason?.text ?? [])),
    text: both(step, ({ blocks }) => blocks.map(blockText).filter((text) => text !== '').join(' ')),
  }]));
}

/** A block as one line of plain text. */
export function blockText(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
    case 'heading': return readableText(block.children);
    case 'math': return readableMath(block.latex);
    case 'fence': return block.text;
    case 'list': return block.items.flat().map(blockText).join(' ');
    case 'quote': return block.blocks.map(blockText).join(' ');
    case 'table': return [block.head, ...block.rows].flat().map(readableText).join(' ');
    case 'aside': return [readableText(block.summary), ...block.blocks.map(blockText)].join(' ');
    case 'region': return block.name;
    case 'figure': return `${block.alt} ${block.caption}`;
    case 'reason': return [block.rule, block.text].map(readableText).filter((part) => part !== '').join(': ');
    case 'rule': return '';
  }
}
