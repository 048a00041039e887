import { parseArgs } from 'node:util';
import { resolve } from 'node:path';
import { existsSync, statSync } from 'node:fs';
import { Refusal } from '../process/npm.mjs';

/** What the reader asked `npm start` for. */
export interface StartOptions {
  readonly host: string;
  readonly port: number;
  readonly workspace: string | undefined;
  readonly locale: string;
  /** Serve the embedded VS Code even where a desktop editor is on PATH. */
  readonly serve: boolean;
}

export const startHelp = `npm start -- [options]      opens Gradus in an editor

  --workspace FOLDER   folder to open (default: a sample folder in your cache, kept between starts)
  --serve              serve the embedded VS Code even if code, codium or cursor is on PATH
  --port PORT          port of the embedded VS Code (default 8127)
  --host ADDRESS       address it listens on (default 127.0.0.1: this machine only)
  --locale LANGUAGE    display language of the embedded VS Code: en or zh-cn (default: that of your shell)
  --help               this list

With code, codium or cursor on PATH, Gradus opens there; otherwise VS Code is fetched once from the npm registry,
served on this machine, and its address printed. Ctrl+C ends it.`;

const shellLocale = (): string => /^zh/i.test(process.env['LC_ALL'] ?? process.env['LANG'] ?? '') ? 'zh-cn' : 'en';

const parse = (args: string[]): Record<'port' | 'workspace' | 'host' | 'locale', string | undefined> & { serve: boolean; help: boolean } => {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  try {
    const { values } = parseArgs({ args, options: { port: text, workspace: text, host: text, locale: text, serve: flag, help: { ...flag, short: 'h' } } });
    return { port: values.port, workspace: values.workspace, host: values.host, locale: values.locale, serve: values.serve, help: values.help };
  } catch (error) {
    throw new Refusal(`${error instanceof Error ? error.message.split('. ')[0] : String(error)}: npm start -- --help lists the options.`);
  }
};

/**
 * Reads the options of `npm start`; undefined when help is asked for.
 * @param from folder that relative paths start from
 */
export const readStartOptions = (args: string[], from: string): StartOptions | undefined => {
  const given = parse(args);
  if (given.help) return undefined;
  const port = Number(given.port ?? 8127);
  if (!Number.isInteger(port) || port < 1 || port > 65535) throw new Refusal(`--port takes a number from 1 to 65535, not "${given.port}".`);
  const locale = given.locale ?? shellLocale();
  if (locale !== 'en' && locale !== 'zh-cn') throw new Refusal(`--locale takes en or zh-cn, not "${locale}".`);
  const workspace = given.workspace === undefined ? undefined : resolve(from, given.workspace);
  if (workspace !== undefined && !(existsSync(workspace) && statSync(workspace).isDirectory())) {
    throw new Refusal(`--workspace: ${workspace} is not a folder.`);
  }
  return { host: given.host ?? '127.0.0.1', port, workspace, locale, serve: given.serve };
};
