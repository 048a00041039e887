import * as vscode from 'vscode';
import type { CodePlace, LineRange } from '../../core/model.ts';
import { commands } from '../../contributions.ts';
import { pickTemplate } from '../pick/pickTemplate.ts';
import { pickStep } from '../pick/pickTopic.ts';
import type { Services } from '../services.ts';
import { idArgument, lineArgument, templateArgument, topicArgument } from '../support/commandArguments.ts';
import type { ContentStore } from '../support/contentStore.ts';
import { UserError } from '../support/errors.ts';
import { codeColumn } from './codeColumn.ts';

/** The commands that show code: a template, and the lines that compute an equation. */
export function registerOpen(services: Services): vscode.Disposable {
  const { commands: registry } = services;
  return vscode.Disposable.from(
    registry.register(commands.openTemplate, (template, region, line) => openTemplate(services, template, region, line)),
    registry.register(commands.openEquationCode, (topic, step) => openEquationCode(services, topic, step)),
  );
}

async function openTemplate({ content, settings }: Services, first: unknown, second: unknown, third: unknown): Promise<void> {
  const key = templateArgument(first) ?? (await pickTemplate(content, settings, vscode.l10n.t('Open which template?')));
  if (key === undefined) return;
  const { template, file } = await content.template(key);
  const name = idArgument(first, 'region', typeof first === 'string' ? second : undefined);
  const region = template.regions.find((candidate) => candidate.id === name);
  if (name !== undefined && !region) throw new UserError(vscode.l10n.t('The template {0} has no part “{1}”.', key, name));
  const line = lineArgument(typeof first === 'string' ? third : undefined);
  await showCode(file, line === undefined ? region?.lines : { first: line, last: line });
}

async function openEquationCode({ content, settings }: Services, first: unknown, second: unknown): Promise<void> {
  const topic = topicArgument(first);
  const chosen = topic === undefined
    ? await pickStep(content, settings, vscode.l10n.t('The code of which equation?'), ({ code }) => code.length > 0)
    : { topic, step: idArgument(first, 'step', second) };
  if (!chosen) return;
  const steps = (await content.topic(chosen.topic)).sections.flatMap((section) => section.steps);
  const step = steps.find((candidate) => candidate.id === chosen.step);
  if (!step) throw new UserError(vscode.l10n.t('The article {0} has no step “{1}”.', chosen.topic, chosen.step ?? ''));
  if (step.code.length === 0) throw new UserError(vscode.l10n.t('No template computes step {0}.', step.number));
  const place = await pickPlace(step.code, content);
  if (place) await showCode((await content.template(place.template)).file, place.lines);
}

async function pickPlace(places: readonly CodePlace[], content: ContentStore): Promise<CodePlace | undefined> {
  if (places.length === 1) return places[0];
  const items = await Promise.all(places.map(async (place) => {
    const document = await vscode.workspace.openTextDocument((await content.template(place.template)).file);
    return {
      place,
      label: vscode.l10n.t('{0}, line {1}', `${place.template.split('/').at(-1)}.ts`, place.lines.first),
      detail: document.lineAt(place.lines.first - 1).text.trim(),
      ...(place.region === undefined ? {} : { description: place.region }),
    };
  }));
  const placeHolder = vscode.l10n.t('This equation is computed in several places');
  // An article that comes up at the same time takes the focus.
  const chosen = await vscode.window.showQuickPick(items, { placeHolder, matchOnDetail: true, ignoreFocusOut: true });
  return chosen?.place;
}

/** Shows a shipped file with these lines selected. It is read-only: it belongs to the extension, and readers change their own copies. */
async function showCode(file: vscode.Uri, lines: LineRange | undefined): Promise<void> {
  const document = await vscode.workspace.openTextDocument(file);
  const range = lines && document.validateRange(new vscode.Range(lines.first - 1, 0, lines.last - 1, Number.MAX_SAFE_INTEGER));
  const shown = { viewColumn: codeColumn(), preview: true, ...(range ? { selection: range } : {}) };
  const editor = await vscode.window.showTextDocument(document, shown);
  if (range) editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  await vscode.commands.executeCommand('workbench.action.files.setActiveEditorReadonlyInSession');
}
