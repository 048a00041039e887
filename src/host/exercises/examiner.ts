import type * as vscode from 'vscode';
import type { Examination } from '../../core/exercise/exercise.ts';

/** Runs the checks of a reader's file without showing its output. */
export interface Examiner {
  /**
   * Resolves also when the file throws or does not end. Throws a UserError when there is nothing to run it with, and a
   * CancellationError when `token` asks to stop; then no process is left.
   */
  examine(file: vscode.Uri, token: vscode.CancellationToken): Promise<Examination>;
}
