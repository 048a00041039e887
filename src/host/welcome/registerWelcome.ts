import * as vscode from 'vscode';
import { commands, walkthroughs } from '../../contributions.ts';
import type { Services } from '../services.ts';

/** The way to the first steps, after the editor has shown them once. */
export function registerWelcome({ commands: registry }: Services, extensionId: string): vscode.Disposable {
  return registry.register(commands.openWalkthrough, () => (
    vscode.commands.executeCommand('workbench.action.openWalkthrough', `${extensionId}#${walkthroughs.start}`, false)
  ));
}
