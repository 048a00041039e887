import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { commands } from '../../src/contributions.ts';
import { exitOf, write } from './runSupport.ts';
import { closeAll, extension, until } from './support.ts';

const figureTabs = () => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs)
  .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('gradus.figures'));

export function figuresTests(): void {
  suite('figures', () => {
    let folder = '';
    suiteSetup(async () => {
      await extension();
      folder = mkdtempSync(join(tmpdir(), 'gradus-figures-'));
      writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    });
    teardown(async () => {
      for (const terminal of vscode.window.terminals) terminal.dispose();
      await closeAll();
    });
    suiteTeardown(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

    /** Runs a file and returns its exit code. */
    async function run(source: string): Promise<number | undefined> {
      const file = write(folder, 'figure.ts', source);
      const end = exitOf((definition) => definition['file'] === file);
      await vscode.commands.executeCommand(commands.runFile, vscode.Uri.file(file));
      return end;
    }

    const plotting = 'export const demo = (report: { plot(...all: unknown[]): void }): void => report.plot("p", { a: [1, 2, 3] });\n';

    test('a run that draws opens the panel once; one that only prints does not; closed it stays closed until asked for', async () => {
      assert.equal(await run('console.log("text");\n'), 0);
      assert.equal(figureTabs().length, 0);
      assert.equal(await run(plotting), 0);
      await until('the panel', () => figureTabs().length === 1);
      assert.equal(await run(plotting), 0);
      assert.equal(figureTabs().length, 1);
      await vscode.window.tabGroups.close(figureTabs());
      await until('no panel', () => figureTabs().length === 0);
      assert.equal(await run(plotting), 0);
      assert.equal(figureTabs().length, 0);
      await vscode.commands.executeCommand(commands.openFigures);
      await until('the panel', () => figureTabs().length === 1);
    });

    test('a run goes on when the panel is closed in its middle', async () => {
      const source = `export async function demo(report: { point(...all: unknown[]): void }): Promise<void> {
  for (let i = 0; i < 40; i++) {
    report.point('loss', 'a', i, 1 / i);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}\n`;
      await vscode.commands.executeCommand(commands.openFigures);
      const end = run(source);
      await until('the panel', () => figureTabs().length === 1);
      await new Promise((resolve) => setTimeout(resolve, 400));
      await vscode.window.tabGroups.close(figureTabs());
      assert.equal(await end, 0);
    });
  });
}
