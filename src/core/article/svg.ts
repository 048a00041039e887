import { attributes, escapeHtml } from './html.ts';
import { presentation, type StyleRule } from './svgStyle.ts';

export type FigurePicture = { readonly html: string } | { readonly fault: string };

const maxLength = 500_000;
const maxDepth = 30;
const elements: ReadonlySet<string> = new Set([
  'svg', 'g', 'path', 'line', 'rect', 'circle', 'ellipse', 'polyline', 'polygon', 'text', 'tspan', 'defs', 'marker',
  'linearGradient', 'radialGradient', 'stop', 'clipPath',
]);
/** Left out with their content: names come from the article, styles become attributes. */
const silent: ReadonlySet<string> = new Set(['title', 'desc', 'style', 'metadata']);
const names = new RegExp(`^(?:${[
  'class', 'id', 'd', 'points', 'x[12]?', 'y[12]?', 'c[xy]', 'r[xy]?', 'f[xy]', 'd[xy]', 'width', 'height', 'viewBox',
  'preserveAspectRatio', 'transform', 'gradientTransform', 'gradientUnits', 'offset', 'pathLength', 'refX', 'refY', 'markerWidth',
  'markerHeight', 'markerUnits', 'orient', 'clipPathUnits', 'rotate', 'textLength', 'lengthAdjust', 'opacity', 'color',
  'fill(?:-opacity|-rule)?', 'stroke(?:-width|-linecap|-linejoin|-miterlimit|-dasharray|-dashoffset|-opacity)?', 'stop-(?:color|opacity)',
  'font-(?:size|family|weight|style|variant)', 'letter-spacing', 'text-anchor', 'dominant-baseline', 'alignment-baseline',
  'baseline-shift', 'clip-path', 'marker-(?:start|mid|end)', 'paint-order', 'vector-effect', 'visibility', 'display',
].join('|')})$`);
/** A comment, a declaration, a tag with its attributes, a CDATA section, or text. */
const token = new RegExp([
  /<!--[\s\S]*?-->/, /<\?[\s\S]*?\?>/, /<!DOCTYPE[^>[]*>/,
  /<(\/?)([A-Za-z][\w:.-]*)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/,
  /<!\[CDATA\[([\s\S]*?)\]\]>/, /([^<]+)/,
].map(({ source }) => source).join('|'), 'y');
const attribute = /([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/**
 * An SVG file as inline SVG: only shapes and texts, no script, link, picture or style sheet. Rules of its `<style>` for
 * elements and classes become presentation attributes, which any rule of the page's own sheet overrides.
 * @param name what is seen, for `aria-label`
 * @param prefix put before its ids
 */
export function inlineSvg(text: string, name: string, prefix: string): FigurePicture {
  if (text.length > maxLength) return { fault: `the picture has ${text.length} characters; at most ${maxLength} are allowed` };
  const style = presentation([...text.matchAll(/<style[^>]*>([\s\S]*?)<\/style>/g)].map((match) => match[1] ?? '').join('\n'));
  const open: string[] = [];
  let out = '';
  let quiet = 0;
  token.lastIndex = 0;
  for (let at = 0; at < text.length; at = token.lastIndex) {
    token.lastIndex = at;
    const match = token.exec(text);
    if (match === null) return { fault: `not well-formed at line ${text.slice(0, at).split('\n').length}` };
    const [, closing, element, attrs = '', selfClosing, cdata, content] = match;
    if (element === undefined) {
      const shown = decode(content ?? '') + (cdata ?? '');
      if (quiet === 0 && open.length > 0 && shown.trim() !== '') out += escapeHtml(shown);
      continue;
    }
    if (closing === '/') {
      if (open.pop() !== element) return { fault: `</${element}> closes nothing` };
      if (silent.has(element)) quiet--;
      else if (quiet === 0) out += `</${element}>`;
      continue;
    }
    if (!elements.has(element) && !silent.has(element)) return { fault: `<${element}> is not allowed in a picture` };
    if (open.length === 0 && (element !== 'svg' || out !== '')) return { fault: `<${element}> where the one <svg> should stand` };
    if (open.length >= maxDepth) return { fault: `elements more than ${maxDepth} deep` };
    if (quiet === 0 && !silent.has(element)) {
      const root = open.length === 0;
      out += `<${element}${shownAttributes(element, attrs, style, root ? { name } : undefined, prefix)}${selfClosing}>`;
    }
    if (selfClosing === '/') continue;
    open.push(element);
    if (silent.has(element)) quiet++;
  }
  if (open.length > 0) return { fault: `<${open.at(-1)}> is not closed` };
  return out === '' ? { fault: 'no <svg> in the file' } : { html: out };
}

function shownAttributes(
  element: string, source: string, rules: readonly StyleRule[], root: { readonly name: string } | undefined, prefix: string,
): string {
  const own: Record<string, string> = {};
  for (const match of source.matchAll(attribute)) {
    const name = match[1] ?? '';
    const value = decode(match[2] ?? match[3] ?? '');
    if (names.test(name) && safe(value)) own[name] = value;
  }
  const classes = (own['class'] ?? '').split(/\s+/);
  const styled: Record<string, string> = {};
  for (const rule of rules) {
    const fitsClass = rule.className === undefined || classes.includes(rule.className);
    if (fitsClass && (rule.element === undefined || rule.element === element)) Object.assign(styled, rule.properties);
  }
  const all: Record<string, string> = { ...own };
  for (const [name, value] of Object.entries(styled)) if (names.test(name) && safe(value)) all[name] = value;
  if (own['id'] !== undefined) all['id'] = `${prefix}-${own['id']}`;
  for (const [name, value] of Object.entries(all)) all[name] = value.replaceAll('url(#', `url(#${prefix}-`);
  if (root === undefined) return attributes(all);
  // The page gives the ink and the size.
  const { color: _ink, width: _width, height: _height, id: _id, ...kept } = all;
  return attributes({ ...kept, class: 'stage', role: 'img', 'aria-label': root.name });
}

/** No address but one inside the picture. */
function safe(value: string): boolean {
  return !/[<>\\]|javascript:|data:|@import|expression\(/i.test(value) && !/url\((?!#[\w-]+\))/i.test(value);
}

function decode(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-fA-F]{1,6})|(amp|lt|gt|quot|apos));/g, (whole, decimal?: string, hex?: string, word?: string) => {
    if (word !== undefined) return { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }[word] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
