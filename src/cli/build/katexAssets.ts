import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Fonts for alphabets that no formula may use: see `fontless` in src/core/article/math.ts. */
const spared = /KaTeX_(?:Fraktur|SansSerif|Script|Typewriter)/;
/** Fonts that an article cannot do without: they stand in the sheet itself, so that no page waits for them. */
const needed = /KaTeX_(?:Main-Regular|Math-Italic)\.woff2/;

/** Writes KaTeX's sheet and, beside it, its other fonts as woff2, the only format that every VS Code reads. */
export function katexAssets(katex: string, target: string): void {
  mkdirSync(join(target, 'fonts'), { recursive: true });
  const sheet = readFileSync(join(katex, 'katex.min.css'), 'utf8')
    .replace(/@font-face\{[^}]*\}/g, (face) => (
      spared.test(face) ? '' : face.replace(/(url\([^)]*\.woff2\) format\("woff2"\))(?:,url\([^)]*\) format\("[^"]*"\))*/, '$1')
    ))
    .replace(/url\(fonts\/([^)]*)\)/g, (address: string, font: string) => (
      needed.test(font) ? `url(data:font/woff2;base64,${readFileSync(join(katex, 'fonts', font), 'base64')})` : address
    ));
  writeFileSync(join(target, 'katex.min.css'), sheet);
  for (const font of readdirSync(join(katex, 'fonts')).filter((name) => name.endsWith('.woff2') && !spared.test(name) && !needed.test(name))) {
    cpSync(join(katex, 'fonts', font), join(target, 'fonts', font));
  }
}
