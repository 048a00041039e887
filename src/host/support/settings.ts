import * as vscode from 'vscode';
import type { Language } from '../../core/model.ts';
import { settings, type SettingId } from '../../contributions.ts';

/** The settings as code wants them: resolved and checked. */
export class Settings {
  /** The language in which articles and titles are shown; `auto` follows the display language. */
  get articleLanguage(): Language {
    const chosen = read(settings.articleLanguage);
    if (chosen === 'en' || chosen === 'zh-cn') return chosen;
    return vscode.env.language.toLowerCase().startsWith('zh') ? 'zh-cn' : 'en';
  }

  /** The Node executable the reader chose; `undefined` for the editor's own. */
  get nodePath(): string | undefined {
    const path = read(settings.nodePath);
    return typeof path === 'string' && path.trim() !== '' ? path.trim() : undefined;
  }

  /** The seed of demos that take one; `undefined` for each demo's own. */
  get seed(): number | undefined {
    const seed = read(settings.seed);
    return Number.isSafeInteger(seed) ? Number(seed) : undefined;
  }

  /** Folder of exercises and copies, from the first workspace folder. */
  get exercisesFolder(): string {
    const folder = read(settings.exercisesFolder);
    return typeof folder === 'string' && folder.trim() !== '' ? folder.trim() : 'gradus';
  }

  /** The reader's file of notes, as written in the setting; '' for none. */
  get notesFile(): string {
    const file = read(settings.notesFile);
    return typeof file === 'string' ? file.trim() : '';
  }

  onDidChange(id: SettingId, listener: () => void): vscode.Disposable {
    return vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(id)) listener();
    });
  }
}

function read(id: SettingId): unknown {
  return vscode.workspace.getConfiguration().get<unknown>(id);
}
