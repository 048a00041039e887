/** A sentence for all readers, or one for each language. 一句话，或中英文各一句。 */
export type Text = string | readonly [en: string, zh: string];

/** Names of the axes and their scales. 坐标轴的名称与刻度。 */
export interface Axes {
  readonly x?: Text;
  readonly y?: Text;
  readonly logX?: boolean;
  readonly logY?: boolean;
}

/** Points of one series. 一个序列的点。 */
export interface Points {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
}

/**
 * What a demo may do. In a terminal it prints; the editor draws; a test collects.
 * 演示所能做的事：在终端里打印，在编辑器里作图，在测试里收集。
 */
export interface Report {
  /** A line of text in the reader's language; without zh, for all. 以读者的语言输出一行文字；省略 zh 时各语言共用。 */
  say(en: string, zh?: string): void;
  /**
   * Our number beside the published one; ids are quoted by the article. It holds iff |ours − published| ≤ tolerance · max(1, |published|).
   * 我方数值与公开数值对照；文章引用其 id。当且仅当 |ours − published| ≤ tolerance · max(1, |published|) 时成立。
   */
  check(id: string, claim: Text, source: Text, published: number, ours: number, tolerance?: number): void;
  /** A line per series, over 1…n or over x. 每个序列一条曲线，横轴为 1…n 或 x。 */
  plot(title: Text, series: Readonly<Record<string, ArrayLike<number> | Points>>, axes?: Axes): void;
  /** Points without lines. 散点图。 */
  scatter(title: Text, series: Readonly<Record<string, Points>>, axes?: Axes): void;
  /** One more point of a series in a figure that grows while the work goes on. 向随计算生长的图中某个序列追加一点。 */
  point(title: Text, series: string, x: number, y: number): void;
  /** A row-major matrix as shades. 以深浅表示的行优先矩阵。 */
  heatMap(title: Text, values: ArrayLike<number>, rows: number, cols: number): void;
  /** One bar per name; `histogram` of the kit makes them from samples. 每个名称一根柱子；kit 的 histogram 可由样本得到它们。 */
  bars(title: Text, values: Readonly<Record<string, number>>): void;
  /** Rows under a head; numbers are aligned right. 带表头的表格；数字右对齐。 */
  table(title: Text, head: readonly Text[], rows: readonly (readonly (string | number)[])[]): void;
  /** How much of a long work is done. 长任务的进度。 */
  progress(done: number, total: number): void;
}
