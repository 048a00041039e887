import * as vscode from 'vscode';
import { firstScreen, type RestOfArticle } from '../../core/article/articleParts.ts';
import type { Language, TopicEntry } from '../../core/model.ts';
import type { PanelState } from '../../protocol/article.ts';
import type { ContentStore } from '../support/contentStore.ts';
import { UserError } from '../support/errors.ts';
import { renderErrorPage, renderSummaryPage } from './otherPages.ts';
import { createNonce, renderPage, type PageFrame } from './page.ts';

export interface Page {
  readonly title: string;
  readonly html: string;
  /** What `html` lacks of the article; its script asks for it. */
  readonly rest: RestOfArticle | undefined;
}

/** Folders that a page may load from, below the extension's own. */
export function resourceRoots(extension: vscode.Uri): readonly vscode.Uri[] {
  return [vscode.Uri.joinPath(extension, 'dist', 'webview'), vscode.Uri.joinPath(extension, 'media')];
}

/** Makes the page of a topic: its article; without one, its summary; where the article cannot be read, what is wrong. */
export class ArticlePages {
  readonly #extension: vscode.Uri;
  readonly #content: ContentStore;

  constructor(extension: vscode.Uri, content: ContentStore) {
    this.#extension = extension;
    this.#content = content;
  }

  /** `read`: ids of the steps read so far. Throws a UserError if there is no such topic. */
  async make(webview: vscode.Webview, state: PanelState, read: readonly string[]): Promise<Page> {
    const topic = await this.#content.topic(state.topic);
    const frame = await this.#frame(webview, topic, state);
    if (!topic.hasArticle) return { title: frame.topic.title, html: await this.#summary(frame, topic), rest: undefined };
    try {
      const article = await this.#content.article(topic.id, state.language);
      const steps = topic.sections.flatMap((section) => section.steps).map(({ id, number }) => ({ id, number }));
      const { html, rest } = firstScreen(article, state.anchor?.id);
      return { title: article.title, html: renderPage({ ...frame, article, main: html, whole: false, steps, read }), rest };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const problems = [problem(topic.id, state.language, error)];
      return { title: frame.topic.title, html: renderErrorPage({ ...frame, problems, excerpt: [] }), rest: undefined };
    }
  }

  async #summary(frame: PageFrame, topic: TopicEntry): Promise<string> {
    const { topics } = await this.#content.catalogue();
    const requires = topics.filter((other) => topic.requires.includes(other.id))
      .map((other) => ({ id: other.id, title: other.title[frame.language] }));
    return renderSummaryPage({ ...frame, summary: topic.summary[frame.language], sources: topic.sources, requires });
  }

  async #frame(webview: vscode.Webview, topic: TopicEntry, state: PanelState): Promise<PageFrame> {
    const { styles, script } = await this.#content.panelFiles();
    const address = (file: string) => webview.asWebviewUri(vscode.Uri.joinPath(this.#extension, 'dist', 'webview', file)).toString();
    return {
      language: state.language,
      nonce: createNonce(),
      cspSource: webview.cspSource,
      styles: styles.map((sheet) => sheet.replace(/url\((fonts\/[^)]+)\)/g, (_, font: string) => `url(${address(font)})`)),
      script,
      figures: `${address('figures')}/`,
      topic: { id: topic.id, title: topic.title[state.language], area: topic.area },
      state,
    };
  }
}

function problem(topic: string, language: Language, error: UserError) {
  return { file: `dist/content/${topic}/${language}.json`, line: 1, column: 1, message: error.message };
}
