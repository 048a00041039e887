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
    case 'startExercise': return startExercise(message.topic, message.exercise, deps.content);
    case 'compareExercise': return compareExercise(message.topic, message.exercise, deps.content);
    case 'checkExercise': return tell(vscode.l10n.t('This version does not check exercises yet. Compare shows how the template does it.'));
    case 'note': return tell(vscode.l10n.t('This version keeps no notes yet.'));
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

// An exercise is worked on in the reader's own file: its region goes there, and the template shows how we wrote it.

async function startExercise(topic: string, id: string, content: ContentStore): Promise<void> {
  const exercise = await findExercise(topic, id, content);
  if (exercise) await vscode.commands.executeCommand(commands.insertTemplate, exercise.template, exercise.region);
}

async function compareExercise(topic: string, id: string, content: ContentStore): Promise<void> {
  const exercise = await findExercise(topic, id, content);
  if (exercise) await vscode.commands.executeCommand(commands.openTemplate, exercise.template, undefined, exercise.lines.first);
}

async function findExercise(topic: string, id: string, content: ContentStore) {
  return (await content.topic(topic)).exercises.find((exercise) => exercise.id === id);
}

function tell(message: string): void {
  void vscode.window.showInformationMessage(message);
}

async function copy(text: string, note: string): Promise<void> {
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(note, noteTime);
}
