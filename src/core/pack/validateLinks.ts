import { exercisesOf, stepsOf, type Article } from '../article/article.ts';
import { suggestion } from '../links/closest.ts';
import { linkEquations } from '../links/links.ts';
import type { Problem } from '../model.ts';
import type { Snippets } from '../template/dependencies.ts';
import type { Template } from '../template/template.ts';
import type { TopicContent } from './loadPack.ts';

/** Every id that an article and its templates name must lead somewhere, in both directions. */
export function validateLinks(topic: TopicContent, article: Article, snippets: Snippets): Problem[] {
  return [
    ...equations(topic, article), ...holes(topic, article), ...regions(topic, article, snippets),
    ...checks(article, snippets), ...reasons(article), ...figures(topic, article),
  ];
}

/** Each `eq:` names an equation; each ★ has code. */
function equations(topic: TopicContent, article: Article): Problem[] {
  const steps = stepsOf(article);
  const { places, problems } = linkEquations(steps.filter((step) => step.latex !== undefined).map((step) => step.id), topic.templates);
  const orphans = steps.filter((step) => step.star && !places.has(step.id)).map((step): Problem => ({
    file: article.file, line: step.line, column: 1, message: `no code carries out ★ ${step.id}`,
    expected: `// eq: ${step.id} in a template of ${topic.id}`,
  }));
  return [...problems, ...orphans];
}

/** Each hole has its exercise and each exercise its hole; within a topic a hole's name is used once. */
function holes(topic: TopicContent, article: Article): Problem[] {
  const problems: Problem[] = [];
  const exercises = exercisesOf(article);
  const found = new Map<string, Template>();
  for (const template of topic.templates) {
    for (const hole of template.holes) {
      const at = { file: template.file, line: hole.line, column: hole.column };
      const other = found.get(hole.id);
      if (other !== undefined && other !== template) {
        problems.push({ ...at, message: `hole ${hole.id} is also in ${other.file}`, expected: 'a name of its own: exercises are known by it' });
      }
      found.set(hole.id, template);
      if (!exercises.some((exercise) => exercise.id === hole.id)) {
        problems.push({ ...at, message: `no exercise for hole ${hole.id} in ${article.file}`, expected: suggestion(hole.id, exercises.map((one) => one.id)) });
      }
    }
  }
  for (const exercise of exercises) {
    if (found.has(exercise.id)) continue;
    problems.push({ file: article.file, line: exercise.line, column: 1, message: `no template has hole ${exercise.id}`, expected: suggestion(exercise.id, found.keys()) });
  }
  return problems;
}

/** Each link to code finds its region, shown under its own name; each template of the topic is shown somewhere. */
function regions(topic: TopicContent, article: Article, snippets: Snippets): Problem[] {
  const problems: Problem[] = [];
  for (const link of article.regionLinks) {
    const at = { file: article.file, line: link.line, column: link.column };
    const template = snippets.get(`snippets/${link.template}.ts`);
    if (template === undefined) {
      problems.push({ ...at, message: `no template ${link.template}`, expected: suggestion(link.template, [...snippets.values()].map((one) => one.key)) });
      continue;
    }
    const region = template.regions.find((one) => one.id === link.region);
    if (region === undefined) {
      problems.push({ ...at, message: `no region “${link.region}” in ${template.file}`, expected: suggestion(link.region, template.regions.map((one) => one.id)) });
    } else if (link.standsAlone && region.exports.length === 0) {
      problems.push({ ...at, message: `region ${link.region} exports nothing, so it cannot be inserted`, expected: 'a region with an exported name' });
    } else if (link.standsAlone && !region.declares.includes(link.name.replace(/\(\)$/, ''))) {
      problems.push({ ...at, message: `region ${link.region} does not declare ${link.name}`, expected: suggestion(link.name, region.declares) });
    }
  }
  for (const template of topic.templates) {
    if (article.regionLinks.some((link) => link.template === template.key)) continue;
    problems.push({ file: article.file, line: 1, column: 1, message: `the article shows nothing of ${template.key}`, expected: `[\`name\`][region] with a region of ${template.file}` });
  }
  return problems;
}

/** Each quoted check is made by its template. */
function checks(article: Article, snippets: Snippets): Problem[] {
  return article.checks.flatMap((quoted): Problem[] => {
    const at = { file: article.file, line: quoted.line, column: quoted.column };
    const template = snippets.get(`snippets/${quoted.template}.ts`);
    if (template === undefined) {
      return [{ ...at, message: `no template ${quoted.template}`, expected: suggestion(quoted.template, [...snippets.values()].map((one) => one.key)) }];
    }
    if (template.computedChecks || template.checks.some((check) => check.id === quoted.check)) return [];
    return [{ ...at, message: `no check “${quoted.check}” in ${template.file}`, expected: suggestion(quoted.check, template.checks.map((one) => one.id)) }];
  });
}

/** A reason rests on steps that stand above it. */
function reasons(article: Article): Problem[] {
  const order = stepsOf(article).map((step) => step.id);
  return article.refs.filter((ref) => ref.inReason && order.includes(ref.target)).flatMap((ref): Problem[] => {
    if (order.indexOf(ref.target) < order.indexOf(ref.owner)) return [];
    return [{
      file: article.file, line: ref.line, column: ref.column,
      message: ref.target === ref.owner ? `the reason of ${ref.owner} rests on itself` : `the reason of ${ref.owner} rests on the later step ${ref.target}`,
      expected: 'links to earlier steps only',
    }];
  });
}

/** Each picture is there, and each file in `figures/` is shown. */
function figures(topic: TopicContent, article: Article): Problem[] {
  const missing = article.figures.filter((figure) => !topic.figures.has(figure.id)).map((figure): Problem => ({
    file: article.file, line: figure.line, column: figure.column,
    message: `${topic.folder}/${figure.file} does not exist`, expected: suggestion(figure.id, topic.figures.keys()),
  }));
  const unused = [...topic.figures.keys()].filter((id) => !article.figures.some((figure) => figure.id === id)).map((id): Problem => ({
    file: `${topic.folder}/figures/${id}.svg`, line: 1, column: 1, message: `${article.file} does not show this figure`, expected: `![what is seen](figures/${id}.svg "caption")`,
  }));
  return [...missing, ...unused];
}
