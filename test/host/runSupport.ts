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
