import * as vscode from 'vscode';
import type { Indexed } from '../../core/search/buildIndex.ts';
import type { StepDetails, TopicEntry } from '../../core/model.ts';
import { commands } from '../../contributions.ts';
import type { Services } from '../services.ts';
import { Disposable } from '../support/disposable.ts';
import { pickEntry } from './pickEntry.ts';

/** The search over all topics, and the way to an equation by title or LaTeX. */
export function registerSearch(services: Services): vscode.Disposable {
  return new Search(services);
}

class Search extends Disposable {
  readonly #services: Services;
  #everything: Promise<Indexed> | undefined;

  constructor(services: Services) {
    super();
    this.#services = services;
    const { commands: registry, content } = services;
    this._register(content.onDidRefresh(() => (this.#everything = undefined)));
    this._register(registry.register(commands.search, (query) => this.#search(textOf(query))));
    this._register(registry.register(commands.goToEquation, (query) => this.#goToEquation(textOf(query))));
  }

  async #search(query: string): Promise<void> {
    const chosen = await pickEntry(this.#services, {
      query, placeholder: vscode.l10n.t('Search titles, formulas, symbols, code and text'), content: this.#index(),
      atFirst: ({ kind }) => kind === 'topic',
    });
    if (!chosen) return;
    const { kind, topic, target } = chosen.entry;
    const run = vscode.commands.executeCommand;
    if (chosen.inCode && kind === 'step') await run(commands.openEquationCode, topic, target);
    else if (target === undefined) await run(commands.openTopic, topic);
    else if (kind === 'code') {
      const [template, region] = target.split('#');
      await run(commands.openTemplate, `${topic}/${template}`, region);
    } else await run(commands.openStep, topic, target);
  }

  async #goToEquation(query: string): Promise<void> {
    const chosen = await pickEntry(this.#services, {
      query, placeholder: vscode.l10n.t('Which equation? By its title or its LaTeX, in either language'), content: this.#equations(), atFirst: () => true,
    });
    if (!chosen) return;
    const { topic, target } = chosen.entry;
    const step = stepsOf(await this.#services.content.topic(topic)).find(({ id }) => id === target);
    if (!chosen.inCode) await vscode.commands.executeCommand(commands.openStep, topic, target);
    // Where it is computed belongs to an equation: the lines stand beside it, those of the reader's choice if there are several.
    if (step && step.code.length > 0) await vscode.commands.executeCommand(commands.openEquationCode, topic, target);
  }

  #index(): Promise<Indexed> {
    this.#everything ??= this.#build();
    this.#everything.catch(() => (this.#everything = undefined));
    return this.#everything;
  }

  async #build(): Promise<Indexed> {
    const { content } = this.#services;
    const catalogue = await content.catalogue();
    const details = await Promise.all(catalogue.topics.filter(({ hasArticle }) => hasArticle)
      .map(async ({ id }): Promise<[string, StepDetails]> => [id, await content.stepDetails(id)]));
    const { buildIndex } = await import('../../core/search/buildIndex.ts');
    return buildIndex(catalogue, new Map(details));
  }

  async #equations(): Promise<Indexed> {
    const { buildIndex } = await import('../../core/search/buildIndex.ts');
    return buildIndex(await this.#services.content.catalogue(), new Map(), ({ kind, latex }) => kind === 'step' && latex.length > 0);
  }
}

const stepsOf = (topic: TopicEntry) => topic.sections.flatMap((section) => section.steps);

/** Menus pass what they stand on, which is no query. */
function textOf(argument: unknown): string {
  return typeof argument === 'string' ? argument.slice(0, 200) : '';
}
