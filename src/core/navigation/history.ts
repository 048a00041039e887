/** A place that a reader can return to: a step, section or exercise of a topic; `undefined` is the article's opening. */
export interface Place {
  readonly topic: string;
  readonly step: string | undefined;
}

/** The way a reader has jumped, as a browser keeps it: back, forward, and a new jump forgets what lay ahead. */
export class NavigationHistory {
  readonly #most: number;
  #places: Place[] = [];
  #at = -1;

  /** @param most places that are kept; older ones are forgotten first */
  constructor(most = 100) {
    this.#most = Math.max(2, most);
  }

  get current(): Place | undefined {
    return this.#places[this.#at];
  }

  get canGoBack(): boolean {
    return this.#at > 0;
  }

  get canGoForward(): boolean {
    return this.#at < this.#places.length - 1;
  }

  /** A jump: `from` is where the reader was, which may have moved on by scrolling since the last jump. */
  jump(from: Place | undefined, to: Place): void {
    this.#places.length = this.#at + 1;
    for (const place of [from, to]) {
      if (place && !same(place, this.#places.at(-1))) this.#places.push(place);
    }
    if (this.#places.length > this.#most) this.#places.splice(0, this.#places.length - this.#most);
    this.#at = this.#places.length - 1;
  }

  /** The place before; `from`, where the reader is now, takes the place of the present one, so that forward returns there. */
  back(from?: Place): Place | undefined {
    return this.#move(-1, from);
  }

  forward(from?: Place): Place | undefined {
    return this.#move(1, from);
  }

  #move(by: -1 | 1, from: Place | undefined): Place | undefined {
    const next = this.#places[this.#at + by];
    if (!next) return undefined;
    if (from) this.#places[this.#at] = from;
    this.#at += by;
    return next;
  }
}

function same(a: Place, b: Place | undefined): boolean {
  return a.topic === b?.topic && a.step === b.step;
}
