/** One selector of a picture's style sheet with its declarations. */
export interface StyleRule {
  readonly element: string | undefined;
  readonly className: string | undefined;
  readonly properties: Readonly<Record<string, string>>;
}

const selector = /^([A-Za-z]+|\*)?(?:\.([\w-]+))?$/;

/** Rules for an element, a class or both, weakest first. `@media` blocks and every other selector are left out. */
export function presentation(sheet: string): StyleRule[] {
  const rules: StyleRule[] = [];
  for (const { head, body } of topLevelRules(sheet.replace(/\/\*[\s\S]*?\*\//g, ''))) {
    const properties = declarations(body);
    for (const one of head.split(',')) {
      const match = selector.exec(one.trim());
      if (match === null || (match[1] === undefined && match[2] === undefined)) continue;
      rules.push({ element: match[1] === '*' ? undefined : match[1], className: match[2], properties });
    }
  }
  const weight = (rule: StyleRule) => (rule.className === undefined ? 0 : 2) + (rule.element === undefined ? 0 : 1);
  return rules.sort((a, b) => weight(a) - weight(b));
}

function topLevelRules(sheet: string): { head: string; body: string }[] {
  const rules: { head: string; body: string }[] = [];
  let depth = 0;
  let start = 0;
  let head = '';
  for (let at = 0; at < sheet.length; at++) {
    if (sheet[at] === '{' && depth++ === 0) {
      head = sheet.slice(start, at).trim();
      start = at + 1;
    } else if (sheet[at] === '}' && depth > 0 && --depth === 0) {
      if (!head.startsWith('@')) rules.push({ head, body: sheet.slice(start, at) });
      start = at + 1;
    }
  }
  return rules;
}

function declarations(body: string): Record<string, string> {
  const properties: Record<string, string> = {};
  for (const part of body.split(';')) {
    const colon = part.indexOf(':');
    const name = part.slice(0, Math.max(0, colon)).trim();
    const value = part.slice(colon + 1).trim();
    if (/^[a-z-]+$/.test(name) && !name.startsWith('-') && value !== '') properties[name] = value;
  }
  return properties;
}
