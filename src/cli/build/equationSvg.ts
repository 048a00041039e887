import MathJax from 'mathjax';
import type { EquationPicture } from '../../core/model.ts';

/** Height of an x in MathJax's font, in CSS pixels, for 15 px text. */
const ex = 6.6;

/** Starts MathJax, which takes a moment, and returns what draws one display formula after another. */
export async function equationDrawer(): Promise<(latex: string) => Promise<EquationPicture>> {
  await MathJax.init({
    loader: { load: ['input/tex', 'output/svg'] },
    svg: { fontCache: 'local' },
    startup: { typeset: false },
  });
  return drawEquation;
}

/** @throws Error with MathJax's message if it cannot read the formula */
async function drawEquation(latex: string): Promise<EquationPicture> {
  const adaptor = MathJax.startup.adaptor;
  const container = await MathJax.tex2svgPromise(latex, { display: true });
  const broken = /data-mjx-error="([^"]*)"/.exec(adaptor.outerHTML(container));
  if (broken !== null) throw new Error(`MathJax cannot read the formula: ${broken[1]}`);
  const picture = adaptor.outerHTML(adaptor.firstChild(container));
  const size = (name: string) => Math.ceil(Number(new RegExp(` ${name}="([\\d.]+)ex"`).exec(picture)?.[1] ?? 0) * ex);
  const [width, height] = [size('width'), size('height')];
  const svg = picture
    .replace(/ data-(latex|mml-node|c|variant|mjx-[a-z]+)(="[^"]*")?/g, '')
    .replace(/ (width|height)="[\d.]+ex"/g, (_, name: string) => ` ${name}="${name === 'width' ? width : height}"`)
    .replace(/ style="[^"]*"/, '');
  return { svg, width, height };
}
