import type { Catalogue, TopicEntry } from '../../src/core/model.ts';

const empty = {
  sources: [{ title: 'A Paper', authors: 'A. Author', year: 2020, arxiv: '2001.00001' }],
  requires: [], templates: [], sections: [], symbols: [], templateEntries: [], exercises: [], checks: [],
} satisfies Partial<TopicEntry>;

const both = (en: string, zh: string) => ({ en, 'zh-cn': zh });

/** Three topics in two areas, one of them with everything, out of order on purpose. */
export const exampleCatalogue: Catalogue = {
  topics: [
    {
      ...empty, id: 'second', area: 'llm-systems', order: 2, hasArticle: false,
      title: both('Second', '第二'), summary: both('The second.', '第二个。'),
    },
    {
      ...empty, id: 'first', area: 'llm-systems', order: 1, hasArticle: true,
      title: both('First: of all', '第一：开端'), summary: both('The first.', '第一个。'),
      templates: ['sum'],
      sections: [
        {
          id: 'start', title: both('Start', '开始'),
          steps: [
            {
              id: 'one', number: 1, title: both('One', '一'), star: true, latex: 'a = b',
              code: [{ template: 'first/sum', region: 'sum', lines: { first: 3, last: 4 } }],
            },
            { id: 'two', number: 2, title: both('Two', '二'), star: false, latex: undefined, code: [] },
          ],
        },
        { id: 'numbers', title: both('What the numbers show', '数字说明什么'), steps: [] },
      ],
      templateEntries: [{
        id: 'sum', file: 'snippets/first/sum.ts', title: both('A sum.', '求和。'),
        regions: [{ id: 'sum', name: 'sum', lines: { first: 1, last: 5 } }],
      }],
      exercises: [{
        id: 'add', title: both('Add', '相加'), template: 'first/sum', region: 'sum', lines: { first: 3, last: 3 },
        hints: { en: ['a', 'b', 'c'], 'zh-cn': ['甲', '乙', '丙'] },
      }],
    },
    {
      ...empty, id: 'other', area: 'reinforcement-learning', order: 3, hasArticle: false,
      title: both('Other', '其他'), summary: both('Another.', '另一个。'),
    },
  ],
};
