import MarkdownItParser, { type MarkdownIt, type StateBlock, type StateInline, type Token } from 'markdown-it';
import katexPlugin from 'markdown-it-katex';

/** A line that opens an aside; the group is the summary's Markdown. */
const asideOpen = /^<details><summary>(.*)<\/summary>$/;
const headingAnchor = /^<a id="([^"<>]*)"><\/a>\s*/;

/**
 * Tokens of an article. On top of CommonMark with tables: `math_inline` (`$…$`), `aside_open` … `aside_close` for lines of
 * `<details>`, and `meta.id` on a heading that starts with `<a id="…"></a>`. No other HTML is recognised.
 */
export function tokenize(text: string): Token[] {
  return parser.parse(text, {});
}

/** The rules of markdown-it replace a token's `meta`, so offsets stand beside the tokens. */
const offsets = new WeakMap<Token, number>();

/** Offset of an inline token in its parent's content. */
export function offsetOf(token: Token): number {
  return offsets.get(token) ?? 0;
}

/** The id in front of a heading's text. */
export function headingId(token: Token): string | undefined {
  const id = token.meta?.['id'];
  return typeof id === 'string' ? id : undefined;
}

const parser = createParser();

function createParser(): MarkdownIt {
  const md = new MarkdownItParser('default', { html: false, linkify: false, typographer: false, maxNesting: 40 });
  // The plugin's declarations name the CommonJS types of markdown-it; the object is the same.
  const plugin: unknown = katexPlugin.default;
  md.use(plugin as (md: MarkdownIt) => void);
  // Every address becomes a token, so that a refused one is reported at its place instead of staying text.
  md.validateLink = () => true;
  md.block.ruler.before('html_block', 'aside', asideRule, { alt: ['paragraph', 'reference', 'blockquote', 'list'] });
  md.core.ruler.after('block', 'heading_anchor', (state) => {
    state.tokens.forEach((token, index) => {
      const inline = state.tokens[index + 1];
      if (token.type !== 'heading_open' || inline === undefined) return;
      const match = headingAnchor.exec(inline.content);
      if (match === null) return;
      token.meta = { ...token.meta, id: match[1] ?? '' };
      inline.content = inline.content.slice(match[0].length);
    });
  });
  // These two only merge neighbouring texts, which would lose their offsets.
  md.core.ruler.disable('text_join');
  md.inline.ruler2.disable('fragments_join');
  md.inline.State = withOffsets(md.inline.State);
  return md;
}

function withOffsets(State: typeof StateInline): typeof StateInline {
  return class extends State {
    override push(type: string, tag: string, nesting: -1 | 0 | 1): Token {
      const token = super.push(type, tag, nesting);
      offsets.set(token, this.pos);
      return token;
    }

    override pushPending(): Token {
      const at = this.src.lastIndexOf(this.pending, Math.max(0, this.pos - this.pending.length));
      const token = super.pushPending();
      offsets.set(token, Math.max(0, at));
      return token;
    }
  };
}

function asideRule(state: StateBlock, startLine: number, _endLine: number, silent: boolean): boolean {
  if ((state.sCount[startLine] ?? 0) - state.blkIndent >= 4) return false;
  const start = (state.bMarks[startLine] ?? 0) + (state.tShift[startLine] ?? 0);
  if (state.src.charCodeAt(start) !== 0x3c) return false;
  const line = state.src.slice(start, state.eMarks[startLine]).trimEnd();
  const summary = asideOpen.exec(line)?.[1];
  if (summary === undefined && line !== '</details>') return false;
  if (silent) return true;
  state.line = startLine + 1;
  const token = state.push(summary === undefined ? 'aside_close' : 'aside_open', '', 0);
  token.map = [startLine, startLine + 1];
  if (summary !== undefined) {
    const inline = state.push('inline', '', 0);
    inline.content = summary;
    inline.children = [];
    inline.map = [startLine, startLine + 1];
  }
  return true;
}
