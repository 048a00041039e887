import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { RunEnd, RunRequest } from '../../src/host/run/runner.ts';
import { TaskRunner } from '../../src/host/run/taskRunner.ts';
import { FakeLog } from '../fakes/log.ts';
import { extension } from './support.ts';

const ownNode = { path: process.execPath, electron: process.versions['electron'] !== undefined };
const made: TaskRunner[] = [];

/** Disposes the runners that tests have made. */
export function disposeRunners(): void {
  for (const runner of made.splice(0)) runner.dispose();
}

export async function taskRunner(folder: string, settings: { nodePath?: string; seed?: number } = {}): Promise<TaskRunner> {
  const places = { extension: (await extension()).extensionUri, storage: vscode.Uri.file(join(folder, 'storage')), ownNode };
  const runner = new TaskRunner(places, { nodePath: settings.nodePath, seed: settings.seed }, new FakeLog());
  made.push(runner);
  return runner;
}

export function ended(runner: TaskRunner): Promise<RunEnd> {
  return new Promise((resolve) => {
    const listener = runner.onDidEnd((end) => {
      listener.dispose();
      resolve(end);
    });
  });
}

export const fileRequest = (file: string): RunRequest => ({ template: undefined, file, language: 'en' });

/** Writes `source` to `path` below `folder` and runs it to its end. */
export async function runFile(folder: string, path: string, source: string, more: Partial<RunRequest> = {}, seed?: number): Promise<RunEnd> {
  const file = write(folder, path, source);
  const runner = await taskRunner(folder, seed === undefined ? {} : { seed });
  const end = ended(runner);
  await runner.run({ ...fileRequest(file), ...more });
  const result = await end;
  runner.dispose();
  return result;
}

export function write(folder: string, path: string, source: string): string {
  const file = join(folder, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, source);
  return file;
}

/** The exit code of the next task of ours that fits. */
export function exitOf(fits: (definition: vscode.TaskDefinition) => boolean): Promise<number | undefined> {
  return new Promise((resolve) => {
    const listener = vscode.tasks.onDidEndTaskProcess(({ exitCode, execution }) => {
      if (execution.task.definition.type !== 'gradus' || !fits(execution.task.definition)) return;
      listener.dispose();
      resolve(exitCode);
    });
  });
}

export const isAlive = (process_: number): boolean => {
  try {
    process.kill(process_, 0);
    // A process that has ended but that nobody has asked about yet is no process any more.
    return process.platform !== 'linux' || !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${process_}/stat`, 'utf8'));
  } catch {
    return false;
  }
};

export const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

/** Where the debugger stopped. */
export interface Stop {
  readonly line: number;
  readonly source?: { readonly path?: string };
}

/**
 * Sets a breakpoint on a line, counted from 0, while `work` goes on; `onStop` is called for the stack of each stop, its top first.
 * The suite is for editors that have the debugger of JavaScript, as every VS Code does.
 */
export async function withBreakpoint(uri: vscode.Uri, line: number, onStop: (stack: readonly Stop[]) => void, work: () => Promise<void>): Promise<void> {
  assert.ok(vscode.extensions.getExtension('ms-vscode.js-debug'), 'this editor lacks its debugger of JavaScript');
  const point = new vscode.SourceBreakpoint(new vscode.Location(uri, new vscode.Position(line, 0)));
  vscode.debug.addBreakpoints([point]);
  const tracker = vscode.debug.registerDebugAdapterTrackerFactory('*', {
    createDebugAdapterTracker: () => ({
      onDidSendMessage: ({ command, body }: { command?: string; body?: { stackFrames?: readonly Stop[] } }) => {
        if (command === 'stackTrace' && body?.stackFrames !== undefined) onStop(body.stackFrames);
      },
    }),
  });
  try {
    await work();
  } finally {
    tracker.dispose();
    vscode.debug.removeBreakpoints([point]);
    await vscode.debug.stopDebugging();
  }
}
