import * as vscode from 'vscode';
import { assemble, codeKindOf } from '../../core/scaffold/assemble.ts';
import { placeFor, topLevelNames } from '../../core/scaffold/outline.ts';
import type { Services } from '../services.ts';

const start = 'gradus-';
/** Fewer letters would put Gradus before what most people mean. */
const fewestLetters = 2;

/** Offers every region under its prefix, `gradus-…`, where whole declarations may stand. */
export class ScaffoldCompletions implements vscode.CompletionItemProvider {
  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
  }

  async provideCompletionItems(document: vscode.TextDocument, position: vscode.Position, token: vscode.CancellationToken): Promise<vscode.CompletionItem[]> {
    const kind = codeKindOf(document.languageId);
    const typed = /^\s*([\w-]*)$/.exec(document.lineAt(position.line).text.slice(0, position.character))?.[1] ?? '';
    const begins = typed.length >= fewestLetters && (start.startsWith(typed) || typed.startsWith(start));
    // A declaration may stand in a file once, so nothing is offered to several cursors.
    const several = vscode.window.visibleTextEditors.some((editor) => editor.document === document && editor.selections.length > 1);
    if (kind === undefined || !begins || several) return [];
    const word = new vscode.Range(position.translate(0, -typed.length), position);
    const text = document.getText();
    const from = document.offsetAt(word.start);
    // Without the prefix, which is no code yet.
    const rest = text.slice(0, from) + text.slice(from + typed.length);
    if (placeFor(rest, from).opensLine) return [];
    const names = topLevelNames(rest);
    const { content, articleLanguageOf } = this.#services;
    const { topics } = await content.catalogue();
    const items: vscode.CompletionItem[] = [];
    for (const topic of topics.filter(({ templateEntries }) => templateEntries.length > 0)) {
      const file = await content.scaffolds(topic.id);
      if (token.isCancellationRequested) return [];
      const language = articleLanguageOf(topic.id);
      for (const entry of file.scaffolds) {
        const title = topic.templateEntries.find(({ id }) => `${topic.id}/${id}` === entry.template)?.title[language] ?? '';
        const add = (prefix: string, detail: string, exercise: boolean) => {
          const snippet = assemble(file, entry, { kind, language, exercise, names });
          if (snippet === undefined || snippet.trim() === '$0') return;
          const item = new vscode.CompletionItem({ label: prefix, description: entry.template }, vscode.CompletionItemKind.Snippet);
          items.push(Object.assign(item, { insertText: new vscode.SnippetString(snippet), range: word, filterText: prefix, detail, documentation: title }));
        };
        add(entry.prefix, entry.name, false);
        if (entry.exercise !== undefined) add(`${entry.prefix}-exercise`, vscode.l10n.t('{0} (exercise)', entry.name), true);
      }
    }
    return items;
  }
}
