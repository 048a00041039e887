import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commands } from '../../src/contributions.ts';
import { closeAll, extension, openOwn, testInEnglish, until } from './support.ts';

const run = vscode.commands.executeCommand;
const scaffold = ['flash-attention/online-softmax', 'online-softmax'] as const;
const recurrence = '    d = d * Math.exp(m - mNew) + Math.exp(xi - mNew); // eq: online-recurrence\n';

async function open(content: string, language = 'typescript'): Promise<vscode.TextDocument> {
  return (await openOwn(content, language)).document;
}

async function template(name: string): Promise<vscode.TextDocument> {
  const { extensionUri } = await extension();
  return vscode.workspace.openTextDocument(vscode.Uri.joinPath(extensionUri, 'snippets', 'flash-attention', `${name}.ts`));
}

/** The parts of ours in the hover over a line. */
async function hover(document: vscode.TextDocument, line: number): Promise<readonly vscode.MarkdownString[]> {
  const hovers = await run<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, new vscode.Position(line, 4));
  const parts = hovers.flatMap(({ contents }) => contents).filter((part) => part instanceof vscode.MarkdownString);
  return parts.filter(({ value }) => value.includes(commands.openStep));
}

const lineOf = (document: vscode.TextDocument, text: string) => document.positionAt(document.getText().indexOf(text)).line;
const lenses = (document: vscode.TextDocument) => run<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri);
/** Titles of our lenses by their line. */
async function titles(document: vscode.TextDocument): Promise<ReadonlyMap<number, readonly string[]>> {
  const found = new Map<number, readonly string[]>();
  for (const { command, range } of await lenses(document)) {
    if (command?.command.startsWith('gradus.') === true) found.set(range.start.line, [...(found.get(range.start.line) ?? []), command.title]);
  }
  return found;
}
const hints = (document: vscode.TextDocument) => vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'Gradus');

const { ColorThemeKind } = vscode;
const themes = [
  ['Default Light Modern', ColorThemeKind.Light, '#2b2b2b'], ['Default Dark Modern', ColorThemeKind.Dark, '#d8d8d8'],
  ['Default High Contrast', ColorThemeKind.HighContrast, '#ffffff'], ['Default High Contrast Light', ColorThemeKind.HighContrastLight, '#000000'],
] as const;

/** What the lenses above `onlineSoftmax` say, in the language of the window. */
const lensTitles = () => (vscode.env.language === 'zh-cn' ? ['推导 5', '6', '7', '运行', '练习'] : ['Derivation 5', '6', '7', 'Run', 'Exercise']);

