import type { Bilingual, Language } from '../../core/model.ts';

/** A number that the reader sets with a slider. */
export interface Slider {
  readonly kind: 'slider';
  readonly label: Bilingual;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly start: number;
  /** How the value is written beside the slider. */
  readonly show: (value: number) => string;
}

/** One of a few variants. */
export interface Choice {
  readonly kind: 'choice';
  readonly label: Bilingual;
  readonly options: readonly Bilingual[];
  readonly start: number;
}

export type Control = Slider | Choice;

/** What the controls stand at: a slider's value, a choice's index. */
export type Settings<Name extends string> = Readonly<Record<Name, number>>;

export interface LegendEntry {
  /** A class of `.stage`, which gives the key its stroke or fill. */
  readonly key: string;
  readonly shape: 'bar' | 'line';
  readonly label: Bilingual;
}

/** Rows of the figure's data, which say the same as the picture. */
export interface DataTable {
  readonly head: readonly Bilingual[];
  readonly rows: readonly (readonly string[])[];
}

/**
 * An interactive figure: pure functions of what the reader set and of the frame that is shown.
 * The frame around it (`mountFigure`) owns the DOM, playing and the keyboard.
 * @typeParam Run what the template's functions computed for one setting of the controls
 */
export interface Figure<Name extends string, Run> {
  /** The picture's file name in the article: `figures/<id>.svg`. */
  readonly id: string;
  readonly label: Bilingual;
  readonly legend: readonly LegendEntry[];
  readonly controls: Readonly<Record<Name, Control>>;
  /** Computes everything with the functions of `snippets/`; called when a control moves. */
  readonly compute: (settings: Settings<Name>) => Run;
  /** How many frames there are to play. */
  readonly frames: (run: Run) => number;
  /** The name of the place in the sequence: “Position i”. */
  readonly place: Bilingual;
  /** Draws frame 0, 1, … into the empty stage. */
  readonly draw: (stage: SVGSVGElement, run: Run, frame: number, language: Language) => void;
  /** One or two sentences that say what the frame shows. */
  readonly says: (run: Run, frame: number, language: Language) => string;
  readonly table: (run: Run) => DataTable;
}
