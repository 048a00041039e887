import { spawn } from 'node:child_process';
import * as vscode from 'vscode';
import { failedExamination, parseExamination } from '../../core/exercise/examination.ts';
import type { Examination } from '../../core/exercise/exercise.ts';
import { UserError } from '../support/errors.ts';
import type { Settings } from '../support/settings.ts';
import type { Examiner } from './examiner.ts';

/** Most that a check may take, in milliseconds; the exercises that ship take less than a tenth of it. */
const patience = 60_000;

/** Examines a file in a child process: the reader's code cannot stop the editor, and what it prints disturbs nothing. */
export class ProcessExaminer implements Examiner {
  readonly #examiner: string;
  readonly #ownNode: { readonly path: string; readonly electron: boolean };
  readonly #settings: Pick<Settings, 'nodePath'>;
  readonly #patience: number;

  constructor(
    extension: vscode.Uri, ownNode: { readonly path: string; readonly electron: boolean }, settings: Pick<Settings, 'nodePath'>, milliseconds = patience,
  ) {
    this.#examiner = vscode.Uri.joinPath(extension, 'dist', 'examiner.mjs').fsPath;
    this.#ownNode = ownNode;
    this.#settings = settings;
    this.#patience = milliseconds;
  }

  async examine(file: vscode.Uri, token: vscode.CancellationToken): Promise<Examination> {
    if (!vscode.workspace.isTrusted) {
      throw new UserError(vscode.l10n.t('Checking runs your code, and Restricted Mode forbids that. Trust this folder to check exercises.'), [
        { label: vscode.l10n.t('Manage Workspace Trust'), run: () => vscode.commands.executeCommand('workbench.trust.manage') },
      ]);
    }
    const chosen = this.#settings.nodePath;
    const program = chosen ?? this.#ownNode.path;
    const electron = chosen === undefined && this.#ownNode.electron;
    return new Promise((resolve, reject) => {
      const child = spawn(program, ['--disable-warning=ExperimentalWarning', this.#examiner, file.fsPath], {
        stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
        env: { ...process.env, NODE_OPTIONS: '', ...(electron ? { ELECTRON_RUN_AS_NODE: '1' } : {}) },
      });
      let text = '';
      let late = false;
      child.stdio[3]?.on('data', (part: Buffer) => { text += part.toString('utf8'); });
      const timer = setTimeout(() => {
        late = true;
        child.kill('SIGKILL');
      }, this.#patience);
      const cancelled = token.onCancellationRequested(() => child.kill('SIGKILL'));
      const done = (end: () => void) => {
        clearTimeout(timer);
        cancelled.dispose();
        end();
      };
      child.on('error', (cause) => done(() => reject(new UserError(
        vscode.l10n.t('“{0}” could not be started to check the exercise: {1}', program, cause.message), [], { cause },
      ))));
      child.on('close', (code, signal) => done(() => {
        if (token.isCancellationRequested) reject(new vscode.CancellationError());
        else if (late) resolve(failedExamination(vscode.l10n.t('it took more than {0} s and was stopped', this.#patience / 1000)));
        else resolve(parseExamination(text) ?? failedExamination(vscode.l10n.t('the process ended with {0}', signal ?? `exit code ${code}`)));
      }));
    });
  }
}
