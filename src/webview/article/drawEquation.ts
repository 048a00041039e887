import type { EquationToDraw } from '../../protocol/article.ts';

/** More pixels than this on a side cannot be put on a canvas everywhere. */
const mostPixels = 8192;
/** How often, and after how many milliseconds each, a page that is being brought to the front is asked whether it has the focus. */
const [tries, pause] = [50, 20] as const;

/** An equation's picture on a white ground, as base64 of a PNG; `undefined` if it cannot be drawn. */
export async function drawEquation(equation: EquationToDraw): Promise<string | undefined> {
  try {
    return (await paint(equation)).toDataURL('image/png').split(',')[1];
  } catch {
    return undefined;
  }
}

/** Puts an equation's picture on the clipboard; whether that worked. */
export async function copyEquation(equation: EquationToDraw): Promise<boolean> {
  try {
    const canvas = await paint(equation);
    const png = new Promise<Blob>((resolve, reject) => {
      canvas.toBlob((blob) => (blob === null ? reject(new Error('the canvas gives no picture')) : resolve(blob)), 'image/png');
    });
    // The clipboard is open only to a page with the focus, and the editor gives it while we are already at work.
    window.focus();
    for (let turn = 0; turn < tries && !document.hasFocus(); turn++) await new Promise((resolve) => setTimeout(resolve, pause));
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })]);
    return true;
  } catch {
    return false;
  }
}

/** The picture on a canvas. Throws if it cannot be drawn. */
async function paint({ svg, width, height, scale }: EquationToDraw): Promise<HTMLCanvasElement> {
  const picture = new Image();
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await picture.decode();
  const factor = Math.min(scale, mostPixels / Math.max(width, height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(width * factor);
  canvas.height = Math.ceil(height * factor);
  const pen = canvas.getContext('2d');
  if (!pen) throw new Error('the page has no canvas');
  pen.fillStyle = '#ffffff';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}
