import {
  plainText, type Article, type Block, type FenceUse, type FigureUse, type Inline, type InlineFormula, type InternalRef, type QuotedCheck,
  type RegionLink, type TopicLink,
} from './article.ts';

type Lists = Pick<Article, 'checks' | 'regionLinks' | 'figures' | 'refs' | 'topicLinks' | 'fences' | 'formulas' | 'asides'>;
type Tree = Omit<Article, keyof Lists>;

/** The flat lists of an article, in the order of the text. */
export function collect(tree: Tree): Lists {
  const checks: QuotedCheck[] = [];
  const regionLinks: RegionLink[] = [];
  const figures: FigureUse[] = [];
  const refs: InternalRef[] = [];
  const topicLinks: TopicLink[] = [];
  const fences: FenceUse[] = [];
  const formulas: InlineFormula[] = [];
  let asides = 0;
  let owner = '';
  let inReason = false;

  const inlines = (run: readonly Inline[]): void => run.forEach((inline) => {
    switch (inline.kind) {
      case 'math': formulas.push({ owner, latex: inline.latex, ...inline.place }); break;
      case 'check': checks.push({ owner, template: inline.template, check: inline.check, shown: inline.shown, ...inline.place }); break;
      case 'ref':
        refs.push({ owner, target: inline.target, shown: plainText(inline.children), inReason, ...inline.place });
        inlines(inline.children);
        break;
      case 'topic':
        topicLinks.push({ topic: inline.topic, language: inline.language, target: inline.target, ...inline.place });
        inlines(inline.children);
        break;
      case 'region':
        regionLinks.push({
          owner, template: inline.template, region: inline.region, name: plainText(inline.children), standsAlone: false, ...inline.place,
        });
        break;
      case 'emphasis': case 'strong': case 'strike': case 'link': inlines(inline.children); break;
      default:
    }
  });

  const block = (one: Block): void => {
    switch (one.kind) {
      case 'paragraph': case 'heading': inlines(one.children); break;
      case 'math': fences.push({ owner, info: 'math', text: one.latex, line: one.line, column: 1 }); break;
      case 'fence': fences.push({ owner, info: one.info, text: one.text, line: one.line, column: 1 }); break;
      case 'list': one.items.forEach((item) => item.forEach(block)); break;
      case 'quote': one.blocks.forEach(block); break;
      case 'table':
        one.head.forEach(inlines);
        one.rows.forEach((row) => row.forEach(inlines));
        break;
      case 'aside':
        asides++;
        inlines(one.summary);
        one.blocks.forEach(block);
        break;
      case 'region':
        regionLinks.push({ owner, template: one.template, region: one.region, name: one.name, standsAlone: true, ...one.place });
        break;
      case 'figure': figures.push({ owner, id: one.id, file: one.file, alt: one.alt, caption: one.caption, ...one.place }); break;
      case 'reason':
        inReason = true;
        inlines(one.rule);
        inlines(one.text);
        inReason = false;
        break;
      default:
    }
  };

  tree.lead.forEach(block);
  tree.sources.forEach(inlines);
  tree.symbolHead.forEach(inlines);
  for (const row of tree.symbols) [row.symbol, row.meaning, row.shape].forEach(inlines);
  for (const section of tree.sections) {
    owner = section.id;
    inlines(section.title);
    section.blocks.forEach(block);
    for (const step of section.steps) {
      owner = step.id;
      inlines(step.title);
      step.blocks.forEach(block);
    }
    for (const exercise of section.exercises) {
      owner = `hole-${exercise.id}`;
      inlines(exercise.title);
      exercise.blocks.forEach(block);
      for (const hint of exercise.hints) {
        asides++;
        inlines(hint.summary);
        hint.blocks.forEach(block);
      }
    }
  }
  return { checks, regionLinks, figures, refs, topicLinks, fences, formulas, asides };
}
