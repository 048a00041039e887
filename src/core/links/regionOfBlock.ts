import type { RegionEntry, TemplateEntry, TopicEntry } from '../model.ts';

/** A part of a template. */
export interface RegionPlace {
  readonly template: TemplateEntry;
  readonly region: RegionEntry;
}

/**
 * The region that a marked block was probably taken from, though it stands in a reader's file: the one that carries out most of
 * the block's equations; of equals the one with the block's own name, then the earlier one. `undefined` if none carries any out.
 * @param ids equations that the block names
 * @param text the block's code, in which the region's name is looked for
 */
export function regionOfBlock(topic: TopicEntry, ids: readonly string[], text: string): RegionPlace | undefined {
  const steps = topic.sections.flatMap((section) => section.steps).filter((step) => ids.includes(step.id));
  let best: RegionPlace | undefined;
  let most = 0;
  for (const template of topic.templateEntries) {
    for (const region of template.regions) {
      const count = steps.filter(({ code }) => code.some((place) => place.template === `${topic.id}/${template.id}` && place.region === region.id)).length;
      const score = count === 0 ? 0 : count + (namesWord(text, region.name) ? 0.5 : 0);
      if (score > most) {
        most = score;
        best = { template, region };
      }
    }
  }
  return best;
}

function namesWord(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    if (!/[\w$]/.test(text[at - 1] ?? ' ') && !/[\w$]/.test(text[at + name.length] ?? ' ')) return true;
  }
  return false;
}
