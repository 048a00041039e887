import * as vscode from 'vscode';
import { commands } from '../../contributions.ts';
import type { ArticlePanels } from '../article/articlePanels.ts';
import { stepLink } from '../article/stepLinks.ts';
import { pickStep, pickTopic } from '../pick/pickTopic.ts';
import type { Services } from '../services.ts';
import { idArgument, topicArgument } from '../support/commandArguments.ts';
import { UserError } from '../support/errors.ts';
import { copyImage, equationForms, equationImage, equationText, type EquationForm } from './equationForms.ts';
import { exportPage } from './exportPage.ts';
import { askForFile } from './saveFile.ts';

/** Milliseconds that “copied” stands in the status bar. */
const noteTime = 2500;

/** What a reader takes out of the editor: equations, links to steps, whole articles. */
export function registerTakeAway(services: Services, panels: ArticlePanels): vscode.Disposable {
  const { commands: registry } = services;
  return vscode.Disposable.from(
    registry.register(commands.copyEquation, (node, step, form, file) => copyEquation(services, panels, { node, step }, form, file)),
    registry.register(commands.copyStepLink, (node, step) => copyLink(services, panels, { node, step })),
    registry.register(commands.exportArticle, (node, file) => exportArticle(services, panels, node, file)),
  );
}

interface Arguments {
  readonly node: unknown;
  readonly step: unknown;
}

async function copyEquation(services: Services, panels: ArticlePanels, where: Arguments, wanted: unknown, file: unknown): Promise<void> {
  const chosen = await stepOf(services, panels, where, ({ latex }) => latex !== undefined);
  if (!chosen) return;
  const { topic, step } = chosen;
  const form = isForm(wanted) ? wanted : await pickForm();
  if (form === undefined) return;
  if (form === 'latex' || form === 'mathml') {
    await copy(await equationText(form, topic, step, services), vscode.l10n.t('Copied.'));
    return;
  }
  if (form === 'image') {
    await copyImage(topic, step, services, panels);
    vscode.window.setStatusBarMessage(vscode.l10n.t('Copied.'), noteTime);
    return;
  }
  const image = await equationImage(form, topic, step, services, panels);
  const target = file instanceof vscode.Uri ? file : await askForFile(`${topic}-${step.id}.${form}`, vscode.l10n.t('Picture'), form);
  if (target) await vscode.workspace.fs.writeFile(target, image);
}

async function copyLink(services: Services, panels: ArticlePanels, where: Arguments): Promise<void> {
  const chosen = await stepOf(services, panels, where, () => true);
  if (chosen) await copy(stepLink(chosen.topic, chosen.step.id), vscode.l10n.t('Link copied.'));
}

async function exportArticle(services: Services, panels: ArticlePanels, node: unknown, file: unknown): Promise<void> {
  const { content, settings, articleLanguageOf } = services;
  // The menu of an editor passes the editor's own address, which names no topic.
  const topic = (node instanceof vscode.Uri ? undefined : topicArgument(node)) ?? panels.current?.topic ?? (await pickTopic(content, settings));
  if (topic === undefined) return;
  if (!(await content.topic(topic)).hasArticle) throw new UserError(vscode.l10n.t('The topic {0} has no article yet.', topic));
  const language = articleLanguageOf(topic);
  const target = file instanceof vscode.Uri ? file : await askForFile(`${topic}.${language}.html`, 'HTML', 'html');
  if (!target) return;
  const page = await exportPage(services, topic, language);
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(page));
  const open = vscode.l10n.t('Open in Browser');
  void vscode.window.showInformationMessage(vscode.l10n.t('{0} was written. It needs no other file, and prints well.', target.path.split('/').at(-1) ?? ''), open)
    .then((answer) => (answer === open ? vscode.env.openExternal(target) : undefined));
}

/** The step that the arguments name, else the one being read, else one that the reader picks. */
export async function stepOf({ content, settings }: Services, panels: ArticlePanels, { node, step }: Arguments, fits: Parameters<typeof pickStep>[3]) {
  const topic = node instanceof vscode.Uri ? undefined : topicArgument(node);
  const named = topic === undefined ? panels.place : { topic, step: idArgument(node, 'step', step) };
  const find = async (topicId: string, id: string) => (await content.topic(topicId)).sections.flatMap(({ steps }) => steps).find((one) => one.id === id);
  const found = named?.step === undefined ? undefined : await find(named.topic, named.step);
  if (named && found && (topic !== undefined || fits(found))) return { topic: named.topic, step: found };
  if (topic !== undefined) throw new UserError(vscode.l10n.t('The article {0} has no step “{1}”.', topic, named?.step ?? ''));
  const picked = await pickStep(content, settings, vscode.l10n.t('Which step?'), fits);
  const entry = picked && (await find(picked.topic, picked.step));
  return picked && entry && { topic: picked.topic, step: entry };
}

async function pickForm(): Promise<EquationForm | undefined> {
  const labels: Readonly<Record<EquationForm, string>> = {
    latex: vscode.l10n.t('Copy as LaTeX'), mathml: vscode.l10n.t('Copy as MathML'), image: vscode.l10n.t('Copy as Image'),
    svg: vscode.l10n.t('Save as SVG…'), png: vscode.l10n.t('Save as PNG…'),
  };
  const items = equationForms.map((form) => ({ form, label: labels[form] }));
  return (await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Take the equation along in which form?'), ignoreFocusOut: true }))?.form;
}

function isForm(value: unknown): value is EquationForm {
  return (equationForms as readonly unknown[]).includes(value);
}

async function copy(text: string, note: string): Promise<void> {
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(note, noteTime);
}
