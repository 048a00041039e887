import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { commands } from '../../src/contributions.ts';
import type { RunEnd, RunReport } from '../../src/host/run/runner.ts';
import type { TaskRunner } from '../../src/host/run/taskRunner.ts';
import { UserError } from '../../src/host/support/errors.ts';
import { disposeRunners, ended, exitOf, fileRequest, isAlive, readJson, runFile, taskRunner, withBreakpoint, write, type Stop } from './runSupport.ts';
import { closeAll, extension, until } from './support.ts';

export function runTests(): void {
  suite('running', () => {
    let folder = '';
    let proof = '';
    /** Source that writes what an expression gives to `proof`. */
    const proving = (expression: string) => `import { writeFileSync } from 'node:fs';\nwriteFileSync(${JSON.stringify(proof)}, JSON.stringify(${expression}));\n`;
    suiteSetup(async () => {
      await extension();
      folder = realpathSync(mkdtempSync(join(tmpdir(), 'gradus-run-')));
      proof = join(folder, 'proof.json');
      writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    });
    setup(() => rmSync(proof, { force: true }));
    teardown(async () => {
      disposeRunners();
      for (const terminal of vscode.window.terminals) terminal.dispose();
      await closeAll();
      await vscode.commands.executeCommand('notifications.clearAll');
    });
    suiteTeardown(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

    test('a shipped template runs in a terminal and ends with exit code 0', async () => {
      const end = exitOf(({ template }) => template === 'flash-attention/online-softmax');
      await vscode.commands.executeCommand(commands.runTemplate, 'flash-attention/online-softmax');
      assert.equal(await end, 0);
      assert.equal(vscode.window.terminals.length, 1);
    });

    test('a file that throws ends with exit code 1, and the error is a problem at its line and column', async () => {
      const source = 'const x: number = 1;\n\nfunction update(): never {\n  throw new RangeError(`no ${x}`);\n}\nupdate();\n';
      const end = await runFile(folder, 'throws here.ts', source);
      assert.deepEqual({ outcome: end.outcome, exitCode: end.exitCode }, { outcome: 'exited', exitCode: 1 });
      const uri = vscode.Uri.file(join(folder, 'throws here.ts'));
      const problem = await until('the problem', () => vscode.languages.getDiagnostics(uri).find(({ source: from }) => from === 'gradus'));
      assert.equal(problem.message, 'RangeError: no 1');
      assert.deepEqual([problem.range.start.line, problem.range.start.character], [3, 8]);
      assert.equal(problem.severity, vscode.DiagnosticSeverity.Error);
    });

    test('a file that cannot be parsed is a problem too', async () => {
      assert.equal((await runFile(folder, 'broken.ts', 'const a = 1;\nconst x: number = ;\n')).exitCode, 1);
      const uri = vscode.Uri.file(join(folder, 'broken.ts'));
      const problem = await until('the problem', () => vscode.languages.getDiagnostics(uri).find(({ source: from }) => from === 'gradus'));
      assert.equal(problem.range.start.line, 1);
    });

    test('a check that does not hold ends with exit code 1', async () => {
      const source = `export function demo(report: { check(...all: unknown[]): void }): void {
  report.check('a', 'one is two', 'nobody', 1, 2);
}\n`;
      assert.equal((await runFile(folder, 'fails.ts', source)).exitCode, 1);
    });

    test('paths with blanks, quotes, Chinese, & and $ work, and the language arrives', async () => {
      const quotes = process.platform === 'win32' ? "'single'" : '\'single\' "double"';
      const name = `a b ${quotes} 数学 & $HOME %PATH% ;`;
      const path = join(name, '在线 softmax & co.ts');
      const end = await runFile(folder, path, proving('[process.env.GRADUS_LANG, import.meta.filename, process.env.GRADUS_REPORT ?? null]'));
      assert.equal(end.exitCode, 0);
      assert.deepEqual(readJson(proof), ['en', join(folder, path), null]);
    });

    test('arguments and seed arrive as they were given; the seed of the request goes before that of the setting', async () => {
      const args = ['--size', 'a b', '数 "q" \'s\'', '$HOME & %PATH%', ''];
      const source = `${proving('[process.argv.slice(2), process.env.GRADUS_SEED ?? null]')}export const demo = (_: unknown, seed = 5): void => console.log(seed);\n`;
      await runFile(folder, 'arguments.ts', source, { args }, 11);
      assert.deepEqual(readJson(proof), [args, '11']);
      await runFile(folder, 'arguments.ts', source, { seed: -3 }, 11);
      assert.deepEqual(readJson(proof), [[], '-3']);
      await runFile(folder, 'arguments.ts', source);
      assert.deepEqual(readJson(proof), [[], null]);
    });

    test('Run with… runs the file in the editor with what it is given', async () => {
      const file = write(folder, 'with.ts', proving('[process.argv.slice(2), process.env.GRADUS_SEED]'));
      await vscode.window.showTextDocument(vscode.Uri.file(file));
      const end = exitOf((definition) => definition['file'] === file);
      await vscode.commands.executeCommand(commands.runWith, undefined, { args: ['x y'], seed: 4 });
      assert.equal(await end, 0);
      assert.deepEqual(readJson(proof), [['x y'], '4']);
    });

    test('the file in the editor is saved and run, as TypeScript, CommonJS or JavaScript', async () => {
      for (const [name, source] of [
        ['own.ts', proving('"own.ts" as string')],
        ['own.cjs', `require('node:fs').writeFileSync(${JSON.stringify(proof)}, JSON.stringify('own.cjs'));\n`],
        ['own.mjs', proving('"own.mjs"')],
      ] as const) {
        const editor = await vscode.window.showTextDocument(vscode.Uri.file(write(folder, name, 'throw new Error("the old text");\n')));
        await editor.edit((edit) => edit.replace(new vscode.Range(0, 0, 1, 0), source));
        const end = exitOf((definition) => definition['file'] === editor.document.fileName);
        await vscode.commands.executeCommand(commands.runFile);
        assert.equal(await end, 0, name);
        assert.equal(readJson(proof), name);
        assert.equal(editor.document.isDirty, false);
      }
    });

    test('the terminal takes input', async () => {
      const file = write(folder, 'asks.ts', `import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
const terminal = createInterface({ input: process.stdin, output: process.stdout });
writeFileSync(${JSON.stringify(proof)}, JSON.stringify(await terminal.question('name? ')));
terminal.close();\n`);
      const runner = await taskRunner(folder);
      const [started, end] = [new Promise((resolve) => { runner.onDidStart(resolve); }), ended(runner)];
      await runner.run(fileRequest(file));
      await started;
      vscode.window.terminals[0]?.sendText('Ada 爱达');
      assert.equal((await end).exitCode, 0);
      assert.equal(readJson(proof), 'Ada 爱达');
    });

    test('a copy of a template runs as a file of the reader’s', async () => {
      const { extensionPath } = await extension();
      for (const path of ['flash-attention/online-softmax.ts', 'kit/demo.ts', 'kit/report.ts', 'kit/terminal.ts', 'kit/matrix.ts', 'kit/random.ts']) {
        write(folder, join('copy 副本', path), readFileSync(join(extensionPath, 'snippets', path), 'utf8'));
      }
      const file = join(folder, 'copy 副本', 'flash-attention/online-softmax.ts');
      const end = exitOf((definition) => definition['file'] === file);
      await vscode.commands.executeCommand(commands.runFile, vscode.Uri.file(file));
      assert.equal(await end, 0);
    });

    test('a shipped template in an editor runs as the template', async () => {
      const uri = vscode.Uri.joinPath((await extension()).extensionUri, 'snippets/flash-attention/masks.ts');
      const end = exitOf(({ template }) => template === 'flash-attention/masks');
      await vscode.commands.executeCommand(commands.runFile, uri);
      assert.equal(await end, 0);
    });

    test('running again ends the former run', async () => {
      const file = write(folder, 'endless.ts', 'setInterval(() => {}, 1000);\n');
      const runner = await taskRunner(folder);
      const ends: RunEnd[] = [];
      runner.onDidEnd((end) => ends.push(end));
      let started = 0;
      runner.onDidStart(() => started++);
      await runner.run(fileRequest(file));
      await until('the first process', () => started === 1);
      await runner.run({ ...fileRequest(file), args: ['other'] });
      await until('the second process', () => started === 2);
      assert.deepEqual(ends.map(({ outcome, exitCode }) => [outcome, exitCode]), [['stopped', undefined]]);
      assert.equal(runner.stop(file), true);
      await until('the second end', () => ends.length === 2);
      assert.equal(ends[1]?.outcome, 'stopped');
      assert.equal(vscode.tasks.taskExecutions.length, 0);
      assert.equal(runner.stop(), false);
    });

    // A loop that never rests, with a child that ignores the end of its terminal: the worst case.
    const stubborn = () => `import { spawn } from 'node:child_process';
${proving(`[process.pid, spawn(process.execPath, ['-e', 'process.on("SIGHUP", () => {}); setInterval(() => {}, 1000)'], { env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } }).pid]`)}
setTimeout(() => { for (;;); }, 300);\n`;

    /** Starts `stubborn`, ends it in some way, and sees that both processes have gone within two seconds. */
    async function endsAll(end: (runner: TaskRunner, file: string) => void): Promise<void> {
      const file = write(folder, 'stubborn.ts', stubborn());
      const runner = await taskRunner(folder);
      const reports: RunReport[] = [];
      runner.onDidReport((report) => reports.push(report));
      await runner.run(fileRequest(file));
      await until('its start', () => reports.length > 0);
      const processes = (await until('its processes', () => {
        try {
          return readJson(proof) as number[];
        } catch {
          return undefined;
        }
      }));
      assert.equal(reports[0]?.process, processes[0]);
      await new Promise((resolve) => setTimeout(resolve, 600));
      assert.deepEqual(processes.map(isAlive), [true, true]);
      end(runner, file);
      await until('the end of all', () => !processes.some(isAlive), 2000);
    }

    test('Stop ends a busy process and its children at once', () => endsAll((runner, file) => { runner.stop(file); }));
    test('closing the terminal ends them', () => endsAll(() => { for (const terminal of vscode.window.terminals) terminal.dispose(); }));
    test('they end by themselves when the editor has gone', () => endsAll((runner) => runner.dispose()));

    test('what a run reports arrives while it computes', async () => {
      const source = `export function demo(report: { point(...all: unknown[]): void }): void {
  for (let i = 0, end = Date.now() + 400; Date.now() < end; i++) report.point('loss', 'a', i, 1 / i);
}\n`;
      const file = write(folder, 'reports.ts', source);
      const runner = await taskRunner(folder);
      const seen: string[] = [];
      runner.onDidReport(({ message }) => seen.push(message.type));
      runner.onDidEnd(() => seen.push('end'));
      await runner.run(fileRequest(file));
      await until('its end', () => seen.at(-1) === 'end');
      assert.equal(seen[0], 'start');
      assert.ok(seen.filter((type) => type === 'points').length > 3, `points in several pieces: ${seen.length}`);
    });

    test('a program that is not there is named, with a way to the setting', async () => {
      const runner = await taskRunner(folder, { nodePath: join(folder, 'no-such-node') });
      const run = runner.run(fileRequest(join(folder, 'throws here.ts')));
      const named = (error: unknown) => error instanceof UserError && error.message.includes('no-such-node') && error.waysOut.length === 1;
      await assert.rejects(run, named);
    });

    test('a file that is not there is named', async () => {
      const runner = await taskRunner(folder);
      await assert.rejects(runner.run(fileRequest(join(folder, 'gone.ts'))), (error) => error instanceof UserError && error.message.includes('gone.ts'));
      const template = { ...fileRequest(join(folder, 'gone.ts')), template: 'test/gone' };
      await assert.rejects(runner.run(template), (error) => error instanceof UserError && error.message.includes('gone.ts'));
    });

    test('a program that cannot be started is told apart from one that fails', async () => {
      const runner = await taskRunner(folder, { nodePath: 'gradus-no-such-program' });
      const end = ended(runner);
      await runner.run(fileRequest(join(folder, 'throws here.ts')));
      assert.equal((await end).outcome, 'notLaunched');
    });

    test('every template is offered as a task', async () => {
      const tasks = await vscode.tasks.fetchTasks({ type: 'gradus' });
      assert.ok(tasks.some(({ definition }) => definition['template'] === 'flash-attention/online-softmax'));
    });

    test('a task in tasks.json runs a file with arguments and seed', async () => {
      const [workspace] = vscode.workspace.workspaceFolders ?? [];
      assert.ok(workspace);
      write(workspace.uri.fsPath, 'task 任务.ts', proving('[process.argv.slice(2), process.env.GRADUS_SEED, process.cwd()]'));
      const task = { type: 'gradus', file: '${workspaceFolder}/task 任务.ts', args: ['a b'], seed: 9, label: 'ours', problemMatcher: [] };
      write(workspace.uri.fsPath, '.vscode/tasks.json', JSON.stringify({ version: '2.0.0', tasks: [task] }));
      try {
        const found = await until('the task', async () => (await vscode.tasks.fetchTasks()).find(({ name }) => name === 'ours'));
        const end = exitOf(({ seed }) => seed === 9);
        await vscode.tasks.executeTask(found);
        assert.equal(await end, 0);
        assert.deepEqual(readJson(proof), [['a b'], '9', workspace.uri.fsPath]);
      } finally {
        rmSync(join(workspace.uri.fsPath, '.vscode'), { recursive: true, force: true });
      }
    });

    test('the debugger stops at a breakpoint in TypeScript', async () => {
      const file = write(folder, 'debug.ts', 'interface A { a: number }\nconst x: A = { a: 1 };\nconsole.log(x.a as number);\n');
      const uri = vscode.Uri.file(file);
      const stops: Stop[] = [];
      await withBreakpoint(uri, 2, (stack) => stops.push(...stack), async () => {
        await vscode.commands.executeCommand(commands.debugFile, uri);
        const stop = await until('the stop', () => stops[0]);
        assert.deepEqual([stop.line, stop.source?.path], [3, file]);
      });
    });
  });
}
