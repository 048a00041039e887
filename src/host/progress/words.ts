import * as vscode from 'vscode';
import type { ExerciseStatus, StepStatus } from '../../core/progress/summary.ts';

/** What is said of a step, to the eye and to a screen reader; `undefined` for one that is new. */
export function stepWords(status: StepStatus): string | undefined {
  switch (status) {
    case 'read': return vscode.l10n.t('read');
    case 'known': return vscode.l10n.t('known');
    case 'skipped': return vscode.l10n.t('skipped');
    case 'new': return undefined;
  }
}

export function exerciseWords(status: ExerciseStatus): string {
  switch (status) {
    case 'solved': return vscode.l10n.t('solved');
    case 'seen': return vscode.l10n.t('solution seen');
    case 'tried': return vscode.l10n.t('tried');
    case 'new': return vscode.l10n.t('not tried');
  }
}

export function templateWords(held: boolean | undefined): string | undefined {
  if (held === undefined) return undefined;
  return held ? vscode.l10n.t('all checks held') : vscode.l10n.t('a check failed');
}
