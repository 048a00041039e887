import * as vscode from 'vscode';
import { wholeArticle } from '../../core/article/articleParts.ts';
import { mathmlOf } from '../../core/export/mathml.ts';
import type { EquationPicture, StepEntry } from '../../core/model.ts';
import type { ArticlePanels } from '../article/articlePanels.ts';
import type { Services } from '../services.ts';
import { UserError } from '../support/errors.ts';

/** The forms in which a reader takes an equation away. */
export const equationForms = ['latex', 'mathml', 'svg', 'png'] as const;
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
  const picture = (await services.content.stepDetails(topic))[step.id]?.picture;
  if (!picture) throw new UserError(vscode.l10n.t('Step {0} has no equation.', step.number));
  const inked = { ...picture, svg: picture.svg.replaceAll('currentColor', ink) };
  return form === 'svg' ? new TextEncoder().encode(inked.svg) : draw(topic, step, inked, panels);
}

/** Has the article's page draw the picture: the host itself has no canvas. */
async function draw(topic: string, step: StepEntry, { svg, width, height }: EquationPicture, panels: ArticlePanels): Promise<Uint8Array> {
  const article = await panels.show(topic, step.id);
  const drawn = await new Promise<string | undefined>((resolve) => {
    const end = (png: string | undefined): void => {
      clearTimeout(late);
      heard.dispose();
      closed.dispose();
      resolve(png);
    };
    const heard = article.onDidDraw((answer) => {
      if (answer.step === step.id) end(answer.png);
    });
    const closed = article.onDidDispose(() => end(undefined));
    const late = setTimeout(() => end(undefined), drawingTime);
    article.send({ type: 'drawEquation', step: step.id, svg, width, height, scale });
  });
  if (drawn === undefined) throw new UserError(vscode.l10n.t('The equation could not be drawn. Save it as SVG instead.'));
  return Uint8Array.from(atob(drawn), (character) => character.charCodeAt(0));
}
