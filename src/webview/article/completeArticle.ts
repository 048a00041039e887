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

/** Milliseconds after which a page that nobody sees, behind another tab, is completed all the same. */
const unseen = 500;

/** Resolves once the reader sees the page: the editor keeps a new one hidden at first, and frames of that time show nothing. */
function painted(): Promise<void> {
  return new Promise((resolve) => {
    const observer = new PerformanceObserver((entries) => {
      if (entries.getEntriesByName('first-contentful-paint').length > 0) end();
    });
    const late = setTimeout(end, unseen);
    function end(): void {
      observer.disconnect();
      clearTimeout(late);
      resolve();
    }
    observer.observe({ type: 'paint', buffered: true });
  });
}

/** Lets the reader's input in between two parts. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve);
  });
}
