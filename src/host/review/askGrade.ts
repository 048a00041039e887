import * as vscode from 'vscode';
import { reviewGrades, type ReviewGrade } from '../../core/model.ts';
import { spanText } from './reviewItems.ts';

/** What the four grades are called, and what each of them says. */
function gradeWords(grade: ReviewGrade): { readonly label: string; readonly detail: string } {
  switch (grade) {
    case 'again': return { label: vscode.l10n.t('Again'), detail: vscode.l10n.t('forgotten, or wrong') };
    case 'hard': return { label: vscode.l10n.t('Hard'), detail: vscode.l10n.t('with much effort') };
    case 'good': return { label: vscode.l10n.t('Good'), detail: vscode.l10n.t('with some thought') };
    case 'easy': return { label: vscode.l10n.t('Easy'), detail: vscode.l10n.t('at once') };
  }
}

/** Asks how well something was remembered; each answer says when it would be due again. `undefined` if the reader gave none. */
export async function askGrade(title: string, intervals: readonly number[]): Promise<ReviewGrade | undefined> {
  const items = reviewGrades.map((grade, i) => {
    const { label, detail } = gradeWords(grade);
    return { grade, label: `${i + 1} ${label}`, description: vscode.l10n.t('due again in {0}', spanText(intervals[i] ?? 0)), detail };
  });
  return (await vscode.window.showQuickPick(items, { title, placeHolder: vscode.l10n.t('How well did you remember it?'), ignoreFocusOut: true }))?.grade;
}

/** Asks before an exercise is begun anew. */
export async function askExercise(title: string): Promise<'begin' | 'later' | undefined> {
  const items = [
    { answer: 'begin', label: vscode.l10n.t('Solve it anew'), detail: vscode.l10n.t('The lines are missing again; your earlier file is kept under another name.') },
    { answer: 'later', label: vscode.l10n.t('Not today'), detail: vscode.l10n.t('The next item comes.') },
  ] as const;
  return (await vscode.window.showQuickPick(items, { title, ignoreFocusOut: true }))?.answer;
}
