import type * as vscode from 'vscode';
import type { Services } from '../services.ts';
import type { RunRequest } from './runner.ts';
import { definitionOf, type RunDefinition } from './runTask.ts';

/** Offers every template in the editor's list of tasks, and completes `"type": "gradus"` in tasks.json. */
export class RunTasks implements vscode.TaskProvider {
  readonly #services: Services;
  readonly #make: (request: RunRequest) => vscode.Task;

  constructor(services: Services, make: (request: RunRequest) => vscode.Task) {
    this.#services = services;
    this.#make = make;
  }

  async provideTasks(): Promise<vscode.Task[]> {
    const { topics } = await this.#services.content.catalogue();
    const keys = topics.flatMap((topic) => topic.templateEntries.map((template) => `${topic.id}/${template.id}`));
    return Promise.all(keys.map(async (template) => this.#make(await this.#request({ type: 'gradus', template }))));
  }

  async resolveTask(task: vscode.Task): Promise<vscode.Task | undefined> {
    const definition = definitionOf(task);
    if (definition === undefined) return undefined;
    const made = this.#make(await this.#request(definition));
    // The editor recognises the answer by the definition that it asked with.
    made.definition = task.definition;
    return made;
  }

  async #request({ template, file = '', args, seed }: RunDefinition): Promise<RunRequest> {
    const { content, settings, articleLanguageOf } = this.#services;
    if (template === undefined) return { template, file, language: settings.articleLanguage, args, seed };
    const found = await content.template(template);
    return { template, file: found.file.fsPath, language: articleLanguageOf(found.topic.id), args, seed };
  }
}
