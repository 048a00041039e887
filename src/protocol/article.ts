/**
 * Messages between the article panel and the host. Both sides import this file; neither trusts the other:
 * what arrives goes through `parseFromArticle` or `parseToArticle`, and what does not fit is dropped there.
 */

import type { ArticlePart, RestOfArticle } from '../core/article/articleParts.ts';
import type { BarStrings } from '../core/article/barStrings.ts';
import { reviewGrades, type Language, type ReviewGrade } from '../core/model.ts';
import {
  isCount, isId, isLanguage, isLine, isNumber, isTemplate, isText, isWhat, listOf, maybe, oneOf, pick, record, type Shape,
} from './guards.ts';

/** Raised when a message changes its meaning, so that a panel restored from an older version is told apart. */
export const protocolVersion = 1;

/** How an article is read: one step after another, or everything at once. */
export const readingModes = ['steps', 'all'] as const;
export type ReadingMode = (typeof readingModes)[number];

/** A place in an article that survives a reload, a change of width and a change of language. */
export interface Anchor {
  /** The id of a step, a section or an exercise. */
  readonly id: string;
  /** Distance from its upper edge to the upper edge of the view, as a share of its height. */
  readonly offset: number;
}

/** What the page hands to its script, as JSON in an attribute. */
export interface InitialPage {
  readonly state: PanelState;
  /** Ids of the steps read so far. */
  readonly read: readonly string[];
  /** What the script says, in the article's language. */
  readonly strings: BarStrings;
}

/** What a panel remembers: kept by `setState`, handed to the serializer after a reload. */
export interface PanelState {
  readonly topic: string;
  readonly language: Language;
  readonly mode: ReadingMode;
  readonly anchor: Anchor | undefined;
  /** Steps whose equation has been shown in step-by-step mode. */
  readonly shown: readonly string[];
  /** Keys of `<details>` and code folds that the reader opened (`+key`) or closed (`-key`) against the article. */
  readonly toggled: readonly string[];
}

interface Envelope<T extends string> {
  readonly version: typeof protocolVersion;
  readonly type: T;
  /** The topic that the sender showed; a message of another topic than the panel's present one is stale. */
  readonly topic: string;
}

/** The first screen can be seen: the page asks for the rest of the article. */
export interface WantRest extends Envelope<'wantRest'> {}
/** The script of the page runs and listens. */
export interface Ready extends Envelope<'ready'> {}
/** Runs a template, `<topic>/<template>`, in the terminal. */
export interface Run extends Envelope<'run'> { readonly template: string }
/** Inserts a region's scaffold at the cursor of the reader's file. */
export interface Insert extends Envelope<'insert'> { readonly template: string; readonly region: string }
/** Opens a template beside the article, at a region or at a line if one is named. */
export interface Open extends Envelope<'open'> {
  readonly template: string;
  readonly region: string | undefined;
  readonly line: number | undefined;
}
/** Shows where an equation is computed: one place opens, of several the reader chooses. */
export interface OpenEquation extends Envelope<'openEquation'> { readonly equation: string }
/** Puts a text on the clipboard and says so. */
export interface Copy extends Envelope<'copy'> {
  readonly text: string;
  readonly what: (typeof copied)[number];
}
/** Copies a link that opens this step. */
export interface CopyLink extends Envelope<'copyLink'> { readonly step: string }
/** Opens the reader's note on a step. */
export interface Note extends Envelope<'note'> { readonly step: string }
export interface OpenTopic extends Envelope<'openTopic'> { readonly target: string; readonly step: string | undefined }
/** Opens a file of a pack at the place of a problem. */
export interface OpenFile extends Envelope<'openFile'> { readonly file: string; readonly line: number; readonly column: number }
/** Renders the article in another language and stays at the place. */
export interface SetLanguage extends Envelope<'setLanguage'> { readonly language: Language; readonly anchor: Anchor | undefined }
/** The host keeps the place for the next time this topic is opened. */
export interface SaveState extends Envelope<'saveState'> { readonly state: PanelState }
/** The reader works on another step now. */
export interface StepChanged extends Envelope<'stepChanged'> { readonly step: string }
/** The reader jumped inside the page, `from` the opening if it is `article`. The host keeps the way back. */
export interface Jumped extends Envelope<'jumped'> { readonly from: string; readonly to: string }
/** The picture that `drawEquation` asked for, as base64 of a PNG; `undefined` if it could not be drawn. */
export interface EquationDrawn extends Envelope<'equationDrawn'> { readonly step: string; readonly png: string | undefined }
/** Whether the picture that `copyEquation` asked for is on the clipboard. */
export interface EquationCopied extends Envelope<'equationCopied'> { readonly step: string; readonly copied: boolean }
/** The reader has read a step: its equation was shown and its end was on the screen. */
export interface StepRead extends Envelope<'stepRead'> { readonly step: string }
/** Opens the exercise's own file, made on the first call. */
export interface StartExercise extends Envelope<'startExercise'> { readonly exercise: string }
export interface CheckExercise extends Envelope<'checkExercise'> { readonly exercise: string }
/** Shows the reader's solution against the template. */
export interface CompareExercise extends Envelope<'compareExercise'> { readonly exercise: string }
/** Hint 1, 2 or 3 was opened. */
export interface HintRevealed extends Envelope<'hintRevealed'> { readonly exercise: string; readonly hint: number }
/** How well the reader remembered the equation that was asked for. */
export interface ReviewGraded extends Envelope<'reviewGraded'> { readonly step: string; readonly grade: ReviewGrade }
/** The reader ends the review. */
export interface ReviewStopped extends Envelope<'reviewStopped'> {}
export interface ShowLog extends Envelope<'showLog'> {}
/** An error of the page's script, for the log. */
export interface Failed extends Envelope<'failed'> { readonly message: string }

