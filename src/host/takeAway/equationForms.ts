import * as vscode from 'vscode';
import { wholeArticle } from '../../core/article/articleParts.ts';
import { mathmlOf } from '../../core/export/mathml.ts';
import type { EquationPicture, StepEntry } from '../../core/model.ts';
import { commands } from '../../contributions.ts';
import type { EquationCopied, EquationDrawn } from '../../protocol/article.ts';
import type { ArticlePanels } from '../article/articlePanels.ts';
import type { Services } from '../services.ts';
import { UserError } from '../support/errors.ts';

/** The forms in which a reader takes an equation away. */
export const equationForms = ['latex', 'mathml', 'image', 'svg', 'png'] as const;
export type EquationForm = (typeof equationForms)[number];

/** Device pixels a CSS pixel: sharp in print at the size it has on the screen. */
const scale = 4;
/** Milliseconds that the page of an article may take to draw a picture. */
const drawingTime = 10_000;
/** Ink and ground of a picture that leaves the editor: what paper has. */
const ink = '#000000';

/** An equation's text in LaTeX or MathML. Throws a UserError if it has none. */
export async function equationText(form: 'latex' | 'mathml', topic: string, step: StepEntry, { content, articleLanguageOf }: Services): Promise<string> {
  const text = form === 'latex' ? step.latex : mathmlOf(wholeArticle(await content.article(topic, articleLanguageOf(topic))), step.id);
  if (text === undefined) throw new UserError(vscode.l10n.t('Step {0} has no equation.', step.number));
  return text;
}

/** An equation as a picture file. Throws a UserError if it has none, or if it cannot be drawn. */
export async function equationImage(form: 'svg' | 'png', topic: string, step: StepEntry, services: Services, panels: ArticlePanels): Promise<Uint8Array> {
  const picture = await inked(topic, step, services);
  if (form === 'svg') return new TextEncoder().encode(picture.svg);
  const answer = await askPage('drawEquation', topic, step, picture, panels);
  if (answer?.type !== 'equationDrawn' || answer.png === undefined) throw new UserError(vscode.l10n.t('The equation could not be drawn. Save it as SVG instead.'));
  return Uint8Array.from(atob(answer.png), (character) => character.charCodeAt(0));
}

/** Puts an equation on the clipboard as a picture. Throws a UserError if it has none, or if the clipboard takes none. */
export async function copyImage(topic: string, step: StepEntry, services: Services, panels: ArticlePanels): Promise<void> {
  const answer = await askPage('copyEquation', topic, step, await inked(topic, step, services), panels);
  if (answer?.type === 'equationCopied' && answer.copied) return;
  throw new UserError(vscode.l10n.t('The clipboard did not take the picture. Save it instead.'), [{
    label: vscode.l10n.t('Save as PNG…'), run: () => vscode.commands.executeCommand(commands.copyEquation, topic, step.id, 'png'),
  }]);
}

/** The equation in the colours of paper. */
async function inked(topic: string, step: StepEntry, { content }: Services): Promise<EquationPicture> {
  const picture = (await content.stepDetails(topic))[step.id]?.picture;
  if (!picture) throw new UserError(vscode.l10n.t('Step {0} has no equation.', step.number));
  return { ...picture, svg: picture.svg.replaceAll('currentColor', ink) };
}

/** Has the article's page draw the picture: the host itself has no canvas. `undefined` if no answer came. */
async function askPage(type: 'drawEquation' | 'copyEquation', topic: string, step: StepEntry, picture: EquationPicture,
  panels: ArticlePanels): Promise<EquationDrawn | EquationCopied | undefined> {
  const article = await panels.show(topic, step.id);
  return new Promise((resolve) => {
    const end = (answer: EquationDrawn | EquationCopied | undefined): void => {
      clearTimeout(late);
      heard.dispose();
      closed.dispose();
      resolve(answer);
    };
    const heard = article.onDidTakeEquation((answer) => {
      if (answer.step === step.id) end(answer);
    });
    const closed = article.onDidDispose(() => end(undefined));
    const late = setTimeout(() => end(undefined), drawingTime);
    article.send({ type, step: step.id, ...picture, scale });
  });
}
