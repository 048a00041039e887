import * as vscode from 'vscode';
import type { RestOfArticle } from '../../core/article/articleParts.ts';
import type { Language } from '../../core/model.ts';
import {
  parseFromArticle, protocolVersion, type Anchor, type EquationCopied, type EquationDrawn, type FromArticle, type PanelState,
  type ToArticle,
} from '../../protocol/article.ts';
import { addHint, addRead, exerciseRecord, topicProgress } from '../../core/progress/progress.ts';
import type { ProgressStore } from '../progress/progressStore.ts';
import { Disposable } from '../support/disposable.ts';
import type { Log } from '../support/log.ts';
import type { ArticleMemory } from './articleMemory.ts';
import { resourceRoots, type ArticlePages } from './articlePages.ts';
import { shortTitle } from './page.ts';

/** A message to the page without what every message carries. */
type Body<M> = M extends ToArticle ? Omit<M, 'version' | 'topic'> : never;

/** Messages of which a page that was away needs only the last. */
const latestOnly: ReadonlySet<ToArticle['type']> = new Set(['goToStep', 'markEquation', 'progress', 'notes', 'review', 'reviewEnded']);

export interface ArticlePanelDeps {
  readonly extensionUri: vscode.Uri;
  readonly pages: ArticlePages;
  readonly memory: ArticleMemory;
  readonly progress: ProgressStore;
  readonly log: Log;
  /** What a message asks for beyond the panel itself. */
  readonly act: (message: FromArticle) => unknown;
  readonly report: (error: unknown) => void;
}

/** One article in a webview panel, new or restored. The page is a view: all that it remembers is its state. */
export class ArticlePanel extends Disposable {
  readonly #deps: ArticlePanelDeps;
  readonly #panel: vscode.WebviewPanel;
  readonly #gone = this._register(new vscode.EventEmitter<void>());
  #state: PanelState;
  #renders = 0;
  #rest: RestOfArticle | undefined;
  #ready = false;
  readonly #waiting: Body<ToArticle>[] = [];
  readonly #stepChanged = this._register(new vscode.EventEmitter<void>());
  readonly #jumped = this._register(new vscode.EventEmitter<{ readonly from: string; readonly to: string }>());
  readonly #becameReady = this._register(new vscode.EventEmitter<void>());
  readonly #tookEquation = this._register(new vscode.EventEmitter<EquationDrawn | EquationCopied>());
  #step: string | undefined;
  /** The panel was closed, by the reader or by us. */
  readonly onDidDispose = this.#gone.event;
  /** The reader works on another step now. */
  readonly onDidChangeStep = this.#stepChanged.event;

  /** The reader jumped inside the page. */
  readonly onDidJump = this.#jumped.event;
  readonly onDidBecomeReady = this.#becameReady.event;
  /** The page has drawn or copied an equation, or could not. */
  readonly onDidTakeEquation = this.#tookEquation.event;

