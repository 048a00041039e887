/** Attributes of an SVG element; numbers are written with as many digits as a screen can show. */
type Attributes = Readonly<Record<string, string | number>>;

const write = (value: string | number) => (typeof value === 'number' ? `${+value.toFixed(2)}` : value);

/** Makes an SVG element. */
export function svg<Name extends keyof SVGElementTagNameMap>(name: Name, attributes: Attributes, ...children: (Node | string)[]): SVGElementTagNameMap[Name] {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, write(value));
  element.append(...children);
  return element;
}

/** Share of the width as a percentage, which is how a stage places things: it follows the panel's width without a script. */
export const percent = (share: number): string => `${+(100 * share).toFixed(3)}%`;

/** The `d` of a path through points, with a tenth of a pixel. */
export const pathOf = (points: readonly (readonly [x: number, y: number])[]): string =>
  points.map(([x, y], k) => `${k === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');

/** Heights of a plot in pixels: the data stand between `top` and `floor`. */
export const plotTop = 16;
export const plotFloor = 232;

/** A linear scale from values to heights. */
export function heights(low: number, high: number): (value: number) => number {
  return (value) => plotFloor - ((value - low) / (high - low || 1)) * (plotFloor - plotTop);
}

/** Round numbers that cover 0…high in three to six steps. */
export function ticks(high: number): readonly number[] {
  if (!(high > 0)) return [0];
  const rough = high / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= rough)! * power;
  return Array.from({ length: Math.floor(high / step + 1e-9) + 1 }, (_, i) => i * step);
}
