import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { commands } from '../../src/contributions.ts';
import { exerciseRecord } from '../../src/core/progress/progress.ts';
import type { ArticlePanels } from '../../src/host/article/articlePanels.ts';
import { ExerciseChecks } from '../../src/host/exercises/exerciseChecks.ts';
import { ExerciseFiles } from '../../src/host/exercises/exerciseFiles.ts';
import { exerciseOf, ExerciseTests } from '../../src/host/exercises/exerciseTests.ts';
import { ProcessExaminer } from '../../src/host/exercises/processExaminer.ts';
import { ReaderFolder } from '../../src/host/files/readerFolder.ts';
import { ProgressStore } from '../../src/host/progress/progressStore.ts';
import { TaskRunner } from '../../src/host/run/taskRunner.ts';
import type { Services } from '../../src/host/services.ts';
import { ExtensionContent } from '../../src/host/support/contentStore.ts';
import { ErrorReporter } from '../../src/host/support/errors.ts';
import { FakeLog } from '../fakes/log.ts';
import { FakeMemento } from '../fakes/memento.ts';
import { withBreakpoint, type Stop } from './runSupport.ts';
import { closeAll, extension, testInEnglish, until } from './support.ts';

const run = vscode.commands.executeCommand;
const id = { topic: 'flash-attention', exercise: 'rescale' } as const;
const reference = 'd = d * Math.exp(m - mNew) + Math.exp(xi - mNew);';
const emptied = "throw new Error('hole: rescale');";
const never = new vscode.CancellationTokenSource().token;
const ownNode = { path: process.execPath, electron: process.versions['electron'] !== undefined };

/** The feature in a folder of its own, with its own memory; what the article would be told is kept. */
async function setUp(language: 'en' | 'zh-cn' = 'en', runner?: TaskRunner) {
  const { extensionUri } = await extension();
  const log = new FakeLog();
  const content = new ExtensionContent(extensionUri);
  const progress = new ProgressStore(new FakeMemento(), log);
  const settings = { articleLanguage: language, exercisesFolder: `gradus-test-${process.pid}`, nodePath: undefined, onDidChange: () => new vscode.Disposable(() => {}) };
  const services = {
    extensionUri, log, content, progress, settings, runner, reporter: new ErrorReporter(log), articleLanguageOf: () => language,
  } as unknown as Services;
  const folder = new ReaderFolder(settings, vscode.Uri.file(tmpdir()));
  const files = new ExerciseFiles(extensionUri, folder, content);
  const told: unknown[] = [];
  const panels = { find: () => ({ sendExercise: (...all: readonly unknown[]) => told.push(all) }) } as unknown as Pick<ArticlePanels, 'find'>;
  const checks = new ExerciseChecks(services, files, new ProcessExaminer(extensionUri, ownNode, settings), panels);
  return { files, checks, folder, progress, told, services, detail: await files.detail(id) };
}

function edit(uri: vscode.Uri, from: string, to: string): void {
  const text = readFileSync(uri.fsPath, 'utf8');
  assert.ok(text.includes(from), `“${from}” in ${uri.fsPath}`);
  writeFileSync(uri.fsPath, text.replace(from, to));
}

