import type * as vscode from 'vscode';
import { commands } from '../contributions.ts';
import { ArticleMemory } from './article/articleMemory.ts';
import { ArticlePanels } from './article/articlePanels.ts';
import { registerHistory } from './article/articleHistory.ts';
import { registerArticle } from './article/registerArticle.ts';
import type { Examiner } from './exercises/examiner.ts';
import { registerExercises } from './exercises/registerExercises.ts';
import { ReaderFolder } from './files/readerFolder.ts';
import { registerFigures } from './figures/registerFigures.ts';
import { registerLinks } from './links/registerLinks.ts';
import { registerNotes } from './notes/registerNotes.ts';
import { registerOpen } from './open/registerOpen.ts';
import { registerProgress } from './progress/registerProgress.ts';
import { ProgressStore } from './progress/progressStore.ts';
import { registerReview } from './review/registerReview.ts';
import { ReviewStore } from './review/reviewStore.ts';
import { registerRun } from './run/registerRun.ts';
import type { Runner } from './run/runner.ts';
import { registerCopy } from './scaffold/registerCopy.ts';
import { registerScaffold } from './scaffold/registerScaffold.ts';
import { registerSearch } from './search/registerSearch.ts';
import type { Services } from './services.ts';
import { CommandRegistry } from './support/commandRegistry.ts';
import { ExtensionContent } from './support/contentStore.ts';
import { ErrorReporter } from './support/errors.ts';
import { carryAlong } from './support/keptState.ts';
import { ChannelLog, type Log } from './support/log.ts';
import { Settings } from './support/settings.ts';
import { registerTakeAway } from './takeAway/registerTakeAway.ts';
import { registerTopics } from './topics/registerTopics.ts';
import { registerWelcome } from './welcome/registerWelcome.ts';

/** What differs between the desktop and the web host. */
export interface Platform {
  /** Made after settings and log, since a runner needs both. */
  readonly makeRunner: (settings: Settings, log: Log) => Runner;
  readonly makeExaminer: (settings: Settings) => Examiner;
}

/** Builds the services and registers the features; reads nothing yet. */
export function activateShared(context: vscode.ExtensionContext, { makeRunner, makeExaminer }: Platform): void {
  const { extensionUri } = context;
  const log = new ChannelLog();
  const reporter = new ErrorReporter(log);
  const registry = new CommandRegistry(reporter);
  const settings = new Settings();
  const content = new ExtensionContent(extensionUri);
  const memory = new ArticleMemory(context.workspaceState, log);
  const progress = new ProgressStore(context.globalState, log);
  const review = new ReviewStore(context.globalState, log);
  carryAlong(context.globalState, [progress, review]);
  const panels = new ArticlePanels({ extensionUri, content, settings, memory, progress, log, reporter });
  const runner = makeRunner(settings, log);
  const folder = new ReaderFolder(settings, context.globalStorageUri);
  const services: Services = {
    extensionUri, log, reporter, commands: registry, settings, content, runner, progress,
    articleLanguageOf: (topic) => panels.languageOf(topic),
  };
  const exercises = registerExercises(services, panels, makeExaminer(settings), folder);
  context.subscriptions.push(
    log, content, runner, progress, review,
    registry.register(commands.showLog, () => log.show()),
    registerTopics(services),
    registerArticle(services, panels),
    registerOpen(services),
    registerLinks(services, panels),
    registerHistory(services, panels),
    registerSearch(services),
    registerTakeAway(services, panels),
    registerNotes(services, panels),
    registerScaffold(services),
    registerCopy(services, folder),
    registerRun(services),
    registerFigures(services),
    registerProgress(services, panels),
    exercises,
    registerReview(services, panels, review, exercises.onDidCheck),
    registerWelcome(services, context.extension.id),
    panels,
  );
}
