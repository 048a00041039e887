/** A template up to its demo: the regions, which are all that other files may use. */
export function beforeDemo(text: string): string {
  const demo = /^export (?:async )?function demo\(/m.exec(text);
  return demo === null ? text : text.slice(0, demo.index);
}
