import * as vscode from 'vscode';
import { settings as settingIds } from '../../contributions.ts';
import { settingWayOut, UserError } from '../support/errors.ts';
import type { Settings } from '../support/settings.ts';
import { writeMissing } from './files.ts';

/** What makes a folder of templates a project of its own: modules, strict types, imports of `.ts`, and the few names of Node that the kit uses. */
const project: Readonly<Record<string, string>> = {
  'package.json': '{ "type": "module", "private": true }\n',
  'tsconfig.json': `${JSON.stringify({
    compilerOptions: {
      target: 'ES2023', lib: ['ES2023', 'DOM'], module: 'nodenext', types: [], strict: true, noUncheckedIndexedAccess: true,
      allowImportingTsExtensions: true, verbatimModuleSyntax: true, erasableSyntaxOnly: true, skipLibCheck: true, noEmit: true,
    },
    include: ['.'],
  }, undefined, 2)}\n`,
  'environment.d.ts': 'declare var process: { readonly env: Readonly<Record<string, string | undefined>>; exitCode?: number | undefined };\n',
};

/** The folder in which readers' exercises and copies live: in the first workspace folder, else in the extension's own storage. */
export class ReaderFolder {
  readonly #settings: Pick<Settings, 'exercisesFolder'>;
  readonly #storage: vscode.Uri;

  constructor(settings: Pick<Settings, 'exercisesFolder'>, storage: vscode.Uri) {
    this.#settings = settings;
    this.#storage = storage;
  }

  /** Throws a UserError if the setting names a folder outside the workspace. */
  get uri(): vscode.Uri {
    const workspace = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file');
    if (workspace === undefined) return vscode.Uri.joinPath(this.#storage, 'gradus');
    const chosen = this.#settings.exercisesFolder;
    const parts = chosen.split(/[\\/]+/).filter((part) => part !== '' && part !== '.');
    if (/^(?:[\\/]|[A-Za-z]:)/.test(chosen) || parts.includes('..') || parts.length === 0) {
      throw new UserError(
        vscode.l10n.t('“{0}” in the setting “{1}” is no folder inside the workspace.', chosen, settingIds.exercisesFolder),
        [settingWayOut(settingIds.exercisesFolder)],
      );
    }
    return vscode.Uri.joinPath(workspace.uri, ...parts);
  }

  /** Writes what is missing of the project's own files. */
  async prepare(): Promise<void> {
    const { uri } = this;
    for (const [name, text] of Object.entries(project)) await writeMissing(vscode.Uri.joinPath(uri, name), text);
  }
}
