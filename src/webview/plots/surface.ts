/** Something to draw on: the same figure goes to the screen and into a file. Lengths in CSS pixels. */
export interface Surface {
  readonly width: number;
  readonly height: number;
  line(points: readonly number[], colour: string, width: number, alpha: number): void;
  dots(points: readonly number[], colour: string, radius: number, alpha: number): void;
  rect(x: number, y: number, width: number, height: number, colour: string, alpha: number): void;
  text(text: string, x: number, y: number, align: 'left' | 'center' | 'right', colour: string): void;
}

const fontSize = 11;

/** Draws on a canvas; `font` as in CSS. */
export function canvasSurface(context: CanvasRenderingContext2D, width: number, height: number, font: string): Surface {
  context.font = `${fontSize}px ${font}`;
  context.textBaseline = 'middle';
  context.lineJoin = 'round';
  return {
    width, height,
    line: (points, colour, thick, alpha) => {
      context.globalAlpha = alpha;
      context.strokeStyle = colour;
      context.lineWidth = thick;
      context.beginPath();
      for (let i = 0; i < points.length; i += 2) context.lineTo(points[i]!, points[i + 1]!);
      context.stroke();
    },
    dots: (points, colour, radius, alpha) => {
      context.globalAlpha = alpha;
      context.fillStyle = colour;
      for (let i = 0; i < points.length; i += 2) context.fillRect(points[i]! - radius, points[i + 1]! - radius, 2 * radius, 2 * radius);
    },
    rect: (x, y, w, h, colour, alpha) => {
      context.globalAlpha = alpha;
      context.fillStyle = colour;
      context.fillRect(x, y, w, h);
    },
    text: (text, x, y, align, colour) => {
      context.globalAlpha = 1;
      context.fillStyle = colour;
      context.textAlign = align;
      context.fillText(text, x, y);
    },
  };
}

const escape = (text: string) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
const r = (x: number) => String(Math.round(x * 100) / 100);

/** Collects an SVG document. */
export function svgSurface(width: number, height: number, font: string, background: string): { readonly surface: Surface; readonly text: () => string } {
  const parts: string[] = [];
  const surface: Surface = {
    width, height,
    line: (points, colour, thick, alpha) => {
      const at = points.flatMap((x, i) => (i % 2 === 0 ? [`${r(x)},${r(points[i + 1]!)}`] : [])).join(' ');
      parts.push(`<polyline points="${at}" fill="none" stroke="${escape(colour)}" stroke-width="${thick}" stroke-linejoin="round" opacity="${alpha}"/>`);
    },
    dots: (points, colour, radius, alpha) => {
      const at = points.flatMap((x, i) => (i % 2 === 0 ? [`M${r(x - radius)} ${r(points[i + 1]! - radius)}h${2 * radius}v${2 * radius}h${-2 * radius}z`] : [])).join('');
      parts.push(`<path d="${at}" fill="${escape(colour)}" opacity="${alpha}"/>`);
    },
    rect: (x, y, w, h, colour, alpha) => {
      parts.push(`<rect x="${r(x)}" y="${r(y)}" width="${r(w)}" height="${r(h)}" fill="${escape(colour)}" opacity="${r(alpha)}"/>`);
    },
    text: (text, x, y, align, colour) => {
      const anchor = { left: 'start', center: 'middle', right: 'end' }[align];
      parts.push(`<text x="${r(x)}" y="${r(y)}" text-anchor="${anchor}" dominant-baseline="middle" fill="${escape(colour)}">${escape(text)}</text>`);
    },
  };
  const text = () => `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${escape(font)}" `
    + `font-size="${fontSize}"><rect width="100%" height="100%" fill="${escape(background)}"/>${parts.join('')}</svg>\n`;
  return { surface, text };
}
