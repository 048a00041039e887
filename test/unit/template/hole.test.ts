import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { emptyHole, removeHole } from '../../../src/core/template/hole.ts';
import { parseTemplate } from '../../../src/core/template/parseTemplate.ts';

function around(lines: string) {
  const text = `// #region f\n/** F. 函数。 */\nexport function f(x: number[]): number {\n${lines}\n  return 0;\n}\n// #endregion\n`;
  const { template } = parseTemplate('snippets/t/f.ts', text);
  const hole = template.holes[0];
  assert.ok(hole !== undefined);
  const inside = (result: string) => result.split('\n').slice(3, -4).join('\n');
  return { empty: inside(emptyHole(text, hole)), removed: inside(removeHole(text, hole)) };
}

const thrown = "throw new Error('hole: h');";
const value = `(() => { ${thrown} })()`;

describe('emptyHole', () => {
  it('throws where a statement stood', () => {
    assert.equal(around('  let d = 0;\n  d += x[0]!; // hole: h').empty, `  let d = 0;\n  ${thrown}`);
  });

  it('throws where several statements stood, and drops the mark above them', () => {
    assert.equal(around('  // hole: h\n  f(x);\n  f(x);\n').empty, `  ${thrown}\n`);
  });

  it('keeps what later lines use declared, with its type', () => {
    assert.equal(around('  const a = x[0]! + 1; // hole: h\n  f([a]);').empty, `  const a: number = ${value};\n  f([a]);`);
    assert.equal(around('  let a: number[] = f(x); // hole: h\n  f(a);').empty, `  let a: number[] = ${value};\n  f(a);`);
    assert.equal(around('  const a = new Set<number>([1]); // hole: h\n  f(a);').empty, `  const a: Set<number> = ${value};\n  f(a);`);
    assert.equal(around('  const a = x[0] === 1; // hole: h\n  f(a);').empty, `  const a: boolean = ${value};\n  f(a);`);
    assert.equal(around('  const a = (i: number) => i + 1; // hole: h\n  f(a);').empty, `  const a: (i: number) => number = ${value};\n  f(a);`);
    assert.equal(around('  const { p, q } = g(x); // hole: h\n  f(p);').empty, `  const p: number = ${value};\n  f(p);`);
  });

  it('keeps the frame of a loop or condition', () => {
    assert.equal(around('  for (let j = 0; j < 3; j++) { // hole: h\n    f(x);\n  }').empty, `  for (let j: number = ${value}; ; ) {\n    f(x);\n  }`);
    assert.equal(around('  for (const y of x) { // hole: h\n    f(x);\n  }').empty, `  for (const y of ${value}) {\n    f(x);\n  }`);
    assert.equal(around('  if (x.length > 1) { // hole: h\n    f(x);\n  }').empty, `  if (${value}) {\n    f(x);\n  }`);
  });

  it('takes a return after a label for a statement', () => {
    const code = (line: string) => `  switch (x.length) {\n    case 1:\n${line}\n    default: f(x);\n  }`;
    assert.equal(around(code('      return x[0]!; // hole: h')).empty, code(`      ${thrown}`));
  });

  it('throws inside an expression', () => {
    assert.equal(around('  g({\n    weight: x[0]! + 1, // hole: h\n    other: 1,\n  });').empty, `  g({\n    weight: ${value},\n    other: 1,\n  });`);
  });
});

describe('removeHole', () => {
  it('leaves whole statements out', () => {
    assert.equal(around('  let d = 0;\n  d += x[0]!; // hole: h').removed, '  let d = 0;');
    assert.equal(around('  // hole: h\n  f(x);\n  f(x);\n').removed, '');
  });

  it('leaves a number 0 and a condition false for the lines that use them', () => {
    assert.equal(around('  const a = x[0]! + 1; // hole: h\n  f([a]);').removed, '  const a: number = 0;\n  f([a]);');
    assert.equal(around('  const a = x[0] === 1; // hole: h\n  f(a);').removed, '  const a: boolean = false;\n  f(a);');
    assert.equal(around('  const a = (i: number) => i + 1; // hole: h\n  f(a);').removed, '  const a: (i: number) => number = () => 0;\n  f(a);');
    assert.equal(around('  const a = g(x); // hole: h\n').removed, '');
  });

  it('leaves 0 where a value has to stand', () => {
    assert.equal(around('  g({\n    weight: x[0]! + 1, // hole: h\n    other: 1,\n  });').removed, '  g({\n    weight: 0,\n    other: 1,\n  });');
  });

  it('throws where a frame has to stand', () => {
    assert.equal(around('  if (x.length > 1) { // hole: h\n    f(x);\n  }').removed, `  if (${value}) {\n    f(x);\n  }`);
  });
});
