import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readableMath } from '../../../src/core/article/readableMath.ts';

test('formulas become lines that can be read aloud or listed', () => {
  const cases: [string, string][] = [
    [String.raw`d'_i = d'_{i-1}\,e^{m_{i-1}-m_i} + e^{x_i-m_i}`, 'd′ᵢ = d′ᵢ₋₁ e^(mᵢ₋₁-mᵢ) + e^(xᵢ-mᵢ)'],
    [String.raw`S = \tau\,QK^\top,\qquad P = \mathrm{softmax}_{\mathrm{row}}(S)`, 'S = τ QKᵀ, P = softmax_row(S)'],
    [String.raw`\frac{N}{2d}`, 'N/2d'],
    [String.raw`L=\log\sum_s e^{L_s}`, 'L=log Σₛ e^Lₛ'],
    [String.raw`a_i=\frac{e^{x_i-m_N}}{d'_N},\; S_{IJ}`, 'aᵢ=(e^(xᵢ-mɴ))/d′ɴ, Sɪᴊ'],
    [String.raw`\sum_{I=1}^{T} I`, 'Σɪ₌₁^T I'],
    [String.raw`\lVert v_\pi-v^\ast\rVert \Leftrightarrow \frac1n`, '‖ v_π-v* ‖ ⇔ 1/n'],
    [String.raw`\forall c\in\mathbb R`, '∀ c∈ R'],
  ];
  for (const [latex, text] of cases) assert.equal(readableMath(latex), text);
});

test('it never throws and never hangs, whatever stands between the dollars', () => {
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom('\\', '{', '}', '_', '^', 'a', '1', ' ', '\\frac', '\\tilde') }), (latex) => {
    assert.equal(typeof readableMath(latex), 'string');
  }), { seed: 1 });
});