export function linksTests(): void {
  suite('from code to the derivation', () => {
    suiteSetup(async () => {
      await extension();
      await vscode.workspace.getConfiguration().update('gradus.article.language', 'en', vscode.ConfigurationTarget.Global);
    });
    setup(closeAll);
    suiteTeardown(async () => {
      await vscode.workspace.getConfiguration().update('gradus.article.language', undefined, vscode.ConfigurationTarget.Global);
      await closeAll();
    });

    test('a hover shows title, picture with words, reason and the way to the step', async () => {
      const document = await template('online-softmax');
      const [part, ...others] = await hover(document, lineOf(document, 'eq: online-recurrence'));
      assert.ok(part && others.length === 0);
      assert.match(part.value, /^\*\*6\.\*\* /);
      assert.match(part.value, /!\[d′ᵢ = d′ᵢ₋₁ [^\]]+\]\(data:image\/svg\+xml;base64,[\w+/=]+\|width=\d+,height=\d+\)/);
      assert.match(part.value, /\n\*[^*\n]+\* · \S+ \S+ /, 'rule and reason, which wraps');
      assert.doesNotMatch(part.value, /&nbsp;/);
      assert.ok(part.value.includes(`command:${commands.openStep}?${encodeURIComponent('["flash-attention","online-recurrence"]')}`));
      assert.ok(part.value.includes(`command:${commands.openEquationCode}?`), 'computed in several places');
      assert.deepEqual((part.isTrusted as { enabledCommands: readonly string[] }).enabledCommands, [commands.openStep, commands.openEquationCode]);
    });

    testInEnglish('the ink of the picture is that of each kind of theme', async () => {
      const document = await template('online-softmax');
      const workbench = vscode.workspace.getConfiguration('workbench');
      try {
        for (const [name, kind, ink] of themes) {
          await workbench.update('colorTheme', name, vscode.ConfigurationTarget.Global);
          await until(name, () => vscode.window.activeColorTheme.kind === kind);
          const [part] = await hover(document, lineOf(document, 'eq: online-recurrence'));
          const svg = Buffer.from(/base64,([\w+/=]+)/.exec(part?.value ?? '')?.[1] ?? '', 'base64').toString();
          assert.match(svg, /^<svg [^]*<\/svg>$/);
          assert.ok(svg.includes(ink) && !svg.includes('currentColor'), name);
          for (const [, , other] of themes) if (other !== ink) assert.ok(!svg.includes(other), `${other} in ${name}`);
        }
      } finally {
        await workbench.update('colorTheme', undefined, vscode.ConfigurationTarget.Global);
      }
    });

    testInEnglish('every marked line of every template has a hover that the editor does not cut off, fast', async () => {
      const { extensionUri } = await extension();
      const files = (await vscode.workspace.fs.readDirectory(vscode.Uri.joinPath(extensionUri, 'snippets', 'flash-attention'))).map(([name]) => name);
      let count = 0;
      const times: number[] = [];
      for (const name of files.filter((one) => one.endsWith('.ts'))) {
        const document = await template(name.slice(0, -3));
        for (let line = 0; line < document.lineCount; line++) {
          if (!/\/\/ (?:[^\n]*\| )?eq: /.test(document.lineAt(line).text)) continue;
          const begin = performance.now();
          const parts = await hover(document, line);
          times.push(performance.now() - begin);
          assert.ok(parts.length > 0, `${name}:${line + 1}`);
          for (const { value } of parts) assert.ok(value.length < 100_000, `${name}:${line + 1}: ${value.length} characters`);
          count++;
        }
      }
      assert.ok(count > 30, `${count} marked lines`);
      times.sort((a, b) => a - b);
      assert.ok((times[Math.floor(times.length / 2)] ?? Infinity) < 50, `median ${times[Math.floor(times.length / 2)]} ms, with the way to the window and back`);
    });

    test('the hover speaks the language of the article', async () => {
      const settings = vscode.workspace.getConfiguration();
      const document = await template('online-softmax');
      await settings.update('gradus.article.language', 'zh-cn', vscode.ConfigurationTarget.Global);
      try {
        const [part] = await hover(document, lineOf(document, 'eq: online-recurrence'));
        assert.match(part?.value ?? '', /[\u4e00-\u9fff]/);
      } finally {
        await settings.update('gradus.article.language', 'en', vscode.ConfigurationTarget.Global);
      }
    });

    test('a shipped template has its derivations, run and exercise above each part', async () => {
      const document = await template('online-softmax');
      const found = await titles(document);
      const above = found.get(lineOf(document, ' * Softmax that finds m and d in one pass') - 1) ?? [];
      assert.deepEqual(above.map((title) => title.replace(/^\$\([\w-]+\) /, '')), lensTitles());
      const commandsOf = (await lenses(document)).flatMap(({ command }) => (command ? [[command.command, ...(command.arguments as string[] ?? [])].join(' ')] : []));
      assert.ok(commandsOf.includes(`${commands.openStep} flash-attention online-recurrence`));
      assert.ok(commandsOf.includes(`${commands.runTemplate} flash-attention/online-softmax`));
      assert.ok(commandsOf.includes(`${commands.openStep} flash-attention hole-rescale`));
    });

    test('so has a reader’s file that holds an inserted scaffold', async () => {
      const document = await open('export const mine = 1;\n\n');
      vscode.window.activeTextEditor!.selection = new vscode.Selection(2, 0, 2, 0);
      await run(commands.insertTemplate, ...scaffold);
      await until('the scaffold', () => document.getText().includes('onlineSoftmax'));
      const found = await until('the lenses', async () => {
        const all = await titles(document);
        return all.size > 0 && all;
      });
      assert.deepEqual([...found.values()].flat().map((title) => title.replace(/^\$\([\w-]+\) /, '')), lensTitles());
      const [part] = await hover(document, lineOf(document, 'eq: online-recurrence'));
      assert.match(part?.value ?? '', /^\*\*6\.\*\* /);
    });

    test('and any file of theirs with a comment of this form, in JavaScript too', async () => {
      const document = await open(`function step(d, m, mNew, xi) {\n${recurrence}    return d;\n}\n`, 'javascript');
      const found = await titles(document);
      assert.deepEqual([...found.keys()], [0]);
      assert.equal((await hover(document, 1)).length, 1);
      assert.equal((await hover(document, 2)).length, 0);
    });

    testInEnglish('a file without marks gets nothing', async () => {
      const plain = await open('export const a = 1; // equal: b\n');
      assert.equal((await titles(plain)).size, 0);
      assert.equal((await hover(plain, 0)).length, 0);
      const other = await open(recurrence, 'markdown');
      assert.equal((await titles(other)).size, 0);
    });

    test('an unknown id gets one quiet hint with a suggestion, and a fix that takes it', async () => {
      const document = await open(`let d = 0; // eq: surrogate\n${recurrence.replace('recurrence', 'recurrense')}`);
      const [hint, ...others] = await until('the hint', () => hints(document).length > 0 && hints(document));
      assert.ok(hint && others.length === 0);
      assert.equal(hint.severity, vscode.DiagnosticSeverity.Information);
      assert.equal(document.getText(hint.range), 'online-recurrense');
      assert.match(hint.message, /online-recurrence/);
      const actions = await run<vscode.CodeAction[]>('vscode.executeCodeActionProvider', document.uri, hint.range, vscode.CodeActionKind.QuickFix.value);
      const fix = actions.find(({ title }) => title.includes('online-recurrence'));
      assert.ok(fix?.edit, 'a quick fix');
      assert.ok(await vscode.workspace.applyEdit(fix.edit));
      assert.match(document.lineAt(1).text, /\/\/ eq: online-recurrence$/);
      await until('no hint', () => hints(document).length === 0);
    });

    testInEnglish('comments of others that look alike get no hint', async () => {
      const document = await open('const a = 1; // eq: weighted-average-of-prices\nconst b = 2; // eq: 3\n');
      // Untitled: the editor lets go of it when its tab is closed, of a file on disk some minutes later.
      const marked = await vscode.workspace.openTextDocument({ language: 'typescript', content: `let d = 0; // eq: nothing-of-the-kind\n${recurrence}` });
      await vscode.window.showTextDocument(marked, vscode.ViewColumn.One);
      await until('the hint in the file that is ours', () => hints(marked).length === 1);
      assert.deepEqual(hints(document), []);
      assert.match(hints(marked)[0]?.message ?? '', /nothing-of-the-kind/);
      await closeAll();
      await until('the hint goes with the file', () => hints(marked).length === 0);
    });
  });
}
