import assert from 'node:assert/strict';
import { mkdtempSync, mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { commands } from '../../src/contributions.ts';
import type { RunEnd } from '../../src/host/run/runner.ts';
import { TaskRunner } from '../../src/host/run/taskRunner.ts';
import { UserError } from '../../src/host/support/errors.ts';
import { FakeLog } from '../fakes/log.ts';
import { closeAll, extension, until } from './support.ts';

const ownNode = { path: process.execPath, electron: process.versions['electron'] !== undefined };

async function taskRunner(nodePath?: string): Promise<TaskRunner> {
  return new TaskRunner((await extension()).extensionUri, ownNode, { nodePath }, new FakeLog());
}

function ended(runner: TaskRunner): Promise<RunEnd> {
  return new Promise((resolve) => {
    const listener = runner.onDidEnd((end) => {
      listener.dispose();
      resolve(end);
    });
  });
}

/** Writes `source` to `path` below `folder` and runs it to its end. */
async function runFile(folder: string, path: string, source: string): Promise<RunEnd> {
  const file = join(folder, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, source);
  const runner = await taskRunner();
  const end = ended(runner);
  await runner.run({ template: 'test/file', file: vscode.Uri.file(file), language: 'en' });
  const result = await end;
  runner.dispose();
  return result;
}

export function runTests(): void {
  suite('running', () => {
    let folder = '';
    suiteSetup(async () => {
      await extension();
      folder = realpathSync(mkdtempSync(join(tmpdir(), 'gradus-run-')));
      writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    });
    teardown(async () => {
      for (const terminal of vscode.window.terminals) terminal.dispose();
      await vscode.commands.executeCommand('notifications.clearAll');
    });
    suiteTeardown(async () => {
      await closeAll();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    });

    test('a shipped template runs in a terminal and ends with exit code 0', async () => {
      const end = new Promise<number | undefined>((resolve) => {
        const listener = vscode.tasks.onDidEndTaskProcess(({ exitCode, execution }) => {
          if (execution.task.definition['template'] !== 'flash-attention/online-softmax') return;
          listener.dispose();
          resolve(exitCode);
        });
      });
      await vscode.commands.executeCommand(commands.runTemplate, 'flash-attention/online-softmax');
      assert.equal(await end, 0);
      assert.equal(vscode.window.terminals.length, 1);
    });

    test('a file that throws ends with exit code 1', async () => {
      const end = await runFile(folder, 'throws.ts', 'const x: number = 1; throw new RangeError(`no ${x}`);\n');
      assert.deepEqual({ outcome: end.outcome, exitCode: end.exitCode }, { outcome: 'exited', exitCode: 1 });
    });

    test('a check that does not hold ends with exit code 1', async () => {
      const source = `export function demo(report: { check(...all: unknown[]): void }): void {
  report.check('a', 'one is two', 'nobody', 1, 2);
}\n`;
      assert.equal((await runFile(folder, 'fails.ts', source)).exitCode, 1);
    });

    test('paths with blanks, quotes, Chinese, & and $ work, and the language arrives', async () => {
      const quotes = process.platform === 'win32' ? "'single'" : '\'single\' "double"';
      const proof = join(folder, 'proof.txt');
      const source = `import { writeFileSync } from 'node:fs';
const { GRADUS_LANG, NODE_OPTIONS = '' } = process.env;
writeFileSync(${JSON.stringify(proof)}, JSON.stringify([GRADUS_LANG, NODE_OPTIONS, import.meta.filename]));\n`;
      const name = `a b ${quotes} 数学 & $HOME %PATH% ;`;
      const end = await runFile(folder, join(name, '在线 softmax & co.ts'), source);
      assert.equal(end.exitCode, 0);
      const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.file(proof)));
      assert.deepEqual(JSON.parse(text), ['en', '', join(folder, name, '在线 softmax & co.ts')]);
    });

    test('running again ends the former run', async () => {
      const file = join(folder, 'endless.ts');
      writeFileSync(file, 'setInterval(() => {}, 1000);\n');
      const runner = await taskRunner();
      const ends: RunEnd[] = [];
      runner.onDidEnd((end) => ends.push(end));
      let started = 0;
      runner.onDidStart(() => started++);
      const request = { template: 'test/endless', file: vscode.Uri.file(file), language: 'en' } as const;
      await runner.run(request);
      await until('the first process', () => started === 1);
      await runner.run(request);
      await until('the second process', () => started === 2);
      assert.deepEqual(ends.map(({ outcome, exitCode }) => [outcome, exitCode]), [['stopped', undefined]]);
      for (const execution of vscode.tasks.taskExecutions) execution.terminate();
      await until('the second end', () => ends.length === 2);
      assert.equal(ends[1]?.outcome, 'stopped');
      assert.equal(vscode.tasks.taskExecutions.length, 0);
      runner.dispose();
    });

    test('a program that is not there is named, with a way to the setting', async () => {
      const runner = await taskRunner(join(folder, 'no-such-node'));
      const run = runner.run({ template: 'test/file', file: vscode.Uri.file(join(folder, 'throws.ts')), language: 'en' });
      const named = (error: unknown) => error instanceof UserError && error.message.includes('no-such-node') && error.waysOut.length === 1;
      await assert.rejects(run, named);
      runner.dispose();
    });

    test('a file that is not there is named', async () => {
      const runner = await taskRunner();
      const run = runner.run({ template: 'test/file', file: vscode.Uri.file(join(folder, 'gone.ts')), language: 'en' });
      await assert.rejects(run, (error) => error instanceof UserError && error.message.includes('gone.ts'));
      runner.dispose();
    });

    test('a program that cannot be started is told apart from one that fails', async () => {
      const runner = await taskRunner('gradus-no-such-program');
      const end = ended(runner);
      await runner.run({ template: 'test/file', file: vscode.Uri.file(join(folder, 'throws.ts')), language: 'en' });
      assert.equal((await end).outcome, 'notLaunched');
      runner.dispose();
    });

    test('every template is offered as a task', async () => {
      const tasks = await vscode.tasks.fetchTasks({ type: 'gradus' });
      assert.ok(tasks.some(({ definition }) => definition['template'] === 'flash-attention/online-softmax'));
    });
  });
}
