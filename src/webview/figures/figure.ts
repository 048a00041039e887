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
  readonly shape: 'bar' | 'line' | 'dot' | 'diamond';
  readonly label: Bilingual;
}

/** Rows of the figure's data, which say the same as the picture. */
export interface DataTable {
  readonly head: readonly Bilingual[];
  readonly rows: readonly (readonly string[])[];
}

/** A part of a cell, seen from its middle: each from −1 to 1. */
export interface Spot {
  readonly right: number;
  readonly down: number;
}

/**
 * A board whose cells the reader edits. What is edited is never changed in place: each click or key gives a new one.
 * @typeParam Edited all that can be edited on the board
 */
export interface Board<Run, Edited> {
  readonly label: Bilingual;
  readonly rows: number;
  readonly cols: number;
  readonly start: Edited;
  /** What a click sets; the reader chooses one of them. */
  readonly tools: readonly Bilingual[];
  /** Buttons that change many cells at once. */
  readonly presets: readonly { readonly label: Bilingual; readonly apply: (edited: Edited, run: Run) => Edited }[];
  /** A click into a cell; without a spot it came from the keyboard. */
  readonly click: (edited: Edited, cell: number, tool: number, spot: Spot | undefined) => Edited;
  /** A key in a cell, such as `t` or `Shift+ArrowUp`; undefined if it means nothing here. */
  readonly press: (edited: Edited, cell: number, key: string) => Edited | undefined;
  /** Draws a cell into its empty square of 100 × 100. */
  readonly draw: (square: SVGSVGElement, run: Run, cell: number, tool: number) => void;
  /** A cell in words, for those who do not see it. */
  readonly name: (run: Run, cell: number, language: Language) => string;
  /** What the whole board shows. */
  readonly says: (run: Run, language: Language) => string;
  /** Which keys do what. */
  readonly help: Bilingual;
}

/**
 * An interactive figure: pure functions of what the reader set and of the frame that is shown.
 * The frame around it (`mountFigure`) owns the DOM, playing and the keyboard.
 * @typeParam Run what the template's functions computed for one setting of the controls
 * @typeParam Edited what the reader edits on the figure's board, if it has one
 */
export interface Figure<Name extends string, Run, Edited = void> {
  readonly label: Bilingual;
  /** What the strokes and marks mean; a function where the controls change which are drawn. */
  readonly legend: readonly LegendEntry[] | ((run: Run) => readonly LegendEntry[]);
  readonly controls: Readonly<Record<Name, Control>>;
  readonly board?: Board<Run, Edited>;
  /** Computes everything with the functions of `snippets/`; called when a control moves or the board is edited. */
  readonly compute: (settings: Settings<Name>, edited: Edited) => Run;
  /**
   * Goes on with what takes long, for a few hundredths of a second; true when all is there that the frame needs. Until then the frame is
   * drawn again and again, with what there is, and the page stays awake.
   */
  readonly prepare?: (run: Run, frame: number) => boolean;
  /** Milliseconds from frame to frame; 450 if it is left out. */
  readonly frameMs?: number;
  /** How many frames there are to play. */
  readonly frames: (run: Run) => number;
  /** The name of the place in the sequence: “Position i”. */
  readonly place: Bilingual;
  /** The number of the first frame; 1 if it is left out. */
  readonly firstPlace?: number;
  /** Draws frame 0, 1, … into the empty stage. */
  readonly draw: (stage: SVGSVGElement, run: Run, frame: number, language: Language) => void;
  /** One or two sentences that say what the frame shows. */
  readonly says: (run: Run, frame: number, language: Language) => string;
  readonly table: (run: Run) => DataTable;
  /** What the picture of one frame shows, where the rows of `table` are whole frames. */
  readonly frameTable?: (run: Run, frame: number) => DataTable;
}
