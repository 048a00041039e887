import * as vscode from 'vscode';
import { nameOf, type RunRequest } from './runner.ts';
import { joinWords, readSeed, splitWords } from './words.ts';

/** What a run is given beside its file. */
export interface RunOptions {
  readonly args: readonly string[];
  readonly seed: number | undefined;
}

/** Asks for arguments and seed, each with what was given last. `undefined` if the reader gave up. */
export async function askOptions(request: RunRequest, last: RunOptions | undefined): Promise<RunOptions | undefined> {
  const line = await vscode.window.showInputBox({
    title: vscode.l10n.t('Run {0} with… (1 of 2)', nameOf(request)),
    prompt: vscode.l10n.t('Arguments, parted by blanks; quotes keep blanks. The program finds them in process.argv.'),
    value: joinWords(last?.args ?? []),
    validateInput: (text) => complaint(() => splitWords(text), vscode.l10n.t('A quote is not closed.')),
  });
  if (line === undefined) return undefined;
  const seed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Run {0} with… (2 of 2)', nameOf(request)),
    prompt: vscode.l10n.t('Seed of random numbers, a whole number; empty for the usual one.'),
    value: String(last?.seed ?? ''),
    validateInput: (text) => complaint(() => readSeed(text), vscode.l10n.t('The seed must be a whole number.')),
  });
  return seed === undefined ? undefined : { args: splitWords(line), seed: readSeed(seed) };
}

/** Options that a caller of the command gave instead of the reader: `{args, seed}`. */
export function optionsArgument(argument: unknown): RunOptions | undefined {
  if (typeof argument !== 'object' || argument === null || !('args' in argument) || !Array.isArray(argument.args)) return undefined;
  const seed = 'seed' in argument && Number.isSafeInteger(argument.seed) ? Number(argument.seed) : undefined;
  return { args: argument.args.map(String), seed };
}

function complaint(read: () => unknown, sentence: string): string | undefined {
  try {
    read();
    return undefined;
  } catch {
    return sentence;
  }
}
