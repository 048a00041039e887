import type { DrawEquation } from '../../protocol/article.ts';

/** More pixels than this on a side cannot be put on a canvas everywhere. */
const mostPixels = 8192;

/** An equation's picture on a white ground, as base64 of a PNG; `undefined` if it cannot be drawn. */
export async function drawEquation({ svg, width, height, scale }: DrawEquation): Promise<string | undefined> {
  try {
    const picture = new Image();
    picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
    await picture.decode();
    const factor = Math.min(scale, mostPixels / Math.max(width, height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.ceil(width * factor);
    canvas.height = Math.ceil(height * factor);
    const pen = canvas.getContext('2d');
    if (!pen) return undefined;
    pen.fillStyle = '#ffffff';
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return canvas.toDataURL('image/png').split(',')[1];
  } catch {
    return undefined;
  }
}
