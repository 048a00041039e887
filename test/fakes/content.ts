import * as vscode from 'vscode';
import type { Catalogue, Language, RenderedArticle, StepDetails } from '../../src/core/model.ts';
import type { ScaffoldFile } from '../../src/core/scaffold/scaffoldFile.ts';
import type { ExerciseDetails } from '../../src/core/exercise/exercise.ts';
import type { ContentStore, PanelFiles } from '../../src/host/support/contentStore.ts';
import { UserError } from '../../src/host/support/errors.ts';
import { exampleCatalogue } from './catalogue.ts';

/** The example catalogue with an article per language; `broken` names topics whose article cannot be read. */
export class FakeContent implements ContentStore {
  readonly broken = new Set<string>();
  readonly #refreshed = new vscode.EventEmitter<void>();
  readonly onDidRefresh = this.#refreshed.event;

  async catalogue(): Promise<Catalogue> {
    return exampleCatalogue;
  }

  async topic(id: string) {
    const topic = exampleCatalogue.topics.find((candidate) => candidate.id === id);
    if (!topic) throw new UserError(`no topic ${id}`);
    return topic;
  }

  async template(key: string) {
    const [topicId = '', templateId = ''] = key.split('/');
    const topic = await this.topic(topicId);
    const template = topic.templateEntries.find((candidate) => candidate.id === templateId);
    if (!template) throw new UserError(`no template ${key}`);
    return { topic, template, file: vscode.Uri.file(`/${template.file}`) };
  }

  async article(topic: string, language: Language): Promise<RenderedArticle> {
    if (this.broken.has(topic)) throw new UserError(`broken ${topic}`);
    return {
      title: `Title ${language}`, language, opening: 'Opening', symbols: 'Symbols',
      sections: [`<section><h3 id="one">1</h3>First of ${topic}</section>`, `<section><h3 id="two">2</h3>Second of ${topic}</section>`],
      cards: '<div id="cards"></div>', outline: '<ol></ol>',
    };
  }

  async panelFiles(): Promise<PanelFiles> {
    return { styles: ['@font-face { src: url(fonts/K.woff2) }', '.step { margin: 0 }'], script: '// none' };
  }

  async scaffolds(): Promise<ScaffoldFile> {
    return { pieces: {}, scaffolds: [] };
  }

  async stepDetails(): Promise<StepDetails> {
    return {};
  }

  async exercises(): Promise<ExerciseDetails> {
    return {};
  }

  refresh(): void {
    this.#refreshed.fire();
  }
}