export function exercisesTests(): void {
  suite('exercises', () => {
    suiteSetup(extension);
    setup(closeAll);
    teardown(async () => {
      await closeAll();
      const { folder } = await setUp();
      rmSync(folder.uri.fsPath, { recursive: true, force: true });
    });

    test('starting makes the file once, with kit and project, and never touches it again', async () => {
      const { files, detail, folder } = await setUp();
      const uri = await files.start(detail, 'en');
      assert.ok(uri.fsPath.startsWith(join(folder.uri.fsPath, 'exercises', 'flash-attention')));
      const text = readFileSync(uri.fsPath, 'utf8');
      assert.match(text, /\/\/ Exercise: .*\n(?: *\/\/ .*\n)+ *\/\/ eq: online-recurrence \| hole: rescale\n *throw new Error/);
      for (const name of ['package.json', 'tsconfig.json', 'exercises/kit/demo.ts']) assert.ok(existsSync(join(folder.uri.fsPath, name)), name);
      writeFileSync(uri.fsPath, `${text}// mine\n`);
      await files.start(detail, 'zh-cn');
      assert.ok(readFileSync(uri.fsPath, 'utf8').endsWith('// mine\n'));
      const place = await files.placeOf(detail);
      assert.ok(readFileSync(uri.fsPath, 'utf8').split('\n')[place.line]!.slice(place.character).startsWith('throw'));
    });

    test('the empty hole is told, and is no attempt', async () => {
      const { files, detail, checks, progress } = await setUp();
      await files.start(detail, 'en');
      const verdict = await checks.check(id, detail, never);
      assert.deepEqual([verdict.passed, verdict.kind], [false, 'empty']);
      assert.equal(exerciseRecord(progress.current, id.topic, id.exercise).attempts, 0);
    });

    test('a planted mistake gets its own sentence in either language, the reference passes, the article hears both', async () => {
      for (const language of ['en', 'zh-cn'] as const) {
        const { files, detail, checks, progress, told } = await setUp(language);
        const uri = await files.start(detail, language);
        edit(uri, emptied, 'd += Math.exp(xi - mNew); // written otherwise than planted');
        const wrong = await checks.check(id, detail, never);
        assert.equal(wrong.kind, 'mistake');
        assert.match(wrong.message, language === 'en' ? /d was not multiplied by exp/ : /d 没有乘以/);
        edit(uri, 'd += Math.exp(xi - mNew); // written otherwise than planted', reference);
        const right = await checks.check(id, detail, never);
        assert.deepEqual([right.passed, right.kind], [true, 'passed']);
        assert.deepEqual(told, [[id.exercise, wrong.message], [id.exercise, undefined]]);
        const { attempts, passed } = exerciseRecord(progress.current, id.topic, id.exercise);
        assert.deepEqual([attempts, passed], [2, true]);
        rmSync(uri.fsPath);
      }
    });

    test('what is written but not saved is checked', async () => {
      const { files, detail, checks } = await setUp();
      const uri = await files.start(detail, 'en');
      const document = await vscode.workspace.openTextDocument(uri);
      await vscode.window.showTextDocument(document);
      await until('the file as it is on disk', () => document.getText().includes(emptied));
      const at = document.getText().indexOf(emptied);
      const change = new vscode.WorkspaceEdit();
      change.replace(uri, new vscode.Range(document.positionAt(at), document.positionAt(at + emptied.length)), reference);
      await vscode.workspace.applyEdit(change);
      assert.ok(document.isDirty);
      assert.equal((await checks.check(id, detail, never)).passed, true);
      assert.equal(document.isDirty, false);
    });

    testInEnglish('an error points at its line, a syntax error too', async () => {
      const { files, detail, checks } = await setUp();
      const uri = await files.start(detail, 'en');
      const { line } = await files.placeOf(detail);
      edit(uri, emptied, "throw new TypeError('mine');");
      const thrown = await checks.check(id, detail, never);
      assert.deepEqual([thrown.kind, thrown.line], ['error', line + 1]);
      assert.match(thrown.message, /TypeError: mine/);
      edit(uri, "throw new TypeError('mine');", 'd = = 1;');
      const broken = await checks.check(id, detail, never);
      assert.deepEqual([broken.kind, broken.line], ['error', line + 1], broken.message);
    });

    testInEnglish('a file that does not end is stopped, and a cancelled check leaves no process', async () => {
      const { files, detail } = await setUp();
      const uri = await files.start(detail, 'en');
      const mark = join(realpathSync(mkdtempSync(join(tmpdir(), 'gradus-alive-'))), 'alive');
      edit(uri, emptied, `(process as never as { getBuiltinModule(name: string): { writeFileSync(file: string, text: string): void } })
      .getBuiltinModule('node:fs').writeFileSync(${JSON.stringify(mark)}, String((process as never as { pid: number }).pid)); for (;;);`);
      const { extensionUri } = await extension();
      const quick = new ProcessExaminer(extensionUri, ownNode, { nodePath: undefined }, 1500);
      assert.match((await quick.examine(uri, never)).failure?.message ?? '', /1\.5/);
      const source = new vscode.CancellationTokenSource();
      rmSync(mark, { force: true });
      const examination = new ProcessExaminer(extensionUri, ownNode, { nodePath: undefined }).examine(uri, source.token);
      await until('the process', () => existsSync(mark) && readFileSync(mark, 'utf8') !== '');
      source.cancel();
      await assert.rejects(examination, vscode.CancellationError);
      const pid = Number(readFileSync(mark, 'utf8'));
      await until('its end', () => {
        try {
          process.kill(pid, 0);
          return false;
        } catch {
          return true;
        }
      });
    });

    testInEnglish('the tree of tests is topics, templates and holes with stable ids; a save re-checks in watch mode', async () => {
      const { files, detail, checks, services, progress } = await setUp();
      const tests = new ExerciseTests({ ...services, settings: { ...services.settings, articleLanguage: 'en' } as Services['settings'] }, files, checks, 'gradus.test');
      try {
        const hole = await tests.item(id);
        assert.deepEqual([hole.id, hole.parent?.id, hole.parent?.parent?.id], ['flash-attention#rescale', 'flash-attention/online-softmax', 'flash-attention']);
        assert.equal(hole.uri, undefined);
        assert.deepEqual(exerciseOf(hole.id), id);
        const uri = await files.start(detail, 'en');
        await tests.renew(id);
        const started = await tests.item(id);
        assert.deepEqual([started.id, started.uri?.toString()], [hole.id, uri.toString()]);
        const source = new vscode.CancellationTokenSource();
        await tests.run(new vscode.TestRunRequest([started], undefined, undefined, true), source.token);
        const document = await vscode.workspace.openTextDocument(uri);
        const editor = await vscode.window.showTextDocument(document);
        await until('the file as it is on disk', () => document.getText().includes(emptied));
        const at = document.getText().indexOf(emptied);
        await editor.edit((builder) => builder.replace(new vscode.Range(document.positionAt(at), document.positionAt(at + emptied.length)), reference));
        await document.save();
        await until('the re-check', () => exerciseRecord(progress.current, id.topic, id.exercise).passed);
        source.cancel();
      } finally {
        tests.dispose();
      }
    });

    testInEnglish('Debug stops at the reader’s breakpoint in the exercise, then checks it', async () => {
      const { extensionUri } = await extension();
      const runner = new TaskRunner({ extension: extensionUri, storage: vscode.Uri.file(tmpdir()), ownNode }, { nodePath: undefined, seed: undefined }, new FakeLog());
      const { files, checks, detail, services, progress } = await setUp('en', runner);
      const tests = new ExerciseTests(services, files, checks, 'gradus.exercises.debug');
      const uri = await files.start(detail, 'en');
      edit(uri, emptied, reference);
      const { line } = await files.placeOf(detail);
      const stops: Stop[] = [];
      try {
        await withBreakpoint(uri, line, ([top]) => {
          if (top !== undefined) stops.push(top);
          vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
          void run('workbench.action.debug.continue');
        }, async () => tests.run(new vscode.TestRunRequest([await tests.item(id)]), never, true));
        assert.equal(stops[0]?.line, line + 1);
        assert.equal(exerciseRecord(progress.current, id.topic, id.exercise).passed, true, 'checked after the debugger has ended');
      } finally {
        tests.dispose();
        runner.dispose();
      }
    });

    testInEnglish('setting aside keeps the reader’s work under another name, each time another', async () => {
      const { files, detail } = await setUp();
      const first = await files.start(detail, 'en');
      writeFileSync(first.fsPath, 'first');
      const kept = await files.setAside(detail);
      assert.equal(readFileSync(kept!.fsPath, 'utf8'), 'first');
      assert.equal(existsSync(first.fsPath), false);
      await files.start(detail, 'en');
      const again = await files.setAside(detail);
      assert.notEqual(again?.fsPath, kept?.fsPath);
      assert.equal(readFileSync(kept!.fsPath, 'utf8'), 'first');
      assert.equal(await files.setAside(detail), undefined);
    });

    test('a folder outside the workspace is refused', async () => {
      for (const exercisesFolder of ['../elsewhere', '/etc', 'C:\\x', 'a/../../b', '.']) {
        const folder = new ReaderFolder({ exercisesFolder }, vscode.Uri.file(tmpdir()));
        assert.throws(() => folder.uri, (error) => error instanceof Error && error.message.includes(exercisesFolder), exercisesFolder);
      }
    });

    test('the commands start, check, compare and reset an exercise of the reader', async () => {
      await run(commands.startExercise, id.topic, id.exercise);
      const editor = await until('the exercise', () => vscode.window.activeTextEditor);
      const { uri } = editor.document;
      assert.match(uri.path, /\/gradus\/exercises\/flash-attention\/online-softmax\.rescale\.ts$/);
      assert.match(editor.document.lineAt(editor.selection.active.line).text, /throw new Error\('hole: rescale'\)/);
      try {
        await run(commands.checkExercise, id.topic, `hole-${id.exercise}`);
        await run(commands.compareExercise, id.topic, id.exercise, true);
        const tab = await until('the comparison', () => vscode.window.tabGroups.activeTabGroup.activeTab);
        const { input } = tab;
        assert.ok(input instanceof vscode.TabInputTextDiff);
        assert.deepEqual([input.original.path.endsWith('snippets/flash-attention/online-softmax.ts'), input.modified.path], [true, uri.path]);
        await closeAll();
        await run(commands.resetExercises, id.topic, id.exercise);
        assert.ok(existsSync(uri.fsPath.replace(/\.ts$/, '.kept-1.ts')) && !existsSync(uri.fsPath));
      } finally {
        await run('notifications.clearAll');
        await closeAll();
        rmSync(uri.fsPath.replace(/exercises.*$/, ''), { recursive: true, force: true });
      }
    });
  });
}
