import type { Language } from '../../core/model.ts';
import type { Figure } from './figure.ts';

/** The frame around a figure, given its picture and language. */
type Mount = <Name extends string, Run, Edited>(figure: Figure<Name, Run, Edited>) => void;

/**
 * Every interactive figure, by the id of the picture that it brings to life: `figures/<id>.svg`. What `import()` names is a script of its
 * own (esbuild.js), asked for when its picture comes near the screen: the page of an article brings none of them along.
 */
const figures: ReadonlyMap<string, (mount: Mount) => Promise<void>> = new Map([
  ['online-recurrence', async (mount: Mount) => mount((await import('./onlineRecurrence.ts')).onlineRecurrence)],
  ['causal-tiles', async (mount: Mount) => mount((await import('./causalTiles.ts')).causalTiles)],
  ['convergence', async (mount: Mount) => mount((await import('./gridWorld/gridWorld.ts')).gridWorld)],
  ['pendulum-policy', async (mount: Mount) => mount((await import('./pendulumPolicy/pendulumPolicy.ts')).pendulumPolicy())],
  ['preference-loss-shapes', async (mount: Mount) => mount((await import('./lossShapes/lossShapes.ts')).lossShapes)],
  ['reward-kl-frontier', async (mount: Mount) => mount((await import('./rewardFrontier/rewardFrontier.ts')).rewardFrontier)],
]);

async function bringToLife(place: HTMLElement, language: Language): Promise<void> {
  const figure = figures.get(place.dataset['figure'] ?? '');
  if (figure === undefined) return;
  const { mountFigure } = await import('./mountFigure.ts');
  await figure((made) => mountFigure(place, made, language));
}

/** Makes the figures of the page interactive as they come near the screen; a picture without a module stays as it is. */
export function mountFigures(page: ParentNode, language: Language): void {
  const near = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting || !(target instanceof HTMLElement)) continue;
      near.unobserve(target);
      void bringToLife(target, language);
    }
  }, { rootMargin: '600px' });
  for (const place of page.querySelectorAll<HTMLElement>('figure[data-figure]')) near.observe(place);
}
