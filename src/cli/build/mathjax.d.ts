/** The part of MathJax 4 that the build uses; the package ships no types. */
declare module 'mathjax' {
  interface Adaptor {
    outerHTML(node: object): string;
    firstChild(node: object): object;
  }
  const MathJax: {
    init(options: object): Promise<unknown>;
    tex2svgPromise(latex: string, options: { display: boolean }): Promise<object>;
    readonly startup: { readonly adaptor: Adaptor };
  };
  export default MathJax;
}
