import type * as vscode from 'vscode';
import type { Language } from '../core/model.ts';
import type { ProgressStore } from './progress/progressStore.ts';
import type { Runner } from './run/runner.ts';
import type { CommandRegistry } from './support/commandRegistry.ts';
import type { ContentStore } from './support/contentStore.ts';
import type { ErrorReporter } from './support/errors.ts';
import type { Log } from './support/log.ts';
import type { Settings } from './support/settings.ts';

/** What every feature may use; made once, in `activateShared`. */
export interface Services {
  readonly extensionUri: vscode.Uri;
  readonly log: Log;
  readonly reporter: ErrorReporter;
  readonly commands: CommandRegistry;
  readonly settings: Settings;
  readonly content: ContentStore;
  readonly runner: Runner;
  /** What the reader has read, run and solved. */
  readonly progress: ProgressStore;
  /** The language a topic is being read in: that of its open panel, else the setting's. */
  readonly articleLanguageOf: (topic: string) => Language;
}
