import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseArticle } from '../../../src/core/article/parse.ts';
import { stepDetails } from '../../../src/core/pack/stepDetails.ts';

const article = (reason: string, word: string) => `# T

Lead.

## S

### <a id="shift"></a>1. ${word}

\`\`\`math
m_i = \\max(m_{i-1}, x_i)
\`\`\`

${reason}

More about $x_i$.
`;

test('a step’s reason and text become plain lines with formulas in Unicode, in both languages', () => {
  const en = parseArticle('en.md', article('**Reason** (algebra). Multiply $m_i$ by two.', 'Shift'), 'en').article;
  const zh = parseArticle('zh-cn.md', article('**理由**（代数）。把 $m_i$ 乘以二。', '平移'), 'zh-cn').article;
  const picture = { svg: '<svg/>', width: 1, height: 1 };
  const { shift } = stepDetails(en, zh, new Map([['shift', picture]]));
  assert.deepEqual(shift?.rule, { en: 'algebra', 'zh-cn': '代数' });
  assert.equal(shift?.reason.en, 'Multiply mᵢ by two.');
  assert.match(shift?.reason['zh-cn'] ?? '', /把 ?mᵢ ?乘以二。/);
  assert.match(shift?.text.en ?? '', /^mᵢ = max\(mᵢ₋₁, xᵢ\) algebra: Multiply mᵢ by two\. More about xᵢ\.$/);
  assert.equal(shift?.picture, picture);
  assert.equal(shift?.formula, 'mᵢ = max(mᵢ₋₁, xᵢ)');
});