/** Everything the panel says to the host. Links to the web are not among it: the editor itself opens those. */
export type FromArticle =
  | WantRest | Ready | Run | Insert | Open | OpenEquation | Copy | CopyLink | Note | OpenTopic | OpenFile | SetLanguage | SaveState
  | StepChanged | Jumped | EquationDrawn | EquationCopied | StepRead | StartExercise | CheckExercise | CompareExercise | HintRevealed
  | ReviewGraded | ReviewStopped | ShowLog | Failed;

/** Scrolls to a step, section, exercise or code block, and makes a step the active one. */
export interface GoToStep extends Envelope<'goToStep'> { readonly step: string; readonly focus: boolean }
/** The cursor stands on lines that carry out these equations: marks them and scrolls there unless the reader works in the panel. */
export interface MarkEquation extends Envelope<'markEquation'> { readonly equations: readonly string[] }
export interface RunStarted extends Envelope<'runStarted'> { readonly template: string }
export interface RunFinished extends Envelope<'runFinished'> {
  readonly template: string;
  /** `undefined` when it was stopped. */
  readonly exitCode: number | undefined;
  readonly milliseconds: number;
  /** When it ended, in milliseconds since 1970. */
  readonly at: number;
}
/** Steps read so far, after they changed elsewhere (another window, a reset). */
export interface Progress extends Envelope<'progress'> { readonly read: readonly string[] }
/** What the exercise's card says. */
export interface ExerciseState extends Envelope<'exerciseState'> {
  readonly exercise: string;
  readonly attempts: number;
  readonly passed: boolean;
  /** Why the last attempt fails, already in the article's language; `undefined` for none. */
  readonly message: string | undefined;
}

/** The reader's own notes on steps of the topic, as plain text; replaces those that were shown. */
export interface Notes extends Envelope<'notes'> {
  readonly notes: readonly StepNote[];
}
export interface StepNote { readonly step: string; readonly text: string }
/** Asks for the equation of a step: hides it until the reader wants to see it, then lets them grade how well it was remembered. */
export interface Review extends Envelope<'review'> {
  readonly step: string;
  /** Which item of how many this is, counted from 1. */
  readonly index: number;
  readonly count: number;
  /** Milliseconds until it would be due again, by grade. */
  readonly intervals: readonly number[];
}
/** Nothing is asked for any more. */
export interface ReviewEnded extends Envelope<'reviewEnded'> {}
/** An equation's SVG and its size in pixels, to be drawn with `scale` device pixels a pixel. */
export interface EquationToDraw {
  readonly step: string;
  readonly svg: string;
  readonly width: number;
  readonly height: number;
  readonly scale: number;
}
/** Draws an equation and answers with `equationDrawn`. */
export interface DrawEquation extends Envelope<'drawEquation'>, EquationToDraw {}
/** Draws an equation, puts the picture on the clipboard, which the editor fills with texts only, and answers with `equationCopied`. */
export interface CopyEquation extends Envelope<'copyEquation'>, EquationToDraw {}

