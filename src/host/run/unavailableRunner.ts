import * as vscode from 'vscode';
import { commands } from '../../contributions.ts';
import { Disposable } from '../support/disposable.ts';
import { UserError, type WayOut } from '../support/errors.ts';
import type { Runner, RunEnd, RunReport, RunRequest, RunSubject } from './runner.ts';

/** Stands in where the editor has no processes, as in a browser without a server: says what is missing and what works. */
export class UnavailableRunner extends Disposable implements Runner {
  readonly onDidStart = this._register(new vscode.EventEmitter<RunSubject>()).event;
  readonly onDidEnd = this._register(new vscode.EventEmitter<RunEnd>()).event;
  readonly onDidReport = this._register(new vscode.EventEmitter<RunReport>()).event;
  readonly task = undefined;

  async run({ template }: RunRequest): Promise<void> {
    const open: WayOut = { label: vscode.l10n.t('Open Template'), run: () => vscode.commands.executeCommand(commands.openTemplate, template) };
    throw new UserError(
      vscode.l10n.t('This editor runs in the browser alone, without a Node to run templates. On the desktop or a remote machine they run.'),
      template === undefined ? [] : [open],
    );
  }

  debug(request: RunRequest): Promise<void> {
    return this.run(request);
  }

  stop(): boolean {
    return false;
  }
}
