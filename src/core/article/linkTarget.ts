/** Where a link of an article may lead. */
export type LinkTarget =
  | { readonly kind: 'web'; readonly href: string }
  | { readonly kind: 'ref'; readonly id: string }
  | { readonly kind: 'topic'; readonly topic: string; readonly language: string; readonly target: string | undefined }
  | { readonly kind: 'region'; readonly template: string; readonly region: string }
  | { readonly kind: 'check'; readonly template: string; readonly check: string };

export const linkForms =
  '#id, ../<topic>/<language>.md#<id>, ../../../snippets/<topic>/<template>.ts#<region>, ../../../snippets/<topic>/<template>.ts#check-<id>, or https://…';

const web = /^https:\/\/[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?::\d{1,5})?(?:[/?#][^\s"'<>\\`]*)?$/;
const code = /^(?:\.\.\/){3}snippets\/([a-z0-9-]+)\/([A-Za-z0-9-]+)\.ts#([A-Za-z0-9-]+)$/;
const topic = /^\.\.\/([a-z0-9-]+)\/(en|zh-cn)\.md(?:#([a-z][a-z0-9-]*))?$/;
const ref = /^#([a-z][a-z0-9-]*)$/;

/** The target of an address, or `undefined` when its form is not allowed. */
export function linkTarget(href: string): LinkTarget | undefined {
  if (web.test(href)) return { kind: 'web', href };
  const id = ref.exec(href)?.[1];
  if (id !== undefined) return { kind: 'ref', id };
  const [, other, language = '', target] = topic.exec(href) ?? [];
  if (other !== undefined) return { kind: 'topic', topic: other, language, target };
  const match = code.exec(href);
  if (match === null) return undefined;
  const [, folder = '', name = '', fragment = ''] = match;
  const template = `${folder}/${name}`;
  return fragment.startsWith('check-') && fragment.length > 'check-'.length
    ? { kind: 'check', template, check: fragment.slice('check-'.length) }
    : { kind: 'region', template, region: fragment };
}

const figure = /^(figures\/([a-z0-9-]+)\.svg)$/;

/** File and id of a picture's address, or `undefined` when it is not `figures/<id>.svg`. */
export function figureTarget(src: string): { readonly file: string; readonly id: string } | undefined {
  const match = figure.exec(src);
  return match === null ? undefined : { file: match[1] ?? '', id: match[2] ?? '' };
}
