import * as vscode from 'vscode';
import type { ExerciseDetail } from '../../core/exercise/exercise.ts';
import type { Verdict } from '../../core/exercise/verdict.ts';
import { commands, testControllers } from '../../contributions.ts';
import type { Services } from '../services.ts';
import { Disposable } from '../support/disposable.ts';
import { UserError } from '../support/errors.ts';
import type { ExerciseChecks } from './exerciseChecks.ts';
import type { ExerciseFiles, ExerciseId } from './exerciseFiles.ts';

/** `topic#hole`; templates are `topic/template`, topics their own id. They stay when titles, language or order change. */
export const testId = ({ topic, exercise }: ExerciseId): string => `${topic}#${exercise}`;

/** The exercise that a test id names; `undefined` for a topic or template. */
export function exerciseOf(id: string): ExerciseId | undefined {
  const [topic = '', exercise] = id.split('#');
  return exercise === undefined ? undefined : { topic, exercise };
}

/** The exercises in the Test Explorer: topics, templates, holes, each read when it is opened. */
export class ExerciseTests extends Disposable {
  readonly #services: Services;
  readonly #files: ExerciseFiles;
  readonly #checks: ExerciseChecks;
  readonly #controller: vscode.TestController;

  constructor(services: Services, files: ExerciseFiles, checks: ExerciseChecks, controller: string = testControllers.exercises) {
    super();
    this.#services = services;
    this.#files = files;
    this.#checks = checks;
    this.#controller = this._register(vscode.tests.createTestController(controller, vscode.l10n.t('Gradus Exercises')));
    this.#controller.resolveHandler = (item) => this.#reporting(() => (item === undefined ? this.#addTopics() : this.#resolve(item)));
    this.#controller.refreshHandler = () => this.refresh();
    const { Run, Debug } = vscode.TestRunProfileKind;
    const run = (request: vscode.TestRunRequest, token: vscode.CancellationToken) => this.run(request, token);
    this._register(this.#controller.createRunProfile(vscode.l10n.t('Check'), Run, run, true, undefined, true));
    this._register(this.#controller.createRunProfile(
      vscode.l10n.t('Debug'), Debug, (request, token) => this.run(request, token, true), true, undefined, false,
    ));
    this._register(services.content.onDidRefresh(() => void this.refresh()));
  }

  get items(): vscode.TestItemCollection {
    return this.#controller.items;
  }

  /** Reads everything anew; results of exercises that are still there stay. */
  async refresh(): Promise<void> {
    await this.#reporting(async () => {
      await this.#addTopics();
      await Promise.all([...this.#controller.items].map(([, item]) => this.#resolve(item)));
    });
  }

