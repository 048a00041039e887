import type * as vscode from 'vscode';
import { activateShared } from './host/activateShared.ts';
import { UnavailableExaminer } from './host/exercises/unavailableExaminer.ts';
import { UnavailableRunner } from './host/run/unavailableRunner.ts';

/** Entry in a browser without a server, where the extension host is a worker. */
export function activate(context: vscode.ExtensionContext): void {
  activateShared(context, { makeRunner: () => new UnavailableRunner(), makeExaminer: () => new UnavailableExaminer() });
}