/** What the page lacks of the article. */
export interface Rest extends Envelope<'rest'>, RestOfArticle {}

/** Everything the host says to the panel. */
export type ToArticle =
  | Rest | Notes | DrawEquation | CopyEquation | GoToStep | MarkEquation | RunStarted | RunFinished | Progress | ExerciseState | Review
  | ReviewEnded;

/** How well something was remembered. */
export { reviewGrades };

const copied = ['code', 'latex', 'mathml', 'message'] as const;

const anchor = record<Anchor>({ id: isId, offset: isNumber });
const panelState = record<PanelState>({
  topic: isId, language: isLanguage, mode: oneOf(readingModes), anchor: maybe(anchor), shown: listOf(isId), toggled: listOf(isText),
});

type Shapes<M extends Envelope<string>> = { readonly [T in M['type']]: Shape<Omit<Extract<M, { type: T }>, keyof Envelope<T>>> };

const fromArticle: Shapes<FromArticle> = {
  wantRest: {},
  ready: {},
  run: { template: isTemplate },
  insert: { template: isTemplate, region: isId },
  open: { template: isTemplate, region: maybe(isId), line: maybe(isLine) },
  openEquation: { equation: isId },
  copy: { text: isText, what: oneOf(copied) },
  copyLink: { step: isId },
  note: { step: isId },
  openTopic: { target: isId, step: maybe(isId) },
  openFile: { file: isText, line: isLine, column: isLine },
  setLanguage: { language: isLanguage, anchor: maybe(anchor) },
  saveState: { state: panelState },
  stepChanged: { step: isId },
  jumped: { from: isId, to: isId },
  equationDrawn: { step: isId, png: maybe(isText) },
  equationCopied: { step: isId, copied: isWhat('boolean') },
  stepRead: { step: isId },
  startExercise: { exercise: isId },
  checkExercise: { exercise: isId },
  compareExercise: { exercise: isId },
  hintRevealed: { exercise: isId, hint: oneOf([1, 2, 3] as const) },
  reviewGraded: { step: isId, grade: oneOf(reviewGrades) },
  reviewStopped: {},
  showLog: {},
  failed: { message: isText },
};

const equationToDraw: Shape<EquationToDraw> = { step: isId, svg: isText, width: isNumber, height: isNumber, scale: isNumber };

const toArticle: Shapes<ToArticle> = {
  rest: { language: isLanguage, parts: listOf(record<ArticlePart>({ part: isText, html: isWhat('string') })), cards: isWhat('string') },
  goToStep: { step: isId, focus: isWhat('boolean') },
  markEquation: { equations: listOf(isId) },
  notes: { notes: listOf(record<StepNote>({ step: isId, text: isText })) },
  drawEquation: equationToDraw,
  copyEquation: equationToDraw,
  runStarted: { template: isTemplate },
  runFinished: { template: isTemplate, exitCode: maybe(isNumber), milliseconds: isNumber, at: isNumber },
  progress: { read: listOf(isId) },
  review: { step: isId, index: isLine, count: isLine, intervals: listOf(isNumber) },
  reviewEnded: {},
  exerciseState: { exercise: isId, attempts: isCount, passed: isWhat('boolean'), message: maybe(isText) },
};

/** The message if `value` is one that the panel may send: a fresh object without unknown fields of its own. Never throws. */
export function parseFromArticle(value: unknown): FromArticle | undefined {
  return parse<FromArticle>(value, fromArticle);
}

/** The message if `value` is one that the host may send: a fresh object without unknown fields of its own. Never throws. */
export function parseToArticle(value: unknown): ToArticle | undefined {
  return parse<ToArticle>(value, toArticle);
}

/** The state if `value` is what a panel of this version saved. Never throws. */
export function parsePanelState(value: unknown): PanelState | undefined {
  return panelState(value) ? value : undefined;
}

function parse<M extends Envelope<string>>(value: unknown, shapes: Shapes<M>): M | undefined {
  const head = pick<{ version: number; type: string; topic: string }>(value, {
    version: oneOf([protocolVersion] as const), type: isWhat('string'), topic: isId,
  });
  if (head === undefined || !Object.hasOwn(shapes, head.type)) return undefined;
  const body = pick(value, shapes[head.type as M['type']]);
  return body === undefined ? undefined : { ...head, ...body } as unknown as M;
}
