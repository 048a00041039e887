import type * as vscode from 'vscode';
import type { Services } from '../services.ts';
import type { RunRequest } from './runner.ts';
import { templateOf } from './templateTask.ts';

/** Offers every template in the editor's list of tasks, and completes `"type": "gradus"` in tasks.json. */
export class TemplateTasks implements vscode.TaskProvider {
  readonly #services: Services;
  readonly #make: (request: RunRequest) => vscode.Task;

  constructor(services: Services, make: (request: RunRequest) => vscode.Task) {
    this.#services = services;
    this.#make = make;
  }

  async provideTasks(): Promise<vscode.Task[]> {
    const { topics } = await this.#services.content.catalogue();
    const keys = topics.flatMap((topic) => topic.templateEntries.map((template) => `${topic.id}/${template.id}`));
    return Promise.all(keys.map(async (key) => this.#make(await this.#request(key))));
  }

  async resolveTask(task: vscode.Task): Promise<vscode.Task | undefined> {
    const key = templateOf(task);
    if (key === undefined) return undefined;
    const made = this.#make(await this.#request(key));
    // The editor recognises the answer by the definition that it asked with.
    made.definition = task.definition;
    return made;
  }

  async #request(key: string): Promise<RunRequest> {
    const { topic, file } = await this.#services.content.template(key);
    return { template: key, file, language: this.#services.articleLanguageOf(topic.id) };
  }
}