  /** The item of an exercise, made if it was not shown yet. Throws a UserError if there is no such exercise. */
  async item(id: ExerciseId): Promise<vscode.TestItem> {
    await this.#files.detail(id);
    if (this.#controller.items.size === 0) await this.#addTopics();
    const topic = this.#controller.items.get(id.topic);
    if (topic !== undefined && topic.children.size === 0) await this.#resolve(topic);
    const found = topic && holesOf(topic).find((item) => item.id === testId(id));
    if (found === undefined) throw new UserError(vscode.l10n.t('The topic {0} has no exercise “{1}”.', id.topic, id.exercise));
    return found;
  }

  /** The exercise has a file now, or none any more: the editor takes an item's file only when the item is made. */
  async renew(id: ExerciseId): Promise<void> {
    const item = await this.item(id);
    const fresh = await this.#holeItem(id, await this.#files.detail(id), item.label);
    item.parent?.children.add(fresh);
  }

  async run(request: vscode.TestRunRequest, token: vscode.CancellationToken, debug = false): Promise<void> {
    if (request.continuous === true) {
      this.#watch(request, token);
      return;
    }
    await this.#reporting(async () => {
      const items = await this.#chosen(request);
      const run = this.#controller.createTestRun(request);
      for (const item of items) run.enqueued(item);
      try {
        for (const item of items) {
          if (token.isCancellationRequested) run.skipped(item);
          else await this.#runOne(run, item, { token, debug, alone: items.length === 1 });
        }
      } finally {
        run.end();
      }
    });
  }

  /** Checks one exercise as if from the Test Explorer; `undefined` if it could not be run. */
  async check(id: ExerciseId, token: vscode.CancellationToken): Promise<Verdict | undefined> {
    const item = await this.item(id);
    const run = this.#controller.createTestRun(new vscode.TestRunRequest([item]));
    try {
      return await this.#runOne(run, item, { token, debug: false, alone: true });
    } finally {
      run.end();
    }
  }

  async #runOne(
    run: vscode.TestRun, item: vscode.TestItem, how: { readonly token: vscode.CancellationToken; readonly debug: boolean; readonly alone: boolean },
  ): Promise<Verdict | undefined> {
    const id = exerciseOf(item.id);
    if (id === undefined) return undefined;
    try {
      const detail = await this.#files.detail(id);
      if (!(await this.#files.isStarted(detail))) {
        if (how.alone) run.errored(item, this.#message(vscode.l10n.t('This exercise has not been started.'), id, [[vscode.l10n.t('Start'), commands.startExercise]]));
        else run.skipped(item);
        return undefined;
      }
      run.started(item);
      if (how.debug) await this.#checks.debug(id, detail, how.token);
      const start = performance.now();
      const verdict = await this.#checks.check(id, detail, how.token);
      const milliseconds = performance.now() - start;
      if (verdict.passed) run.passed(item, milliseconds);
      else run.failed(item, await this.#failure(id, detail, verdict), milliseconds);
      return verdict;
    } catch (error) {
      if (error instanceof vscode.CancellationError) run.skipped(item);
      else run.errored(item, new vscode.TestMessage(error instanceof Error ? error.message : String(error)));
      if (!(error instanceof UserError)) this.#services.reporter.report(error);
      return undefined;
    }
  }

  async #failure(id: ExerciseId, detail: ExerciseDetail, { message, first, line }: Verdict): Promise<vscode.TestMessage> {
    const links: [string, string][] = [[vscode.l10n.t('Next Hint'), commands.nextHint], [vscode.l10n.t('Compare with the Template'), commands.compareExercise]];
    const told = this.#message(message, id, links);
    if (first !== undefined) {
      told.expectedOutput = first.published;
      told.actualOutput = first.ours;
    }
    const place = line === undefined ? await this.#files.placeOf(detail) : new vscode.Position(line - 1, 0);
    told.location = new vscode.Location(this.#files.uriOf(detail), place);
    return told;
  }

  #message(text: string, { topic, exercise }: ExerciseId, links: readonly (readonly [label: string, command: string])[]): vscode.TestMessage {
    const markdown = new vscode.MarkdownString();
    for (const paragraph of text.split('\n')) {
      markdown.appendText(paragraph);
      markdown.appendMarkdown('\n\n');
    }
    const argument = encodeURIComponent(JSON.stringify([topic, exercise]));
    markdown.appendMarkdown(links.map(([label, command]) => `[${label}](command:${command}?${argument})`).join(' · '));
    markdown.isTrusted = { enabledCommands: links.map(([, command]) => command) };
    return new vscode.TestMessage(markdown);
  }

  /** Checks again each time the file of a chosen exercise is saved, until `token` says stop. */
  #watch(request: vscode.TestRunRequest, token: vscode.CancellationToken): void {
    const saved = vscode.workspace.onDidSaveTextDocument((document) => void this.#reporting(async () => {
      const items = (await this.#chosen(request)).filter((item) => item.uri?.toString() === document.uri.toString());
      if (items.length > 0) await this.run(new vscode.TestRunRequest(items, undefined, request.profile, false), token);
    }));
    const owned = this._register(saved);
    token.onCancellationRequested(() => owned.dispose());
  }

  /** The holes that a request asks for, and not those it leaves out. */
  async #chosen({ include, exclude }: vscode.TestRunRequest): Promise<vscode.TestItem[]> {
    if (this.#controller.items.size === 0) await this.#addTopics();
    const tops = include ?? [...this.#controller.items].map(([, item]) => item);
    const left = new Set((exclude ?? []).map(({ id }) => id));
    const holes: vscode.TestItem[] = [];
    for (const item of tops) {
      if (item.canResolveChildren && item.children.size === 0) await this.#resolve(item);
      holes.push(...holesOf(item));
    }
    return holes.filter((item) => !left.has(item.id) && !(item.parent && left.has(item.parent.id)));
  }

  async #addTopics(): Promise<void> {
    const { content, settings } = this.#services;
    const { topics } = await content.catalogue();
    const items = topics.filter(({ exercises }) => exercises.length > 0).map((topic, i) => {
      const item = this.#controller.items.get(topic.id) ?? this.#controller.createTestItem(topic.id, topic.title[settings.articleLanguage]);
      return Object.assign(item, { canResolveChildren: true, sortText: String(i).padStart(3, '0'), label: topic.title[settings.articleLanguage] });
    });
    this.#controller.items.replace(items);
  }

  async #resolve(item: vscode.TestItem): Promise<void> {
    const topicId = item.id.split(/[/#]/, 1)[0] ?? '';
    if (item.id !== topicId) return;
    const { content, settings } = this.#services;
    const topic = await content.topic(topicId);
    const details = await content.exercises(topicId);
    const templates = topic.templateEntries.filter(({ id }) => topic.exercises.some(({ template }) => template === `${topicId}/${id}`));
    item.children.replace(await Promise.all(templates.map(async ({ id, title }, i) => {
      const template = this.#controller.createTestItem(`${topicId}/${id}`, id);
      Object.assign(template, { description: title[settings.articleLanguage], sortText: String(i).padStart(3, '0') });
      const own = topic.exercises.filter((exercise) => exercise.template === template.id);
      template.children.replace(await Promise.all(own.flatMap((exercise) => {
        const detail = Object.hasOwn(details, exercise.id) ? details[exercise.id] : undefined;
        return detail === undefined ? [] : [this.#holeItem({ topic: topicId, exercise: exercise.id }, detail, exercise.title[settings.articleLanguage])];
      })));
      return template;
    })));
  }

  async #holeItem(id: ExerciseId, detail: ExerciseDetail, label: string): Promise<vscode.TestItem> {
    const uri = await this.#files.isStarted(detail) ? this.#files.uriOf(detail) : undefined;
    const item = this.#controller.createTestItem(testId(id), label, uri);
    if (uri !== undefined) {
      const place = await this.#files.placeOf(detail);
      item.range = new vscode.Range(place, place);
    }
    item.sortText = String(detail.empty.lines.first).padStart(5, '0');
    return item;
  }

  async #reporting(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#services.reporter.report(error);
    }
  }
}

function holesOf(item: vscode.TestItem): vscode.TestItem[] {
  return exerciseOf(item.id) === undefined ? [...item.children].flatMap(([, child]) => holesOf(child)) : [item];
}
