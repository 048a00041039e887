import type { Language } from '../../core/model.ts';
import { causalTiles } from './causalTiles.ts';
import { gridWorld } from './gridWorld/gridWorld.ts';
import { lossShapes } from './lossShapes/lossShapes.ts';
import { mountFigure } from './mountFigure.ts';
import { onlineRecurrence } from './onlineRecurrence.ts';
import { pendulumPolicy } from './pendulumPolicy/pendulumPolicy.ts';
import { rewardFrontier } from './rewardFrontier/rewardFrontier.ts';

/** Every interactive figure, by the id of the picture that it brings to life. */
const mounts: ReadonlyMap<string, (place: HTMLElement, language: Language) => () => void> = new Map([
  [onlineRecurrence.id, (place, language) => mountFigure(place, onlineRecurrence, language)],
  [gridWorld.id, (place, language) => mountFigure(place, gridWorld, language)],
  [rewardFrontier.id, (place, language) => mountFigure(place, rewardFrontier, language)],
  [lossShapes.id, (place, language) => mountFigure(place, lossShapes, language)],
  ['pendulum-policy', (place, language) => mountFigure(place, pendulumPolicy(), language)],
  [causalTiles.id, (place, language) => mountFigure(place, causalTiles, language)],
]);

/**
 * Makes the figures of the page interactive as they come near the screen; a picture without a module stays as it is.
 * @returns what stops all that play
 */
export function mountFigures(page: ParentNode, language: Language): () => void {
  const stops: (() => void)[] = [];
  const near = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting || !(target instanceof HTMLElement)) continue;
      near.unobserve(target);
      const mount = mounts.get(target.dataset['figure'] ?? '');
      if (mount) stops.push(mount(target, language));
    }
  }, { rootMargin: '600px' });
  for (const place of page.querySelectorAll<HTMLElement>('figure[data-figure]')) near.observe(place);
  return () => {
    near.disconnect();
    stops.forEach((stop) => stop());
  };
}
