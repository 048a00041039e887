import type { RestOfArticle } from '../../core/article/articleParts.ts';
import type { PanelState } from '../../protocol/article.ts';
import type { Host } from './host.ts';
import { stand, untilMoved } from './place.ts';

/**
 * Shows the first screen at its place, asks for the rest of the article and puts it in, a part at a time.
 * @returns whether the reader has begun to move meanwhile
 */
export async function completeArticle(main: HTMLElement, host: Host, { anchor, language }: PanelState): Promise<boolean> {
  const moved = untilMoved();
  if (anchor) stand(anchor);
  const arrived = new Promise<RestOfArticle>((resolve) => {
    const listening = new AbortController();
    host.listen((message) => {
      if (message.type !== 'rest' || message.language !== language) return;
      listening.abort();
      resolve(message);
    }, listening.signal);
  });
  await painted();
  host.send({ type: 'wantRest' });
  const { cards, parts } = await arrived;
  for (const { html, part } of parts) {
    const place = main.querySelector(`[data-part="${part}"]`);
    if (place) place.outerHTML = html;
    await nextTask();
  }
  main.querySelector('article')?.insertAdjacentHTML('beforeend', cards);
  main.removeAttribute('aria-busy');
  const hasMoved = moved.signal.aborted;
  moved.abort();
  return hasMoved;
}

/** Resolves once what stands in the page has been drawn. */
function painted(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
  });
}

/** Lets the reader's input in between two parts. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve);
  });
}
