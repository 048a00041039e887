/** axe-core in a page or a frame of a webview. */

import { readFile } from 'node:fs/promises';
import type * as Axe from 'axe-core';
import type { Frame, Page } from 'playwright-core';

const script = new URL('../../node_modules/axe-core/axe.min.js', import.meta.url);

/**
 * What axe holds against the document, or the part of it that a selector names, a line each. For a part, sections without it are away
 * meanwhile: axe maps the whole page before it judges anything.
 * @param rules those to judge by, all if left out
 */
export async function violationsIn(page: Page | Frame, selector?: string, rules?: readonly string[]): Promise<string[]> {
  // As an expression of the debugger, which the page's policy does not reach.
  await page.evaluate(await readFile(script, 'utf8'));
  // Colours that change over time are judged when they have come to rest.
  await page.evaluate(() => Promise.all(document.getAnimations().map(animation => animation.finished.catch(() => undefined))));
  return page.evaluate(async ([within, only]) => {
    const { axe } = globalThis as unknown as { axe: typeof Axe };
    const part = within === undefined ? null : document.querySelector(within);
    const away = part === null ? [] : [...document.querySelectorAll('.section')].filter(section => !section.contains(part))
      .map(section => ({ section, mark: document.createComment('') }));
    for (const { section, mark } of away) section.replaceWith(mark);
    const { violations } = await axe.run(part ?? document, { resultTypes: ['violations'], ...only === undefined ? {} : { runOnly: [...only] } });
    for (const { section, mark } of away) mark.replaceWith(section);
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary = '' }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`));
  }, [selector, rules] as const);
}

/** Opens every aside and lays out what the browser skips while it is off the screen: it has no colours to judge. */
export async function unfold(page: Page | Frame): Promise<void> {
  await page.evaluate(() => {
    for (const aside of document.querySelectorAll('details')) aside.open = true;
    for (const section of document.querySelectorAll<HTMLElement>('.section')) section.style.contentVisibility = 'visible';
  });
}
