import * as vscode from 'vscode';
import type { Language } from '../../core/model.ts';
import type { Indexed } from '../../core/search/buildIndex.ts';
import type { EntryKind, SearchEntry } from '../../core/search/entries.ts';
import type { Services } from '../services.ts';
import { splitTitle } from '../topics/topicItem.ts';

export interface PickOptions {
  readonly query: string;
  readonly placeholder: string;
  readonly content: Promise<Indexed>;
  /** What is listed before anything has been typed. */
  readonly atFirst: (entry: SearchEntry) => boolean;
}

export interface Picked {
  readonly entry: SearchEntry;
  /** The button that leads to the code was pressed. */
  readonly inCode: boolean;
}

interface Item extends vscode.QuickPickItem {
  readonly entry: SearchEntry;
}

const icons: Readonly<Record<EntryKind, string>> = {
  topic: 'book', section: 'list-tree', step: 'symbol-operator', symbol: 'symbol-variable', code: 'code', exercise: 'mortar-board',
};

/** One list over an index, filtered by us: all words, both languages. Resolves with nothing when the reader leaves it. */
export async function pickEntry(services: Services, { query, placeholder, content, atFirst }: PickOptions): Promise<Picked | undefined> {
  const language = services.settings.articleLanguage;
  const picker = vscode.window.createQuickPick<Item>();
  const toCode: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon('code'), tooltip: vscode.l10n.t('Show Its Code') };
  try {
    picker.placeholder = placeholder;
    picker.value = query;
    picker.busy = true;
    picker.show();
    const closed = new Promise<undefined>((resolve) => picker.onDidHide(() => resolve(undefined)));
    const chosen = new Promise<Picked | undefined>((resolve) => {
      picker.onDidAccept(() => {
        const [item] = picker.selectedItems;
        if (item) resolve({ entry: item.entry, inCode: false });
      });
      picker.onDidTriggerItemButton(({ item }) => resolve({ entry: item.entry, inCode: true }));
    });
    const ready = await Promise.race([content, closed]);
    if (!ready) return undefined;
    const { topics } = await services.content.catalogue();
    const computed = new Set(topics.flatMap(({ id, sections }) => (
      sections.flatMap(({ steps }) => steps.filter(({ code }) => code.length > 0).map((step) => `${id}/${step.id}`)))));
    const show = (): void => {
      const found = picker.value.trim() === ''
        ? ready.entries.filter(atFirst).map((entry) => ({ entry, preview: '' }))
        : ready.index.search(picker.value, language);
      picker.items = found.map(({ entry, preview }) => itemOf(entry, preview, language, computed.has(`${entry.topic}/${entry.target}`) ? [toCode] : []));
    };
    picker.onDidChangeValue(show);
    show();
    picker.busy = false;
    return await Promise.race([chosen, closed]);
  } finally {
    picker.dispose();
  }
}

function itemOf(entry: SearchEntry, preview: string, language: Language, buttons: readonly vscode.QuickInputButton[]): Item {
  const { kind, title, topicTitle, text, formula } = entry;
  // The text of a step begins with its formula: not twice.
  const lead = preview.startsWith(formula.slice(0, 16)) ? '' : formula;
  const detail = [lead, preview || (kind === 'topic' ? text[language] : '')].filter((part) => part !== '').join('  ·  ');
  return {
    entry, label: `$(${icons[kind]}) ${title[language]}`, description: kind === 'topic' ? '' : splitTitle(topicTitle[language]).name,
    // Shown whatever the editor's own filter thinks of it: the index has found it.
    alwaysShow: true, buttons, ...(detail === '' ? {} : { detail }),
  };
}
