import type * as vscode from 'vscode';
import type { StepDetails } from '../../core/model.ts';
import { EquationIndex, type KnownStep } from '../../core/links/equationIndex.ts';
import { marksInText } from '../../core/links/markedText.ts';
import type { Mark } from '../../core/template/template.ts';
import type { ContentStore } from '../support/contentStore.ts';
import { Disposable } from '../support/disposable.ts';

/** Languages in which a reader writes code that can carry `// eq:` marks. */
export const codeLanguages = ['typescript', 'typescriptreact', 'javascript', 'javascriptreact'] as const;

/** A file that carries marks, and the topic they speak of. */
export interface MarkedFile {
  readonly topic: string | undefined;
  readonly marks: readonly Mark[];
}

/** Files above this many characters are not looked through: no one writes marks into them by hand. */
const longestFile = 500_000;

/** Reads the marks of documents, each version once, and finds the steps they name. */
export class Equations extends Disposable {
  readonly #content: ContentStore;
  /** By document, not by address: the next untitled file takes over the address of the last one, and its versions too. */
  readonly #files = new WeakMap<vscode.TextDocument, { readonly version: number; readonly marks: readonly Mark[] }>();
  readonly #details = new Map<string, Promise<StepDetails>>();
  #index: Promise<EquationIndex> | undefined;

  constructor(content: ContentStore) {
    super();
    this.#content = content;
    this._register(content.onDidRefresh(() => {
      this.#index = undefined;
      this.#details.clear();
    }));
  }

  /** The marks of a document; empty for other languages, diffs and very long files. */
  marks(document: vscode.TextDocument): readonly Mark[] {
    if (!(codeLanguages as readonly string[]).includes(document.languageId)) return [];
    const known = this.#files.get(document);
    if (known?.version === document.version) return known.marks;
    const text = document.getText();
    const marks = text.length > longestFile ? [] : marksInText(text);
    this.#files.set(document, { version: document.version, marks });
    return marks;
  }

  async file(document: vscode.TextDocument): Promise<MarkedFile> {
    const marks = this.marks(document);
    if (marks.length === 0) return { topic: undefined, marks };
    const index = await this.index();
    return { topic: index.topicOf(document.uri.path, marks.filter(({ kind }) => kind === 'eq').map(({ id }) => id)), marks };
  }

  index(): Promise<EquationIndex> {
    this.#index ??= this.#content.catalogue().then((catalogue) => new EquationIndex(catalogue));
    this.#index.catch(() => (this.#index = undefined));
    return this.#index;
  }

  async find(topic: string, id: string): Promise<KnownStep | undefined> {
    return (await this.index()).find(topic, id);
  }

  details(topic: string): Promise<StepDetails> {
    let details = this.#details.get(topic);
    if (details === undefined) {
      details = this.#content.stepDetails(topic);
      details.catch(() => this.#details.delete(topic));
      this.#details.set(topic, details);
    }
    return details;
  }
}
