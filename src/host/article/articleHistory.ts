import * as vscode from 'vscode';
import { NavigationHistory, type Place } from '../../core/navigation/history.ts';
import { commands } from '../../contributions.ts';
import type { Services } from '../services.ts';
import { Disposable } from '../support/disposable.ts';
import type { ArticlePanels } from './articlePanels.ts';

/** Back and forward through the steps that links, tree, search, hovers and references have led to, across topics. */
export function registerHistory({ commands: registry }: Services, panels: ArticlePanels): vscode.Disposable {
  return new ArticleHistory(registry, panels);
}

class ArticleHistory extends Disposable {
  readonly #history = new NavigationHistory();
  readonly #panels: ArticlePanels;

  constructor(registry: Services['commands'], panels: ArticlePanels) {
    super();
    this.#panels = panels;
    this._register(panels.onDidJump(({ from, to }) => this.#history.jump(from, to)));
    this._register(registry.register(commands.goBack, () => this.#go(this.#history.back(panels.place))));
    this._register(registry.register(commands.goForward, () => this.#go(this.#history.forward(panels.place))));
  }

  async #go(place: Place | undefined): Promise<void> {
    if (place) await this.#panels.show(place.topic, place.step, { remember: false });
    else vscode.window.setStatusBarMessage(vscode.l10n.t('No further place to go to.'), 2500);
  }
}
