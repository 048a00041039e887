import * as vscode from 'vscode';
import { commands, settings as settingIds } from '../../contributions.ts';
import type { ArticlePanel } from '../article/articlePanel.ts';
import type { ArticlePanels } from '../article/articlePanels.ts';
import { stepLink } from '../article/stepLinks.ts';
import { codeColumn } from '../open/codeColumn.ts';
import type { Services } from '../services.ts';
import { Disposable } from '../support/disposable.ts';
import { askForFile } from '../takeAway/saveFile.ts';
import { stepOf } from '../takeAway/registerTakeAway.ts';
import { splitTitle } from '../topics/topicItem.ts';
import { NotesFile } from './notesFile.ts';

/** A reader's own notes on steps: written in their Markdown file, shown in the articles. */
export function registerNotes(services: Services, panels: ArticlePanels): vscode.Disposable {
  return new Notes(services, panels);
}

class Notes extends Disposable {
  readonly #services: Services;
  readonly #panels: ArticlePanels;
  readonly #file: NotesFile;

  constructor(services: Services, panels: ArticlePanels) {
    super();
    this.#services = services;
    this.#panels = panels;
    this.#file = this._register(new NotesFile(services.settings));
    this._register(services.commands.register(commands.openNote, (node, step) => this.#open(node, step)));
    this._register(panels.onDidBecomeReady((article) => void this.#show([article])));
    this._register(this.#file.onDidChange(() => void this.#show(panels.open)));
  }

  async #open(node: unknown, stepArgument: unknown): Promise<void> {
    const { content, articleLanguageOf } = this.#services;
    const chosen = await stepOf(this.#services, this.#panels, { node, step: stepArgument }, () => true);
    if (!chosen) return;
    const uri = this.#file.uri ?? (await this.#ask());
    if (!uri) return;
    const { topic, step } = chosen;
    const language = articleLanguageOf(topic);
    const title = `${splitTitle((await content.topic(topic)).title[language]).name} · ${step.number}. ${step.title[language]}`;
    await this.#file.open(uri, topic, step.id, title, stepLink(topic, step.id), codeColumn());
  }

  /** Where the notes are to be kept; the answer goes into the settings, so that it is asked once. */
  async #ask(): Promise<vscode.Uri | undefined> {
    const uri = await askForFile('gradus-notes.md', 'Markdown', 'md');
    if (uri) {
      const path = uri.scheme === 'file' || uri.scheme === 'vscode-remote' ? uri.fsPath : uri.toString();
      await vscode.workspace.getConfiguration().update(settingIds.notesFile, path, vscode.ConfigurationTarget.Global);
    }
    return uri;
  }

  async #show(articles: readonly ArticlePanel[]): Promise<void> {
    if (articles.length === 0) return;
    try {
      const notes = await this.#file.read();
      for (const article of articles) {
        article.send({ type: 'notes', notes: notes.filter(({ topic, text }) => topic === article.topic && text !== '').map(({ step, text }) => ({ step, text })) });
      }
    } catch (error) {
      this.#services.log.error('The notes could not be read', error);
    }
  }
}