  constructor(panel: vscode.WebviewPanel, state: PanelState, deps: ArticlePanelDeps) {
    super();
    this.#panel = panel;
    this.#state = state;
    this.#deps = deps;
    panel.iconPath = vscode.Uri.joinPath(deps.extensionUri, 'media', 'icons', 'gradus.svg');
    panel.webview.options = {
      enableScripts: true, enableForms: false, enableCommandUris: false, localResourceRoots: resourceRoots(deps.extensionUri),
    };
    this._register(panel.webview.onDidReceiveMessage((value: unknown) => this.#receive(value)));
    this._register(panel.onDidDispose(() => this.dispose()));
  }

  get topic(): string {
    return this.#state.topic;
  }

  get language(): Language {
    return this.#state.language;
  }

  get panel(): vscode.WebviewPanel {
    return this.#panel;
  }

  /** The step the reader is at, if the page has said so. */
  get step(): string | undefined {
    return this.#step;
  }

  /** The state as last known here; for tests and for a second look at the same topic. */
  get state(): PanelState {
    return this.#state;
  }

  override dispose(): void {
    if (this.disposed) return;
    this.#gone.fire();
    super.dispose();
    this.#panel.dispose();
  }

  /** Makes the page anew. A render that another one overtakes is dropped. Throws if the topic is unknown. */
  async render(): Promise<void> {
    const turn = ++this.#renders;
    const page = await this.#deps.pages.make(this.#panel.webview, this.#state, this.#read);
    if (turn !== this.#renders || this.disposed) return;
    this.#ready = false;
    this.#panel.title = shortTitle(page.title);
    this.#rest = page.rest;
    this.#panel.webview.html = page.html;
  }

  /** Brings the panel to the front, in the column where it stands. */
  reveal(): void {
    this.#panel.reveal(undefined, false);
  }

  goTo(step: string): void {
    this.#step = step;
    this.send({ type: 'goToStep', step, focus: true });
  }

  /** Shows the article in another language at the same place. */
  async setLanguage(language: Language, anchor: Anchor | undefined = this.#state.anchor): Promise<void> {
    if (language === this.language) return;
    this.#state = { ...this.#state, language, anchor };
    await this.#deps.memory.savePlace(this.#state);
    await this.render();
  }

  /** Sends to the page as soon as its script listens. */
  send(body: Body<ToArticle>): void {
    if (this.#ready) void this.#post(body);
    else {
      const overtaken = latestOnly.has(body.type) ? this.#waiting.findIndex(({ type }) => type === body.type) : -1;
      if (overtaken >= 0) this.#waiting.splice(overtaken, 1);
      this.#waiting.push(body);
    }
  }

  #post(body: Body<ToArticle>): Thenable<boolean> {
    return this.#panel.webview.postMessage({ version: protocolVersion, topic: this.topic, ...body });
  }

  /** Tells what an exercise's card shall say; `message` is why the last attempt fails. */
  sendExercise(exercise: string, message: string | undefined): void {
    const { attempts, passed } = exerciseRecord(this.#deps.progress.current, this.topic, exercise);
    this.send({ type: 'exerciseState', exercise, attempts, passed, message });
  }

  /** Tells which steps are read, after that changed elsewhere. */
  sendProgress(): void {
    this.send({ type: 'progress', read: this.#read });
  }

  get #read(): readonly string[] {
    return topicProgress(this.#deps.progress.current, this.topic).read;
  }

  #sendExercises(): void {
    for (const exercise of Object.keys(topicProgress(this.#deps.progress.current, this.topic).exercises)) this.sendExercise(exercise, undefined);
  }

  #receive(value: unknown): void {
    const message = parseFromArticle(value);
    if (!message || message.topic !== this.topic) {
      this.#deps.log.warn(`Dropped a message from the article ${this.topic}: ${JSON.stringify({ value }).slice(0, 200)}`);
      return;
    }
    this.#handle(message).catch(this.#deps.report);
  }

  async #handle(message: FromArticle): Promise<void> {
    switch (message.type) {
      case 'wantRest':
        // Also asked by a page that the editor has made anew, in another window: it does not listen yet.
        this.#ready = false;
        if (this.#rest) await this.#post({ type: 'rest', ...this.#rest });
        return;
      case 'ready':
        this.#ready = true;
        this.#sendExercises();
        this.#becameReady.fire();
        for (const waiting of this.#waiting.splice(0)) await this.#post(waiting);
        return;
      case 'saveState':
        // A page that is being replaced by one in another language may still speak.
        if (message.state.topic !== this.topic || message.state.language !== this.language) return;
        this.#state = message.state;
        return this.#deps.memory.savePlace(message.state);
      case 'setLanguage': return this.setLanguage(message.language, message.anchor);
      case 'stepChanged':
        this.#step = message.step;
        this.#stepChanged.fire();
        return;
      case 'jumped':
        this.#step = message.to;
        this.#jumped.fire(message);
        return;
      case 'equationDrawn':
      case 'equationCopied':
        this.#tookEquation.fire(message);
        return;
      case 'stepRead':
        return this.#deps.progress.update((progress) => addRead(progress, this.topic, message.step));
      case 'hintRevealed':
        return this.#deps.progress.update((progress) => addHint(progress, this.topic, message.exercise, message.hint));
      case 'failed':
        this.#deps.log.error(`The page of ${this.topic} failed: ${message.message}`);
        return;
      default:
        await this.#deps.act(message);
    }
  }
}
