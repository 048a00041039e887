import * as vscode from 'vscode';
import type { Examination } from '../../core/exercise/exercise.ts';
import { UserError } from '../support/errors.ts';
import type { Examiner } from './examiner.ts';

/** Stands in where the editor has no processes. */
export class UnavailableExaminer implements Examiner {
  async examine(): Promise<Examination> {
    throw new UserError(vscode.l10n.t('This editor runs in the browser alone, without a Node to check exercises. On the desktop or a remote machine they are checked.'));
  }
}
