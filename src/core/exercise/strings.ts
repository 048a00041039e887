import type { Language } from '../model.ts';
import type { Clue } from './clue.ts';

/** What the workbench says about an exercise, in the language in which the topic is read. */
export interface ExerciseStrings {
  readonly passed: (checks: number) => string;
  readonly stillEmpty: string;
  readonly threw: (error: string) => string;
  readonly wrong: (claim: string, expected: string, actual: string) => string;
  readonly more: (count: number) => string;
  readonly noChecks: string;
  readonly clue: (clue: Clue) => string;
  readonly exercise: (title: string) => string;
  readonly reason: string;
  readonly fillIn: string;
}

const number = (x: number) => `${Number(x.toPrecision(6))}`;

export const exerciseStrings: Readonly<Record<Language, ExerciseStrings>> = {
  en: {
    passed: (checks) => `All ${checks} checks hold.`,
    stillEmpty: 'The place is still empty: put your lines where the error is thrown.',
    threw: (error) => `The code ends with an error: ${error}`,
    wrong: (claim, expected, actual) => `${claim}: expected ${expected}, got ${actual}.`,
    more: (count) => `${count} more ${count === 1 ? 'check does' : 'checks do'} not hold.`,
    noChecks: 'No check was made. The demo at the end of the file makes them; has it been changed?',
    clue: (clue) => {
      switch (clue.kind) {
        case 'nan': return 'NaN comes from 0/0, ∞ − ∞ or an entry that was never set: what happens in the first or the empty case?';
        case 'infinite': return 'The number overflows or is divided by 0: has the maximum been subtracted, can a denominator be empty?';
        case 'zero': return 'It is 0: is anything added at all?';
        case 'sign': return 'Only the sign is wrong.';
        case 'step': return clue.value > 0 ? 'It is one too many.' : 'It is one too few.';
        case 'factor': return `It is ${factor(clue.value)} times what it should be: a factor counted twice, left out, or on the wrong side of a fraction?`;
        case 'root': return `It is off by a factor √${clue.value}: is a scale missing or applied twice?`;
        case 'count': return `It is off by ${clue.value}/${clue.value - 1}: n or n − 1, for n = ${clue.value}?`;
        case 'pi': return `It is off by a factor ${clue.value}: the normalisation of the density?`;
        case 'logarithm': return 'This is the logarithm of what is expected.';
        case 'exponential': return 'This is the exponential of what is expected.';
      }
    },
    exercise: (title) => `Exercise: ${title}`,
    reason: 'Why',
    fillIn: 'Put your lines in place of the next ones, then check.',
  },
  'zh-cn': {
    passed: (checks) => `${checks} 项核对全部成立。`,
    stillEmpty: '这里还是空的：请把抛出错误的那一行换成你的代码。',
    threw: (error) => `代码以错误结束：${error}`,
    wrong: (claim, expected, actual) => `${claim}：应为 ${expected}，得到 ${actual}。`,
    more: (count) => `另有 ${count} 项核对不成立。`,
    noChecks: '没有做任何核对。核对由文件末尾的演示完成；它是否被改动了？',
    clue: (clue) => {
      switch (clue.kind) {
        case 'nan': return 'NaN 来自 0/0、∞ − ∞ 或从未赋值的元素：第一项或空的情形会怎样？';
        case 'infinite': return '数值溢出或除以了 0：减去最大值了吗？分母会不会为空？';
        case 'zero': return '结果为 0：究竟有没有累加？';
        case 'sign': return '只有符号不对。';
        case 'step': return clue.value > 0 ? '多了 1。' : '少了 1。';
        case 'factor': return `是应有值的 ${factor(clue.value)} 倍：某个因子乘了两次、漏掉了，或放错了分数线的一侧？`;
        case 'root': return `差一个因子 √${clue.value}：缩放漏掉了，还是乘了两次？`;
        case 'count': return `差 ${clue.value}/${clue.value - 1} 倍：n 还是 n − 1（n = ${clue.value}）？`;
        case 'pi': return `差一个因子 ${clue.value}：密度的归一化？`;
        case 'logarithm': return '这是应有值的对数。';
        case 'exponential': return '这是应有值的指数。';
      }
    },
    exercise: (title) => `练习：${title}`,
    reason: '理由',
    fillIn: '请用你的代码替换下面几行，然后核对。',
  },
};

const factor = (value: number) => (Math.abs(value) >= 1 ? number(value) : `${value < 0 ? '−' : ''}1/${number(Math.abs(1 / value))}`);
