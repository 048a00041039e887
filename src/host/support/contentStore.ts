import * as vscode from 'vscode';
import { isRecord } from '../../core/isRecord.ts';
import type { Catalogue, Language, RenderedArticle, StepDetails, TemplateEntry, TopicEntry } from '../../core/model.ts';
import { isExerciseDetails } from '../../core/exercise/examination.ts';
import type { ExerciseDetails } from '../../core/exercise/exercise.ts';
import { withFormulas, withGlyphs, type StepFile } from '../../core/pack/sharedTexts.ts';
import { isScaffoldFile, type ScaffoldFile } from '../../core/scaffold/scaffoldFile.ts';
import { commands } from '../../contributions.ts';
import { Disposable } from './disposable.ts';
import { UserError } from './errors.ts';

/** What every page of the article panel holds. */
export interface PanelFiles {
  /** KaTeX's style sheet and the panel's own, with fonts beside them in `fonts/`. */
  readonly styles: readonly string[];
  readonly script: string;
}

/** What the build made of the packs, read when it is first asked for. */
export interface ContentStore {
  catalogue(): Promise<Catalogue>;
  /** Throws a UserError if the catalogue has no such topic. */
  topic(id: string): Promise<TopicEntry>;
  /** `key` is `<topic>/<template>`. Throws a UserError if there is none. */
  template(key: string): Promise<{ readonly topic: TopicEntry; readonly template: TemplateEntry; readonly file: vscode.Uri }>;
  article(topic: string, language: Language): Promise<RenderedArticle>;
  panelFiles(): Promise<PanelFiles>;
  scaffolds(topic: string): Promise<ScaffoldFile>;
  /** What hovers and search show of the topic's steps. */
  stepDetails(topic: string): Promise<StepDetails>;
  /** What the workbench needs of the topic's exercises, by hole. */
  exercises(topic: string): Promise<ExerciseDetails>;
  /** Forgets what was read, so that the next question reads again, and tells those who show it. */
  refresh(): void;
  readonly onDidRefresh: vscode.Event<void>;
}

/** Content in `dist/content` of the extension's folder, wherever that is: disk, remote machine or web server. */
export class ExtensionContent extends Disposable implements ContentStore {
  readonly #extension: vscode.Uri;
  readonly #refreshed = this._register(new vscode.EventEmitter<void>());
  readonly onDidRefresh = this.#refreshed.event;
  readonly #catalogue = new Map<'all', Promise<Catalogue>>();
  /** Articles by topic and language: a reader opens the same few again and again, and reading one takes longer than showing it. */
  readonly #articles = new Map<string, Promise<RenderedArticle>>();
  readonly #panelFiles = new Map<'all', Promise<PanelFiles>>();

  constructor(extension: vscode.Uri) {
    super();
    this.#extension = extension;
  }

  catalogue(): Promise<Catalogue> {
    return kept(this.#catalogue, 'all', () => this.#read('catalogue.json', isCatalogue));
  }

  async topic(id: string): Promise<TopicEntry> {
    const { topics } = await this.catalogue();
    const topic = topics.find((candidate) => candidate.id === id);
    if (!topic) throw new UserError(vscode.l10n.t('There is no topic “{0}”.', id));
    return topic;
  }

  async template(key: string): ReturnType<ContentStore['template']> {
    const [topicId = '', templateId = ''] = key.split('/');
    const topic = await this.topic(topicId);
    const template = topic.templateEntries.find((candidate) => candidate.id === templateId);
    if (!template) throw new UserError(vscode.l10n.t('There is no template “{0}”.', key));
    return { topic, template, file: vscode.Uri.joinPath(this.#extension, template.file) };
  }

  article(topic: string, language: Language): Promise<RenderedArticle> {
    return kept(this.#articles, `${topic}/${language}`, async () => {
      const [article, formulas] = await Promise.all([
        this.#read(`${topic}/${language}.json`, isRenderedArticle), this.#read(`${topic}/formulas.json`, isTexts),
      ]);
      return withFormulas(article, formulas);
    });
  }

  panelFiles(): Promise<PanelFiles> {
    return kept(this.#panelFiles, 'all', async () => {
      const text = (file: string) => this.#load(`webview/${file}`, (content) => content);
      const [katex, panel, script] = await Promise.all([text('katex.min.css'), text('article.css'), text('article.js')]);
      return { styles: [katex, panel], script };
    });
  }

  scaffolds(topic: string): Promise<ScaffoldFile> {
    return this.#read(`${topic}/scaffolds.json`, isScaffoldFile);
  }

  async stepDetails(topic: string): Promise<StepDetails> {
    return withGlyphs(await this.#read(`${topic}/steps.json`, isStepFile));
  }

  exercises(topic: string): Promise<ExerciseDetails> {
    return this.#read(`${topic}/exercises.json`, isExerciseDetails);
  }

  refresh(): void {
    this.#catalogue.clear();
    this.#articles.clear();
    this.#panelFiles.clear();
    this.#refreshed.fire();
  }

  #read<T>(path: string, guard: (value: unknown) => value is T): Promise<T> {
    return this.#load(`content/${path}`, (text) => {
      const value: unknown = JSON.parse(text);
      if (!guard(value)) throw new TypeError(`dist/content/${path} does not have the expected form`);
      return value;
    });
  }

  /** A file of `dist`, made into what is wanted of it. */
  async #load<T>(path: string, make: (text: string) => T): Promise<T> {
    try {
      const uri = vscode.Uri.joinPath(this.#extension, 'dist', path);
      return make(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)));
    } catch (cause) {
      throw new UserError(
        vscode.l10n.t('Gradus cannot read its own {0}. Install the extension again; in a checkout, run “npm run build”.', `dist/${path}`),
        [{ label: vscode.l10n.t('Try Again'), run: () => vscode.commands.executeCommand(commands.refreshTopics) }],
        { cause },
      );
    }
  }
}

/** What was read under this key, else what `read` gives. A failure is not kept: the next question may find the file. */
function kept<K, T>(known: Map<K, Promise<T>>, key: K, read: () => Promise<T>): Promise<T> {
  const before = known.get(key);
  if (before) return before;
  const reading = read();
  known.set(key, reading);
  reading.catch(() => {
    if (known.get(key) === reading) known.delete(key);
  });
  return reading;
}

// The build has validated the content; these guards only catch a file of another version or a truncated one.

function isCatalogue(value: unknown): value is Catalogue {
  const topics = isRecord(value) ? value['topics'] : undefined;
  return Array.isArray(topics) && topics.every((topic) => isRecord(topic) && typeof topic['id'] === 'string');
}

function isRenderedArticle(value: unknown): value is RenderedArticle {
  return isRecord(value) && ['title', 'language', 'opening', 'symbols', 'cards', 'outline'].every((key) => typeof value[key] === 'string') && isTexts(value['sections']);
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((text) => typeof text === 'string');
}

function isStepFile(value: unknown): value is StepFile {
  return isRecord(value) && isTexts(value['glyphs']) && isRecord(value['steps'])
    && Object.values(value['steps']).every((detail) => isRecord(detail) && isRecord(detail['reason']));
}
