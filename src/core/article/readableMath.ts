/** Names that have a character of their own. */
const characters: Readonly<Record<string, string>> = {
  alpha: 'α', beta: 'β', gamma: 'γ', delta: 'δ', epsilon: 'ε', varepsilon: 'ε', zeta: 'ζ', eta: 'η', theta: 'θ', kappa: 'κ', lambda: 'λ', mu: 'μ', nu: 'ν',
  xi: 'ξ', pi: 'π', rho: 'ρ', sigma: 'σ', tau: 'τ', phi: 'φ', varphi: 'φ', chi: 'χ', psi: 'ψ', omega: 'ω', Gamma: 'Γ', Delta: 'Δ', Theta: 'Θ', Lambda: 'Λ',
  Pi: 'Π', Sigma: 'Σ', Phi: 'Φ', Psi: 'Ψ', Omega: 'Ω', ell: 'ℓ', sum: 'Σ', prod: '∏', int: '∫', partial: '∂', nabla: '∇', infty: '∞', sqrt: '√',
  le: '≤', leq: '≤', ge: '≥', geq: '≥', ne: '≠', neq: '≠', approx: '≈', sim: '∼', propto: '∝', in: '∈', forall: '∀', exists: '∃', times: '×', cdot: '·',
  circ: '∘', oplus: '⊕', odot: '⊙', pm: '±', to: '→', rightarrow: '→', Rightarrow: '⇒', leftarrow: '←', mapsto: '↦', iff: '⇔', Leftrightarrow: '⇔', leftrightarrow: '↔', implies: '⇒', ldots: '…', dots: '…', cdots: '⋯',
  lceil: '⌈', rceil: '⌉', lfloor: '⌊', rfloor: '⌋', langle: '⟨', rangle: '⟩', lVert: '‖', rVert: '‖', Vert: '‖', lvert: '|', rvert: '|', top: 'ᵀ', ast: '*', star: '⋆', mid: '|', quad: ' ', qquad: '  ', prime: '′',
};

/** Unicode has no capitals below the line: small capitals stand for them. */
const below = pairs('0123456789+-=()aehijklmnoprstuvxβγρφχABCDEFGHIJKLMNOPRSTUVWYZ', '₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ');
const above = pairs('0123456789+-=()abcdefghijklmnoprstuvwxyz*βγδθφχ', '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ*ᵝᵞᵟᶿᵠᵡ');

const group = String.raw`\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}`;

/**
 * A formula as a line of plain text, for places that show no mathematics (hovers, lists, descriptions of pictures):
 * `d'_i = d'_{i-1}\,e^{m_{i-1}-m_i}` becomes `d′ᵢ = d′ᵢ₋₁ e^(mᵢ₋₁-mᵢ)`. Readable, not exact.
 */
export function readableMath(latex: string): string {
  let text = latex.replace(/\\(?:begin|end)\{[^}]*\}/g, ' ').replace(/\\\\/g, '; ').replace(/&/g, '');
  text = text.replace(/\\(?:left|right|big|Big|bigg|Bigg)[lr]?(?![A-Za-z])\.?/g, '').replace(/\\[,;:!> ]/g, ' ').replace(/\\([{}|])/g, (_, c: string) => (c === '|' ? '‖' : c === '{' ? '⦃' : '⦄'));
  // A font that is taken away must not join the name before it with what follows: `\in\mathbb R`.
  text = text.replace(/(\\[A-Za-z]+)(?=\\[A-Za-z])/g, '$1 ');
  text = text.replace(/\\(?:mathrm|mathbf|mathbb|mathcal|operatorname|text|boldsymbol|tilde|hat|bar|overline|dot)\*?(?![A-Za-z])\s*/g, (name) => (/tilde|hat|bar|dot|overline/.test(name) ? name : ''));
  for (let depth = 0; depth < 6; depth++) {
    text = text
      .replace(/\\d?t?frac\s*([A-Za-z\d])\s*([A-Za-z\d])/g, '$1/$2')
      .replace(new RegExp(String.raw`\\d?t?frac\s*${group}\s*${group}`, 'g'), (_, over: string, under: string) => `${wrap(over)}/${wrap(under)}`)
      .replace(/\\tilde\s*(?:\{([^{}]*)\}|(\\?[A-Za-z]+?\b|[A-Za-z]))/g, (_, a?: string, b?: string) => `${a ?? b ?? ''}\u0303`)
      .replace(/\\(?:hat)\s*(?:\{([^{}]*)\}|(\\?[A-Za-z]))/g, (_, a?: string, b?: string) => `${a ?? b ?? ''}\u0302`)
      .replace(/\\(?:bar|overline)\s*(?:\{([^{}]*)\}|(\\?[A-Za-z]))/g, (_, a?: string, b?: string) => `${a ?? b ?? ''}\u0304`);
  }
  text = text.replace(/\\([A-Za-z]+)/g, (_, name: string) => characters[name] ?? name);
  for (let depth = 0; depth < 4; depth++) {
    text = text.replace(/([_^])(?:\{([^{}]*)\}|([^{}\s]))/gu, (_, mark: string, braced?: string, single?: string) => raise(mark, (braced ?? single ?? '').trim()));
  }
  return text.replace(/[{}]/g, '').replace(/⦃/g, '{').replace(/⦄/g, '}').replace(/'/g, '′').replace(/\^ᵀ/g, 'ᵀ').replace(/\u02cd/g, '_').replace(/\u02c4/g, '^').replace(/\s+/g, ' ').trim();
}

function pairs(from: string, to: string): Readonly<Record<string, string>> {
  const targets = [...to];
  return Object.fromEntries([...from].map((character, index) => [character, targets[index] ?? character]));
}

const wrap = (part: string) => (/^[\w\\']+$/.test(part.trim()) ? part.trim() : `(${part.trim()})`);

function raise(mark: string, part: string): string {
  const table = mark === '_' ? below : above;
  const raised = [...part].map((c) => table[c]);
  if (raised.every((c) => c !== undefined)) return raised.join('');
  if (part === 'ᵀ') return part;
  // Not `_` and `^` themselves: the next round would read them again.
  return `${mark === '_' ? '\u02cd' : '\u02c4'}${/^[^\s+\-/,=|≤≥<>]+$/u.test(part) ? part : `(${part})`}`;
}
