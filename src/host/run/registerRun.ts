import * as vscode from 'vscode';
import { commands, settings, taskTypes } from '../../contributions.ts';
import type { Services } from '../services.ts';
import { templateArgument } from '../support/commandArguments.ts';
import { Disposable } from '../support/disposable.ts';
import { settingWayOut } from '../support/errors.ts';
import { pickTemplate } from '../pick/pickTemplate.ts';
import type { RunEnd } from './runner.ts';
import { TemplateTasks } from './templateTasks.ts';

/** The command that runs a template, and what the reader hears of a run that failed. */
export function registerRun(services: Services): vscode.Disposable {
  return new RunSupport(services);
}

class RunSupport extends Disposable {
  readonly #services: Services;

  constructor(services: Services) {
    super();
    this.#services = services;
    this._register(services.commands.register(commands.runTemplate, (argument) => this.#run(argument)));
    this._register(services.runner.onDidEnd((end) => this.#onEnd(end)));
    const { task } = services.runner;
    if (task) this._register(vscode.tasks.registerTaskProvider(taskTypes.template, new TemplateTasks(services, task)));
  }

  async #run(argument: unknown): Promise<void> {
    const { content, settings: chosen, runner, articleLanguageOf } = this.#services;
    const key = templateArgument(argument) ?? (await pickTemplate(content, chosen, vscode.l10n.t('Run which template?')));
    if (key === undefined) return;
    const { topic, file } = await content.template(key);
    await runner.run({ template: key, file, language: articleLanguageOf(topic.id) });
  }

  // Success speaks for itself in the terminal, and who stopped a run knows it.
  #onEnd({ template, outcome, exitCode }: RunEnd): void {
    const { reporter } = this.#services;
    const again = { label: vscode.l10n.t('Run Again'), run: () => vscode.commands.executeCommand(commands.runTemplate, template) };
    const open = { label: vscode.l10n.t('Open Template'), run: () => vscode.commands.executeCommand(commands.openTemplate, template) };
    if (outcome === 'notLaunched') {
      const message = vscode.l10n.t('The program that should run {0} could not be started; the terminal says why.', template);
      reporter.tell(message, [settingWayOut(settings.nodePath), again]);
    } else if (outcome === 'exited' && exitCode === 1) {
      const message = vscode.l10n.t('{0}: a check does not hold, or the code threw an error; the terminal says which.', template);
      reporter.tell(message, [open, again]);
    } else if (outcome === 'exited' && exitCode !== 0) {
      reporter.tell(vscode.l10n.t('{0} ended with exit code {1}; the terminal says more.', template, exitCode ?? '?'), [open, again]);
    }
  }
}
