import * as vscode from 'vscode';
import type { RegionEntry, TemplateEntry } from '../../core/model.ts';
import type { ContentStore } from '../support/contentStore.ts';
import type { Settings } from '../support/settings.ts';

/** Lets the reader choose a template; its key `<topic>/<template>`, or `undefined` if none was chosen. */
export async function pickTemplate(content: ContentStore, settings: Settings, placeHolder: string): Promise<string | undefined> {
  const language = settings.articleLanguage;
  const { topics } = await content.catalogue();
  const items = topics.filter((topic) => topic.templateEntries.length > 0).flatMap((topic) => [
    { key: '', label: topic.title[language], kind: vscode.QuickPickItemKind.Separator },
    ...topic.templateEntries.map(({ id, title }) => ({ key: `${topic.id}/${id}`, label: id, description: topic.id, detail: title[language] })),
  ]);
  const chosen = await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true, matchOnDetail: true });
  return chosen?.key;
}

/** Lets the reader choose a region; without asking where there is only one. */
export async function pickRegion(template: TemplateEntry): Promise<RegionEntry | undefined> {
  if (template.regions.length <= 1) return template.regions[0];
  const items = template.regions.map((region) => ({ region, label: region.name, description: region.id }));
  const placeHolder = vscode.l10n.t('Which part of {0}?', template.id);
  const chosen = await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true });
  return chosen?.region;
}
