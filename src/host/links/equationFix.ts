import * as vscode from 'vscode';

const prefix = 'eq:';

/** The code of a hint that knows which id was probably meant. */
export function replaceWith(id: string): string {
  return `${prefix}${id}`;
}

/** Puts the id that was probably meant in the place of one that no step has. */
export class EquationFix implements vscode.CodeActionProvider {
  provideCodeActions(document: vscode.TextDocument, _: vscode.Range, { diagnostics }: vscode.CodeActionContext): vscode.CodeAction[] {
    return diagnostics.flatMap((hint) => {
      const { code, source, range } = hint;
      if (source !== 'Gradus' || typeof code !== 'string' || !code.startsWith(prefix)) return [];
      const id = code.slice(prefix.length);
      const action = new vscode.CodeAction(vscode.l10n.t('Replace by “{0}”', id), vscode.CodeActionKind.QuickFix);
      action.edit = new vscode.WorkspaceEdit();
      action.edit.replace(document.uri, range, id);
      action.diagnostics = [hint];
      action.isPreferred = true;
      return [action];
    });
  }
}
