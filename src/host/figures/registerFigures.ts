import * as vscode from 'vscode';
import { commands, panels, settings } from '../../contributions.ts';
import { parseFromPlots, type FromPlots, type PlotStrings, type ToPlots } from '../../protocol/plots.ts';
import { createNonce } from '../article/page.ts';
import type { Services } from '../services.ts';
import { Disposable } from '../support/disposable.ts';
import { nameOf, type RunReport, type RunSubject } from '../run/runner.ts';
import { figuresPage } from './figuresPage.ts';
import { FiguresHistory } from './figuresHistory.ts';

/** The panel that draws what runs report. */
export function registerFigures(services: Services): vscode.Disposable {
  return new Figures(services);
}

class Figures extends Disposable {
  readonly #services: Services;
  readonly #history = new FiguresHistory();
  readonly #names = new Map<string, string>();
  #panel: vscode.WebviewPanel | undefined;
  #ready = false;
  /** Files whose figures the reader has closed: for these the panel comes back only when asked for. */
  readonly #closed = new Set<string>();

  constructor(services: Services) {
    super();
    this.#services = services;
    const { runner, commands: registry } = services;
    this._register(registry.register(commands.openFigures, () => this.#open(false)));
    this._register(vscode.window.registerWebviewPanelSerializer(panels.figures, {
      deserializeWebviewPanel: async (panel) => this.#adopt(panel),
    }));
    this._register(runner.onDidStart((subject) => this.#names.set(subject.file, nameOf(subject))));
    this._register(runner.onDidReport((report) => this.#take(report)));
    this._register(runner.onDidEnd((end) => this.#end(end)));
    this._register({ dispose: () => this.#panel?.dispose() });
  }

  #take(report: RunReport): void {
    const told = this.#history.take(report, (file) => this.#names.get(file) ?? nameOf({ template: undefined, file }));
    if (told === undefined) return;
    // Checks alone are told by the terminal and the article.
    const automatic = vscode.workspace.getConfiguration().get(settings.figuresOpen) === 'automatic';
    if (!this.#panel && automatic && !this.#closed.has(this.#history.fileOf(told.run) ?? '') && report.message.type !== 'check' && report.message.type !== 'progress') this.#open(true);
    if (this.#history.isFirst(told.run)) this.#send(this.#history.head(told.run));
    this.#send(told);
  }

  #end(end: RunSubject): void {
    for (const told of this.#history.end(end)) this.#send(told);
  }

  #send(message: ToPlots | undefined): void {
    if (message && this.#ready) void this.#panel?.webview.postMessage(message);
  }

  #open(keepFocus: boolean): void {
    this.#closed.clear();
    if (this.#panel) {
      this.#panel.reveal(undefined, keepFocus);
      return;
    }
    const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: keepFocus };
    this.#adopt(vscode.window.createWebviewPanel(panels.figures, vscode.l10n.t('Figures'), place, { retainContextWhenHidden: true }));
  }

  #adopt(panel: vscode.WebviewPanel): void {
    const { extensionUri, settings: chosen } = this.#services;
    const dist = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
    this.#panel = panel;
    this.#ready = false;
    panel.title = vscode.l10n.t('Figures');
    panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'icons', 'gradus.svg');
    panel.webview.options = { enableScripts: true, localResourceRoots: [dist] };
    panel.webview.onDidReceiveMessage((value: unknown) => this.#receive(value));
    panel.onDidDispose(() => {
      this.#panel = undefined;
      this.#ready = false;
      for (const file of this.#history.files()) this.#closed.add(file);
    });
    const address = (file: string) => panel.webview.asWebviewUri(vscode.Uri.joinPath(dist, file)).toString();
    panel.webview.html = figuresPage({
      nonce: createNonce(), cspSource: panel.webview.cspSource, script: address('plots.js'), style: address('plots.css'),
      title: panel.title, initial: { language: chosen.articleLanguage, strings: strings() },
    });
  }

  #receive(value: unknown): void {
    const message = parseFromPlots(value);
    if (message) this.#handle(message).catch((error: unknown) => this.#services.reporter.report(error));
    else this.#services.log.warn(`Dropped a message from the figures: ${JSON.stringify({ value }).slice(0, 200)}`);
  }

  async #handle(message: FromPlots): Promise<void> {
    switch (message.type) {
      case 'ready':
        this.#ready = true;
        for (const told of this.#history.all()) this.#send(told);
        return;
      case 'stop': {
        const file = this.#history.fileOf(message.run);
        if (file !== undefined) this.#services.runner.stop(file);
        return;
      }
      case 'save': return save(message);
      case 'failed': this.#services.log.error(`The page of the figures failed: ${message.message}`);
    }
  }
}

async function save({ name, format, data }: Extract<FromPlots, { type: 'save' }>): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file('/');
  const file = `${name.replace(/[\\/:*?"<>|\s]+/g, '-').slice(0, 80)}.${format}`;
  const target = await vscode.window.showSaveDialog({ defaultUri: vscode.Uri.joinPath(folder, file), filters: { [format.toUpperCase()]: [format] } });
  if (target) await vscode.workspace.fs.writeFile(target, format === 'png' ? Buffer.from(data, 'base64') : new TextEncoder().encode(data));
}

function strings(): PlotStrings {
  return {
    empty: vscode.l10n.t('Nothing has been drawn yet. Run a template: its figures appear here while it computes.'),
    stop: vscode.l10n.t('Stop'),
    save: vscode.l10n.t('Save as'),
    former: vscode.l10n.t('Pale:'),
    run: vscode.l10n.t('run'),
    seed: vscode.l10n.t('seed'),
    checks: vscode.l10n.t('Checks'),
    check: vscode.l10n.t('check'),
    published: vscode.l10n.t('published'),
    ours: vscode.l10n.t('ours'),
    claim: vscode.l10n.t('claim'),
    source: vscode.l10n.t('source'),
    holds: vscode.l10n.t('holds'),
    fails: vscode.l10n.t('does not hold'),
    progress: vscode.l10n.t('{0} %, about {1} s left'),
    ended: vscode.l10n.t('ended'),
    seriesText: vscode.l10n.t('{0}: {1} points from {2} to {3}, between {4} and {5}.'),
    heatText: vscode.l10n.t('{0} rows, {1} columns, values between {2} and {3}.'),
  };
}
