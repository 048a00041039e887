import type * as vscode from 'vscode';
import { activateShared } from './host/activateShared.ts';
import { ProcessExaminer } from './host/exercises/processExaminer.ts';
import { TaskRunner } from './host/run/taskRunner.ts';

/** Entry on the desktop and on remote machines, where the extension host is a Node. */
export function activate(context: vscode.ExtensionContext): void {
  const ownNode = { path: process.execPath, electron: process.versions['electron'] !== undefined };
  const places = { extension: context.extensionUri, storage: context.globalStorageUri, ownNode };
  activateShared(context, {
    makeRunner: (settings, log) => new TaskRunner(places, settings, log),
    makeExaminer: (settings) => new ProcessExaminer(context.extensionUri, ownNode, settings),
  });
}
