import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, it } from 'node:test';
import { violations } from './architectureRules.ts';

const root = join(import.meta.dirname, '..', '..');

const filesIn = (folder: string) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.parentPath.includes('node_modules'))
  .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));

describe('architecture', () => {
  it('every import points the right way, and every file keeps the project’s form', () => {
    const files = [...filesIn('src'), ...filesIn('snippets')];
    assert.ok(files.length > 50);
    assert.deepEqual(files.flatMap((file) => violations(file, readFileSync(join(root, file), 'utf8'))), []);
  });

  it('tests are no longer than sources', () => {
    const long = filesIn('test').filter((file) => readFileSync(join(root, file), 'utf8').split('\n').length > 301);
    assert.deepEqual(long, []);
  });

  it('the core compiles without the DOM and without Node', () => {
    execFileSync(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', join(root, 'src', 'core')], { stdio: 'pipe' });
  });

  it('esbuild.js stays under 120 lines', () => {
    assert.ok(readFileSync(join(root, 'esbuild.js'), 'utf8').split('\n').length <= 121);
  });

  for (const [file, text, expected] of [
    ['src/core/a.ts', "import * as vscode from 'vscode';", 'src/core/ may not import vscode'],
    ['src/core/a.ts', "import type { Uri } from 'vscode';", 'src/core/ may not import vscode'],
    ['src/core/a.ts', "import { readFile } from 'node:fs/promises';", 'src/core/ may not import node:fs/promises'],
    ['src/core/a/b.ts', "import { log } from '../../host/support/log.ts';", 'src/core/ may not import src/host/support/log.ts'],
    ['src/core/a.ts', "export * from '../webview/a.ts';", 'src/core/ may not import src/webview/a.ts'],
    ['src/core/a.ts', "export const a = () => import('vscode');", 'src/core/ may not import vscode'],
    ['src/core/a.ts', "import '../protocol/guards.ts';", 'src/core/ may not import src/protocol/guards.ts'],
    ['src/webview/a.ts', "import { parseArticle } from '../core/article/parse.ts';", 'src/webview/ may not import src/core/article/parse.ts but for types'],
    ['src/webview/a.ts', "import { b } from '../host/b.ts';", 'src/webview/ may not import src/host/b.ts'],
    ['src/protocol/a.ts', "import { b } from 'vscode';", 'src/protocol/ may not import vscode'],
    ['src/host/a.ts', "import { b } from '../cli/b.ts';", 'src/host/ may not import src/cli/b.ts'],
    ['src/host/a.ts', "import { b } from '../../snippets/kit/b.ts';", 'src/host/ may not import snippets/kit/b.ts'],
    ['src/runtime/a.ts', "import { b } from '../host/b.ts';", 'src/runtime/ may not import src/host/b.ts'],
    ['src/other/a.ts', "import { b } from './b.ts';", 'no rule says what a file here may import'],
    ['snippets/kit/a.ts', "import { b } from '../dpo/b.ts';", 'snippets/kit/ may not import snippets/dpo/b.ts'],
    ['snippets/dpo/a.ts', "import { b } from '../smld/b.ts';", "a template imports another topic's snippets/smld/b.ts"],
    ['snippets/dpo/a.ts', "import { b } from 'node:fs';", 'snippets/ may not import node:fs'],
    ['src/core/a.ts', '\n'.repeat(301), '301 lines; at most 300'],
    ['src/core/a.ts', 'export default function a() {}', 'a default export'],
    ['src/core/a.ts', 'export const a = (b: any) => b;', 'the type any; unknown and a guard instead'],
    ['src/core/a.ts', 'export enum A { B }', 'an enum, which Node cannot strip'],
    ['src/core/a.ts', '// @ts-ignore\nexport const a = 1;', 'a silenced compiler'],
  ] as const) {
    it(`finds: ${expected}`, () => {
      assert.deepEqual(violations(file, text).map((message) => message.replace(/^\S+:\d+: /, '')), [expected]);
    });
  }

  it('lets through what is right', () => {
    for (const [file, text] of [
      ['src/core/a/b.ts', "import type { Language } from '../model.ts';\nimport katex from 'katex';\n// import 'vscode'\nconst s = \"import 'vscode'\";"],
      ['src/webview/a.ts', "import type { Language } from '../core/model.ts';\nimport { dot } from '../../snippets/kit/matrix.ts';\nvoid Promise.any([]);"],
      ['src/host/a.ts', "import * as vscode from 'vscode';\nimport { join } from 'node:path';\nimport { b } from './b.ts';"],
      ['snippets/dpo/a.ts', "import { run } from '../kit/demo.ts';\nimport { b } from './b.ts';"],
    ] as const) assert.deepEqual(violations(file, text), []);
  });
});
