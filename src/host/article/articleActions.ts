import * as vscode from 'vscode';
import { commands } from '../../contributions.ts';
import type { FromArticle } from '../../protocol/article.ts';
import type { ContentStore } from '../support/contentStore.ts';
import type { Log } from '../support/log.ts';
import { stepLink } from './stepLinks.ts';

export interface ActionDeps {
  readonly extensionUri: vscode.Uri;
  readonly content: ContentStore;
  readonly log: Log;
}

/** How long “copied” stands in the status bar, in milliseconds. */
const noteTime = 2500;

/** Does what a button or link of the page asks for; nearly all of it is a command that the palette and the tree have too. */
export async function performAction(message: FromArticle, deps: ActionDeps): Promise<void> {
  const run = vscode.commands.executeCommand;
  switch (message.type) {
    case 'run': return run(commands.runTemplate, message.template);
    case 'insert': return run(commands.insertTemplate, message.template, message.region);
    case 'open': return run(commands.openTemplate, message.template, message.region, message.line);
    case 'openEquation': return run(commands.openEquationCode, message.topic, message.equation);
    case 'openTopic': return run(commands.openStep, message.target, message.step);
    case 'openFile': return openFile(message.file, message.line, message.column, deps);
    case 'copy': return copy(message.text, vscode.l10n.t('Copied.'));
    case 'copyLink': return copy(stepLink(message.topic, message.step), vscode.l10n.t('Link copied.'));
    case 'showLog': return run(commands.showLog);
    case 'startExercise': return run(commands.startExercise, message.topic, message.exercise);
    case 'compareExercise': return run(commands.compareExercise, message.topic, message.exercise);
    case 'checkExercise': return run(commands.checkExercise, message.topic, message.exercise);
    case 'reviewGraded': return run(commands.gradeReview, message.grade, message.topic, message.step);
    case 'reviewStopped': return run(commands.stopReview);
    case 'note': return run(commands.openNote, message.topic, message.step);
    default: deps.log.info(`The article ${message.topic} says ${message.type}, which nothing here answers`);
  }
}

/** Opens a file of the extension's own pack; a path that leads out of it is refused. */
async function openFile(path: string, line: number, column: number, { extensionUri, log }: ActionDeps): Promise<void> {
  const uri = vscode.Uri.joinPath(extensionUri, path);
  if (!uri.path.startsWith(`${extensionUri.path}/`)) {
    log.warn(`Not opened, since it lies outside the pack: ${path}`);
    return;
  }
  const place = new vscode.Position(line - 1, column - 1);
  await vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.Beside, selection: new vscode.Range(place, place) });
}

async function copy(text: string, note: string): Promise<void> {
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(note, noteTime);
}
