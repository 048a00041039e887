/** HTML that is safe by construction: whatever is put into a template is escaped unless it is HTML already. */

/** HTML that may stand in a page as it is. Only `html` and `trustHtml` make it. */
export class TrustedHtml {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

type Value = string | number | TrustedHtml | undefined | false | readonly Value[];

/** Declares a text to be safe HTML: for the output of `core/article` and for the sprite alone. */
export function trustHtml(text: string): TrustedHtml {
  return new TrustedHtml(text);
}

/** A piece of a page. Strings and numbers are escaped for text and quoted attributes; `undefined` and `false` leave nothing. */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): TrustedHtml {
  const parts = strings.map((text, index) => text + (index < values.length ? render(values[index]) : ''));
  return new TrustedHtml(parts.join(''));
}

function render(value: Value): string {
  if (value === undefined || value === false) return '';
  if (value instanceof TrustedHtml) return value.toString();
  if (typeof value === 'object') return value.map(render).join('');
  return escapeHtml(String(value));
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** The text with the five characters replaced that mean something in HTML text and quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
