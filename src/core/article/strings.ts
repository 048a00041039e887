import type { Language } from '../model.ts';

/** Every word that the renderer adds to an article, in the article's language. */
export interface ArticleStrings {
  /** BCP 47, for `lang`. */
  readonly tag: string;
  /** Between the parts of a title. */
  readonly colon: string;
  readonly counts: (steps: number, templates: number, checks: number, exercises: number) => string;
  readonly sources: string;
  /** Before the topics to read first. */
  readonly requires: string;
  readonly symbols: string;
  readonly step: (number: number) => string;
  readonly stepTitle: (number: number, title: string) => string;
  readonly starred: string;
  readonly copyEquation: (number: number) => string;
  readonly writeNote: (number: number) => string;
  readonly copyLink: (number: number) => string;
  readonly code: (places: number) => string;
  readonly showCode: (number: number, names: string) => string;
  readonly reason: string;
  readonly formula: string;
  readonly table: string;
  readonly listing: string;
  readonly run: string;
  readonly insert: string;
  readonly openBeside: string;
  readonly copy: string;
  readonly moreLines: (count: number) => string;
  readonly exercise: string;
  readonly published: string;
  readonly source: string;
  readonly ours: string;
  readonly holds: string;
  readonly fails: string;
  readonly computedBy: (file: string) => string;
  readonly runAgain: string;
  readonly preview: (number: number) => string;
  readonly reasonRule: string;
  readonly goToStep: (number: number) => string;
  readonly shape: string;
  readonly inCode: string;
  readonly firstSeen: string;
  readonly start: string;
  readonly check: string;
  readonly compare: string;
  readonly verdict: (holding: number, all: number) => string;
  readonly numbersTable: string;
  readonly stepColumn: string;
  readonly claim: string;
}

const count = (amount: number, one: string, many: string) => `${amount} ${amount === 1 ? one : many}`;

const en: ArticleStrings = {
  tag: 'en',
  colon: ': ',
  counts: (steps, templates, checks, exercises) => [
    count(steps, 'step', 'steps'), count(templates, 'template', 'templates'),
    count(checks, 'checked number', 'checked numbers'), count(exercises, 'exercise', 'exercises'),
  ].join(' · '),
  sources: 'Sources',
  requires: 'What it builds on',
  symbols: 'Symbols of this article',
  step: (number) => `Step ${number}`,
  stepTitle: (number, title) => `Step ${number}: ${title}`,
  starred: 'computed in code',
  copyEquation: (number) => `Copy equation ${number}`,
  writeNote: (number) => `Write a note on step ${number}`,
  copyLink: (number) => `Copy a link to step ${number}`,
  code: (places) => (places === 1 ? 'code' : `code ×${places}`),
  showCode: (number, names) => `Show where equation ${number} is computed: ${names}`,
  reason: 'Reason',
  formula: 'Formula',
  table: 'Table',
  listing: 'Code',
  run: 'Run',
  insert: 'Insert',
  openBeside: 'Open beside',
  copy: 'Copy',
  moreLines: (lines) => `⋯ ${lines} more lines`,
  exercise: 'exercise',
  published: 'Published',
  source: 'Source',
  ours: 'Ours',
  holds: 'holds',
  fails: 'does not hold',
  computedBy: (file) => `Computed by ${file}`,
  runAgain: 'Run again',
  preview: (number) => `Preview of step ${number}`,
  reasonRule: 'Reason · ',
  goToStep: (number) => `Go to step ${number}`,
  shape: 'Shape',
  inCode: 'In code',
  firstSeen: 'First seen',
  start: 'Start',
  check: 'Check',
  compare: 'Compare with the reference',
  verdict: (holding, all) => {
    if (holding !== all) return `${holding} of the ${all} numbers of this article hold.`;
    return all === 1 ? 'The one number of this article holds.' : `All ${all} numbers of this article hold.`;
  },
  numbersTable: 'Checked numbers',
  stepColumn: 'Step',
  claim: 'Claim',
};

const zhCn: ArticleStrings = {
  tag: 'zh-CN',
  colon: '：',
  counts: (steps, templates, checks, exercises) => `${steps} 步推导 · ${templates} 段代码 · ${checks} 个核对过的数字 · ${exercises} 道练习`,
  sources: '来源',
  requires: '先读',
  symbols: '本文所用符号',
  step: (number) => `第 ${number} 步`,
  stepTitle: (number, title) => `第 ${number} 步：${title}`,
  starred: '代码中有对应',
  copyEquation: (number) => `复制式 ${number}`,
  writeNote: (number) => `为第 ${number} 步写笔记`,
  copyLink: (number) => `复制第 ${number} 步的链接`,
  code: (places) => (places === 1 ? '代码' : `代码 ×${places}`),
  showCode: (number, names) => `查看式 ${number} 在何处计算：${names}`,
  reason: '理由',
  formula: '公式',
  table: '表格',
  listing: '代码',
  run: '运行',
  insert: '插入',
  openBeside: '在旁边打开',
  copy: '复制',
  moreLines: (lines) => `⋯ 另有 ${lines} 行`,
  exercise: '练习',
  published: '公开值',
  source: '出处',
  ours: '我方',
  holds: '成立',
  fails: '不成立',
  computedBy: (file) => `由 ${file} 算得`,
  runAgain: '重新运行',
  preview: (number) => `第 ${number} 步预览`,
  reasonRule: '理由 · ',
  goToStep: (number) => `前往第 ${number} 步`,
  shape: '形状',
  inCode: '代码中',
  firstSeen: '首次出现',
  start: '开始',
  check: '检查',
  compare: '与参考对比',
  verdict: (holding, all) => (holding === all ? `本文的 ${all} 个数字全部成立。` : `本文的 ${all} 个数字中有 ${holding} 个成立。`),
  numbersTable: '核对过的数字',
  stepColumn: '步骤',
  claim: '所述',
};

export const articleStrings: Readonly<Record<Language, ArticleStrings>> = { en, 'zh-cn': zhCn };
