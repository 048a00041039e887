import * as vscode from 'vscode';
import { commands, settings, taskTypes } from '../../contributions.ts';
import type { Services } from '../services.ts';
import { templateArgument } from '../support/commandArguments.ts';
import { Disposable } from '../support/disposable.ts';
import { settingWayOut } from '../support/errors.ts';
import { pickTemplate } from '../pick/pickTemplate.ts';
import { nameOf, type RunEnd, type RunRequest } from './runner.ts';
import { anyTarget, fileTarget, templateTarget } from './runTarget.ts';
import { RunTasks } from './runTasks.ts';
import { askOptions, optionsArgument, type RunOptions } from './runWith.ts';

/** The commands that run, debug and stop, the tasks, and what the reader hears of a run that failed. */
export function registerRun(services: Services): vscode.Disposable {
  return new RunSupport(services);
}

class RunSupport extends Disposable {
  readonly #services: Services;
  /** What each subject was run with last, by its name. */
  readonly #lastOptions = new Map<string, RunOptions>();

  constructor(services: Services) {
    super();
    this.#services = services;
    const { commands: registry, runner } = services;
    this._register(registry.register(commands.runTemplate, (argument) => this.#runTemplate(argument)));
    this._register(registry.register(commands.runFile, async (argument) => this.#run(await fileTarget(services, argument))));
    this._register(registry.register(commands.runWith, (argument, options) => this.#runWith(argument, options)));
    this._register(registry.register(commands.debugFile, async (argument) => {
      const target = await anyTarget(services, argument);
      if (target) await runner.debug(target);
    }));
    this._register(registry.register(commands.stopRun, () => {
      if (!runner.stop()) void vscode.window.showInformationMessage(vscode.l10n.t('Nothing is running.'));
    }));
    this._register(runner.onDidEnd((end) => this.#onEnd(end)));
    if (runner.task) this._register(vscode.tasks.registerTaskProvider(taskTypes.run, new RunTasks(services, runner.task)));
  }

  async #runTemplate(argument: unknown): Promise<void> {
    const { content, settings: chosen } = this.#services;
    const key = templateArgument(argument) ?? (await pickTemplate(content, chosen, vscode.l10n.t('Run which template?')));
    if (key !== undefined) await this.#run(await templateTarget(this.#services, key));
  }

  async #runWith(argument: unknown, given: unknown): Promise<void> {
    const target = await anyTarget(this.#services, argument);
    if (!target) return;
    const options = optionsArgument(given) ?? (await askOptions(target, this.#lastOptions.get(target.file)));
    if (!options) return;
    this.#lastOptions.set(target.file, options);
    await this.#run({ ...target, ...options });
  }

  async #run(request: RunRequest | undefined): Promise<void> {
    if (request) await this.#services.runner.run(request);
  }

  // Success speaks for itself in the terminal, and who stopped a run knows it.
  #onEnd(end: RunEnd): void {
    const { reporter } = this.#services;
    const { template, file, outcome, exitCode } = end;
    const name = nameOf(end);
    const again = {
      label: vscode.l10n.t('Run Again'),
      run: () => (template === undefined
        ? vscode.commands.executeCommand(commands.runFile, vscode.Uri.file(file)) : vscode.commands.executeCommand(commands.runTemplate, template)),
    };
    const open = template === undefined
      ? { label: vscode.l10n.t('Open File'), run: () => vscode.window.showTextDocument(vscode.Uri.file(file)) }
      : { label: vscode.l10n.t('Open Template'), run: () => vscode.commands.executeCommand(commands.openTemplate, template) };
    if (outcome === 'notLaunched') {
      const message = vscode.l10n.t('The program that should run {0} could not be started; the terminal says why.', name);
      reporter.tell(message, [settingWayOut(settings.nodePath), again]);
    } else if (outcome === 'exited' && exitCode === 1) {
      const message = vscode.l10n.t('{0}: a check does not hold, or the code threw an error; the terminal says which.', name);
      reporter.tell(message, [open, again]);
    } else if (outcome === 'exited' && exitCode !== 0) {
      reporter.tell(vscode.l10n.t('{0} ended with exit code {1}; the terminal says more.', name, exitCode ?? '?'), [open, again]);
    }
  }
}
