import { readSource, TokenType, type Source } from '../../src/core/template/source.ts';

/** An import as written: `from` is a package, `node:…`, or a path inside the project. */
interface Arrow {
  readonly to: string;
  readonly typeOnly: boolean;
  readonly line: number;
}

interface Rule {
  /** What a file's path starts with; the first rule that fits counts. */
  readonly folder: string;
  /** What its imports may start with; a package is allowed by its name, a folder by its path, `node:` as a whole. */
  readonly allowed: readonly string[];
  /** What may be imported as a type only. */
  readonly typesOnly?: readonly string[];
}

const parser = 'sucrase/dist/';

/** The direction of every arrow. */
export const rules: readonly Rule[] = [
  { folder: 'src/core/', allowed: ['src/core/', 'katex', 'markdown-it', 'markdown-it-katex', 'highlight.js/lib/', 'ts-fsrs', parser] },
  { folder: 'src/protocol/', allowed: ['src/protocol/', 'src/core/model.ts'], typesOnly: ['src/core/'] },
  { folder: 'src/host/', allowed: ['src/host/', 'src/core/', 'src/protocol/', 'src/contributions.ts', 'vscode', 'node:'] },
  { folder: 'src/contributions.ts', allowed: [] },
  { folder: 'src/extension.ts', allowed: ['src/host/', 'vscode', 'node:'] },
  { folder: 'src/extension.web.ts', allowed: ['src/host/', 'vscode'] },
  { folder: 'src/runtime/', allowed: ['src/runtime/', 'src/core/', 'src/protocol/', 'snippets/kit/', 'node:', 'sucrase'] },
  { folder: 'src/webview/', allowed: ['src/webview/', 'src/protocol/', 'snippets/'], typesOnly: ['src/core/'] },
  { folder: 'src/cli/', allowed: ['src/cli/', 'src/core/', 'src/runtime/', 'snippets/kit/', 'node:', 'mathjax', 'playwright-core', '@vscode/test-electron'] },
  { folder: 'snippets/kit/', allowed: ['snippets/kit/'] },
  { folder: 'snippets/', allowed: ['snippets/kit/', 'snippets/'] },
];

/** Every rule of the project's form that a file breaks, as `file:line: message`. */
export function violations(file: string, text: string): string[] {
  const source = readSource(text);
  const found = [...arrowsOf(file, source).flatMap((arrow) => arrowFault(file, arrow)), ...formFaults(file, source)];
  return found.map(({ line, message }) => `${file}:${line}: ${message}`);
}

interface Fault {
  readonly line: number;
  readonly message: string;
}

function arrowFault(file: string, { to, typeOnly, line }: Arrow): Fault[] {
  const rule = rules.find((one) => file.startsWith(one.folder));
  if (rule === undefined) return [{ line, message: 'no rule says what a file here may import' }];
  const fits = (list: readonly string[]) => list.some((prefix) => (prefix.endsWith('/') || prefix.endsWith(':') ? to.startsWith(prefix) : to === prefix));
  if (fits(rule.allowed) || (typeOnly && fits(rule.typesOnly ?? []))) {
    const [, topic] = file.split('/');
    const foreign = rule.folder === 'snippets/' && !to.startsWith('snippets/kit/') && !to.startsWith(`snippets/${topic}/`);
    return foreign ? [{ line, message: `a template imports another topic's ${to}` }] : [];
  }
  return [{ line, message: `${rule.folder} may not import ${to}${fits(rule.typesOnly ?? []) ? ' but for types' : ''}` }];
}

function arrowsOf(file: string, source: Source): Arrow[] {
  return source.tokens.flatMap((token, i): Arrow[] => {
    const before = source.tokens[i - 1];
    const called = before?.type === TokenType.parenL && /^(?:import|require)$/.test(source.tokens[i - 2]?.text ?? '');
    if (token.type !== TokenType.string || !(called || before?.text === 'from' || before?.type === TokenType._import)) return [];
    const start = source.tokens.slice(0, i).findLastIndex((one) => one.type === TokenType._import || one.type === TokenType._export);
    const typeOnly = source.tokens[start + 1]?.text === 'type' && source.tokens[start + 2]?.text !== 'from';
    const written = token.text.slice(1, -1);
    return [{ to: written.startsWith('.') ? join(file, written) : written, typeOnly: typeOnly && !called, line: token.line }];
  });
}

function join(file: string, path: string): string {
  const parts = file.split('/').slice(0, -1);
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}

const mostLines = 300;
/** `node --test --test-reporter` takes a module's default export. */
const mayExportDefault: ReadonlySet<string> = new Set(['src/cli/test/reporter.ts']);

function formFaults(file: string, source: Source): Fault[] {
  const faults: Fault[] = [];
  const lines = source.lines.at(-1) === '' ? source.lines.length - 1 : source.lines.length;
  if (lines > mostLines) faults.push({ line: lines, message: `${lines} lines; at most ${mostLines}` });
  source.tokens.forEach((token, i) => {
    const next = source.tokens[i + 1];
    if (token.type === TokenType._export && next?.type === TokenType._default && !file.endsWith('.d.ts') && !mayExportDefault.has(file)) faults.push({ line: token.line, message: 'a default export' });
    if (token.text === 'any' && token.role === 'reference' && !token.local) faults.push({ line: token.line, message: 'the type any; unknown and a guard instead' });
    if (token.type === TokenType._enum) faults.push({ line: token.line, message: 'an enum, which Node cannot strip' });
  });
  for (const comment of source.comments) {
    if (/@ts-(?:ignore|nocheck)/.test(comment.text)) faults.push({ line: comment.line, message: 'a silenced compiler' });
  }
  return faults;
}
