// A file of your own to try things in: Gradus writes here only where you ask.
// 这是你自己的文件，可以随意试验：只有在你要求时，Gradus 才会写入。
//
// Open FlashAttention in the sidebar and press Insert beside some code:
// it comes to the cursor.
// 在侧边栏打开 FlashAttention，按代码旁的“插入”：代码会落在光标处。

/** One row of attention scores. / 一行注意力分数。 */
export const scores = [2, 1, 0.5, -1];

