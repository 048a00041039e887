import type { Bilingual, Language } from '../model.ts';
import { dependenciesOf, type RegionOf, type Snippets } from '../template/dependencies.ts';
import { emptiedLines } from '../template/hole.ts';
import { codeIn } from '../template/language.ts';
import { parseTemplate } from '../template/parseTemplate.ts';
import { regionText } from '../template/scaffold.ts';
import { snippetBody } from '../template/snippetBody.ts';
import type { Mark, Template } from '../template/template.ts';
import { escapeSnippet } from './escapeSnippet.ts';
import { splitDeclarations } from './splitDeclarations.ts';
import { pieceKey, type Body, type Piece, type ScaffoldEntry, type ScaffoldFile } from './scaffoldFile.ts';

/** The JavaScript of a piece of TypeScript. */
export type ToJavaScript = (text: string) => string;
/** The first hint of a hole, as plain text. */
export type HintOf = (template: Template, hole: Mark) => Bilingual | undefined;

/** Everything that insertion needs of the templates' regions; regions that export nothing come along with others only. */
export function makeScaffoldFile(snippets: Snippets, templates: readonly Template[], toJavaScript: ToJavaScript, hintOf: HintOf): ScaffoldFile {
  const pieces: Record<string, readonly Piece[]> = {};
  const add = (one: RegionOf): string => {
    const key = pieceKey(one.template.key, one.region.id);
    pieces[key] ??= piecesOf(regionText(one), toJavaScript);
    return key;
  };
  const scaffolds = templates.flatMap((template) => template.regions.filter((region) => region.exports.length > 0).map((region): ScaffoldEntry => {
    const one = { template, region };
    add(one);
    return {
      template: template.key, region: region.id, name: region.name, prefix: `gradus-${region.id}`,
      needs: dependenciesOf(snippets, one).order.slice(0, -1).map(add),
      own: bodyOf(() => regionText(one), region.name, toJavaScript),
      exercise: exerciseOf(one, toJavaScript, hintOf),
    };
  }));
  return { pieces, scaffolds };
}

const both = (make: (language: Language) => string): Bilingual => ({ en: make('en'), 'zh-cn': make('zh-cn') });

/** The declarations of a region; types alone leave nothing in JavaScript. */
function piecesOf(text: string, toJavaScript: ToJavaScript): Piece[] {
  const split = both((language) => codeIn(text, language));
  const [en, zh] = [splitDeclarations(split.en), splitDeclarations(split['zh-cn'])];
  return en.map((piece, i) => {
    const ts: Bilingual = { en: piece.text, 'zh-cn': zh[i]?.text ?? piece.text };
    return { declares: piece.declares, ts, js: both((language) => javaScript(ts[language], toJavaScript)) };
  });
}

/** JavaScript declaration by declaration, so that the comments of types go with them. */
function javaScript(text: string, toJavaScript: ToJavaScript): string {
  return splitDeclarations(text).map((piece) => toJavaScript(piece.text).trim().replace(/[ \t]+$/gm, '').replace(/ +([;,)])/g, '$1'))
    .filter((piece) => splitDeclarations(piece).some(({ code }) => code)).join('\n\n');
}

function bodyOf(textIn: (language: Language) => string, name: string, toJavaScript: ToJavaScript): Body {
  const ts = both((language) => codeIn(textIn(language), language));
  return {
    ts: both((language) => snippetBody(ts[language], name)),
    js: both((language) => {
      const text = javaScript(ts[language], toJavaScript);
      return text === '' ? '' : snippetBody(text, name);
    }),
  };
}

/** The region with a placeholder for each hole, its first hint in a comment above. */
function exerciseOf({ template, region }: RegionOf, toJavaScript: ToJavaScript, hintOf: HintOf): Body | undefined {
  const holes = template.holes.filter((hole) => hole.region === region.id);
  if (holes.length === 0) return undefined;
  const emptied = (language: Language) => {
    const lines = template.text.split('\n');
    // From below, so that the lines of the others stay.
    for (const hole of [...holes].sort((a, b) => b.lines.first - a.lines.first)) {
      const { lines: range, text } = emptiedLines(template.text, hole);
      const hint = hintOf(template, hole);
      const indent = /^\s*/.exec(text)?.[0] ?? '';
      const equations = template.equations.filter(({ lines: at }) => at.first === hole.lines.first && at.last === hole.lines.last).map(({ id }) => id);
      const comment = [...(hint === undefined ? [] : [hint[language]]), ...(equations.length > 0 ? [`eq: ${equations.join(', ')}`] : [])];
      lines.splice(range.first - 1, range.last - range.first + 1, ...comment.map((line) => `${indent}// ${line}`), text);
    }
    const parsed = parseTemplate(template.file, lines.join('\n')).template;
    const found = parsed.regions.find(({ id }) => id === region.id);
    return found === undefined ? regionText({ template, region }) : regionText({ template: parsed, region: found });
  };
  const plain = bodyOf(emptied, region.name, toJavaScript);
  const placeholders = (text: string) => {
    let next = Math.max(0, ...[...text.matchAll(/\$\{(\d+)/g)].map(([, n]) => Number(n)));
    return text.replace(/throw new Error\('hole: [a-z0-9-]+'\);/g, (thrown) => `\${${++next}:${escapeSnippet(thrown)}}`);
  };
  return { ts: both((language) => placeholders(plain.ts[language])), js: both((language) => placeholders(plain.js[language])) };
}
