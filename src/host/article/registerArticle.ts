import * as vscode from 'vscode';
import type { TopicEntry } from '../../core/model.ts';
import { commands, panels as panelTypes } from '../../contributions.ts';
import { pickStep, pickTopic } from '../pick/pickTopic.ts';
import type { Services } from '../services.ts';
import { idArgument, topicArgument } from '../support/commandArguments.ts';
import { Disposable } from '../support/disposable.ts';
import { UserError } from '../support/errors.ts';
import type { ArticlePanels } from './articlePanels.ts';
import { handleStepLinks } from './stepLinks.ts';

/** The commands that open articles, their panels after a reload, links to steps, and what a panel hears of runs. */
export function registerArticle(services: Services, panels: ArticlePanels): vscode.Disposable {
  return new ArticleSupport(services, panels);
}

class ArticleSupport extends Disposable {
  readonly #services: Services;
  readonly #panels: ArticlePanels;

  constructor(services: Services, panels: ArticlePanels) {
    super();
    this.#services = services;
    this.#panels = panels;
    const { commands: registry, runner } = services;
    this._register(vscode.window.registerWebviewPanelSerializer(panelTypes.article, panels));
    this._register(handleStepLinks());
    this._register(registry.register(commands.openTopic, (topic) => this.#openTopic(topic)));
    this._register(registry.register(commands.openStep, (topic, step) => this.#openStep(topic, step)));
    this._register(registry.register(commands.switchArticleLanguage, () => this.#switchLanguage()));
    this._register(runner.onDidStart(({ template }) => {
      if (template !== undefined) this.#panelOf(template)?.send({ type: 'runStarted', template });
    }));
    this._register(runner.onDidEnd(({ template, exitCode, milliseconds }) => {
      if (template !== undefined) this.#panelOf(template)?.send({ type: 'runFinished', template, exitCode, milliseconds, at: Date.now() });
    }));
  }

  async #openTopic(argument: unknown): Promise<void> {
    const { content, settings } = this.#services;
    const topic = topicArgument(argument) ?? (await pickTopic(content, settings));
    if (topic !== undefined) await this.#panels.show(topic);
  }

  async #openStep(first: unknown, second: unknown): Promise<void> {
    const { content, settings } = this.#services;
    const topic = topicArgument(first);
    const chosen = topic === undefined
      ? await pickStep(content, settings, vscode.l10n.t('Go to which step?'), () => true)
      : { topic, step: idArgument(first, 'step', second) };
    if (!chosen) return;
    const { topic: id, step } = chosen;
    if (step !== undefined && !hasAnchor(await content.topic(id), step)) {
      throw new UserError(vscode.l10n.t('The article {0} has no step “{1}”.', id, step));
    }
    await this.#panels.show(id, step);
  }

  async #switchLanguage(): Promise<void> {
    const article = this.#panels.current;
    if (!article) throw new UserError(vscode.l10n.t('No article is open. Open a topic first.'));
    await article.setLanguage(article.language === 'en' ? 'zh-cn' : 'en');
  }

  #panelOf(template: string) {
    return this.#panels.find(template.split('/', 1)[0] ?? '');
  }
}

/** Whether the article has a section, step or exercise (`hole-…`) of this id; `symbols` is its table of symbols. */
function hasAnchor(topic: TopicEntry, id: string): boolean {
  return (id === 'symbols' && topic.symbols.length > 0) || topic.sections.some((section) => section.id === id || section.steps.some((step) => step.id === id))
    || topic.exercises.some((exercise) => `hole-${exercise.id}` === id);
}
