/** Every id that package.json contributes or that code and manifest must spell alike; a test compares both in both directions. */

export const commands = {
  openTopic: 'gradus.topic.open',
  refreshTopics: 'gradus.topics.refresh',
  openStep: 'gradus.step.open',
  openEquationCode: 'gradus.equation.openCode',
  goToEquation: 'gradus.equation.go',
  copyEquation: 'gradus.equation.copy',
  copyStepLink: 'gradus.step.copyLink',
  search: 'gradus.search',
  goBack: 'gradus.article.back',
  goForward: 'gradus.article.forward',
  openNote: 'gradus.notes.open',
  exportArticle: 'gradus.article.export',
  switchArticleLanguage: 'gradus.article.switchLanguage',
  runTemplate: 'gradus.template.run',
  runFile: 'gradus.file.run',
  runWith: 'gradus.run.with',
  debugFile: 'gradus.file.debug',
  stopRun: 'gradus.run.stop',
  openFigures: 'gradus.figures.open',
  insertTemplate: 'gradus.template.insert',
  openTemplate: 'gradus.template.open',
  startExercise: 'gradus.exercise.start',
  checkExercise: 'gradus.exercise.check',
  compareExercise: 'gradus.exercise.compare',
  nextHint: 'gradus.exercise.hint',
  resetExercises: 'gradus.exercise.reset',
  copyTemplate: 'gradus.template.copy',
  markKnown: 'gradus.progress.markKnown',
  skip: 'gradus.progress.skip',
  clearMark: 'gradus.progress.clearMark',
  startReview: 'gradus.review.start',
  stopReview: 'gradus.review.stop',
  gradeReview: 'gradus.review.grade',
  openWalkthrough: 'gradus.walkthrough.open',
  showLog: 'gradus.log.show',
} as const;
export type CommandId = (typeof commands)[keyof typeof commands];

export const viewContainers = { gradus: 'gradus' } as const;

export const views = { topics: 'gradus.topics', review: 'gradus.review' } as const;

/** View types of webview panels. */
export const panels = { article: 'gradus.article', figures: 'gradus.figures' } as const;

export const walkthroughs = { start: 'start' } as const;

export const testControllers = { exercises: 'gradus.exercises' } as const;

export const contextKeys = {
  /** At least one article panel is open. */
  articleOpen: 'gradus.articleOpen',
  /** The catalogue could not be read. */
  contentMissing: 'gradus.contentMissing',
  /** A review is going on. */
  reviewing: 'gradus.reviewing',
  /** Something was reviewed once. */
  reviewStarted: 'gradus.reviewStarted',
} as const;
export type ContextKey = (typeof contextKeys)[keyof typeof contextKeys];

export const settings = {
  articleLanguage: 'gradus.article.language',
  notesFile: 'gradus.notes.file',
  nodePath: 'gradus.run.nodePath',
  seed: 'gradus.run.seed',
  figuresOpen: 'gradus.figures.open',
  reviewItems: 'gradus.review.items',
  exercisesFolder: 'gradus.exercises.folder',
} as const;
export type SettingId = (typeof settings)[keyof typeof settings];

export const taskTypes = { run: 'gradus' } as const;

/** `contextValue` of tree items, on which the inline actions depend. */
export const treeItems = {
  area: 'area',
  topic: 'topic',
  section: 'section',
  step: 'step',
  stepWithCode: 'stepWithCode',
  templates: 'templates',
  template: 'template',
  exercises: 'exercises',
  exercise: 'exercise',
  review: 'review',
} as const;
