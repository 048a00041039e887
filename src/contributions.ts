/** Every id that package.json contributes or that code and manifest must spell alike; a test compares both in both directions. */

export const commands = {
  openTopic: 'gradus.topic.open',
  refreshTopics: 'gradus.topics.refresh',
  openStep: 'gradus.step.open',
  openEquationCode: 'gradus.equation.openCode',
  switchArticleLanguage: 'gradus.article.switchLanguage',
  runTemplate: 'gradus.template.run',
  insertTemplate: 'gradus.template.insert',
  openTemplate: 'gradus.template.open',
  showLog: 'gradus.log.show',
} as const;
export type CommandId = (typeof commands)[keyof typeof commands];

export const viewContainers = { gradus: 'gradus' } as const;

export const views = { topics: 'gradus.topics' } as const;

/** View types of webview panels. */
export const panels = { article: 'gradus.article' } as const;

export const contextKeys = {
  /** At least one article panel is open. */
  articleOpen: 'gradus.articleOpen',
  /** The catalogue could not be read. */
  contentMissing: 'gradus.contentMissing',
} as const;
export type ContextKey = (typeof contextKeys)[keyof typeof contextKeys];

export const settings = {
  articleLanguage: 'gradus.article.language',
  nodePath: 'gradus.run.nodePath',
} as const;
export type SettingId = (typeof settings)[keyof typeof settings];

export const taskTypes = { template: 'gradus' } as const;

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
} as const;
