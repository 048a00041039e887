import type { Aside, Block, Exercise, Inline, Place, Section, Step } from './article.ts';
import type { ProblemList } from './problems.ts';

type Heading = Extract<Block, { kind: 'heading' }>;
/** A heading with what follows up to the next one. */
interface Part { readonly heading: Heading; readonly blocks: Block[] }

const stepForm = '### <a id="surrogate"></a>5. Title, with ★ at the end if code must carry the equation out';
const exerciseForm = '### <a id="hole-rescale"></a>Title';

/** The sections that the blocks from the first `##` on make. */
export function parseSections(blocks: readonly Block[], list: ProblemList): Section[] {
  const sections: { heading: Heading | undefined; blocks: Block[]; parts: Part[] }[] = [];
  for (const block of blocks) {
    const heading = block.kind === 'heading' ? block : undefined;
    if (heading !== undefined && heading.level > 3) list.report(heading.place, `a heading of level ${heading.level}`, '#, ## or ###');
    if (heading?.level === 1) list.report(heading.place, 'a second title', '## for a section');
    if (heading !== undefined && heading.level <= 2) {
      sections.push({ heading, blocks: [], parts: [] });
      continue;
    }
    if (sections.length === 0) {
      if (heading?.level === 3) list.report(heading.place, 'a step before the first section', '## Section');
      sections.push({ heading: undefined, blocks: [], parts: [] });
    }
    const section = sections.at(-1);
    if (heading?.level === 3) section?.parts.push({ heading, blocks: [] });
    else (section?.parts.at(-1)?.blocks ?? section?.blocks)?.push(block);
  }
  let number = 0;
  return sections.map(({ heading, blocks: before, parts }, index): Section => {
    const steps: Step[] = [];
    const exercises: Exercise[] = [];
    for (const part of parts) {
      if (part.heading.id?.startsWith('hole-')) {
        exercises.push(exercise(part, part.heading.id.slice('hole-'.length), list));
      } else {
        const parsed = step(part, number + 1, list);
        number = parsed.number;
        steps.push(parsed);
      }
    }
    const place = heading?.place ?? { line: 1, column: 1 };
    if (heading !== undefined && heading.children.length === 0) list.report(place, 'a section without a title', '## Title');
    const id = heading?.id ?? (exercises.length > 0 && steps.length === 0 ? 'exercises' : `section-${index + 1}`);
    return { id, title: heading?.children ?? [], line: place.line, blocks: before, steps, exercises };
  });
}

function step({ heading, blocks }: Part, expected: number, list: ProblemList): Step {
  const { number, star, title } = stepTitle(heading.children);
  if (heading.id === undefined) list.report(heading.place, 'a step without an id', stepForm);
  if (number === undefined) list.report(heading.place, 'a step without a number', stepForm);
  else if (number !== expected) list.report(heading.place, `step ${number} where step ${expected} should stand`, `${expected}. …`);
  if (title.length === 0) list.report(heading.place, 'a step without a title', stepForm);

  const equation = blocks.find((block) => block.kind === 'math');
  const reasons = blocks.filter((block) => block.kind === 'reason');
  if (star && equation === undefined) list.report(heading.place, 'a step with ★ but without an equation', 'a ```math fence in the step');
  if (reasons.length === 0) list.report(heading.place, 'a step without its reason', 'a paragraph **Reason** (rule). … or **理由**（规则）。…');
  for (const { line } of reasons.slice(1)) {
    list.report({ line, column: 1 }, 'a second reason in one step', 'one reason; more goes into <details>');
  }
  return {
    id: heading.id ?? `step-${expected}`, number: number ?? expected, star, title, line: heading.place.line,
    latex: equation?.latex, latexLine: equation?.line, reason: reasons[0], blocks,
  };
}

/** Takes the number off the front and the star off the end. */
function stepTitle(children: readonly Inline[]): { number: number | undefined; star: boolean; title: readonly Inline[] } {
  const title = [...children];
  const first = title[0];
  let number: number | undefined;
  if (first?.kind === 'text') {
    const match = /^(\d{1,4})\.(?:\s+|$)/.exec(first.text);
    if (match !== null) {
      number = Number(match[1]);
      title[0] = cutText(first, match[0].length);
    }
  }
  const last = title.at(-1);
  const star = last?.kind === 'text' && /★\s*$/.test(last.text);
  if (star) title[title.length - 1] = { ...last, text: last.text.replace(/\s*★\s*$/, '') };
  return { number, star, title: title.filter((inline) => inline.kind !== 'text' || inline.text !== '') };
}

function cutText(inline: Extract<Inline, { kind: 'text' }>, length: number): Inline {
  const place: Place = { line: inline.place.line, column: inline.place.column + length };
  return { ...inline, text: inline.text.slice(length), place };
}

function exercise({ heading, blocks }: Part, id: string, list: ProblemList): Exercise {
  const hints = blocks.filter((block): block is Aside => block.kind === 'aside');
  if (heading.children.length === 0) list.report(heading.place, 'an exercise without a title', exerciseForm);
  if (hints.length !== 3) list.report(heading.place, `an exercise with ${hints.length} hints`, 'three <details>, one for each hint');
  const task = blocks.filter((block) => block.kind !== 'aside');
  if (task.length === 0) {
    list.report(heading.place, 'an exercise without a task', 'a sentence that says what to write and which number it must give');
  }
  return {
    id, title: heading.children, line: heading.place.line, blocks: task,
    hints: hints.map(({ summary, blocks: content, line }) => ({ summary, blocks: content, line })),
  };
}
