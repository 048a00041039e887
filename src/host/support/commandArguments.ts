import { isRecord } from '../../core/isRecord.ts';
import * as vscode from 'vscode';
import { UserError } from './errors.ts';

// A command is called by the tree (with a node), by the panel and links (with strings), and by the palette (with nothing).

/** `<topic>/<template>` from a string or a tree node; `undefined` if there is none. Throws a UserError on anything else. */
export function templateArgument(argument: unknown): string | undefined {
  if (argument === undefined) return undefined;
  if (typeof argument === 'string' && /^[\w.-]+\/[\w.-]+$/.test(argument)) return argument;
  if (isRecord(argument) && isId(argument['topic']) && isId(argument['template'])) return `${argument['topic']}/${argument['template']}`;
  throw badArgument(argument);
}

/** A topic's id from a string or a tree node. Throws a UserError on anything else. */
export function topicArgument(argument: unknown): string | undefined {
  if (argument === undefined) return undefined;
  if (isId(argument)) return argument;
  if (isRecord(argument) && isId(argument['topic'])) return argument['topic'];
  throw badArgument(argument);
}

/**
 * The id of a step, section, exercise (`hole-…`) or region as a second argument, or from a tree node.
 * Throws a UserError on anything else.
 */
export function idArgument(node: unknown, key: 'step' | 'region', argument: unknown): string | undefined {
  if (isRecord(node)) return isId(node[key]) ? node[key] : undefined;
  if (argument === undefined) return undefined;
  if (isId(argument)) return argument;
  throw badArgument(argument);
}

/**
 * An exercise from two ids (`hole-…` or the hole alone), a tree node, or an item of the Test Explorer (`topic#hole`); `undefined` if there
 * is none. Throws a UserError on anything else.
 */
export function exerciseArgument(first: unknown, second: unknown): { readonly topic: string; readonly exercise: string } | undefined {
  if (first === undefined) return undefined;
  if (isId(first) && isId(second)) return { topic: first, exercise: second.replace(/^hole-/, '') };
  if (isRecord(first) && isId(first['topic']) && isId(first['exercise'])) return { topic: first['topic'], exercise: first['exercise'] };
  const [topic, exercise, ...rest] = isRecord(first) && typeof first['id'] === 'string' ? first['id'].split('#') : [];
  if (isId(topic) && isId(exercise) && rest.length === 0) return { topic, exercise };
  throw badArgument(first);
}

/** A line counted from 1. Throws a UserError on anything else. */
export function lineArgument(argument: unknown): number | undefined {
  if (argument === undefined) return undefined;
  if (Number.isSafeInteger(argument) && Number(argument) >= 1) return Number(argument);
  throw badArgument(argument);
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && /^[\p{L}\p{N}_][\p{L}\p{N}_.-]*$/u.test(value);
}
function badArgument(argument: unknown): UserError {
  const shown = JSON.stringify(argument)?.slice(0, 80) ?? typeof argument;
  return new UserError(vscode.l10n.t('This command cannot use the argument {0}.', shown));
}
