import { html, trustHtml, type TrustedHtml } from './html.ts';

/** The icons of the panel: strokes of one width on a field of 16, coloured by the text around them. */
const paths = {
  list: '<path d="M5.5 3.5h8M5.5 8h8M5.5 12.5h8"/><path class="solid" d="M2 2.7h1.6v1.6H2zM2 7.2h1.6v1.6H2zM2 11.7h1.6v1.6H2z"/>',
  run: '<path d="M4.5 2.8v10.4L13 8z"/>',
  play: '<path class="solid" d="M4.5 2.8v10.4L13 8z"/>',
  pause: '<path class="solid" d="M4 3h2.8v10H4zM9.2 3H12v10H9.2z"/>',
  insert: '<path d="M8 1.8v7.4M4.8 6.2 8 9.4l3.2-3.2M2.5 10.5v3h11v-3"/>',
  beside: '<path d="M2 2.8h12v10.4H2zM8 2.8v10.4"/><path class="solid" d="M8 2.8h6v10.4H8z" opacity=".35"/>',
  copy: '<path d="M5.5 5.5h8v8h-8z"/><path d="M10.5 5.5v-3h-8v8h3"/>',
  code: '<path d="M5.2 4 1.6 8l3.6 4M10.8 4l3.6 4-3.6 4"/>',
  arrow: '<path d="M2 8h11.2M9.2 4l4 4-4 4"/>',
  reset: '<path d="M3 8a5 5 0 1 0 1.7-3.8M4.4 1.6v3h3"/>',
  back: '<path d="M11.5 3v10L4 8zM3.5 3v10"/>',
  fwd: '<path d="M4.5 3v10L12 8zM12.5 3v10"/>',
  pen: '<path d="m3 13 .7-3L10.6 3a1.4 1.4 0 0 1 2 0l.4.4a1.4 1.4 0 0 1 0 2L6 12.3z"/>',
  link: '<path d="M6.8 9.2 9.2 6.8M7.4 4.6l1.3-1.3a2.8 2.8 0 0 1 4 4l-1.3 1.3M8.6 11.4l-1.3 1.3a2.8 2.8 0 0 1-4-4l1.3-1.3"/>',
  more: '<path class="solid" d="M2.2 6.9h2.2v2.2H2.2zM6.9 6.9h2.2v2.2H6.9zM11.6 6.9h2.2v2.2h-2.2z"/>',
  lock: '<path d="M3.5 7.5h9v6h-9zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5"/>',
  cross: '<path d="M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4"/>',
  sigma: '<path d="M12 5V3H4l4.4 5L4 13h8v-2"/>',
  eye: '<path d="M1.5 8S4 3.8 8 3.8 14.5 8 14.5 8 12 12.2 8 12.2 1.5 8 1.5 8z"/>'
    + '<path d="M8 6.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6z"/>',
} as const;

export type Icon = keyof typeof paths;

/** All icons as symbols `i-<name>`, out of sight. */
export function sprite(): TrustedHtml {
  const symbols = Object.entries(paths).map(
    ([name, path]) => html`<symbol id="i-${name}" viewBox="0 0 16 16">${trustHtml(path)}</symbol>`,
  );
  return html`<svg class="sprite" aria-hidden="true">${symbols}</svg>`;
}

export function icon(name: Icon): TrustedHtml {
  return html`<svg class="icon" aria-hidden="true"><use href="#i-${name}"/></svg>`;
}
