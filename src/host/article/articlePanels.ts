import * as vscode from 'vscode';
import type { Place } from '../../core/navigation/history.ts';
import type { Bilingual, Language } from '../../core/model.ts';
import { contextKeys, panels as panelTypes, settings as settingIds } from '../../contributions.ts';
import { parsePanelState, type FromArticle, type PanelState } from '../../protocol/article.ts';
import type { ProgressStore } from '../progress/progressStore.ts';
import { setContext } from '../support/commandRegistry.ts';
import type { ContentStore } from '../support/contentStore.ts';
import { Disposable } from '../support/disposable.ts';
import type { ErrorReporter } from '../support/errors.ts';
import type { Log } from '../support/log.ts';
import type { Settings } from '../support/settings.ts';
import type { ArticleMemory } from './articleMemory.ts';
import { ArticlePages } from './articlePages.ts';
import { ArticlePanel } from './articlePanel.ts';
import { performAction } from './articleActions.ts';
import { shortTitle } from './page.ts';

export interface ArticlePanelsDeps {
  readonly extensionUri: vscode.Uri;
  readonly content: ContentStore;
  readonly settings: Settings;
  readonly memory: ArticleMemory;
  readonly progress: ProgressStore;
  readonly log: Log;
  readonly reporter: ErrorReporter;
}

/** From where to where a reader jumped; `from` is `undefined` when no article could be seen. */
export interface Jump {
  readonly from: Place | undefined;
  readonly to: Place;
}

/** The open articles, at most one panel a topic; gives panels back after a reload of the window. */
export class ArticlePanels extends Disposable implements vscode.WebviewPanelSerializer<unknown> {
  readonly #deps: ArticlePanelsDeps;
  readonly #pages: ArticlePages;
  readonly #panels = new Map<string, ArticlePanel>();
  readonly #stepChanged = this._register(new vscode.EventEmitter<ArticlePanel>());
  /** In some article the reader works on another step now, or the article was closed. */
  readonly onDidChangeStep = this.#stepChanged.event;

  readonly #jumped = this._register(new vscode.EventEmitter<Jump>());
  /** The reader was led from one place to another. */
  readonly onDidJump = this.#jumped.event;
  readonly #ready = this._register(new vscode.EventEmitter<ArticlePanel>());
  /** The page of an article listens; also after each new render. */
  readonly onDidBecomeReady = this.#ready.event;

  constructor(deps: ArticlePanelsDeps) {
    super();
    this.#deps = deps;
    this.#pages = new ArticlePages(deps.extensionUri, deps.content);
    const followSetting = () => void this.#forEach((article) => article.setLanguage(deps.settings.articleLanguage));
    this._register(deps.settings.onDidChange(settingIds.articleLanguage, followSetting));
    this._register(deps.content.onDidRefresh(() => void this.#forEach((article) => article.render())));
  }

  override dispose(): void {
    for (const panel of this.open) panel.dispose();
    super.dispose();
  }

  /** The panel of a topic, if it is open. */
  find(topic: string): ArticlePanel | undefined {
    return this.#panels.get(topic);
  }

  get open(): readonly ArticlePanel[] {
    return [...this.#panels.values()];
  }

  /** The article that has the focus, else one that can be seen. */
  get current(): ArticlePanel | undefined {
    return this.open.find(({ panel }) => panel.active) ?? this.open.find(({ panel }) => panel.visible);
  }

  /** The language a topic is being read in: that of its open panel, else the setting's. */
  languageOf(topic: string): Language {
    return this.find(topic)?.language ?? this.#deps.settings.articleLanguage;
  }

  /** Where the reader is, if an article can be seen. */
  get place(): Place | undefined {
    const article = this.current;
    return article && { topic: article.topic, step: article.step };
  }

  /**
   * Shows a topic, at a step if one is named, in the panel it already has or in a new one. Throws a UserError for an unknown topic.
   * @param options `remember: false` for a way back, which is no jump of its own
   */
  async show(topic: string, step?: string, { remember = true }: { readonly remember?: boolean } = {}): Promise<ArticlePanel> {
    const from = this.place;
    const { title } = await this.#deps.content.topic(topic);
    const found = this.find(topic);
    found?.reveal();
    const article = found ?? (await this.#create(topic, title));
    if (step !== undefined) article.goTo(step);
    if (remember) this.#jumped.fire({ from, to: { topic, step: step ?? article.step } });
    return article;
  }

  /** Called by the editor for each panel that was open before the reload. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, saved: unknown): Promise<void> {
    const state = parsePanelState(saved);
    if (!state || this.find(state.topic)) {
      this.#deps.log.warn('A panel without a known state was closed');
      panel.dispose();
      return;
    }
    const article = this.#adopt(panel, state);
    try {
      await article.render();
    } catch (error) {
      article.dispose();
      this.#deps.log.error(`The panel of ${state.topic} could not be restored`, error);
    }
  }

  async #create(topic: string, title: Bilingual): Promise<ArticlePanel> {
    const language = this.#deps.settings.articleLanguage;
    const place = this.#deps.memory.place(topic);
    const fresh: PanelState = { topic, language, mode: 'all', anchor: undefined, shown: [], toggled: [] };
    const state = place ? { ...place, language } : fresh;
    const name = shortTitle(title[language]);
    const panel = vscode.window.createWebviewPanel(panelTypes.article, name, this.#column(), {
      // A reader goes to and fro between article and code; a page made anew each time would keep them waiting.
      enableFindWidget: true, retainContextWhenHidden: true,
    });
    const article = this.#adopt(panel, state);
    try {
      await article.render();
    } catch (error) {
      article.dispose();
      throw error;
    }
    return article;
  }

  #adopt(panel: vscode.WebviewPanel, state: PanelState): ArticlePanel {
    const { extensionUri, content, memory, progress, log, reporter } = this.#deps;
    const act = (message: FromArticle) => performAction(message, { extensionUri, content, log });
    const report = (error: unknown) => reporter.report(error);
    const article = new ArticlePanel(panel, state, { extensionUri, pages: this.#pages, memory, progress, log, act, report });
    article.onDidDispose(() => {
      this.#panels.delete(state.topic);
      this.#stepChanged.fire(article);
      setContext(contextKeys.articleOpen, this.#panels.size > 0);
    });
    article.onDidChangeStep(() => this.#stepChanged.fire(article));
    article.onDidJump(({ from, to }) => this.#jumped.fire({ from: { topic: article.topic, step: from }, to: { topic: article.topic, step: to } }));
    article.onDidBecomeReady(() => this.#ready.fire(article));
    this.#panels.set(state.topic, article);
    setContext(contextKeys.articleOpen, true);
    return article;
  }

  /** With the other articles; else beside the reader's file; else where the reader is. */
  #column(): vscode.ViewColumn {
    return this.current?.panel.viewColumn ?? (vscode.window.activeTextEditor ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active);
  }

  async #forEach(change: (article: ArticlePanel) => Promise<void>): Promise<void> {
    for (const article of this.open) {
      try {
        await change(article);
      } catch (error) {
        this.#deps.reporter.report(error);
      }
    }
  }
}
