import * as vscode from 'vscode';
import type { ArticlePanels } from '../article/articlePanels.ts';
import type { Services } from '../services.ts';
import { CursorSync } from './cursorSync.ts';
import { EquationDiagnostics } from './equationDiagnostics.ts';
import { EquationFix } from './equationFix.ts';
import { EquationHover } from './equationHover.ts';
import { EquationLenses } from './equationLenses.ts';
import { codeLanguages, Equations } from './equations.ts';

/** From code to the derivation: hover, lens, hint, and the cursor that an open article follows. */
export function registerLinks(services: Services, panels: ArticlePanels): vscode.Disposable {
  const equations = new Equations(services.content);
  const lenses = new EquationLenses(equations, services);
  const selector = codeLanguages.map((language): vscode.DocumentFilter => ({ language }));
  return vscode.Disposable.from(
    vscode.languages.registerHoverProvider(selector, new EquationHover(equations, services)),
    vscode.languages.registerCodeLensProvider(selector, lenses),
    vscode.languages.registerCodeActionsProvider(selector, new EquationFix(), { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] }),
    new EquationDiagnostics(equations),
    new CursorSync(equations, panels),
    lenses, equations,
  );
}
