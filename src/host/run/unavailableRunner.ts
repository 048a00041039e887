import * as vscode from 'vscode';
import { commands } from '../../contributions.ts';
import { Disposable } from '../support/disposable.ts';
import { UserError } from '../support/errors.ts';
import type { Runner, RunEnd, RunRequest } from './runner.ts';

/** Stands in where the editor has no processes, as in a browser without a server: says what is missing and what works. */
export class UnavailableRunner extends Disposable implements Runner {
  readonly onDidStart = this._register(new vscode.EventEmitter<string>()).event;
  readonly onDidEnd = this._register(new vscode.EventEmitter<RunEnd>()).event;
  readonly task = undefined;

  async run({ template }: RunRequest): Promise<void> {
    throw new UserError(
      vscode.l10n.t('This editor runs in the browser alone and has no Node to run a template with. On the desktop, or connected to a remote machine, it runs.'),
      [{ label: vscode.l10n.t('Open Template'), run: () => vscode.commands.executeCommand(commands.openTemplate, template) }],
    );
  }
}
